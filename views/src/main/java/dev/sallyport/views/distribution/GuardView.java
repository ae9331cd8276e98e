package dev.sallyport.views.distribution;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.guard.GuardPlan;
import dev.sallyport.core.guard.Guarded;
import dev.sallyport.core.proof.Proof;
import java.util.Optional;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** What is shown of a guard in the place of the distribution's detail. */
sealed interface GuardView {
    /** The distribution. */
    String id();

    /** It is being planned. */
    record Planning(String id) implements GuardView {}

    /** What would change, and the guard that stands already. */
    record Planned(String id, GuardPlan plan, Optional<Guarded> standing) implements GuardView {}

    /**
     * Under way.
     *
     * @param title what is done
     * @param steps so far
     * @param proofs so far
     */
    record Under(String id, String title, ObservableList<String> steps, ObservableList<Proof> proofs)
            implements GuardView {
        Under(String id, String title) {
            this(id, title, FXCollections.observableArrayList(), FXCollections.observableArrayList());
        }
    }

    /** Done. */
    record Ended(String id, Guarded guard) implements GuardView {}

    /** It came to nothing; what is left of it the sentence says. */
    record Failed(String id, SallyportException why) implements GuardView {}
}
