package dev.sallyport.views.stack;

import dev.sallyport.core.proof.Proof;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.RolloutPhase;
import dev.sallyport.core.rollout.RolloutProgress;
import dev.sallyport.core.rollout.StackEvent;
import java.time.Instant;
import java.util.Optional;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** A rollout under way, as it is told. Confined to the interface thread. */
final class LiveRollout {
    final String stack;
    final String title;
    final Instant started;
    final ObservableList<StackEvent> events = FXCollections.observableArrayList();
    final ObservableList<Proof> proofs = FXCollections.observableArrayList();
    final ObservableList<RolloutPhase> phases = FXCollections.observableArrayList();
    final ObjectProperty<Optional<RolloutProgress>> far = new SimpleObjectProperty<>(Optional.empty());
    Instant farAt = Instant.EPOCH;
    final DoubleProperty share = new SimpleDoubleProperty(-1);
    final StringProperty note = new SimpleStringProperty("");
    final ObjectProperty<Optional<Rollout>> end = new SimpleObjectProperty<>(Optional.empty());
    final ObjectProperty<Boolean> over = new SimpleObjectProperty<>(false);

    LiveRollout(String stack, String title, Instant started) {
        this.stack = stack;
        this.title = title;
        this.started = started;
    }

    void told(RolloutProgress progress, Instant at) {
        farAt = at;
        far.set(Optional.of(progress));
    }

    void entered(RolloutPhase phase) {
        if (phases.isEmpty() || phases.getLast() != phase) {
            phases.add(phase);
        }
    }
}
