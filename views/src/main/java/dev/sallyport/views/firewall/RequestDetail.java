package dev.sallyport.views.firewall;

import dev.sallyport.core.firewall.LoggedRequest;
import dev.sallyport.core.firewall.RuleExplanation;
import dev.sallyport.core.firewall.RuleExplanation.Matched;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.JsonView;
import dev.sallyport.views.kit.KeyValues;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** One request: why it ended as it did, which rules matched, and the record as AWS WAF wrote it. */
final class RequestDetail {
    private RequestDetail() {}

    /** @param change tries a change of the rule of that name */
    static Region of(LoggedRequest request, Desk desk, Consumer<String> change) {
        RuleExplanation explanation = request.explanation();
        KeyValues facts = new KeyValues(desk.activity())
                .node("Result", Badge.action(explanation.action().name()))
                .id("Request", explanation.requestId())
                .id("URI", request.method() + " " + request.uri())
                .text("Client", request.clientIp() + ", " + request.country());
        if (!explanation.labels().isEmpty()) {
            facts.text("Labels", String.join(", ", explanation.labels()));
        }
        VBox left = new VBox(facts.node(), trailTitle(explanation), trail(explanation));
        if (!explanation.matched().isEmpty()) {
            left.getChildren().addAll(strong(Words.MATCHED), matched(explanation.matched(), change));
        }
        if (!explanation.rules().isEmpty() || !explanation.notes().isEmpty()) {
            left.getChildren().addAll(strong(Words.EACH_RULE), eachRule(explanation));
        }
        left.getStyleClass().add(Css.STACKED);
        JsonView json = new JsonView("Record");
        json.show(request.record());
        ScrollPane explained = new ScrollPane(left);
        explained.setFitToWidth(true);
        explained.getStyleClass().add("request-facts");
        explained.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        VBox.setVgrow(explained, Priority.ALWAYS);
        json.node().getStyleClass().add("request-record");
        VBox box = new VBox(explained, json.node());
        box.getStyleClass().add("request-detail");
        return box;
    }

    private static Label trailTitle(RuleExplanation explanation) {
        Label title = strong(Words.TRAIL);
        if (explanation.isOfWafAlone()) {
            title.setTooltip(new Tooltip(Words.WAF_ALONE));
        }
        return title;
    }

    private static VBox trail(RuleExplanation explanation) {
        VBox lines = new VBox();
        lines.getStyleClass().add(Css.STACKED_TIGHT);
        lines.setId("request-trail");
        explanation.trailLines().forEach(line -> lines.getChildren().add(wrapped(line)));
        return lines;
    }

    /** The lines of {@code explain}; what stands under a rule's line is set in. */
    private static VBox eachRule(RuleExplanation explanation) {
        VBox lines = new VBox();
        lines.getStyleClass().add(Css.STACKED_TIGHT);
        lines.setId("request-rules");
        explanation.ruleLines().forEach(line -> {
            Label label = wrapped(line);
            if (line.startsWith("  ")) {
                label.getStyleClass().addAll(Css.MUTED, Css.SMALL);
            }
            lines.getChildren().add(label);
        });
        return lines;
    }

    private static VBox matched(List<Matched> rules, Consumer<String> change) {
        VBox lines = new VBox();
        lines.getStyleClass().add(Css.STACKED_TIGHT);
        lines.setId("rule-path");
        for (Matched rule : rules) {
            List<String> said = rule.lines();
            lines.getChildren().add(line(rule, said.getFirst(), change));
            said.subList(1, said.size()).forEach(detail -> {
                Label label = wrapped(detail);
                label.getStyleClass().addAll(Css.MUTED, Css.SMALL);
                lines.getChildren().add(label);
            });
        }
        return lines;
    }

    private static Region line(Matched rule, String said, Consumer<String> change) {
        Label name = wrapped(said);
        HBox.setHgrow(name, Priority.ALWAYS);
        Button button = Buttons.quiet(Action.of("request.try", Words.TRY, () -> change.accept(rule.name())));
        button.setAccessibleText(Words.TRY_OF + rule.name());
        button.setMinWidth(Region.USE_PREF_SIZE);
        HBox line = new HBox(Badge.action(rule.action().name()), name, button);
        line.getStyleClass().add(Css.ROW);
        return line;
    }

    private static Label wrapped(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    private static Label strong(String text) {
        Label label = new Label(text);
        label.getStyleClass().add(Css.STRONG);
        return label;
    }
}
