package dev.sallyport.core.firewall;

import dev.sallyport.core.log.TimeBucket;
import java.time.Instant;
import java.util.List;

/**
 * What all web ACLs of scope CLOUDFRONT together did over a span of time.
 *
 * @param bars of equal width over the whole span, also where nothing came; their outcomes are in the log's words
 * @param rules that blocked, most first
 * @param webAcls how many there are
 * @param missing a sentence for each part that could not be read
 */
public record RecentTraffic(List<TimeBucket> bars, List<RuleCount> rules, int webAcls, List<String> missing) {
    /** Copies the lists. */
    public RecentTraffic {
        bars = List.copyOf(bars);
        rules = List.copyOf(rules);
        missing = List.copyOf(missing);
    }

    /**
     * A rule of a web ACL and the requests that it blocked.
     *
     * @param webAcl the name, or the metric name, as its metrics have it
     * @param rule the rule's metric name
     */
    public record RuleCount(String webAcl, String rule, long count) {}

    /** Reads it for a span of time. */
    @FunctionalInterface
    public interface Source {
        /** What came from {@code since} up to {@code until}. */
        RecentTraffic read(Instant since, Instant until) throws Exception;
    }

    /** Requests with that action, in AWS's word. */
    public long of(String action) {
        return bars.stream().mapToLong(bar -> bar.outcomes().getOrDefault(action, 0L)).sum();
    }

    /** All requests. */
    public long requests() {
        return bars.stream()
                .flatMap(bar -> bar.outcomes().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
