package dev.sallyport.views.stack;

import dev.sallyport.core.proof.Proof;
import dev.sallyport.core.rollout.RolloutPhase;
import dev.sallyport.core.rollout.RolloutProgress;
import dev.sallyport.core.rollout.StackEvent;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Ages;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.ProofSheet;
import dev.sallyport.views.kit.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** A rollout as it goes: phases, events, proofs. */
final class LivePanel {
    private LivePanel() {}

    static Region of(StackPresenter presenter, Activity activity, LiveRollout live) {
        Label title = new Label(live.title);
        title.getStyleClass().add(Css.SECTION_TITLE);
        HBox phases = new HBox();
        phases.getStyleClass().add("phases");
        phases.setId("rollout-phases");
        Runnable showPhases = () -> phases.getChildren()
                .setAll(live.phases.stream()
                        .map(phase -> phase(live, phase))
                        .toList());
        live.phases.addListener((ListChangeListener<RolloutPhase>) change -> showPhases.run());
        live.over.subscribe(over -> showPhases.run());
        ProgressBar bar = new ProgressBar();
        bar.setAccessibleText("Progress of " + live.stack);
        bar.progressProperty().bind(live.share);
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.visibleProperty().bind(Bindings.createBooleanBinding(() -> !live.over.get(), live.over));
        bar.managedProperty().bind(bar.visibleProperty());
        Label note = new Label();
        note.textProperty().bind(live.note);
        note.setId("rollout-note");
        note.setWrapText(true);
        note.setMinHeight(Region.USE_PREF_SIZE);
        note.managedProperty().bind(live.note.isNotEmpty());
        note.visibleProperty().bind(live.note.isNotEmpty());
        Label far = new Label();
        far.setId("rollout-far");
        far.getStyleClass().addAll(Css.MUTED, Css.SMALL);
        Consumer<Instant> count = now -> far.setText(live.far
                .get()
                .map(progress -> sentence(progress, Duration.between(live.farAt, now)))
                .orElse(""));
        Ages.follow(far, activity, count);
        live.far.subscribe(progress -> count.accept(activity.clock().instant()));
        far.managedProperty().bind(bar.visibleProperty().and(far.textProperty().isNotEmpty()));
        far.visibleProperty().bind(far.managedProperty());
        VBox head = new VBox(title, phases, bar, far, note);
        head.getStyleClass().add(Css.STACKED);
        VBox proofs = new VBox();
        proofs.getStyleClass().add("proof-sheet");
        Label proofTitle = new Label(Words.PROOFS);
        proofTitle.getStyleClass().add(Css.SECTION_TITLE);
        proofTitle.visibleProperty().bind(Bindings.isNotEmpty(live.proofs));
        proofTitle.managedProperty().bind(proofTitle.visibleProperty());
        live.proofs.forEach(proof -> proofs.getChildren().add(ProofSheet.line(proof)));
        live.proofs.addListener((ListChangeListener<Proof>) change -> {
            while (change.next()) {
                change.getAddedSubList().forEach(proof -> proofs.getChildren().add(ProofSheet.line(proof)));
            }
        });
        SimpleBooleanProperty stands = new SimpleBooleanProperty();
        live.over.subscribe(over -> stands.set(over
                && live.end.get().map(rollout -> rollout.phase() != RolloutPhase.DESTROYED).orElse(true)));
        HBox row = new HBox(
                Buttons.primary(Action.of("stack.show", Words.SHOW_STACK, () -> presenter.show(live.stack)).when(stands)),
                Buttons.plain(Action.of("stack.close", Words.CLOSE, presenter::close)));
        row.getStyleClass().add(Css.ROW);
        row.visibleProperty().bind(Bindings.createBooleanBinding(live.over::get, live.over));
        VBox box = new VBox(head, events(live), proofTitle, proofs, row);
        box.getStyleClass().addAll(Css.PADDED, Css.STACKED_WIDE);
        return box;
    }

    /**
     * {@code 12 of 24 resources. At work: Distribution. At least 3 min to go.}
     *
     * @param since it was told
     */
    static String sentence(RolloutProgress progress, Duration since) {
        String at = progress.underWay().isEmpty() ? "" : " At work: " + String.join(", ", progress.underWay()) + ".";
        return progress.done() + " of " + progress.total() + " resources." + at
                + (progress.done() >= progress.total() ? "" : rest(progress.atLeast(), since));
    }

    private static String rest(@Nullable Duration atLeast, Duration since) {
        if (atLeast == null) {
            return " How long the rest takes is unknown.";
        }
        Duration left = atLeast.minus(since);
        return left.isPositive()
                ? " At least " + Format.span(left) + " to go."
                : " It takes longer than in earlier rollouts.";
    }

    private static Region events(LiveRollout live) {
        Table<StackEvent> table = new Table<StackEvent>(Words.EVENTS)
                .keyed(StackEvent::id)
                .id("Time (UTC)", 116, event -> Format.utcExact(event.timestamp()))
                .text("Resource", 136, StackEvent::logicalId)
                .node("Status", 252, StackEvent::status, LivePanel::status);
        table.node().getStyleClass().add("event-table");
        Runnable show = () -> {
            table.rows(List.copyOf(live.events));
            table.node().scrollTo(live.events.size() - 1);
        };
        live.events.addListener((ListChangeListener<StackEvent>) change -> show.run());
        show.run();
        table.node().visibleProperty().bind(Bindings.isNotEmpty(live.events));
        table.node().managedProperty().bind(table.node().visibleProperty());
        VBox.setVgrow(table.node(), Priority.ALWAYS);
        return table.node();
    }

    private static Label status(StackEvent event) {
        String word = Badge.sentence(event.status().toLowerCase(Locale.ROOT));
        String tone = event.isFailure() || event.status().contains("ROLLBACK")
                ? Css.DANGER
                : event.isComplete() ? Css.GOOD : Css.ACCENT;
        Label badge = Badge.of(word, tone);
        if (!event.reason().isEmpty()) {
            badge.setTooltip(new javafx.scene.control.Tooltip(event.reason()));
        }
        return badge;
    }

    private static Label phase(LiveRollout live, RolloutPhase phase) {
        boolean last = live.phases.getLast() == phase;
        String word = Badge.sentence(phase.word());
        String tone = phase == RolloutPhase.FAILED
                ? Css.DANGER
                : phase == RolloutPhase.ROLLING_BACK || phase == RolloutPhase.UNPROVEN ? Css.WARNING : last && !phase.isOver() && !live.over.get() ? Css.ACCENT : Css.GOOD;
        return Badge.of(word, tone);
    }
}
