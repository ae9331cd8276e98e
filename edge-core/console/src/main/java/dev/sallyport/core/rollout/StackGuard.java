package dev.sallyport.core.rollout;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.Blueprints;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** Keeps rollouts off what is not theirs: other people's stacks, and other people's changes. */
final class StackGuard {
    private final AwsClients aws;
    private final Deployment deployment;
    private final RolloutJournal journal;

    StackGuard(AwsClients aws, Deployment deployment, RolloutJournal journal) {
        this.aws = aws;
        this.deployment = deployment;
        this.journal = journal;
    }

    /** What someone else has changed since the last rollout, or since the plan that was agreed to, is not run over. */
    void requireUnchanged(String stack, RolloutOptions options, boolean takesUp) {
        Optional<Stack> found = deployment.find(stack).filter(one -> !StackSummary.of(one).isUnderWay());
        if (options.overwrite() || takesUp || found.isEmpty()) {
            return;
        }
        Live live = Live.read(aws, StackSummary.outputs(found.get()));
        Known known = journal.known(stack);
        Blueprint blueprint = Admission.blueprint(found.get());
        List<String> changed = known.live().changed(live, Secrets.of(blueprint, Map.of(), known));
        if (!changed.isEmpty()) {
            throw changedElsewhere(stack, changed);
        }
        if (options.plan() != null && Live.moved(options.plan().seen(), live)) {
            throw changedElsewhere(stack, List.of("it changed after the plan was shown"));
        }
    }

    static SallyportException changedElsewhere(String stack, List<String> what) {
        String shown = String.join("; ", what.subList(0, Math.min(5, what.size())));
        String more = what.size() > 5 ? " and " + (what.size() - 5) + " more" : "";
        return SallyportException.refused(
                "SP-CHANGED-ELSEWHERE",
                "Someone else changed what " + stack + " is made of: " + shown + more + ".",
                "Look at the difference with sallyport rollout plan; carry it into the parameters, or go on over it"
                        + " with --overwrite.");
    }

    /** What the journal knows of a stack; a beginning where it knows nothing. */
    Rollout known(Stack stack) {
        return journal
                .find(stack.stackName())
                .orElseGet(() -> Rollout.start(
                        stack.stackName(), Objects.requireNonNull(Deployment.blueprintOf(stack)), Map.of(), null));
    }

    void requireOurs(String stack, Blueprint blueprint) {
        StackName.require(stack);
        deployment.find(stack).ifPresent(found -> {
            String owner = Deployment.blueprintOf(found);
            boolean empty = found.stackStatusAsString().equals("REVIEW_IN_PROGRESS");
            if (!blueprint.name().equals(owner) && !(owner == null && empty)) {
                throw SallyportException.refused(
                        "SP-STACK-TAKEN",
                        "The name " + stack + " belongs to "
                                + (owner == null ? "a stack that the console did not make" : "a stack of " + owner)
                                + ".",
                        "Choose another --name.");
            }
        });
    }

    /**
     * A stack that a blueprint of this program made.
     *
     * @throws SallyportException {@code SP-NOT-FOUND} where there is no stack, {@code SP-NO-BLUEPRINT} where there is
     *     one of which no blueprint declares what it has to prove
     */
    Stack ours(String stack) {
        StackName.require(stack);
        Stack found = deployment
                .find(stack)
                .orElseThrow(() -> SallyportException.refused(
                        "SP-NOT-FOUND", "There is no stack " + stack + ".", "See the names with sallyport stacks."));
        String blueprint = Deployment.blueprintOf(found);
        if (blueprint == null) {
            throw SallyportException.refused(
                    "SP-NO-BLUEPRINT",
                    stack + " was not made from a blueprint, so nothing declares what it has to prove.",
                    "See the stacks that were with sallyport stacks.");
        }
        if (!Blueprints.has(blueprint)) {
            throw SallyportException.refused(
                    "SP-NO-BLUEPRINT",
                    stack + " was made from the blueprint " + blueprint
                            + ", which this program does not have, so it does not know what the stack has to prove.",
                    "Use the version of Sallyport that made it, or a later one.");
        }
        return found;
    }
}
