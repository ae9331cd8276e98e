package dev.sallyport.core.stack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** The steps of one rollout, each journalled before it is taken. */
final class RolloutSteps {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final Packaging packaging;
    private final Deployment deployment;
    private final Site site;
    private final Proofs proofs;
    private final RolloutJournal journal;
    private final RolloutListener listener;
    private Rollout rollout;

    RolloutSteps(
            Packaging packaging,
            Deployment deployment,
            Site site,
            Proofs proofs,
            RolloutJournal journal,
            RolloutListener listener,
            Rollout rollout) {
        this.packaging = packaging;
        this.deployment = deployment;
        this.site = site;
        this.proofs = proofs;
        this.journal = journal;
        this.listener = listener;
        this.rollout = rollout;
    }

    private void enter(RolloutPhase phase, String note) {
        rollout = journal.keep(rollout.at(phase, note));
        listener.phase(rollout);
    }

    Rollout deployAndProve(Blueprint blueprint, Map<String, String> values) throws InterruptedException {
        enter(RolloutPhase.PACKAGING, "");
        Optional<Stack> before = deployment.find(rollout.stack());
        boolean isNew = before.isEmpty();
        Map<String, String> parameters = packaging.upload(blueprint, values);
        if (packaging.canSeal(blueprint, before.map(Rollouts::outputs).orElse(Map.of()))) {
            parameters = packaging.sealed(blueprint, values, Rollouts.outputs(before.orElseThrow()), parameters);
        }
        Stack stack = deploy(blueprint, parameters);
        if (isStanding(stack) && packaging.isUnsealed(blueprint, parameters)) {
            // The key exists only now: its public half goes into the edge function, which the second step deploys.
            parameters = packaging.sealed(blueprint, values, Rollouts.outputs(stack), parameters);
            stack = deploy(blueprint, parameters);
        }
        if (!isStanding(stack)) {
            return failed(stack, isNew);
        }
        site.publish(blueprint, Rollouts.outputs(stack));
        prove(blueprint, stack);
        if (rollout.holds()) {
            rollout = journal.keep(rollout.good(parameters));
            return rollout;
        }
        String broken = rollout.proofs().stream()
                .filter(proof -> !proof.holds())
                .map(Proof::title)
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
        return undo(blueprint, stack, isNew, "A proof does not hold: " + broken + ".");
    }

    private Stack deploy(Blueprint blueprint, Map<String, String> parameters) throws InterruptedException {
        enter(RolloutPhase.DEPLOYING, "");
        Optional<Stack> busy = deployment
                .find(rollout.stack())
                .filter(stack -> Rollouts.summary(stack).isUnderWay());
        if (busy.isPresent()) {
            // A rollout that was killed left CloudFormation at work: see that through first.
            follow(busy.get().stackId(), new HashSet<>(), 0);
        }
        Optional<DescribeChangeSetResponse> changeSet =
                deployment.changeSet(rollout.stack(), blueprint.name(), blueprint.template(), parameters);
        if (changeSet.isEmpty()) {
            return deployment.find(rollout.stack()).orElseThrow();
        }
        String stackId = changeSet.get().stackId();
        Set<String> seen = deployment.eventsSoFar(stackId);
        int total = deployment.changes(changeSet.get()).size();
        deployment.execute(changeSet.get());
        return follow(stackId, seen, total);
    }

    private Stack follow(String stackId, Set<String> seen, int total) throws InterruptedException {
        return follow(stackId, seen, total, event -> {});
    }

    private Stack follow(String stackId, Set<String> seen, int total, Consumer<StackEvent> also)
            throws InterruptedException {
        Set<String> complete = new HashSet<>();
        return deployment.follow(stackId, seen, event -> {
            also.accept(event);
            if (event.isComplete() && !event.logicalId().equals(rollout.stack())) {
                complete.add(event.logicalId());
            }
            listener.event(event, complete.size(), Math.max(total, complete.size()));
        });
    }

