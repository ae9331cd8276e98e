package dev.sallyport.core.sandbox.shield;

import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import dev.sallyport.core.webacl.WafRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Detects request floods in the requests that pass the sandbox's edge. AWS does not publish how Shield detects; the
 * thresholds here are ours: a flood begins when within ten seconds a resource gets at least 20 requests a second
 * <em>and</em> at least five times its average of the ten minutes before; it is over after a minute without such ten
 * seconds.
 */
public final class FloodWatch {
    static final int LEAST_PER_SECOND = 20;
    static final int TIMES_BASELINE = 5;
    private static final int BASELINE_SLICES = 60;
    private static final int QUIET_SLICES = 6;
    private static final int CONTRIBUTORS = 100;

    private final Shelf<Flood> shelf;
    private final Clock clock;
    private final Map<String, Traffic> traffic = new HashMap<>();

    FloodWatch(SandboxState state, Clock clock) {
        this.shelf = state.shelf("shield/attacks", Flood.class);
        this.clock = clock;
        // What lasted when the sandbox stopped ended there.
        shelf.values().stream().filter(flood -> flood.end() == null).forEach(flood -> shelf.put(
                flood.id(),
                new Flood(
                        flood.id(),
                        flood.resourceArn(),
                        flood.start(),
                        flood.start().plusSeconds((long) Flood.SECONDS * Math.max(1, flood.counts().size())),
                        flood.counts(),
                        flood.contributors())));
    }

    /** One resource's requests. */
    private static final class Traffic {
        private final Deque<Long> baseline = new ArrayDeque<>();
        private long slice = Long.MIN_VALUE;
        private long count;
        private Map<String, Map<String, Long>> contributors = new HashMap<>();
        private @Nullable String attackId;
        private long attackStart;
        private final List<Long> attackCounts = new ArrayList<>();
        private final Map<String, Map<String, Long>> attackers = new HashMap<>();
        private int quiet;
    }

    /**
     * Takes note of one request.
     *
     * @param resourceArn the distribution's ARN
     */
    public synchronized void observe(String resourceArn, WafRequest request) {
        Traffic one = traffic.computeIfAbsent(resourceArn, arn -> new Traffic());
        advance(resourceArn, one, request.timestamp());
        one.count++;
        note(one.contributors, "SOURCE_IP_ADDRESS", request.clientIp());
        note(one.contributors, "SOURCE_COUNTRY", request.country());
        note(one.contributors, "DESTINATION_URL", request.uri());
        note(one.contributors, "SOURCE_USER_AGENT", first(request, "user-agent"));
        note(one.contributors, "REFERRER", first(request, "referer"));
        if (one.attackId == null && floods(one)) {
            one.attackId = UUID.randomUUID().toString();
            one.attackStart = one.slice;
            keep(resourceArn, one, one.attackId, false);
        }
    }

    private static String first(WafRequest request, String header) {
        return request.header(header).stream().findFirst().orElse("");
    }

    private static void note(Map<String, Map<String, Long>> contributors, String kind, String name) {
        Map<String, Long> counts = contributors.computeIfAbsent(kind, key -> new HashMap<>());
        // A flood of distinct values must not fill the memory.
        if (!name.isEmpty() && (counts.size() < 10_000 || counts.containsKey(name))) {
            counts.merge(name, 1L, Long::sum);
        }
    }

    private static boolean floods(Traffic one) {
        double average = one.baseline.stream().mapToLong(Long::longValue).sum() / (double) BASELINE_SLICES;
        return one.count >= (long) LEAST_PER_SECOND * Flood.SECONDS && one.count >= TIMES_BASELINE * average;
    }

    /** Closes every slice that lies before {@code now}. */
    private void advance(String arn, Traffic one, Instant now) {
        long slice = Math.floorDiv(now.getEpochSecond(), Flood.SECONDS);
        if (one.slice == Long.MIN_VALUE) {
            one.slice = slice;
        }
        // Beyond this many empty slices nothing changes any more.
        long first = Math.max(one.slice, slice - BASELINE_SLICES - QUIET_SLICES);
        if (first > one.slice) {
            close(arn, one);
            one.slice = first;
        }
        while (one.slice < slice) {
            close(arn, one);
            one.slice++;
        }
    }

    private void close(String arn, Traffic one) {
        String attackId = one.attackId;
        if (attackId == null) {
            one.baseline.addLast(one.count);
            if (one.baseline.size() > BASELINE_SLICES) {
                one.baseline.removeFirst();
            }
        } else {
            one.quiet = floods(one) ? 0 : one.quiet + 1;
            one.attackCounts.add(one.count);
            one.contributors.forEach((kind, counts) -> counts.forEach(
                    (name, count) -> one.attackers.computeIfAbsent(kind, key -> new HashMap<>()).merge(name, count, Long::sum)));
            if (one.quiet >= QUIET_SLICES) {
                keep(arn, one, attackId, true);
                one.attackId = null;
                one.attackCounts.clear();
                one.attackers.clear();
                one.quiet = 0;
            } else {
                keep(arn, one, attackId, false);
            }
        }
        one.count = 0;
        one.contributors = new HashMap<>();
    }

    private void keep(String arn, Traffic one, String id, boolean over) {
        // The quiet minute that ends a flood is no part of it.
        List<Long> counts = over
                ? one.attackCounts.subList(0, Math.max(1, one.attackCounts.size() - QUIET_SLICES))
                : one.attackCounts;
        Instant start = Instant.ofEpochSecond(one.attackStart * Flood.SECONDS);
        Instant end = over ? start.plusSeconds((long) counts.size() * Flood.SECONDS) : null;
        Map<String, Map<String, Long>> all = over || !one.attackers.isEmpty() ? one.attackers : one.contributors;
        List<Long> kept = counts.isEmpty() ? List.of(one.count) : List.copyOf(counts);
        shelf.put(id, new Flood(id, arn, start, end, kept, largest(all)));
    }

    private static Map<String, Map<String, Long>> largest(Map<String, Map<String, Long>> all) {
        Map<String, Map<String, Long>> largest = new HashMap<>();
        all.forEach((kind, counts) -> {
            Map<String, Long> top = new LinkedHashMap<>();
            counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(CONTRIBUTORS)
                    .forEach(entry -> top.put(entry.getKey(), entry.getValue()));
            largest.put(kind, top);
        });
        return largest;
    }

    /** Every flood so far, oldest first, as of now. */
    synchronized List<Flood> floods() {
        traffic.forEach((arn, one) -> advance(arn, one, clock.instant()));
        return shelf.values().stream()
                .sorted(Comparator.comparing(Flood::start).thenComparing(Flood::id))
                .toList();
    }
}
