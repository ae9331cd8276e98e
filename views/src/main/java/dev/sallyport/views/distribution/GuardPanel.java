package dev.sallyport.views.distribution;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.guard.Change;
import dev.sallyport.core.guard.GuardPlan;
import dev.sallyport.core.guard.Guarded;
import dev.sallyport.core.guard.Left;
import dev.sallyport.core.guard.Owner;
import dev.sallyport.core.proof.Proof;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Copy;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.ProofSheet;
import dev.sallyport.views.kit.Table;
import dev.sallyport.views.kit.Writes.Strictness;
import dev.sallyport.views.kit.Writes.Write;
import java.util.List;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A guard: what would change, how it goes, and what was proved. */
final class GuardPanel {
    private final Desk desk;
    private final GuardPresenter presenter;

    GuardPanel(Desk desk, GuardPresenter presenter) {
        this.desk = desk;
        this.presenter = presenter;
    }

    Region of(GuardView view) {
        VBox box = new VBox();
        box.setId("guard-panel");
        box.getStyleClass().addAll(Css.PADDED, Css.STACKED_WIDE);
        switch (view) {
            case GuardView.Planning planning ->
                box.getChildren().addAll(title(Words.PLANNING + planning.id()), row(back()));
            case GuardView.Planned planned -> planned(box, planned);
            case GuardView.Under under -> under(box, under);
            case GuardView.Ended ended -> ended(box, ended);
            case GuardView.Failed failed -> failed(box, failed.why());
        }
        return box;
    }

    private void planned(VBox box, GuardView.Planned planned) {
        GuardPlan plan = planned.plan();
        String name = plan.distribution().name();
        Label summary = sentence(summary(plan));
        summary.setId("guard-summary");
        VBox head = new VBox(title("Guard " + name), summary);
        head.getStyleClass().add(Css.STACKED_TIGHT);
        box.getChildren().add(head);
        CheckBox although = new CheckBox(Words.ALTHOUGH);
        although.setId("guard-although");
        if (plan.owner().isSomebody()) {
            box.getChildren().add(owner(plan, although));
        }
        if (!plan.changes().isEmpty()) {
            box.getChildren().add(changes(plan));
        }
        TextField paths = Fields.text("guard-paths", Words.PATHS_PROMPT);
        paths.setText(String.join(" ", plan.paths()));
        FlowPane actions = row();
        if (!plan.changes().isEmpty()) {
            box.getChildren().add(Fields.named(Words.PATHS, paths));
            ObservableBooleanValue free =
                    plan.owner().isSomebody() ? although.selectedProperty() : new SimpleBooleanProperty(true);
            Action apply = Action.of("guard.apply.now", "Guard " + name, () -> presenter.apply(plan, paths.getText()))
                    .when(free);
            actions.getChildren().add(Buttons.primary(desk.writes().begin(
                    "guard.apply",
                    apply.label(),
                    new Write(apply, planned.id(), Words.GUARD_MEANS.formatted(Format.count(
                            plan.changes().size(), "change", "changes"))),
                    Strictness.SURE)));
        }
        planned.standing().ifPresent(guard -> actions.getChildren().add(undo(guard)));
        actions.getChildren().add(back());
        box.getChildren().add(actions);
        desk.writes().refusal().ifPresent(box.getChildren()::add);
        section(box, Words.BEFORE, plan.notes());
        section(box, Words.BESIDE, plan.beside());
        section(box, Words.COSTS, plan.costs());
        section(box, Words.STAYS, plan.left().stream().map(GuardPanel::left).toList());
    }

    private static String summary(GuardPlan plan) {
        long ended = plan.changes().stream().map(Change::finding).distinct().count();
        long stay = plan.left().stream().map(Left::finding).distinct().count();
        return (plan.changes().isEmpty()
                        ? Words.NOTHING
                        : Format.count(plan.changes().size(), "change ends ", "changes end ")
                                + Format.count(ended, "finding", "findings") + ".")
                + (stay == 0 ? "" : " " + Format.count(stay, "finding stays.", "findings stay."));
    }

    private static Region owner(GuardPlan plan, CheckBox although) {
        Label says = sentence(
                plan.owner().tool() == Owner.Tool.UNKNOWN
                        ? Words.OWNER_UNKNOWN
                        : Words.OWNED.formatted(plan.owner().said()));
        FlowPane row = row(Buttons.plain(Action.of("guard.patch", Words.COPY_PATCH, () -> Copy.text(plan.patch()))), although);
        VBox box = new VBox(says, row);
        box.setId("guard-owner");
        box.getStyleClass().addAll(Css.BANNER, Css.WARNING, Css.STACKED);
        return box;
    }

