package dev.sallyport.core.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the journal knows of a stack beside its rollouts.
 *
 * @param versions of what the last rollout left, as {@link Live#versions}
 * @param documents of what the last rollout left; empty while CloudFormation is at work, so that a rollout that was
 *     killed is not taken for someone else's change
 * @param goods versions whose proofs all held, latest last
 * @param leftovers temporary functions of staging copies whose replicas are still at the edge
 * @param seconds what resources took, by action and type such as {@code CREATE AWS::KMS::Key}, latest last
 * @param held what was done to what stood before, in this order, and is to be given back
 */
record Known(
        SortedMap<String, String> versions,
        SortedMap<String, JsonNode> documents,
        List<Good> goods,
        List<String> leftovers,
        SortedMap<String, List<Long>> seconds,
        List<Held> held) {

    /** A journal of before there was anything to hold has none. */
    Known {
        held = held == null ? List.of() : List.copyOf(held);
    }

    private static final int REMEMBERED = 8;

    /**
     * A version to return to.
     *
     * @param values as the user gave them
     * @param parameters of the template
     * @param template CloudFormation's
     */
    record Good(Map<String, String> values, Map<String, String> parameters, String template) {
        /** Whether a stack with these parameters, which has the template's defaults beside those that were given, is it. */
        boolean stands(Map<String, String> standing) {
            return standing.entrySet().containsAll(parameters.entrySet());
        }
    }

    static final Known NOTHING =
            new Known(new TreeMap<>(), new TreeMap<>(), List.of(), List.of(), new TreeMap<>(), List.of());

    Live live() {
        return new Live(versions, documents);
    }

    Known with(Live live) {
        return new Known(live.versions(), live.documents(), goods, leftovers, seconds, held);
    }

    /** With this version as the latest good one. */
    Known withGood(Good good) {
        List<Good> all = without(good);
        all.add(good);
        return new Known(
                versions,
                documents,
                List.copyOf(all.subList(Math.max(0, all.size() - REMEMBERED), all.size())),
                leftovers,
                seconds,
                held);
    }

    /** Without the version that stood with these parameters and was given up. */
    Known givingUp(Map<String, String> standing) {
        return new Known(
                versions,
                documents,
                goods.stream().filter(good -> !good.stands(standing)).toList(),
                leftovers,
                seconds,
                held);
    }

    private List<Good> without(Good version) {
        List<Good> all = new ArrayList<>(goods);
        all.removeIf(good -> good.parameters().equals(version.parameters()) && good.template()
                .equals(version.template()));
        return all;
    }

    /** The latest good version of these parameters. */
    Optional<Good> good(Map<String, String> parameters) {
        return goods.reversed().stream().filter(good -> good.parameters().equals(parameters)).findFirst();
    }

    /** The latest good version that is not the one that stands with these parameters. */
    Optional<Good> before(Map<String, String> standing) {
        return goods.reversed().stream().filter(good -> !good.stands(standing)).findFirst();
    }

    Known leaving(List<String> functions) {
        return new Known(versions, documents, goods, functions, seconds, held);
    }

    Known holding(List<Held> now) {
        return new Known(versions, documents, goods, leftovers, seconds, now);
    }

    /**
     * With what another stack or guard held, in its place among what this one holds: what was shut later is opened before
     * it. Where it is not known when that was, it was there before whatever this one holds.
     */
    Known inheriting(List<Held> theirs) {
        List<Held> all = new ArrayList<>(held);
        for (Held one : theirs.reversed()) {
            if (held.stream().noneMatch(other -> other.measure().equals(one.measure()))) {
                all.add(place(all, one.since()), one);
            }
        }
        return holding(all);
    }

    private static int place(List<Held> all, @Nullable Instant since) {
        int place = all.size();
        while (place > 0 && !isEarlier(all.get(place - 1).since(), since)) {
            place--;
        }
        return place;
    }

    private static boolean isEarlier(@Nullable Instant one, @Nullable Instant other) {
        return other != null && (one == null || one.isBefore(other));
    }

    Known took(Map<String, Long> took) {
        SortedMap<String, List<Long>> all = new TreeMap<>(seconds);
        took.forEach((what, seconds) -> {
            List<Long> times = new ArrayList<>(all.getOrDefault(what, List.of()));
            times.add(seconds);
            all.put(what, List.copyOf(times.subList(Math.max(0, times.size() - REMEMBERED), times.size())));
        });
        return new Known(versions, documents, goods, leftovers, all, held);
    }
}
