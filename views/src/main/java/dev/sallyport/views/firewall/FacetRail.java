package dev.sallyport.views.firewall;

import dev.sallyport.core.firewall.HitFilter.Field;
import dev.sallyport.core.firewall.HitFilter.Term;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Format;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The most frequent values of each field with their requests: a press on one keeps its requests, on "not" the others. */
final class FacetRail extends VBox {
    private final FirewallPresenter presenter;
    private final Map<Field, Section> sections = new EnumMap<>(Field.class);

    FacetRail(FirewallPresenter presenter) {
        this.presenter = presenter;
        setId("firewall-facets");
        getStyleClass().add("firewall-facets");
    }

    /** {@code single} where no more than one value can be asked for, and none be left out. */
    void show(Map<Field, List<ValueCount>> facets, boolean single) {
        for (Field field : Field.values()) {
            List<ValueCount> values = facets.getOrDefault(field, List.of());
            // A rule has its line in the list above; inside groups are more.
            if (field == Field.RULE) {
                values = values.stream().filter(each -> String.valueOf(each.value()).contains("/")).toList();
            }
            Section section = sections.computeIfAbsent(field, absent -> new Section(absent));
            section.show(values, single);
        }
        List<Section> shown = sections.values().stream().filter(Section::isFilled).toList();
        if (!getChildren().equals(shown)) {
            getChildren().setAll(shown);
        }
    }

    /** One field; a value that stays keeps its buttons, so that the focus stays on them. */
    private final class Section extends VBox {
        private final Field field;
        private final VBox lines = new VBox();
        private final Map<String, Line> known = new LinkedHashMap<>();

        Section(Field field) {
            this.field = field;
            Label title = new Label(Words.field(field));
            title.getStyleClass().addAll(Css.SMALL, Css.MUTED);
            lines.getStyleClass().add(Css.STACKED_TIGHT);
            getStyleClass().add(Css.STACKED_TIGHT);
            getChildren().addAll(title, lines);
        }

        boolean isFilled() {
            return !lines.getChildren().isEmpty();
        }

        void show(List<ValueCount> values, boolean single) {
            long most = values.stream().mapToLong(ValueCount::count).max().orElse(1);
            List<Line> now = values.stream()
                    .map(each -> {
                        String value = each.value() == null ? null : each.value().toString();
                        return known.computeIfAbsent(String.valueOf(value), absent -> new Line(field, value))
                                .show(each.count(), most, single);
                    })
                    .toList();
            if (!lines.getChildren().equals(now)) {
                lines.getChildren().setAll(now);
            }
        }
    }

    /** One value. */
    private final class Line extends VBox {
        private final Label count = new Label();
        private final Region bar = new Region();
        private final Button without = new Button(Words.NOT);
        private final Button with;
        private final String word;

        Line(Field field, @Nullable String value) {
            word = Words.value(field, value);
            Label name = new Label(word);
            boolean ends = field == Field.URI || field == Field.LABEL;
            name.setTextOverrun(ends ? OverrunStyle.CENTER_ELLIPSIS : OverrunStyle.ELLIPSIS);
            name.setMinWidth(0);
            name.setMaxWidth(Double.MAX_VALUE);
            HBox.setHgrow(name, Priority.ALWAYS);
            count.getStyleClass().addAll(Css.MONO, Css.MUTED);
            count.setMinWidth(USE_PREF_SIZE);
            HBox words = new HBox(name, count);
            words.getStyleClass().add(Css.ROW);
            with = new Button(null, words);
            with.getStyleClass().add("facet-button");
            with.setMaxWidth(Double.MAX_VALUE);
            words.prefWidthProperty().bind(with.widthProperty().subtract(16));
            with.setTooltip(new Tooltip(Words.field(field) + ": " + Objects.requireNonNullElse(value, Words.NONE_HAS)));
            HBox.setHgrow(with, Priority.ALWAYS);
            without.getStyleClass().addAll("facet-not", Css.SMALL);
            without.setAccessibleText(Words.LEAVE_OUT + Words.field(field) + " " + word);
            without.setMinWidth(USE_PREF_SIZE);
            without.managedProperty().bind(without.visibleProperty());
            with.setOnAction(event -> presenter.toggle(new Term(field, value, false)));
            without.setOnAction(event -> presenter.toggle(new Term(field, value, true)));
            bar.getStyleClass().addAll(Css.CHART_BAR, "facet-bar");
            getChildren().addAll(new HBox(with, without), bar);
        }

        Line show(long requests, long most, boolean single) {
            count.setText(Format.number(requests));
            with.setAccessibleText(word + ", " + Format.count(requests, "request", "requests"));
            without.setVisible(!single);
            bar.maxWidthProperty().bind(widthProperty().multiply((double) requests / Math.max(1, most)));
            return this;
        }
    }
}
