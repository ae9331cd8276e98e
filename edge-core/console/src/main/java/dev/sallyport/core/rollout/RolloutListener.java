package dev.sallyport.core.rollout;

import dev.sallyport.core.proof.Proof;

/** Is told what a rollout does, as it does it, on the rollout's own thread. */
public interface RolloutListener {
    /** Hears nothing. */
    RolloutListener SILENT = new RolloutListener() {};

    /** The rollout entered a phase. */
    default void phase(Rollout rollout) {}

    /** CloudFormation reported an event; {@code done} of {@code total} resources are complete. */
    default void event(StackEvent event, int done, int total) {}

    /** How far the operation is, after each event. */
    default void progress(RolloutProgress progress) {}

    /** AWS does not answer for the moment; the rollout goes on asking. One sentence. */
    default void waiting(String why) {}

    /** A proof ran. */
    default void proof(Proof proof) {}
}
