package dev.sallyport.core.firewall;

import dev.sallyport.core.log.LoadReport;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.core.log.WafMatches;
import dev.sallyport.core.log.WafMatches.Combination;
import dev.sallyport.core.webacl.RuleName;
import dev.sallyport.core.webacl.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of a web ACL met, counted over its traffic log.
 *
 * @param by what was counted
 * @param rows most first, then by value; a null value stands for requests that have none
 * @param records web ACL records read
 * @param rejected lines that did not parse
 * @param warnings sources that were cut short, one sentence each
 */
public record RuleHits(By by, List<ValueCount> rows, long records, long rejected, List<String> warnings) {
    /** What to count by. */
    public enum By {
        /** Each rule that matched, once a request; a rule of a group as {@code group/rule}. */
        RULE(""),
        /** The final action, of every request. */
        ACTION("action"),
        /** The client's address. */
        IP("clientIp"),
        /** The country that AWS WAF found for the address. */
        COUNTRY("country"),
        /** The path, without the query string. */
        URI("uri"),
        /** Each label, once a request. */
        LABEL("labels"),
        /** Each rule group of which a rule matched, once a request. */
        GROUP("");

        private final String field;

        By(String field) {
            this.field = field;
        }
    }

    /**
     * Counts over the web ACL records of a store.
     *
     * @param since only requests from then on; null for all
     */
    public static RuleHits count(LogStore logs, By by, @Nullable Instant since) {
        return count(logs, by, logs.matches(since));
    }

    /** Counts over the web ACL records of a store that a filter keeps. */
    public static RuleHits under(HitFilter filter, LogStore logs, By by) {
        return count(logs, by, logs.matches(filter.condition()));
    }

    /** Counts over the web ACL records of a store that fulfil a condition. */
    static RuleHits where(LogStore logs, By by, String condition) {
        return count(logs, by, logs.matches(condition));
    }

    private static RuleHits count(LogStore logs, By by, WafMatches matches) {
        List<ValueCount> rows = switch (by) {
            case RULE -> rules(matches);
            case GROUP -> groups(matches);
            case ACTION -> matches.counts(by.field, false);
            case IP, COUNTRY, URI, LABEL -> matches.counts(by.field, true);
        };
        LoadReport report = logs.report(LogKind.WAF);
        long records = report.records().getOrDefault(LogKind.WAF, 0L);
        return new RuleHits(by, rows, records, report.rejected(), report.warnings());
    }

    static List<ValueCount> rules(WafMatches matches) {
        return counted(matches, RuleHits::rules);
    }

    static List<ValueCount> groups(WafMatches matches) {
        return counted(matches, RuleHits::groups);
    }

    private static List<ValueCount> counted(WafMatches matches, Function<Combination, Set<@Nullable String>> names) {
        Map<@Nullable String, Long> requests = new HashMap<>();
        for (Combination one : matches.combinations()) {
            names.apply(one).forEach(name -> requests.merge(name, one.requests(), Long::sum));
        }
        List<ValueCount> rows = new ArrayList<>();
        requests.forEach((name, count) -> rows.add(new ValueCount(name, count)));
        rows.sort(Comparator.comparingLong(ValueCount::count)
                .reversed()
                .thenComparing(row -> (String) row.value(), Comparator.nullsLast(Comparator.naturalOrder())));
        return rows;
    }

    private static Set<@Nullable String> rules(Combination one) {
        Set<@Nullable String> names = new HashSet<>(one.counted());
        names.add(one.ended());
        one.groups().forEach(group -> group.rules().forEach(rule -> names.add(RuleName.of(group.id(), rule))));
        return names;
    }

    /** The groups of a request that met a rule, null where it met none in a group; nothing of the other requests. */
    private static Set<@Nullable String> groups(Combination one) {
        Set<@Nullable String> names = new HashSet<>();
        one.groups().stream()
                .filter(group -> !group.rules().isEmpty())
                .forEach(group -> names.add(RuleName.ofGroup(group.id())));
        boolean met = !one.ended().equals(Verdict.DEFAULT_ACTION) || !one.counted().isEmpty();
        if (names.isEmpty() && met) {
            names.add(null);
        }
        return names;
    }
}
