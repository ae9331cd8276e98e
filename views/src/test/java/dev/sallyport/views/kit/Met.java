package dev.sallyport.views.kit;

import dev.sallyport.core.firewall.RecentTraffic;
import dev.sallyport.core.log.TimeBucket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A request that a web ACL met, for pages that count them. */
public record Met(Instant at, String action, String rule) {
    private static final int BARS = 60;

    /** What a page gets of these for a span of time, of one web ACL. */
    public static RecentTraffic of(String webAcl, List<Met> requests, Instant since, Instant until) {
        Duration width = Duration.between(since, until).dividedBy(BARS);
        List<Met> within = requests.stream()
                .filter(one -> !one.at().isBefore(since) && one.at().isBefore(until))
                .toList();
        List<TimeBucket> bars = new ArrayList<>();
        for (int i = 0; i < BARS; i++) {
            Instant from = since.plus(width.multipliedBy(i));
            Map<String, Long> outcomes = new HashMap<>();
            within.stream()
                    .filter(one -> !one.at().isBefore(from) && one.at().isBefore(from.plus(width)))
                    .forEach(one -> outcomes.merge(one.action(), 1L, Long::sum));
            bars.add(new TimeBucket(from, width, Map.copyOf(outcomes)));
        }
        Map<String, Long> blocked = within.stream()
                .filter(one -> one.action().equals("BLOCK"))
                .collect(Collectors.groupingBy(Met::rule, Collectors.counting()));
        List<RecentTraffic.RuleCount> rules = blocked.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(one -> new RecentTraffic.RuleCount(webAcl, one.getKey(), one.getValue()))
                .toList();
        return new RecentTraffic(bars, rules, 1, List.of());
    }
}
