package dev.sallyport.views.firewall;

import dev.sallyport.core.firewall.RuleHits;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LogBrowser;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.TimeBucket;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.views.firewall.FirewallModel.Answer;
import dev.sallyport.views.firewall.FirewallModel.RuleLine;
import dev.sallyport.views.firewall.FirewallModel.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts together what the page shows, from the rules and from the log. Runs on a worker thread. */
final class FirewallReader {
    private static final int BARS = 60;
    private static final int SPARK = 30;
    private static final int TOP = 10;

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
        String where = LogBrowser.from(since);
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
                lines(acl, matched, sparks(browser, since, now)),
                actions,
                browser.span(where)
                        .map(span -> browser.bars(where, span.since(), span.until(), BARS, LogKind.WAF.outcome()))
                        .orElse(List.of()),
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

    private static Map<String, List<Long>> sparks(LogBrowser browser, Instant since, Instant now) {
        List<TimeBucket> bars = browser.bars("", since, now, SPARK, "terminatingRuleId");
        Set<String> rules = new HashSet<>();
        bars.forEach(bar -> rules.addAll(bar.outcomes().keySet()));
        Map<String, List<Long>> sparks = new HashMap<>();
        rules.forEach(rule -> sparks.put(
                rule, bars.stream().map(bar -> bar.outcomes().getOrDefault(rule, 0L)).toList()));
        sparks.put("", Collections.nCopies(bars.size(), 0L));
        return sparks;
    }
}
