package dev.sallyport.views.distribution;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.distribution.Behavior;
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
import dev.sallyport.views.kit.ViewState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.StringProperty;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/**
 * One distribution: its map, and what is weak about it.
 *
 * @param note what to say of how far it was read; empty when that is all
 */
record DistributionDetail(Distribution distribution, String note) {
    /** How far the distribution was read. */
    static String note(ViewState<Distribution> state) {
        return switch (state) {
            case ViewState.Loading<Distribution> _, ViewState.Empty<Distribution> _ -> Words.OPENED_SOON;
            case ViewState.Ready<Distribution> _ -> "";
            case ViewState.Partial<Distribution>(Distribution value, List<String> missing) -> String.join("\n", missing);
            case ViewState.Stale<Distribution>(Distribution value, Instant at, SallyportException why) ->
                Words.NOT_NEWER + why.message();
            case ViewState.Rereading<Distribution> again -> note(again.before());
            case ViewState.Denied<Distribution>(SallyportException why) -> Words.AS_LISTED + why.message() + " " + why.next();
            case ViewState.Failed<Distribution>(SallyportException why) -> Words.AS_LISTED + why.message() + " " + why.next();
        };
    }

    /**
     * As a node.
     *
     * @param tested the path that is tried
     * @param guard plans what ends the findings
     */
    Region show(Desk desk, StringProperty tested, Runnable guard) {
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
        tester.setText(tested.get());
        tester.end();
        tester.textProperty().subscribe(tested::set);
        Optional<BehaviorTable> behaviors = FlowMap.isOfMany(distribution)
                ? Optional.of(new BehaviorTable(distribution, behavior -> {
                    map.draw(behavior);
                    way.setText(way(behavior));
                }))
                : Optional.empty();
        tester.textProperty().subscribe(path -> {
            Optional<Behavior> taken = map.light(path);
            taken.ifPresent(behavior -> behaviors.ifPresent(table -> table.show(behavior)));
            way.setText(taken.map(DistributionDetail::way).orElse(Words.TESTER));
        });
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
        VBox left = new VBox(head, facts, line);
        behaviors.map(BehaviorTable::node).ifPresent(left.getChildren()::add);
        left.getChildren().add(map);
        left.getStyleClass().add(Css.STACKED_WIDE);
        SideBySide whole = new SideBySide(left, findings(), 320);
        whole.getStyleClass().addAll(Css.PADDED, "distribution-detail");
        return whole;
    }

    private static String way(Behavior behavior) {
        return "Behavior " + behavior.pathPattern() + " → " + behavior.originId();
    }

    private Region findings() {
        Label title = new Label(Words.FINDINGS);
        title.getStyleClass().add(Css.SECTION_TITLE);
        VBox box = new VBox(title);
        box.getStyleClass().addAll(Css.STACKED_WIDE, "findings");
        if (!note.isEmpty()) {
            Label said = wrapped(note);
            said.setId("distribution-note");
            said.getStyleClass().add(Css.MUTED);
            box.getChildren().add(said);
        }
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
