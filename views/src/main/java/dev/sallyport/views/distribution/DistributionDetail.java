package dev.sallyport.views.distribution;

import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.KeyValues;
import dev.sallyport.views.kit.PageHead;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.SideBySide;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** One distribution: its map, and what is weak about it; a press of {@code guard} plans what ends that. */
final class DistributionDetail {
    private DistributionDetail() {}

    static Region of(Distribution distribution, Desk desk, Runnable guard) {
        Label title = new Label(distribution.name());
        title.getStyleClass().add(Css.SECTION_TITLE);
        FlowMap map = new FlowMap(distribution);
        Label way = new Label();
        way.getStyleClass().add(Css.MUTED);
        way.setId("distribution-way");
        TextField tester = new TextField();
        tester.setId("distribution-tester");
        tester.setPromptText(Words.TESTER_PROMPT);
        tester.setAccessibleText(Words.TESTER);
        tester.textProperty().subscribe(path -> way.setText(map.light(path)
                .map(behavior -> "Behavior " + behavior.pathPattern() + " → " + behavior.originId())
                .orElse(Words.TESTER)));
        Label get = new Label("GET");
        get.getStyleClass().add(Css.MONO);
        FlowPane line = new FlowPane(get, tester, way);
        line.getStyleClass().add("button-flow");
        PageHead head = PageHead.plain(
                title,
                Buttons.plain(Action.of(
                        "distribution.traffic",
                        Words.TRAFFIC,
                        () -> desk.navigation().go(Place.of("log", "distribution", distribution.id())))),
                Buttons.primary(Action.of("distribution.guard", Words.GUARD, guard)));
        Region facts = new KeyValues(desk.activity())
                .id("Id", distribution.id())
                .id("Domain", distribution.domainName())
                .text("HTTP", distribution.httpVersion())
                .node();
        VBox left = new VBox(head, facts, line, map);
        left.getStyleClass().add(Css.STACKED_WIDE);
        SideBySide whole = new SideBySide(left, findings(distribution), 320);
        whole.getStyleClass().addAll(Css.PADDED, "distribution-detail");
        return whole;
    }

    private static Region findings(Distribution distribution) {
        Label title = new Label(Words.FINDINGS);
        title.getStyleClass().add(Css.SECTION_TITLE);
        VBox box = new VBox(title);
        box.getStyleClass().addAll(Css.STACKED_WIDE, "findings");
        if (distribution.findings().isEmpty()) {
            Label none = new Label(Words.NO_FINDINGS);
            none.getStyleClass().add(Css.NONE_SAID);
            box.getChildren().add(none);
        }
        distribution.findings().stream().map(DistributionDetail::finding).forEach(box.getChildren()::add);
        return box;
    }

    private static Node finding(Finding finding) {
        Label title = wrapped(finding.title());
        title.getStyleClass().add(Css.STRONG);
        HBox.setHgrow(title, Priority.ALWAYS);
        HBox head = new HBox(Badge.severity(finding.severity().word()), title);
        head.getStyleClass().addAll(Css.ROW, "finding-head");
        Label evidence = wrapped(finding.evidence());
        evidence.getStyleClass().add(Css.MUTED);
        VBox box = new VBox(head, evidence, wrapped(finding.fix()));
        box.setUserData(finding.title());
        box.getStyleClass().addAll(Css.STACKED_TIGHT, "finding");
        box.setAccessibleText(Words.EVIDENCE + " " + finding.evidence() + ". " + Words.FIX + ": " + finding.fix());
        return box;
    }

    private static Label wrapped(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
