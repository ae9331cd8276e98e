package dev.sallyport.views.overview;

import dev.sallyport.core.proof.Proof;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.StackSummary;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is being rolled out and what was last.
 *
 * @param lines those under way first, then latest first
 * @param stacks how many stand
 */
record Rolling(List<Line> lines, int stacks) {
    /** How a rollout is. */
    enum How {
        UNDER_WAY,
        INTERRUPTED,
        HOLDS,
        UNPROVEN,
        BROKEN,
        OVER
    }

    /**
     * One stack.
     *
     * @param word what is so, in a few words
     */
    record Line(String stack, How how, String word, Instant at) {}

    static Rolling of(List<StackSummary> stacks, List<Rollout> rollouts) {
        Map<String, Line> lines = new HashMap<>();
        for (StackSummary stack : stacks) {
            Instant at = stack.updated() == null ? Instant.EPOCH : stack.updated();
            How how = stack.isUnderWay() ? How.UNDER_WAY : stack.isStanding() ? How.OVER : How.BROKEN;
            lines.put(stack.name(), new Line(stack.name(), how, words(stack.status()), at));
        }
        for (Rollout rollout : rollouts) {
            lines.put(rollout.stack(), line(rollout));
        }
        List<Line> sorted = lines.values().stream()
                .sorted(Comparator.comparing((Line line) -> line.how() != How.UNDER_WAY)
                        .thenComparing(Line::at, Comparator.reverseOrder())
                        .thenComparing(Line::stack))
                .toList();
        return new Rolling(sorted, stacks.size());
    }

    private static Line line(Rollout rollout) {
        if (rollout.isOrphaned()) {
            return new Line(rollout.stack(), How.INTERRUPTED, "Interrupted", rollout.updated());
        }
        long holding = rollout.proofs().stream().filter(Proof::holds).count();
        String proofs = holding + " of " + rollout.proofs().size() + " hold";
        return switch (rollout.phase()) {
            case PACKAGING, STAGING, DEPLOYING, PROVING, ROLLING_BACK, DESTROYING ->
                new Line(rollout.stack(), How.UNDER_WAY, words(rollout.phase().word()), rollout.updated());
            case STAGED -> new Line(rollout.stack(), How.UNDER_WAY, "Staged, waits", rollout.updated());
            case INTERRUPTED -> new Line(rollout.stack(), How.INTERRUPTED, "Interrupted", rollout.updated());
            case HOLDS -> new Line(rollout.stack(), How.HOLDS, proofs, rollout.updated());
            case UNPROVEN -> new Line(rollout.stack(), How.UNPROVEN, proofs, rollout.updated());
            case FAILED ->
                new Line(rollout.stack(), How.BROKEN, rollout.proofs().isEmpty() ? "Failed" : proofs, rollout.updated());
            case DESTROYED -> new Line(rollout.stack(), How.OVER, "Destroyed", rollout.updated());
        };
    }

    /** {@code CREATE_COMPLETE} and {@code rolling-back} as words. */
    private static String words(String status) {
        String spaced = status.replace('_', ' ').replace('-', ' ').toLowerCase(java.util.Locale.ROOT);
        return spaced.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + spaced.substring(1);
    }

    long underWay() {
        return lines.stream().filter(line -> line.how() == How.UNDER_WAY).count();
    }
}
