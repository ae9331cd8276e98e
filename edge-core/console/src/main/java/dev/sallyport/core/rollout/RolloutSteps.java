package dev.sallyport.core.rollout;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.pace.Pace;
import dev.sallyport.core.proof.Proof;
import dev.sallyport.core.proof.Subject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** The steps of one rollout, each journalled before it is taken. */
final class RolloutSteps {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Set<String> HOLLOW = Set.of("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED");

    private final RolloutServices with;
    private final RolloutListener listener;
    private final boolean takesUp;
    private Rollout rollout;
    private boolean operating;
    private boolean unchanged;
    private String failure = "";

    /** @param takesUp whether it goes on where a process ended that left CloudFormation at work */
    RolloutSteps(RolloutServices with, RolloutListener listener, Rollout rollout, boolean takesUp) {
        this.with = with;
        this.listener = listener;
        this.rollout = rollout;
        this.takesUp = takesUp;
    }

    Rollout rollout() {
        return rollout;
    }

    void enter(RolloutPhase phase, String note) {
        rollout = with.journal().keep(rollout.at(phase, note));
        listener.phase(rollout);
    }

    void keep(Rollout changed) {
        rollout = with.journal().keep(changed);
    }

    RolloutListener listener() {
        return listener;
    }

    /** What the journal says after an error: CloudFormation goes on by itself where it is at work. */
    Rollout broken(SallyportException why) {
        String said = why.message();
        if (operating) {
            keep(rollout.abandoned("Following ended: " + said + " CloudFormation goes on by itself."));
        } else {
            keep(rollout.at(RolloutPhase.FAILED, said));
        }
        return rollout;
    }

    /** What the journal says after the thread was interrupted. */
    void stopped() {
        keep(rollout.abandoned("Following was stopped. " + (operating ? "CloudFormation goes on by itself." : "")));
    }

    /**
     * The stack, once nobody works on it: sees an operation through that a rollout left that was killed, and clears
     * away what is left of a creation that failed.
     *
     * @throws SallyportException {@code SP-STACK-BUSY} when someone else is at work, {@code SP-STACK-STATE} when
     *     CloudFormation would not change it
     */
    Optional<Stack> ready() throws InterruptedException {
        Optional<Stack> found = with.deployment().find(rollout.stack());
        if (found.isPresent() && StackSummary.of(found.get()).isUnderWay()) {
            if (!takesUp) {
                throw SallyportException.refused(
                        "SP-STACK-BUSY",
                        rollout.stack() + " is " + found.get().stackStatusAsString()
                                + ", and no rollout of this console began that.",
                        "Wait until CloudFormation is done, then try again.");
            }
            enter(rollout.phase(), "CloudFormation is still at work from before.");
            follow(found.get().stackId(), new HashSet<>(), List.of());
            found = with.deployment().find(rollout.stack());
        }
        if (found.isPresent() && HOLLOW.contains(found.get().stackStatusAsString())) {
            remove(found.get(), "");
            found = with.deployment().find(rollout.stack());
        }
        found.map(Stack::stackStatusAsString).filter(status -> status.endsWith("_FAILED")).ifPresent(status -> {
            throw SallyportException.refused(
                    "SP-STACK-STATE",
                    rollout.stack() + " is " + status + ", in which CloudFormation changes nothing.",
                    status.equals("DELETE_FAILED")
                            ? "Destroy it to the end, then apply again."
                            : "Continue its rollback in the CloudFormation console, then try again.");
        });
        return found;
    }

