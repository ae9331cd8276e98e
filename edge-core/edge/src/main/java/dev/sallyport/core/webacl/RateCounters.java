package dev.sallyport.core.webacl;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the rate-based rules of one web ACL have counted so far. Requests are to be fed in the order of their time. AWS
 * estimates the rate from a look-back that it checks every few seconds; here each request is counted exactly, in seconds.
 */
public final class RateCounters {
    /** AWS WAF limits at most so many aggregation instances of one rule. */
    private static final int INSTANCES = 10_000;

    private final Map<String, LinkedHashMap<String, Window>> rules = new LinkedHashMap<>();

    private final boolean known;

    /** Counts since nothing was counted. */
    public RateCounters() {
        this(true);
    }

    private RateCounters(boolean known) {
        this.known = known;
    }

    /** Of a request that is looked at alone: how many others there were is not known. */
    public static RateCounters unknown() {
        return new RateCounters(false);
    }

    /**
     * Requests of an instance in the window that ends now.
     *
     * @param sure requests that certainly count
     * @param most those, and the ones for which it is not known
     */
    record Count(long sure, long most) {}

    private static final class Window {
        private final Deque<long[]> seconds = new ArrayDeque<>();
        private long sure;
        private long most;

        Count add(long second, long windowSeconds, boolean certain) {
            expire(second - windowSeconds);
            long[] last = seconds.peekLast();
            if (last == null || last[0] < second) {
                last = new long[] {second, 0, 0};
                seconds.addLast(last);
            }
            last[1] += certain ? 1 : 0;
            last[2]++;
            sure += certain ? 1 : 0;
            most++;
            return new Count(sure, most);
        }

        void expire(long until) {
            for (long[] first = seconds.peekFirst(); first != null && first[0] <= until; first = seconds.peekFirst()) {
                sure -= first[1];
                most -= first[2];
                seconds.removeFirst();
            }
        }
    }

    /** Counts one request and says how many there are now. */
    synchronized Count count(String rule, String key, Instant time, long windowSeconds, boolean certain) {
        if (!known) {
            return new Count(certain ? 1 : 0, Long.MAX_VALUE);
        }
        LinkedHashMap<String, Window> windows = rules.computeIfAbsent(rule, name -> new LinkedHashMap<>(16, 0.75f, true));
        Window window = windows.computeIfAbsent(key, name -> new Window());
        Count count = window.add(time.getEpochSecond(), windowSeconds, certain);
        if (windows.size() > INSTANCES) {
            Iterator<Window> oldest = windows.values().iterator();
            oldest.next();
            oldest.remove();
        }
        return count;
    }

    /**
     * The instances of a rule that are over its limit, such as addresses.
     *
     * @param rule its name
     * @param now the end of the window
     */
    public synchronized List<String> limited(String rule, Instant now, long windowSeconds, long limit) {
        Map<String, Window> windows = rules.getOrDefault(rule, new LinkedHashMap<>());
        windows.values().forEach(window -> window.expire(now.getEpochSecond() - windowSeconds));
        return windows.entrySet().stream()
                .filter(entry -> entry.getValue().sure > limit)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
