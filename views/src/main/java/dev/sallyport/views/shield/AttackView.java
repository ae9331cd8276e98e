package dev.sallyport.views.shield;

import dev.sallyport.core.shield.Attack;
import dev.sallyport.core.shield.AttackDetail;
import dev.sallyport.core.shield.AttackDetail.Contributor;
import dev.sallyport.core.shield.AttackDetail.Counter;
import dev.sallyport.core.shield.AttackDetail.Property;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.KeyValues;
import java.time.Duration;
import java.util.Locale;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** One attack: when and what, its volume, who contributed how much, and what Shield did. */
final class AttackView {
    private AttackView() {}

    static Region of(AttackDetail detail, Desk desk) {
        Attack attack = detail.attack();
        KeyValues facts = new KeyValues(desk.activity()).time("Began", attack.start());
        if (attack.end() == null) {
            facts.node("Ended", Badge.of("Under way", Css.DANGER));
        } else {
            facts.time("Ended", attack.end())
                    .text("Lasted", Format.span(Duration.between(attack.start(), attack.end())));
        }
        facts.text("Vectors", String.join(", ", attack.vectors()))
                .text("Mitigation", String.join(", ", detail.mitigations()))
                .id("Resource", attack.resourceArn())
                .id("Attack", attack.id());
        VBox volume = part("Volume");
        if (detail.counters().isEmpty()) {
            volume.getChildren().add(muted(Words.NO_COUNTERS));
        }
        detail.counters().forEach(counter -> volume.getChildren().add(volume(counter)));
        VBox contributors = part("Top contributors");
        if (detail.properties().isEmpty()) {
            contributors.getChildren().add(muted(Words.NO_CONTRIBUTORS));
        }
        detail.properties().forEach(property -> contributors.getChildren().add(contributors(property)));
        VBox box = new VBox(title("Attack", Css.SECTION_TITLE), facts.node(), volume, contributors);
        box.getStyleClass().addAll(Css.PADDED, Css.STACKED_WIDE);
        return box;
    }

    private static VBox part(String heading) {
        VBox part = new VBox(title(heading, Css.STRONG));
        part.getStyleClass().add(Css.STACKED);
        return part;
    }

    /** {@code SOURCE_IP_ADDRESS} as {@code Source IP address}. */
    private static String words(String constant) {
        return Badge.sentence(constant.toLowerCase(Locale.ROOT)).replace(" ip ", " IP ");
    }

    private static Region volume(Counter counter) {
        String unit = counter.unit().toLowerCase(Locale.ROOT).replace('_', ' ');
        Label figures = new Label("max " + figure(counter.max()) + ", mean " + figure(counter.average()) + " " + unit);
        figures.getStyleClass().add(Css.MONO);
        figures.setWrapText(true);
        VBox box = new VBox(new Label(words(counter.name())), figures);
        box.getStyleClass().add(Css.STACKED_TIGHT);
        return box;
    }

    private static Region contributors(Property property) {
        Label heading = new Label(words(property.identifier()) + ", "
                + Format.number(property.total()) + " " + property.unit().toLowerCase(Locale.ROOT));
        heading.getStyleClass().add(Css.MUTED);
        VBox lines = new VBox(heading);
        for (Contributor one : property.top()) {
            Label name = new Label(one.name());
            name.getStyleClass().add(Css.MONO);
            String share = property.total() == 0 ? "" : "  " + Format.percent((double) one.value() / property.total());
            Label value = new Label(Format.number(one.value()) + share);
            value.getStyleClass().add(Css.MONO);
            lines.getChildren().add(line(name, value));
        }
        lines.getStyleClass().add(Css.STACKED_TIGHT);
        return lines;
    }

    private static HBox line(Label name, Label value) {
        name.setMinWidth(0);
        HBox.setHgrow(name, Priority.ALWAYS);
        name.setMaxWidth(Double.MAX_VALUE);
        value.setMinWidth(Region.USE_PREF_SIZE);
        HBox line = new HBox(name, value);
        line.getStyleClass().add(Css.ROW);
        return line;
    }

    private static String figure(double value) {
        return value >= 100 ? Format.number(Math.round(value)) : String.format(Locale.ROOT, "%.1f", value);
    }

    private static Label title(String text, String style) {
        Label label = new Label(text);
        label.getStyleClass().add(style);
        return label;
    }

    private static Label muted(String text) {
        Label label = new Label(text);
        label.getStyleClass().add(Css.MUTED);
        return label;
    }
}