    Rollout deployAndProve(Blueprint blueprint, Map<String, String> values, boolean overwrite)
            throws InterruptedException {
        enter(RolloutPhase.PACKAGING, "");
        Optional<Stack> before = ready();
        if (before.isEmpty()) {
            keep(rollout.making(true));
        }
        Map<String, String> parameters = parameters(blueprint, values, before);
        Stack stack = deploy(RolloutPhase.DEPLOYING, "", blueprint, blueprint.template(), parameters, overwrite);
        if (stands(stack) && with.packaging().isUnsealed(blueprint, parameters)) {
            // The key exists only now: its public half goes into the edge function, which the second step deploys.
            parameters = with.packaging().sealed(blueprint, values, StackSummary.outputs(stack), parameters);
            stack = deploy(RolloutPhase.DEPLOYING, "", blueprint, blueprint.template(), parameters, overwrite);
        }
        if (!stands(stack)) {
            return failed(stack);
        }
        with.site().publish(blueprint, StackSummary.outputs(stack));
        enter(RolloutPhase.PROVING, "");
        prove(blueprint, stack);
        if (rollout.holds()) {
            good(new Known.Good(values, parameters, blueprint.template()));
            enter(RolloutPhase.HOLDS, "");
            return rollout;
        }
        return undo(blueprint, stack, "A proof does not hold: " + broken() + ".");
    }

    /** Packages what is new, as far as that can be done before the stack stands. */
    Map<String, String> parameters(Blueprint blueprint, Map<String, String> values, Optional<Stack> stack) {
        Map<String, String> uploaded = with.packaging().upload(blueprint, values);
        Map<String, String> outputs = stack.map(StackSummary::outputs).orElse(Map.of());
        return with.packaging().canSeal(blueprint, outputs)
                ? with.packaging().sealed(blueprint, values, outputs, uploaded)
                : uploaded;
    }

    private void good(Known.Good version) {
        with.journal().know(rollout.stack(), known -> known.withGood(version));
        keep(rollout.good(version.parameters()));
    }

    String broken() {
        return rollout.proofs().stream()
                .filter(proof -> !proof.holds())
                .map(Proof::title)
                .reduce((a, b) -> a + "; " + b)
                .orElse("nothing was proved");
    }

    private Stack deploy(
            RolloutPhase phase,
            String note,
            Blueprint blueprint,
            String template,
            Map<String, String> parameters,
            boolean overwrite)
            throws InterruptedException {
        enter(phase, note);
        Optional<Stack> before = with.deployment().find(rollout.stack());
        Map<String, String> outputs = before.map(StackSummary::outputs).orElse(Map.of());
        Live live = Live.read(with.aws(), outputs);
        Optional<DescribeChangeSetResponse> changeSet =
                with.deployment().changeSet(rollout.stack(), blueprint.name(), template, parameters);
        unchanged = changeSet.isEmpty();
        if (changeSet.isEmpty()) {
            return with.deployment().find(rollout.stack()).orElseThrow();
        }
        if (!overwrite && Live.moved(live.versions(), Live.read(with.aws(), outputs))) {
            with.deployment().discard(changeSet.get());
            throw StackGuard.changedElsewhere(rollout.stack(), List.of("it changed while the change set was made"));
        }
        String stackId = changeSet.get().stackId();
        Set<String> seen = with.deployment().eventsSoFar(stackId);
        List<ResourceChange> changes = with.deployment().changes(changeSet.get());
        with.journal().know(rollout.stack(), known -> known.with(Live.NOTHING));
        operating = true;
        with.deployment().execute(changeSet.get());
        Stack stack = follow(stackId, seen, changes);
        if (!stack.stackStatusAsString().startsWith("DELETE")) {
            Live now = Live.read(with.aws(), StackSummary.outputs(stack));
            with.journal().know(rollout.stack(), known -> known.with(now));
        }
        return stack;
    }

    private Stack follow(String stackId, Set<String> seen, List<ResourceChange> changes) throws InterruptedException {
        operating = true;
        OperationWatch watch = new OperationWatch(
                rollout.stack(), changes, new TreeMap<>(with.journal().known(rollout.stack()).seconds()));
        Stack stack = with.deployment().follow(
                stackId,
                seen,
                event -> {
                    watch.see(event);
                    listener.event(event, watch.done(), watch.total());
                    listener.progress(watch.progress());
                },
                listener::waiting);
        operating = false;
        failure = watch.failure();
        if (!watch.took().isEmpty()) {
            with.journal().know(rollout.stack(), known -> known.took(watch.took()));
        }
        return stack;
    }