    Rollout prove(Blueprint blueprint, Stack stack) throws InterruptedException {
        enter(RolloutPhase.PROVING, "");
        List<Proof> ran = proofs.run(blueprint, stack, listener::proof);
        rollout = rollout.proved(ran);
        if (rollout.holds()) {
            enter(RolloutPhase.HOLDS, "");
        } else {
            enter(RolloutPhase.FAILED, "A proof does not hold.");
        }
        return rollout;
    }

    private Rollout failed(Stack stack, boolean isNew) throws InterruptedException {
        String reason = Objects.requireNonNullElse(stack.stackStatusReason(), "");
        String why = "CloudFormation ended in " + stack.stackStatusAsString() + (reason.isEmpty() ? "." : ": " + reason);
        boolean hollow = stack.stackStatusAsString().equals("ROLLBACK_COMPLETE");
        if (isNew && hollow) {
            enter(RolloutPhase.ROLLING_BACK, why);
            remove(stack, why);
        }
        enter(RolloutPhase.FAILED, why);
        return rollout;
    }

    private Rollout undo(Blueprint blueprint, Stack stack, boolean isNew, String why) throws InterruptedException {
        List<Proof> evidence = rollout.proofs();
        if (rollout.lastGood() != null && !isNew) {
            redeployLastGood(blueprint, why);
            return rollout;
        }
        enter(RolloutPhase.ROLLING_BACK, why);
        Stack end = remove(stack, why);
        rollout = rollout.proved(evidence);
        enter(RolloutPhase.FAILED, why + (isGone(end) ? " The new stack was removed." : " " + remains(end)));
        return rollout;
    }

    Rollout redeployLastGood(Blueprint blueprint, String why) throws InterruptedException {
        Map<String, String> good = Objects.requireNonNull(rollout.lastGood());
        enter(RolloutPhase.ROLLING_BACK, why);
        Stack stack = deploy(blueprint, good);
        if (!isStanding(stack)) {
            return failed(stack, false);
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
        Stack end = remove(stack, "");
        if (isGone(end)) {
            enter(RolloutPhase.DESTROYED, "");
        } else {
            enter(RolloutPhase.FAILED, remains(end));
        }
        return rollout;
    }

    /**
     * Deletes the stack. Lambda@Edge replicas outlive their distribution by minutes to hours, and their function cannot be
     * deleted before: that is waited for, however long, and said.
     */
    private Stack remove(Stack stack, String why) throws InterruptedException {
        Duration pause = Duration.ofSeconds(1);
        site.empty(Blueprints.find(rollout.blueprint()), Rollouts.outputs(stack));
        while (true) {
            Set<String> seen = deployment.eventsSoFar(stack.stackId());
            List<StackEvent> refusals = new ArrayList<>();
            deployment.delete(stack.stackId());
            Stack end = follow(stack.stackId(), seen, 0, event -> {
                if (event.status().equals("DELETE_FAILED") && event.reason().contains("replicated function")) {
                    refusals.add(event);
                }
            });
            if (isGone(end) || refusals.isEmpty()) {
                return end;
            }
            enter(
                    rollout.phase(),
                    (why + " Waiting for the replicas of " + refusals.getFirst().logicalId()
                                    + " to go, which AWS does within a few hours; next try in " + pause.toSeconds() + " s.")
                            .strip());
            Thread.sleep(pause);
            pause = pause.compareTo(LONGEST_WAIT) < 0 ? pause.multipliedBy(2) : LONGEST_WAIT;
        }
    }

    private static boolean isGone(Stack stack) {
        return stack.stackStatusAsString().equals("DELETE_COMPLETE");
    }

    private static String remains(Stack stack) {
        String reason = Objects.requireNonNullElse(stack.stackStatusReason(), "no reason given");
        return "The stack is still there: CloudFormation ended in " + stack.stackStatusAsString() + ": " + reason;
    }

    private static boolean isStanding(Stack stack) {
        return Rollouts.summary(stack).isStanding();
    }
}
