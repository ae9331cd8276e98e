package dev.sallyport.views.log;

import dev.sallyport.core.firewall.LoggedRequest;
import dev.sallyport.core.firewall.RuleExplanation;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.masking.Masking;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Copy;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.JsonView;
import dev.sallyport.views.kit.KeyValues;
import dev.sallyport.views.log.LogModel.Shown;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.TextArea;
import javafx.scene.layout.AnchorPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** One record: in words, as a tree, and as it was logged. What the reader looked at last stays in front. */
final class RecordDetail {
    private static final List<String> WAF_FACTS =
            List.of("requestId", "host", "userAgent", "ja3Fingerprint", "ja4Fingerprint", "webaclId");

    private final Desk desk;
    private final ScrollPane summary = new ScrollPane();
    private final JsonView tree = new JsonView("Record");
    private final TextArea line = Fields.area("log-line", Words.LOGGED);
    private final AnchorPane node;
    private final SimpleBooleanProperty hasLine = new SimpleBooleanProperty();
    private final SimpleBooleanProperty hasRequest = new SimpleBooleanProperty();
    private String command = "";
    private boolean masked;

    RecordDetail(Desk desk) {
        this.desk = desk;
        summary.setFitToWidth(true);
        summary.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        summary.getStyleClass().add("record-summary");
        line.setEditable(false);
        line.getStyleClass().add(Css.MONO);
        TabPane tabs = new TabPane(
                new Tab(Words.SUMMARY, summary), new Tab(Words.TREE, tree.node()), new Tab(Words.LOGGED, line));
        tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        tabs.setTabDragPolicy(TabPane.TabDragPolicy.FIXED);
        tabs.getStyleClass().add("record-tabs");
        HBox buttons = new HBox(
                Buttons.quiet(Action.of("log.record.copy", Words.COPY_RECORD, this::copyLine).when(hasLine)),
                Buttons.quiet(Action.of("log.record.curl", Words.COPY_CURL, this::copyCommand).when(hasRequest)));
        buttons.getStyleClass().addAll(Css.ROW, "record-buttons");
        node = new AnchorPane(tabs, buttons);
        AnchorPane.setTopAnchor(tabs, 0.0);
        AnchorPane.setBottomAnchor(tabs, 0.0);
        AnchorPane.setLeftAnchor(tabs, 0.0);
        AnchorPane.setRightAnchor(tabs, 0.0);
        AnchorPane.setTopAnchor(buttons, 0.0);
        AnchorPane.setRightAnchor(buttons, 0.0);
    }

    Region node() {
        return node;
    }

    void show(Shown shown) {
        masked = shown.line().contains(Masking.MARK);
        hasLine.set(!shown.line().isEmpty());
        tree.show(shown.line().isEmpty() ? Words.GONE : shown.line());
        line.setText(shown.line().isEmpty() ? Words.GONE : shown.line());
        command = shown.request().flatMap(LoggedRequest::http)
                .map(CurlCommand::of)
                .orElse("");
        hasRequest.set(!command.isEmpty());
        summary.setContent(summary(shown));
        summary.setVvalue(0);
    }

    private void copyLine() {
        Copy.text(line.getText());
        desk.activity().done(masked ? Words.COPIED_MASKED : Words.COPIED);
    }

    private void copyCommand() {
        Copy.text(command);
        desk.activity().done(Words.CURL_COPIED);
    }

    private Node summary(Shown shown) {
        KeyValues facts = new KeyValues(desk.activity());
        VBox box = new VBox(facts.node());
        box.getStyleClass().add(Css.STACKED);
        LogRow row = shown.row();
        if (shown.request().isPresent()) {
            request(facts, row, shown.request());
            explained(box, shown.request().get().explanation());
        } else {
            LogColumns.instant(LogColumns.text(row, "timestamp")).ifPresent(at -> facts.time("Time", at));
            row.values().keySet().stream()
                    .filter(field -> !field.equals("timestamp") && !LogColumns.text(row, field).isEmpty())
                    .forEach(field -> facts.text(field, LogColumns.text(row, field)));
        }
        return box;
    }

    private static void request(KeyValues facts, LogRow row, Optional<LoggedRequest> of) {
        LoggedRequest request = of.orElseThrow();
        facts.node("Result", Badge.action(request.explanation().action().name()));
        LogColumns.instant(LogColumns.text(row, "timestamp")).ifPresent(at -> facts.time("Time", at));
        facts.text("Ended by", Badge.ended(request.explanation().endedBy()));
        facts.id("URI", request.method() + " " + request.uri());
        facts.text("Client", request.clientIp() + ", " + request.country());
        for (String field : WAF_FACTS) {
            if (!LogColumns.text(row, field).isEmpty()) {
                facts.id(field, LogColumns.text(row, field));
            }
        }
        if (!request.explanation().labels().isEmpty()) {
            facts.text("Labels", String.join(", ", request.explanation().labels()));
        }
    }

    /** The words of {@code explain}. */
    private static void explained(VBox box, RuleExplanation explanation) {
        box.getChildren().addAll(strong(Words.TRAIL), lines(explanation.trailLines()));
        if (!explanation.matched().isEmpty()) {
            box.getChildren().addAll(
                    strong(Words.MATCHED),
                    lines(explanation.matched().stream().flatMap(rule -> rule.lines().stream()).toList()));
        }
    }

    private static VBox lines(List<String> sentences) {
        VBox lines = new VBox();
        lines.getStyleClass().add(Css.STACKED_TIGHT);
        sentences.forEach(sentence -> {
            Label label = new Label(sentence);
            label.setWrapText(true);
            label.setMinHeight(Region.USE_PREF_SIZE);
            lines.getChildren().add(label);
        });
        return lines;
    }

    private static Label strong(String text) {
        Label label = new Label(text);
        label.getStyleClass().add(Css.STRONG);
        return label;
    }
}
