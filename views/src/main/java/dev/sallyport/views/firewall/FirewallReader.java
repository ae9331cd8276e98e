package dev.sallyport.views.firewall;

import dev.sallyport.core.firewall.RuleHits;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LogBrowser;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.views.firewall.FirewallModel.Answer;
import dev.sallyport.views.firewall.FirewallModel.RuleLine;
import dev.sallyport.views.firewall.FirewallModel.Window;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Puts together what the page shows, from the rules and from the log. Runs on a worker thread. */
final class FirewallReader {
    private static final int BARS = 60;
    private static final int SPARK = 30;
    private static final int TOP = 10;
    private static final DateTimeFormatter SQL_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private FirewallReader() {}

    static Answer read(
            List<WebAcls.Summary> acls,
            WebAcls.Summary acl,
            LogStore log,
            Instant now,
            Window window,
            RuleHits.By by,
            int latest) {
        Instant since = now.minus(window.length());
        LogBrowser browser = log.browse(LogKind.WAF);
        String where = "timestamp >= TIMESTAMP '" + SQL_TIME.format(since) + "'";
        Map<String, Long> matched = new HashMap<>();
        RuleHits.count(log, RuleHits.By.RULE, since)
                .rows()
                .forEach(row -> matched.put(String.valueOf(row.value()), row.count()));
        Map<String, Long> actions = new HashMap<>();
        RuleHits.count(log, RuleHits.By.ACTION, since)
                .rows()
                .forEach(row -> actions.put(String.valueOf(row.value()), row.count()));
        List<ValueCount> facet =
                RuleHits.count(log, by, since).rows().stream().limit(TOP).toList();
        return new Answer(
                window,
                by,
                acls,
                acl,
                lines(acl, matched, sparks(log, since, now)),
                actions,
                browser.histogram(where, BARS),
                facet,
                browser.page(where, "timestamp", true, 0, latest));
    }

    private static List<RuleLine> lines(
            WebAcls.Summary acl, Map<String, Long> matched, Map<String, List<Long>> sparks) {
        List<Long> none = sparks.getOrDefault("", List.of());
        List<RuleLine> lines = new ArrayList<>();
        acl.rules()
                .forEach(rule -> lines.add(new RuleLine(
                        Integer.toString(rule.priority()),
                        rule.name(),
                        rule.kind(),
                        rule.subject(),
                        rule.action(),
                        matched.getOrDefault(rule.name(), 0L),
                        sparks.getOrDefault(rule.name(), none))));
        lines.add(new RuleLine(
                "",
                "Default action",
                "no rule ended it",
                "",
                acl.defaultAction().name(),
                matched.getOrDefault("Default_Action", 0L),
                sparks.getOrDefault("Default_Action", none)));
        return lines;
    }

    private static Map<String, List<Long>> sparks(LogStore log, Instant since, Instant now) {
        long width = Math.max(1, (now.toEpochMilli() - since.toEpochMilli()) / SPARK);
        Map<String, Long[]> found = new HashMap<>();
        log.rows("SELECT terminatingRuleId AS rule, (epoch_ms(timestamp) - " + since.toEpochMilli() + ") // " + width
                        + " AS bar, count(*) AS n FROM waf WHERE timestamp >= TIMESTAMP '" + SQL_TIME.format(since)
                        + "' GROUP BY ALL")
                .forEach(row -> {
                    if (row.get("bar") instanceof Number bar && row.get("n") instanceof Number n) {
                        Long[] spark = found.computeIfAbsent(String.valueOf(row.get("rule")), rule -> zeros());
                        spark[Math.clamp(bar.longValue(), 0, SPARK - 1)] = n.longValue();
                    }
                });
        Map<String, List<Long>> sparks = new HashMap<>();
        found.forEach((rule, spark) -> sparks.put(rule, List.of(spark)));
        sparks.put("", List.of(zeros()));
        return sparks;
    }

    private static Long[] zeros() {
        Long[] zeros = new Long[SPARK];
        Arrays.fill(zeros, 0L);
        return zeros;
    }
}
