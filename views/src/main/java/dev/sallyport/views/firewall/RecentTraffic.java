package dev.sallyport.views.firewall;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.firewall.RuleHits;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.TimeBucket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What all web ACLs together did in the last hours.
 *
 * @param bars of equal width over the whole window, also where nothing came
 * @param rules that matched, most first
 * @param logging how many web ACLs write to a log group
 * @param webAcls how many there are
 * @param missing a sentence for each web ACL whose log could not be read
 */
public record RecentTraffic(List<TimeBucket> bars, List<RuleCount> rules, int logging, int webAcls, List<String> missing) {
    private static final int BARS = 60;

    /** A rule of a web ACL and the requests that it matched. */
    public record RuleCount(String webAcl, String rule, long count) {}

    /**
     * Reads the log of each web ACL that has one.
     *
     * @param window before {@code until}
     * @throws Exception what the first source threw, when none could be read
     */
    public static RecentTraffic read(List<WebAcls.Summary> all, Traffic traffic, Instant until, Duration window) throws Exception {
        long width = window.toMillis() / BARS;
        long first = (until.toEpochMilli() / width - BARS + 1) * width;
        List<WebAcls.Summary> logging = all.stream().filter(acl -> acl.logGroup() != null).toList();
        List<Map<String, Long>> counts = new ArrayList<>();
        for (int i = 0; i < BARS; i++) {
            counts.add(new HashMap<>());
        }
        List<RuleCount> rules = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<SallyportException> errors = new ArrayList<>();
        for (WebAcls.Summary acl : logging) {
            try {
                LogStore log = traffic.of(acl, Instant.ofEpochMilli(first));
                count(log, first, width, counts);
                RuleHits.count(log, RuleHits.By.RULE, Instant.ofEpochMilli(first)).rows().stream()
                        .filter(row -> !"Default_Action".equals(row.value()))
                        .forEach(row -> rules.add(new RuleCount(acl.name(), String.valueOf(row.value()), row.count())));
            } catch (SallyportException e) {
                errors.add(e);
                missing.add(acl.name() + ": " + e.message());
            }
        }
        if (!errors.isEmpty() && errors.size() == logging.size()) {
            throw errors.getFirst();
        }
        List<TimeBucket> bars = new ArrayList<>();
        for (int i = 0; i < BARS; i++) {
            bars.add(new TimeBucket(Instant.ofEpochMilli(first + i * width), Duration.ofMillis(width), Map.copyOf(counts.get(i))));
        }
        rules.sort(Comparator.comparingLong(RuleCount::count).reversed().thenComparing(RuleCount::rule));
        return new RecentTraffic(bars, List.copyOf(rules), logging.size(), all.size(), missing);
    }

    private static void count(LogStore log, long first, long width, List<Map<String, Long>> counts) {
        log.rows("SELECT (epoch_ms(timestamp) - " + first + ") // " + width + " AS bar, action, count(*) AS n FROM waf"
                        + " WHERE timestamp >= make_timestamp(" + first + "000) AND timestamp < make_timestamp("
                        + (first + BARS * width) + "000) GROUP BY ALL")
                .forEach(row -> {
                    if (row.get("bar") instanceof Number bar && row.get("n") instanceof Number n) {
                        counts.get(bar.intValue()).merge(String.valueOf(row.get("action")), n.longValue(), Long::sum);
                    }
                });
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
