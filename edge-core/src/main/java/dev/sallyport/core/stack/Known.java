package dev.sallyport.core.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the journal knows of a stack beside its rollouts.
 *
 * @param versions of what the last rollout left, as {@link Live#versions}
 * @param documents of what the last rollout left; empty while CloudFormation is at work, so that a rollout that was killed
 *     is not taken for someone else's change
 * @param goodTemplate template of the last version whose proofs all held; null before the first
 * @param leftovers temporary functions of staging copies whose replicas are still at the edge
 * @param seconds what resources took, by action and type such as {@code CREATE AWS::KMS::Key}, latest last
 */
record Known(
        SortedMap<String, String> versions,
        SortedMap<String, JsonNode> documents,
        @Nullable String goodTemplate,
        List<String> leftovers,
        SortedMap<String, List<Long>> seconds) {

    private static final int REMEMBERED = 8;

    static final Known NOTHING = new Known(new TreeMap<>(), new TreeMap<>(), null, List.of(), new TreeMap<>());

    Live live() {
        return new Live(versions, documents);
    }

    Known with(Live live) {
        return new Known(live.versions(), live.documents(), goodTemplate, leftovers, seconds);
    }

    Known withGood(String template) {
        return new Known(versions, documents, template, leftovers, seconds);
    }

    Known leaving(List<String> functions) {
        return new Known(versions, documents, goodTemplate, functions, seconds);
    }

    Known took(Map<String, Long> took) {
        SortedMap<String, List<Long>> all = new TreeMap<>(seconds);
        took.forEach((what, seconds) -> {
            List<Long> times = new ArrayList<>(all.getOrDefault(what, List.of()));
            times.add(seconds);
            all.put(what, List.copyOf(times.subList(Math.max(0, times.size() - REMEMBERED), times.size())));
        });
        return new Known(versions, documents, goodTemplate, leftovers, all);
    }
}
