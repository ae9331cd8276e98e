package dev.sallyport.views.stack;

import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.proof.Proof;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.StackSummary;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Ages;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.KeyValues;
import dev.sallyport.views.kit.ProofSheet;
import dev.sallyport.views.kit.Writes.Strictness;
import dev.sallyport.views.kit.Writes.Write;
import dev.sallyport.views.stack.StackModel.Panel;
import java.util.List;
import java.util.TreeMap;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A deployed stack: whether it holds, its outputs, and what can be done with it. */
final class StandingPanel {
    private StandingPanel() {}

    static Region of(StackPresenter presenter, Desk desk, Panel.Standing standing) {
        StackSummary stack = standing.stack();
        Label title = new Label(stack.name());
        title.getStyleClass().add(Css.SECTION_TITLE);
        HBox head = new HBox(title, status(stack));
        head.getStyleClass().add(Css.ROW);
        VBox box = new VBox(head);
        box.getStyleClass().addAll(Css.PADDED, Css.STACKED_WIDE);
        standing.rollout().filter(Rollout::isOrphaned).ifPresent(rollout -> box.getChildren()
                .addAll(
                        muted(rollout.note().isEmpty() ? Words.INTERRUPTED : rollout.note()),
                        Buttons.primary(resume(presenter, desk, stack.name()))));
        standing.rollout().ifPresent(rollout -> {
            if (rollout.staged() != null) {
                box.getChildren().add(StagedPanel.of(presenter, desk, rollout, rollout.staged(), standing.sides()));
            }
        });
        if (!stack.reason().isEmpty()) {
            box.getChildren().add(muted(stack.reason()));
        }
        box.getChildren().add(actions(presenter, desk, standing));
        desk.writes().refusal().ifPresent(box.getChildren()::add);
        box.getChildren().add(OutputLinks.of(stack.outputs(), desk.navigation()));
        box.getChildren().addAll(section(Words.PROOFS), proofs(standing, desk));
        KeyValues outputs = new KeyValues(desk.activity());
        new TreeMap<>(stack.outputs()).forEach(outputs::id);
        if (!stack.outputs().isEmpty()) {
            box.getChildren().addAll(section(Words.OUTPUTS), outputs.node());
        }
        if (!standing.past().isEmpty()) {
            box.getChildren().addAll(section(Words.HISTORY), HistoryPanel.of(standing.past()));
        }
        return box;
    }

    private static Region proofs(Panel.Standing standing, Desk desk) {
        List<Proof> proofs = standing.rollout().map(Rollout::proofs).orElse(List.of());
        if (proofs.isEmpty()) {
            return muted(Words.NEVER_PROVED);
        }
        Label count = standing.rollout()
                .map(rollout -> Ages.ago(
                        rollout.updated(), desk.activity(), ago -> ProofSheet.sentence(proofs) + ", " + ago))
                .orElseGet(Label::new);
        count.getStyleClass().add(Css.MUTED);
        VBox box = new VBox(count, ProofSheet.of(proofs));
        box.getStyleClass().add(Css.STACKED);
        return box;
    }

    private static Action resume(StackPresenter presenter, Desk desk, String name) {
        Action resume = Action.of("stack.resume.now", "Take up " + name, () -> presenter.resume(name));
        return desk.writes().begin(
                "stack.resume", Words.RESUME, new Write(resume, name, Words.RESUME_MEANS), Strictness.NONE);
    }

    /** Reads only, but where the proofs plant something. */
    private static Action verify(StackPresenter presenter, Desk desk, StackSummary stack) {
        Action verify = Action.of("stack.verify", Words.VERIFY, () -> presenter.verify(stack.name()));
        if (!Blueprints.find(stack.blueprint()).plants()) {
            return verify;
        }
        Action plant = Action.of("stack.verify.now", "Prove " + stack.name(), verify.run());
        return desk.writes().begin(
                verify.id(), verify.label(), new Write(plant, stack.name(), Words.VERIFY_MEANS), Strictness.NONE);
    }

    private static FlowPane actions(StackPresenter presenter, Desk desk, Panel.Standing standing) {
        String name = standing.stack().name();
        Action rollBack = Action.of("stack.rollback", Words.ROLL_BACK + " " + name, () -> presenter.rollBack(name));
        Action destroy = Action.of("stack.destroy.now", "Destroy " + name, () -> presenter.destroy(name));
        Action verify = verify(presenter, desk, standing.stack());
        // A staging copy or an interrupted rollout has the one thing to do next.
        boolean calm = standing.rollout()
                .map(rollout -> rollout.staged() == null && !rollout.isOrphaned())
                .orElse(true);
        FlowPane row = new FlowPane(
                calm ? Buttons.primary(verify) : Buttons.plain(verify),
                Buttons.plain(Action.of("stack.change", Words.CHANGE, () -> presenter.change(standing))),
                Buttons.plain(desk.writes().begin(
                        "stack.rollback.ask",
                        Words.ROLL_BACK,
                        new Write(rollBack, name, Words.ROLL_BACK_MEANS),
                        Strictness.SURE)),
                Buttons.plain(desk.writes().begin(
                        "stack.destroy", destroy.label(), new Write(destroy, name, Words.DESTROY_MEANS), Strictness.NAME)));
        row.getStyleClass().add("button-flow");
        return row;
    }

    static Label status(StackSummary stack) {
        if (stack.isUnderWay()) {
            return Badge.of("Under way", Css.ACCENT);
        }
        return stack.isStanding() ? Badge.of("Stands", Css.GOOD) : Badge.of(stack.status(), Css.DANGER);
    }

    private static Label section(String text) {
        Label label = new Label(text);
        label.getStyleClass().add(Css.SECTION_TITLE);
        return label;
    }

    private static Label muted(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.getStyleClass().add(Css.MUTED);
        return label;
    }
}