    private static Region changes(GuardPlan plan) {
        Table<Change> table = new Table<Change>(Words.CHANGES)
                .text("Finding", 150, Change::finding)
                .id("What", 330, Change::path)
                .id("Before", 150, change -> change.before().isEmpty() ? "–" : change.before())
                .id("After", 300, change -> change.after().isEmpty() ? "removed" : change.after());
        table.rows(plan.changes());
        table.node().setId("guard-changes");
        // As many rows as there are, up to what leaves room for what stands below.
        table.node().setPrefHeight(40 + 30.0 * Math.min(plan.changes().size(), 9));
        table.node().setMinHeight(Region.USE_PREF_SIZE);
        return table.node();
    }

    private static String left(Left left) {
        return left.finding() + ": " + left.why();
    }

    private void under(VBox box, GuardView.Under under) {
        VBox steps = new VBox();
        steps.setId("guard-steps");
        steps.getStyleClass().add(Css.STACKED_TIGHT);
        VBox proofs = new VBox();
        proofs.getStyleClass().add("proof-sheet");
        under.steps().forEach(step -> steps.getChildren().add(step(step)));
        under.steps().addListener((ListChangeListener<String>) change -> {
            while (change.next()) {
                change.getAddedSubList().forEach(step -> steps.getChildren().add(step(step)));
            }
        });
        under.proofs().forEach(proof -> proofs.getChildren().add(ProofSheet.line(proof)));
        under.proofs().addListener((ListChangeListener<Proof>) change -> {
            while (change.next()) {
                change.getAddedSubList().forEach(proof -> proofs.getChildren().add(ProofSheet.line(proof)));
            }
        });
        box.getChildren().addAll(title(under.title()), sentence(Words.LONG), steps, proofs);
    }

    private static Label step(String what) {
        Label step = sentence(what);
        step.getStyleClass().add(Css.MUTED);
        return step;
    }

    private void ended(VBox box, GuardView.Ended ended) {
        Guarded guard = ended.guard();
        Label outcome = sentence(
                switch (guard.phase()) {
                    case HOLDS -> Words.HOLDS;
                    case UNPROVEN -> Words.UNPROVEN;
                    default -> guard.proofs().stream().anyMatch(Proof::fails) ? Words.FAILED : Words.UNDONE;
                });
        outcome.setId("guard-outcome");
        box.getChildren().addAll(title("Guard of " + ended.id()), outcome);
        section(box, Words.NOTES, guard.notes());
        box.getChildren().add(ProofSheet.of(guard.proofs()));
        FlowPane actions = row();
        switch (guard.phase()) {
            case HOLDS, UNPROVEN -> actions.getChildren().add(undo(guard));
            default -> {}
        }
        actions.getChildren().add(back());
        box.getChildren().add(actions);
    }

    private void failed(VBox box, SallyportException why) {
        Label says = sentence(why.message() + "\n" + why.next());
        says.setId("guard-failed");
        Label code = new Label(why.code());
        code.getStyleClass().addAll(Css.MUTED, Css.MONO);
        VBox banner = new VBox(says, code);
        banner.getStyleClass().addAll(Css.BANNER, Css.DANGER, Css.STACKED_TIGHT);
        box.getChildren().addAll(title(Words.NOT_GUARDED), banner, row(back()));
    }

    private Node undo(Guarded guard) {
        String id = guard.distribution();
        Action undo = Action.of("guard.undo.now", "Take the guard of " + id + " back", () -> presenter.undo(id));
        return Buttons.danger(desk.writes().begin(
                "guard.undo",
                undo.label(),
                new Write(undo, id, Words.UNDO_MEANS.formatted(Format.count(guard.changes().size(), "change", "changes"))),
                Strictness.SURE));
    }

    private Node back() {
        return Buttons.plain(Action.of("guard.back", Words.BACK, presenter::close));
    }

    private static FlowPane row(Node... nodes) {
        FlowPane row = new FlowPane(nodes);
        row.getStyleClass().add("button-flow");
        return row;
    }

    private static void section(VBox box, String title, List<String> sentences) {
        if (sentences.isEmpty()) {
            return;
        }
        Label heading = new Label(title);
        heading.getStyleClass().add(Css.STRONG);
        VBox section = new VBox(heading);
        section.getStyleClass().add(Css.STACKED_TIGHT);
        sentences.forEach(one -> section.getChildren().add(sentence(one)));
        VBox.setVgrow(section, Priority.NEVER);
        box.getChildren().add(section);
    }

    private static Label title(String text) {
        Label title = sentence(text);
        title.getStyleClass().add(Css.SECTION_TITLE);
        return title;
    }

    private static Label sentence(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
