package dev.sallyport.core.rollout;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.blueprint.Preconditions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** Whether something may be done to a stack at all, and where it begins. What is refused here leaves no trace. */
final class Admission {
    private final RolloutServices with;
    private final Preconditions preconditions;
    private final StackGuard guard;
    private final SideFigures figures;
    private final boolean readOnly;

    Admission(
            RolloutServices with,
            Preconditions preconditions,
            StackGuard guard,
            SideFigures figures,
            boolean readOnly) {
        this.with = with;
        this.preconditions = preconditions;
        this.guard = guard;
        this.figures = figures;
        this.readOnly = readOnly;
    }

    /**
     * Where a deed begins.
     *
     * @param takesUp whether it goes on where a process ended that left CloudFormation at work
     */
    record Begun(Rollout rollout, boolean takesUp) {}

    /**
     * The values of all parameters, once nothing speaks against the change.
     *
     * @param held what the stack holds of what stands
     */
    Map<String, String> values(
            Blueprint blueprint, String stack, Map<String, String> given, RolloutOptions options, List<Held> held)
            throws InterruptedException {
        Map<String, String> values = blueprint.complete(given);
        StackName.requireRoom(stack, blueprint.template(values));
        if (options.weight() != null) {
            StagingLimits.weight(options.weight());
        }
        guard.requireOurs(stack, blueprint);
        preconditions.require(values);
        Optional<Stack> found = with.deployment().find(stack);
        String distribution = found.map(there -> StackSummary.outputs(there).get("DistributionId")).orElse("");
        WhatStands.Found standing = with.standing().look(stack, values, distribution, held);
        WhatStands.requireReleased(values, standing);
        Map<String, String> filled = standing.values();
        with.neighbours().requireStage(stack, filled);
        if (!distribution.isEmpty()) {
            SealingKeys.requireSameOwner(stack, StackSummary.parameters(found.orElseThrow()), filled);
        }
        return filled;
    }

    /** Where a change begins: after the last rollout, whose good version it takes over. */
    Begun applying(Blueprint blueprint, String stack, Map<String, String> values, RolloutOptions options) {
        Optional<Rollout> last = with.journal().find(stack);
        boolean stands = with.deployment().find(stack).isPresent();
        if (stands && last.filter(before -> before.phase() == RolloutPhase.STAGED).isPresent()) {
            throw StagingLimits.refused(
                    "SP-STAGED-ALREADY",
                    stack + " has a staging copy that waits.",
                    "Promote it or roll it back first.");
        }
        boolean takesUp = last.filter(Rollout::isOrphaned).isPresent();
        guard.requireUnchanged(stack, options, takesUp);
        return new Begun(Rollout.begun(blueprint, stack, values, last.orElse(null)), takesUp);
    }

    /** The stack, once its proofs may run. */
    Stack provable(String stack, boolean plants) {
        Stack found = guard.ours(stack);
        if (readOnly && plants && blueprint(found).plants(StackSummary.parameters(found))) {
            throw SallyportException.refused(
                    "SP-READ-ONLY",
                    "The proofs of " + stack + " plant a record, and this session is read-only.",
                    "Prove it without --read-only, or without what plants.");
        }
        if (found.stackStatusAsString().endsWith("_IN_PROGRESS")) {
            throw SallyportException.refused(
                    "SP-STACK-BUSY",
                    stack + " is " + found.stackStatusAsString() + ".",
                    "Wait until CloudFormation is done, then verify again.");
        }
        return found;
    }

    /** Where going back begins: a copy to take away, or a version to return to. */
    Begun rollingBack(Stack found) {
        Rollout last = guard.known(found);
        if (last.staged() == null && last.lastGood() == null) {
            throw SallyportException.refused(
                    "SP-NO-GOOD-VERSION",
                    "No earlier version of " + last.stack() + " is known to hold.",
                    "Apply the blueprint with the parameters that you want.");
        }
        return new Begun(last, last.isOrphaned());
    }

    /** Where promoting begins: a copy that is surely no worse, or is promoted anyway. */
    Begun promoting(Stack found, boolean anyway) {
        Rollout last = guard.known(found);
        String stack = last.stack();
        boolean takesUp = last.isOrphaned();
        if (last.staged() == null || !(takesUp || last.phase() == RolloutPhase.STAGED)) {
            throw StagingLimits.refused(
                    "SP-STAGED-NONE",
                    "Nothing of " + stack + " is staged.",
                    "Stage a change with sallyport rollout apply --staged WEIGHT.");
        }
        Comparison sides = figures.compare(last.staged(), last.started());
        if (sides.verdict() == Comparison.Verdict.WORSE && !anyway) {
            throw StagingLimits.refused(
                    "SP-STAGED-WORSE",
                    sides.sentence(),
                    "Roll it back with sallyport rollout rollback " + stack + ", or promote with --anyway.");
        }
        guard.requireUnchanged(stack, RolloutOptions.PLAIN, takesUp);
        return new Begun(last, takesUp);
    }

    /** Where removing begins: also where the stack is gone, and something of it is still to be given back or recorded. */
    Begun destroying(String stack) {
        StackName.require(stack);
        Optional<Rollout> last = with.journal().find(stack);
        boolean orphaned = last.filter(Rollout::isOrphaned).isPresent();
        Known known = with.journal().known(stack);
        boolean leaves = !known.held().isEmpty()
                || !known.leftovers().isEmpty()
                // CloudFormation went on after a kill, and may have come to the end.
                || last.filter(rollout -> orphaned && rollout.phase() == RolloutPhase.DESTROYING).isPresent();
        if (leaves && with.deployment().find(stack).isEmpty()) {
            return new Begun(last.orElseGet(() -> Rollout.start(stack, "", Map.of(), null)), orphaned);
        }
        Stack found = guard.ours(stack);
        if (Boolean.TRUE.equals(found.enableTerminationProtection())) {
            throw SallyportException.refused(
                    "SP-STACK-PROTECTED",
                    stack + " is protected from being deleted.",
                    "Apply it with -P TerminationProtection=false first.");
        }
        return new Begun(guard.known(found), orphaned);
    }

    /** What a stack that is ours was made from. */
    static Blueprint blueprint(Stack stack) {
        return Blueprints.find(Objects.requireNonNull(Deployment.blueprintOf(stack)));
    }
}
