package dev.sallyport.core.firewall;

import dev.sallyport.core.log.LogBrowser;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.TimeBucket;
import dev.sallyport.core.log.ValueCount;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The requests of a log that a filter keeps, from every side that a page shows.
 *
 * @param rules hits by rule
 * @param actions requests by final action
 * @param bars requests by final action over the whole time, also where nothing came
 * @param sparks requests by the rule that ended them, over the whole time
 * @param facets the most frequent values of each field
 * @param latest newest first
 */
public record HitTraffic(
        Map<String, Long> rules,
        Map<String, Long> actions,
        List<TimeBucket> bars,
        Map<String, List<Long>> sparks,
        Map<HitFilter.Field, List<ValueCount>> facets,
        List<LogRow> latest) {
    private static final int BARS = 60;
    private static final int SPARK = 30;

    /**
     * Asks a store.
     *
     * @param top how many values of each field
     * @param most how many of the latest requests
     */
    public static HitTraffic read(LogStore log, HitFilter filter, int top, int most) {
        LogBrowser browser = log.browse(LogKind.WAF);
        String where = filter.condition();
        return new HitTraffic(
                counts(RuleHits.under(filter, log, RuleHits.By.RULE).rows()),
                counts(RuleHits.under(filter, log, RuleHits.By.ACTION).rows()),
                browser.bars(where, filter.since(), filter.until(), BARS, LogKind.WAF.outcome()),
                sparks(browser.bars(where, filter.since(), filter.until(), SPARK, "terminatingRuleId")),
                filter.facets(log, top),
                browser.page(where, "timestamp", true, 0, most));
    }

    private static Map<String, Long> counts(List<ValueCount> rows) {
        Map<String, Long> counts = new HashMap<>();
        rows.forEach(row -> counts.put(String.valueOf(row.value()), row.count()));
        return counts;
    }

    private static Map<String, List<Long>> sparks(List<TimeBucket> bars) {
        Set<String> rules = new HashSet<>();
        bars.forEach(bar -> rules.addAll(bar.outcomes().keySet()));
        Map<String, List<Long>> sparks = new HashMap<>();
        rules.forEach(rule -> sparks.put(
                rule, bars.stream().map(bar -> bar.outcomes().getOrDefault(rule, 0L)).toList()));
        return sparks;
    }

    /** All requests. */
    public long requests() {
        return actions.values().stream().mapToLong(Long::longValue).sum();
    }
}
