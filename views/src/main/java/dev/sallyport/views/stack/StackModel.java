package dev.sallyport.views.stack;

import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.rollout.Comparison;
import dev.sallyport.core.rollout.Plan;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.StackSummary;
import dev.sallyport.views.kit.ViewState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** What the page of stacks shows. */
final class StackModel {
    /** What can be deployed and what is. */
    record Shelf(List<Blueprint> blueprints, List<StackSummary> stacks, Map<String, Rollout> rollouts) {
        Optional<Rollout> rollout(String stack) {
            return Optional.ofNullable(rollouts.get(stack));
        }
    }

    /** What stands beside the list. */
    sealed interface Panel {
        /** Nothing is chosen. */
        record Closed() implements Panel {}

        /** A blueprint's parameters; {@code fixedName} when an existing stack is changed. */
        record Form(Blueprint blueprint, String name, boolean fixedName, Map<String, String> given) implements Panel {}

        /** What would change. */
        record Planned(Form form, Plan plan) implements Panel {}

        /** A rollout as it goes. */
        record Live(LiveRollout rollout) implements Panel {}

        /**
         * A stack as it stands.
         *
         * @param past what was done with it, latest first
         * @param sides figures of both sides while a staging copy serves viewers
         */
        record Standing(
                StackSummary stack, Optional<Rollout> rollout, List<LedgerEntry> past, Optional<Comparison> sides)
                implements Panel {}
    }

    final ObjectProperty<ViewState<Shelf>> shelf = new SimpleObjectProperty<>(new ViewState.Loading<>());
    final ObjectProperty<Panel> panel = new SimpleObjectProperty<>(new Panel.Closed());
    final StringProperty answer = new SimpleStringProperty("");
}
