package dev.sallyport.core.rollout;

import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.pace.Pace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/**
 * Takes a stack away. Lambda@Edge replicas outlive their distribution by minutes to hours, and their function cannot be
 * deleted before: that is waited for, however long, and said.
 */
final class Removal {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    /** What there is to say where somebody deleted the stack in CloudFormation. */
    static final String WAS_GONE = "The stack itself was gone already.";

    private final RolloutServices with;
    private final RolloutCourse course;

    Removal(RolloutServices with, RolloutCourse course) {
        this.with = with;
        this.course = course;
    }

    /**
     * Deletes the stack with the files of its site.
     *
     * @param why it goes, for the notes meanwhile; empty on request
     * @return the stack at the end, which may still be there
     */
    Stack remove(Stack stack, String why) throws InterruptedException {
        Pace pace = Pace.between(FIRST_WAIT, LONGEST_WAIT);
        with.site().empty(Blueprints.find(course.rollout().blueprint()), StackSummary.outputs(stack));
        with.journal().know(course.stack(), known -> known.with(Live.NOTHING));
        while (true) {
            Set<String> seen = with.deployment().eventsSoFar(stack.stackId());
            course.operating();
            with.deployment().delete(stack.stackId());
            ReplicaWatch replicas = new ReplicaWatch();
            OperationWatch watch = new OperationWatch(course.stack(), List.of(), Map.of());
            Stack end = course.follow(stack.stackId(), seen, watch, replicas::see);
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

    /** Deletes the temporary functions of staging copies, which have no stack that would take them along. */
    void leftovers() throws InterruptedException {
        Pace pace = Pace.between(FIRST_WAIT, LONGEST_WAIT);
        while (true) {
            List<String> left = with.functions().delete(with.journal().known(course.stack()).leftovers());
            with.journal().know(course.stack(), known -> known.leaving(left));
            if (left.isEmpty()) {
                return;
            }
            waitForReplicas(left.getFirst(), "", pace);
        }
    }

    private void waitForReplicas(String function, String why, Pace pace) throws InterruptedException {
        course.enter(
                course.rollout().phase(),
                (why + " Waiting for the replicas of " + function
                                + " to go, which AWS does within a few hours; next try in " + pace.next().toSeconds()
                                + " s.")
                        .strip());
        pace.rest();
    }

    static boolean isGone(Stack stack) {
        return stack.stackStatusAsString().equals("DELETE_COMPLETE");
    }

    /** Why a stack is still there, one sentence. */
    static String remains(Stack stack) {
        String reason = Objects.requireNonNullElse(stack.stackStatusReason(), "no reason given");
        return "The stack is still there: CloudFormation ended in " + stack.stackStatusAsString() + ": " + reason;
    }
}