    /** Proves what stands; what viewers get of a staging copy is another question, and stays open. */
    Rollout verify(Blueprint blueprint, Stack stack) throws InterruptedException {
        boolean isStaged = rollout.phase() == RolloutPhase.STAGED;
        String note = rollout.note();
        enter(RolloutPhase.PROVING, "");
        prove(blueprint, stack);
        boolean holds = rollout.holds();
        RolloutPhase end = holds ? RolloutPhase.HOLDS : RolloutPhase.FAILED;
        enter(isStaged ? RolloutPhase.STAGED : end, holds ? isStaged ? note : "" : "A proof does not hold.");
        return rollout;
    }

    /** Runs the proofs; the phase stays. */
    void prove(Blueprint blueprint, Stack stack) throws InterruptedException {
        Subject subject =
                new Subject(stack.stackName(), StackSummary.parameters(stack), StackSummary.outputs(stack));
        keep(rollout.proved(with.proofs().run(blueprint, subject, listener::proof)));
    }

    private Rollout failed(Stack stack) throws InterruptedException {
        String reason = failure.isEmpty() ? Objects.requireNonNullElse(stack.stackStatusReason(), "") : failure;
        String why = "CloudFormation ended in " + stack.stackStatusAsString() + (reason.isEmpty() ? "." : ": " + reason);
        if (HOLLOW.contains(stack.stackStatusAsString())) {
            enter(RolloutPhase.ROLLING_BACK, why);
            remove(stack, why);
        }
        enter(RolloutPhase.FAILED, why);
        return rollout;
    }

    private Rollout undo(Blueprint blueprint, Stack stack, String why) throws InterruptedException {
        List<Proof> evidence = rollout.proofs();
        Map<String, String> lastGood = rollout.lastGood();
        if (lastGood != null) {
            Known.Good version = good(lastGood, blueprint);
            Rollout back = redeploy(blueprint, version, why);
            if (back.phase() == RolloutPhase.HOLDS) {
                keep(back.with(version.values()));
            }
            // The journal knows that the version before holds; who asked for this one learns that it does not.
            return rollout.proved(evidence).at(RolloutPhase.FAILED, rollout.note());
        }
        if (!rollout.made()) {
            enter(RolloutPhase.FAILED, why + " No earlier version is known to hold, so the stack stays as it is.");
            return rollout;
        }
        enter(RolloutPhase.ROLLING_BACK, why);
        Stack end = remove(stack, why);
        keep(rollout.proved(evidence));
        enter(RolloutPhase.FAILED, why + (isGone(end) ? " The new stack was removed." : " " + remains(end)));
        return rollout;
    }

    /** A good version as it was, or where the journal lost its template, with the blueprint's own. */
    private Known.Good good(Map<String, String> parameters, Blueprint blueprint) {
        return with.journal()
                .known(rollout.stack())
                .good(parameters)
                .orElseGet(() -> new Known.Good(rollout.parameters(), parameters, blueprint.template()));
    }

    /** Goes back to the good version before the one that stands; where there is none, makes sure of that one. */
    Rollout goBack(Blueprint blueprint, Stack stack) throws InterruptedException {
        Map<String, String> standing = StackSummary.parameters(stack);
        Known.Good before = with.journal()
                .known(rollout.stack())
                .before(standing)
                .orElseGet(() -> good(Objects.requireNonNull(rollout.lastGood()), blueprint));
        Rollout end = redeploy(blueprint, before, "Rolled back on request.");
        if (end.phase() == RolloutPhase.HOLDS && !before.parameters().equals(standing)) {
            with.journal().know(rollout.stack(), known -> known.givingUp(standing));
            keep(rollout.with(before.values()).good(before.parameters()));
        }
        return rollout;
    }

