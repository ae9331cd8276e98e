package dev.sallyport.core.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;

/**
 * Follows the events of one operation: what is done, what is at work, how long each resource took, what failed first.
 */
final class OperationWatch {
    private final String stack;
    private final Map<String, List<Long>> earlier;
    private final Map<String, String> remaining = new LinkedHashMap<>();
    private final Map<String, Instant> begun = new LinkedHashMap<>();
    private final Set<String> complete = new LinkedHashSet<>();
    private final Map<String, Long> took = new TreeMap<>();
    private final int planned;
    private @Nullable StackEvent firstFailure;

    /**
     * @param changes that the operation makes; empty when not known
     * @param earlier seconds by action and type, as {@link Known#seconds}
     */
    OperationWatch(String stack, List<ResourceChange> changes, Map<String, List<Long>> earlier) {
        this.stack = stack;
        this.earlier = earlier;
        this.planned = changes.size();
        changes.forEach(change -> remaining.put(change.logicalResourceId(), action(change) + " "
                + change.resourceType()));
    }

    private static String action(ResourceChange change) {
        return switch (change.actionAsString()) {
            case "Add" -> "CREATE";
            case "Remove" -> "DELETE";
            default -> "True".equals(change.replacementAsString()) ? "CREATE" : "UPDATE";
        };
    }

    /** Whether the event is of a resource that is now done. */
    void see(StackEvent event) {
        String id = event.logicalId();
        if (id.equals(stack)) {
            return;
        }
        if (event.status().endsWith("_IN_PROGRESS")) {
            begun.putIfAbsent(id, event.timestamp());
        } else if (event.isComplete()) {
            Instant start = begun.remove(id);
            if (start != null) {
                String what = event.status().replaceFirst("_.*$", "") + " " + event.type();
                took.merge(what, Duration.between(start, event.timestamp()).toSeconds(), Math::max);
            }
            complete.add(id);
            remaining.remove(id);
        } else if (event.isFailure()) {
            begun.remove(id);
            boolean consequence = event.reason().contains("cancelled");
            if (firstFailure == null && !consequence) {
                firstFailure = event;
            }
        }
    }

    int done() {
        return complete.size();
    }

    int total() {
        return Math.max(planned, complete.size());
    }

    /** Seconds that resources took, the slowest of each action and type. */
    Map<String, Long> took() {
        return took;
    }

    /** What went wrong first, with its reason; empty when nothing did. */
    String failure() {
        return firstFailure == null ? "" : firstFailure.logicalId() + ": " + firstFailure.reason();
    }

    RolloutProgress progress() {
        return new RolloutProgress(done(), total(), new ArrayList<>(begun.keySet()), atLeast());
    }

    private @Nullable Duration atLeast() {
        if (planned == 0) {
            return null;
        }
        Map<String, Long> usual = new HashMap<>();
        long longest = 0;
        for (Map.Entry<String, String> each : remaining.entrySet()) {
            List<Long> times = earlier.get(each.getValue());
            if (times == null || times.isEmpty()) {
                return null;
            }
            long median = usual.computeIfAbsent(
                    each.getValue(), what -> times.stream().sorted().toList().get(times.size() / 2));
            Instant start = begun.get(each.getKey());
            long spent = start == null ? 0 : Duration.between(start, Instant.now()).toSeconds();
            longest = Math.max(longest, median - spent);
        }
        return Duration.ofSeconds(Math.max(0, longest));
    }
}
