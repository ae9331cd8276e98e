package dev.sallyport.core.firewall;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.log.LogBrowser;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.TimeBucket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What all web ACLs together did in the last hours.
 *
 * @param bars of equal width over the whole window, also where nothing came
 * @param rules that matched, most first
 * @param logging how many web ACLs write to a log group
 * @param webAcls how many there are
 * @param missing a sentence for each web ACL whose log could not be read, and for each log that holds records of web ACLs
 *     that are not counted
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
        long width = Math.max(1, window.toMillis() / BARS);
        Instant first = Instant.ofEpochMilli((until.toEpochMilli() / width - BARS + 1) * width);
        Instant end = first.plusMillis(width * BARS);
        List<WebAcls.Summary> logging = all.stream().filter(acl -> acl.logGroup() != null).toList();
        List<Map<String, Long>> counts = new ArrayList<>();
        for (int i = 0; i < BARS; i++) {
            counts.add(new HashMap<>());
        }
        List<RuleCount> rules = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<SallyportException> errors = new ArrayList<>();
        all.stream().flatMap(acl -> acl.warnings().stream()).distinct().forEach(missing::add);
        Set<String> seen = new HashSet<>();
        for (WebAcls.Summary acl : logging) {
            try {
                LogStore log = traffic.of(acl, first);
                String own = OwnRecords.condition(acl.named());
                traffic.reach(acl).filter(first::isBefore).ifPresent(reach ->
                        missing.add(acl.name() + ": " + acl.logGroup() + " is long, and was read back to " + reach + " only."));
                List<TimeBucket> read = log.browse(LogKind.WAF).bars(own, first, end, BARS, LogKind.WAF.outcome());
                for (int i = 0; i < read.size(); i++) {
                    Map<String, Long> sums = counts.get(i);
                    read.get(i).outcomes().forEach((action, n) -> sums.merge(action, n, Long::sum));
                }
                RuleHits.where(log, RuleHits.By.RULE, LogBrowser.and(own, LogBrowser.from(first))).rows().stream()
                        .filter(row -> !"Default_Action".equals(row.value()))
                        .forEach(row -> rules.add(new RuleCount(acl.name(), String.valueOf(row.value()), row.count())));
                if (seen.add(acl.logGroup() + " " + acl.named().region())) {
                    strangers(all, acl, log, first, end).ifPresent(missing::add);
                }
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
            bars.add(new TimeBucket(first.plusMillis(i * width), Duration.ofMillis(width), Map.copyOf(counts.get(i))));
        }
        rules.sort(Comparator.comparingLong(RuleCount::count).reversed().thenComparing(RuleCount::rule));
        return new RecentTraffic(bars, List.copyOf(rules), logging.size(), all.size(), missing);
    }

    /** What a group holds of web ACLs that are not among those that are asked about. */
    private static Optional<String> strangers(
            List<WebAcls.Summary> all, WebAcls.Summary acl, LogStore log, Instant first, Instant end) {
        String none = all.stream()
                .filter(one -> Objects.equals(one.logGroup(), acl.logGroup()))
                .map(one -> LogBrowser.not(OwnRecords.condition(one.named())))
                .collect(Collectors.joining(" AND "));
        long others = log.browse(LogKind.WAF).count(LogBrowser.and(LogBrowser.between(first, end), none));
        return others == 0
                ? Optional.empty()
                : Optional.of(acl.logGroup() + ": " + others + " records of other web ACLs are left out.");
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