    private Rollout redeploy(Blueprint blueprint, Known.Good version, String why) throws InterruptedException {
        Stack stack = deploy(
                RolloutPhase.ROLLING_BACK, why, blueprint, version.template(), version.parameters(), true);
        if (!stands(stack)) {
            return failed(stack);
        }
        prove(blueprint, stack);
        if (!rollout.holds()) {
            enter(RolloutPhase.FAILED, why + " The last good version is back, but a proof does not hold.");
        } else {
            enter(RolloutPhase.HOLDS, why + " The last good version is back.");
        }
        return rollout;
    }

    Rollout destroy(Stack stack) throws InterruptedException {
        enter(RolloutPhase.DESTROYING, "");
        if (StackSummary.of(stack).isUnderWay()) {
            ready();
        }
        Stack end = remove(stack, "");
        if (isGone(end)) {
            leftovers();
            enter(RolloutPhase.DESTROYED, "");
        } else {
            enter(RolloutPhase.FAILED, remains(end));
        }
        return rollout;
    }

    /** Temporary functions of staging copies have no stack that would take them along. */
    private void leftovers() throws InterruptedException {
        Pace pace = Pace.between(FIRST_WAIT, LONGEST_WAIT);
        while (true) {
            List<String> left = with.staging().deleteFunctions(with.journal().known(rollout.stack()).leftovers());
            with.journal().know(rollout.stack(), known -> known.leaving(left));
            if (left.isEmpty()) {
                return;
            }
            waitForReplicas(left.getFirst(), "", pace);
        }
    }

    /**
     * Deletes the stack. Lambda@Edge replicas outlive their distribution by minutes to hours, and their function cannot be
     * deleted before: that is waited for, however long, and said.
     */
    private Stack remove(Stack stack, String why) throws InterruptedException {
        Pace pace = Pace.between(FIRST_WAIT, LONGEST_WAIT);
        with.site().empty(Blueprints.find(rollout.blueprint()), StackSummary.outputs(stack));
        with.journal().know(rollout.stack(), known -> known.with(Live.NOTHING));
        while (true) {
            Set<String> seen = with.deployment().eventsSoFar(stack.stackId());
            operating = true;
            with.deployment().delete(stack.stackId());
            ReplicaWatch replicas = new ReplicaWatch();
            OperationWatch watch = new OperationWatch(rollout.stack(), List.of(), Map.of());
            Stack end = with.deployment().follow(
                    stack.stackId(),
                    seen,
                    event -> {
                        replicas.see(event);
                        watch.see(event);
                        listener.event(event, watch.done(), watch.total());
                        listener.progress(watch.progress());
                    },
                    listener::waiting);
            operating = false;
            with.journal().know(rollout.stack(), known -> known.took(watch.took()));
            if (isGone(end) || replicas.waitingFor == null) {
                return end;
            }
            waitForReplicas(replicas.waitingFor, why, pace);
        }
    }

    private static final class ReplicaWatch {
        private @Nullable String waitingFor;

        private void see(StackEvent event) {
            if (event.status().equals("DELETE_FAILED") && event.reason().contains("replicated function")) {
                waitingFor = event.logicalId();
            }
        }
    }

    private void waitForReplicas(String function, String why, Pace pace) throws InterruptedException {
        enter(
                rollout.phase(),
                (why + " Waiting for the replicas of " + function
                                + " to go, which AWS does within a few hours; next try in " + pace.next().toSeconds() + " s.")
                        .strip());
        pace.rest();
    }

    private static boolean isGone(Stack stack) {
        return stack.stackStatusAsString().equals("DELETE_COMPLETE");
    }

    private static String remains(Stack stack) {
        String reason = Objects.requireNonNullElse(stack.stackStatusReason(), "no reason given");
        return "The stack is still there: CloudFormation ended in " + stack.stackStatusAsString() + ": " + reason;
    }

    /** An update that failed before leaves a stack that is as good as any, once nothing is to be changed of it. */
    private boolean stands(Stack stack) {
        return StackSummary.of(stack).isStanding()
                || (unchanged && stack.stackStatusAsString().equals("UPDATE_ROLLBACK_COMPLETE"));
    }
}
