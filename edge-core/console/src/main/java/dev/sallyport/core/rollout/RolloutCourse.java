package dev.sallyport.core.rollout;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.proof.Detour;
import dev.sallyport.core.proof.Outcome;
import dev.sallyport.core.proof.Proof;
import dev.sallyport.core.proof.Subject;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** Where one rollout is: each step is journalled before it is taken, and told to the listener. */
final class RolloutCourse {
    private final RolloutServices with;
    private final RolloutListener listener;
    private Rollout rollout;
    private boolean operating;

    RolloutCourse(RolloutServices with, RolloutListener listener, Rollout rollout) {
        this.with = with;
        this.listener = listener;
        this.rollout = rollout;
    }

    Rollout rollout() {
        return rollout;
    }

    String stack() {
        return rollout.stack();
    }

    void enter(RolloutPhase phase, String note) {
        rollout = with.journal().keep(rollout.at(phase, note));
        listener.phase(rollout);
    }

    void keep(Rollout changed) {
        rollout = with.journal().keep(changed);
    }

    /** CloudFormation is about to be told to begin. */
    void operating() {
        operating = true;
    }

    /**
     * Follows the operation that CloudFormation is at, to its end.
     *
     * @param seen ids of the events already told; grows
     * @param also hears each event beside the watch and the listener
     */
    Stack follow(String stackId, Set<String> seen, OperationWatch watch, Consumer<StackEvent> also)
            throws InterruptedException {
        operating = true;
        Stack stack = with.deployment().follow(
                stackId,
                seen,
                event -> {
                    also.accept(event);
                    watch.see(event);
                    listener.event(event, watch.done(), watch.total());
                    listener.progress(watch.progress());
                },
                listener::waiting);
        operating = false;
        if (!watch.took().isEmpty()) {
            with.journal().know(rollout.stack(), known -> known.took(watch.took()));
        }
        return stack;
    }

    /** Runs the proofs of a stack as it stands; the phase stays. */
    void prove(Blueprint blueprint, Stack stack) throws InterruptedException {
        prove(blueprint, stack, true);
    }

    /** @param plants whether those that plant a record are among them */
    void prove(Blueprint blueprint, Stack stack, boolean plants) throws InterruptedException {
        Subject subject =
                new Subject(stack.stackName(), StackSummary.parameters(stack), StackSummary.outputs(stack));
        keep(rollout.proved(with.proofs().run(blueprint, subject, plants, listener::proof)));
    }

    /** Runs the proofs of a staging copy; the phase stays. */
    void prove(Blueprint blueprint, Subject copy, Detour detour) throws InterruptedException {
        keep(rollout.proved(with.proofs().run(blueprint, copy, detour, listener::proof)));
    }

    /** Titles of the proofs that do not hold. */
    String failedProofs() {
        String titles = titles(Outcome.FAILS);
        return titles.isEmpty() ? "nothing was proved" : titles;
    }

    /** A sentence with the titles of the proofs that could not be asked. */
    String unasked() {
        return "Could not be asked: " + titles(Outcome.UNKNOWN) + ".";
    }

    private String titles(Outcome outcome) {
        return rollout.proofs().stream()
                .filter(proof -> proof.outcome() == outcome)
                .map(Proof::title)
                .collect(Collectors.joining("; "));
    }

    /** What the journal says after an error: CloudFormation goes on by itself where it is at work. */
    Rollout endedBy(SallyportException why) {
        String said = why.message();
        rollout = with.journal().keepHere(
                operating
                        ? rollout.abandoned("Following ended: " + said + " CloudFormation goes on by itself.")
                        : rollout.at(RolloutPhase.FAILED, said));
        return rollout;
    }

    /** What the journal says after the thread was interrupted. */
    Rollout stopped() {
        rollout = with.journal().keepHere(
                rollout.abandoned("Following was stopped. " + (operating ? "CloudFormation goes on by itself." : "")));
        return rollout;
    }
}
