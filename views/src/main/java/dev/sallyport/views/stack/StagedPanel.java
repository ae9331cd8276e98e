package dev.sallyport.views.stack;

import dev.sallyport.core.proof.Tally;
import dev.sallyport.core.rollout.Comparison;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.Staged;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.KeyValues;
import dev.sallyport.views.kit.Writes.Strictness;
import dev.sallyport.views.kit.Writes.Write;
import java.util.Optional;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A staging copy that serves a share of the viewers: both sides' figures, and what can be done with it. */
final class StagedPanel {
    private StagedPanel() {}

    static Region of(StackPresenter presenter, Desk desk, Rollout rollout, Staged staged, Optional<Comparison> figures) {
        String name = rollout.stack();
        Label title = new Label("Staged for " + Math.round(staged.weight() * 100) + " %" + " of the viewers");
        title.getStyleClass().add(Css.STRONG);
        VBox box = new VBox(title);
        figures.ifPresent(comparison -> {
            KeyValues sides = new KeyValues(desk.activity())
                    .text("Primary", side(comparison.primary()))
                    .text("Staging", side(comparison.staging()))
                    .node("Verdict", verdict(comparison.verdict()));
            box.getChildren().add(sides.node());
        });
        if (!staged.promoteOnly().isEmpty()) {
            Label later = new Label(Words.PROMOTE_ONLY + String.join(", ", staged.promoteOnly()) + ".");
            later.setWrapText(true);
            later.setMinHeight(Region.USE_PREF_SIZE);
            box.getChildren().add(later);
        }
        boolean surely = figures.map(Comparison::verdict).orElse(Comparison.Verdict.UNKNOWN)
                == Comparison.Verdict.NO_WORSE;
        Action promote = Action.of("stack.promote", "Promote " + name, () -> presenter.promote(name, !surely));
        Action ask = desk.writes().begin(
                "stack.promote.ask",
                Words.PROMOTE,
                new Write(promote, name, surely ? Words.PROMOTE_MEANS : Words.PROMOTE_UNSURE),
                Strictness.SURE);
        Action take = Action.of("stack.unstage.now", "Take the copy of " + name + " away", () -> presenter.rollBack(name));
        Action unstage = desk.writes().begin(
                "stack.unstage", Words.UNSTAGE, new Write(take, name, Words.UNSTAGE_MEANS), Strictness.NONE);
        boolean worse = figures.map(Comparison::verdict).orElse(Comparison.Verdict.UNKNOWN) == Comparison.Verdict.WORSE;
        FlowPane row = worse
                ? new FlowPane(Buttons.primary(unstage), Buttons.plain(ask))
                : new FlowPane(Buttons.primary(ask), Buttons.plain(unstage));
        row.getStyleClass().add("button-flow");
        box.getChildren().add(row);
        box.setId("stack-staged");
        box.getStyleClass().addAll(Css.CARD, Css.STACKED);
        return box;
    }

    private static String side(Tally tally) {
        return Format.count(tally.requests(), "request", "requests") + ", " + rate(tally.clientErrors(), tally) + " 4xx, "
                + rate(tally.serverErrors(), tally) + " 5xx";
    }

    private static String rate(long errors, Tally tally) {
        return tally.requests() == 0 ? "–" : Format.percent((double) errors / tally.requests());
    }

    private static Label verdict(Comparison.Verdict verdict) {
        return switch (verdict) {
            case UNKNOWN -> Badge.of("Too few requests", Css.UNKNOWN);
            case NO_WORSE -> Badge.of("No worse", Css.GOOD);
            case WORSE -> Badge.of("Fails more often", Css.DANGER);
        };
    }
}
