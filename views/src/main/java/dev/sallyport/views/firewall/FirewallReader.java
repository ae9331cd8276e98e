package dev.sallyport.views.firewall;

import dev.sallyport.core.firewall.HitFilter;
import dev.sallyport.core.firewall.HitFilter.Field;
import dev.sallyport.core.firewall.HitTraffic;
import dev.sallyport.core.firewall.Metered;
import dev.sallyport.core.firewall.RuleHits;
import dev.sallyport.core.firewall.RuleSummary;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.TimeBucket;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.core.webacl.Verdict;
import dev.sallyport.views.firewall.FirewallModel.Answer;
import dev.sallyport.views.firewall.FirewallModel.Asked;
import dev.sallyport.views.firewall.FirewallModel.RuleLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts together what the page shows, from the rules, the metrics and the log. Runs on a worker thread. */
final class FirewallReader {
    static final String DEFAULT_ACTION = Verdict.DEFAULT_ACTION;

    /** Hits that no source tells. */
    private static final long UNKNOWN = -1;

    private static final int TOP = 8;
    private static final int SPARK = 30;
    private static final Map<Field, RuleHits.By> METERED = Map.of(
            Field.ACTION, RuleHits.By.ACTION,
            Field.RULE, RuleHits.By.RULE,
            Field.GROUP, RuleHits.By.GROUP,
            Field.LABEL, RuleHits.By.LABEL,
            Field.COUNTRY, RuleHits.By.COUNTRY);

    private FirewallReader() {}

    /** What a source tells of the numbers. */
    private record Numbers(
            Map<String, Long> rules, Map<String, Long> actions, List<TimeBucket> bars, Map<String, List<Long>> sparks) {}

    /**
     * The answer.
     *
     * @param log null where none can be read
     * @param metered null where the log alone tells
     * @param reach from when on the log was read, where it was too long
     */
    static Answer read(
            Asked asked,
            List<WebAcls.Named> acls,
            WebAcls.Summary acl,
            @Nullable LogStore log,
            @Nullable Metered metered,
            HitFilter filter,
            int latest,
            Optional<Instant> reach) {
        Optional<HitTraffic> traffic =
                Optional.ofNullable(log).map(store -> HitTraffic.read(store, filter, TOP, latest));
        boolean counted = metered != null && (traffic.isEmpty() || filter.terms().isEmpty());
        Numbers numbers = counted && metered != null ? of(metered, filter) : of(traffic.orElseThrow());
        Map<Field, List<ValueCount>> facets =
                traffic.map(HitTraffic::facets).orElseGet(() -> metered == null ? Map.of() : facets(metered));
        return new Answer(
                asked,
                acls,
                acl,
                lines(acl, numbers),
                numbers.actions(),
                numbers.bars(),
                facets,
                traffic.<List<LogRow>>map(HitTraffic::latest),
                counted && metered != null
                        ? source(metered, filter)
                        : Words.FROM_LOG + acl.logGroup() + "." + Words.leftOut(log == null ? 0 : filter.others(log)),
                reach);
    }

    private static Numbers of(HitTraffic traffic) {
        return new Numbers(traffic.rules(), traffic.actions(), traffic.bars(), traffic.sparks());
    }

    private static String source(Metered metered, HitFilter filter) {
        List<String> said = new ArrayList<>(List.of(metered.words()));
        said.addAll(metered.notes());
        metered.unmetered().ifPresent(said::add);
        if (!filter.terms().isEmpty()) {
            said.add(Words.VALUES_OF_ALL);
        }
        return String.join(" ", said);
    }

    /**
     * Of several terms metrics can only tell each for itself; the page lets no more than one be asked. Under one, the hits
     * of the rule that is asked for are known and no others.
     */
    private static Numbers of(Metered metered, HitFilter filter) {
        Map<String, Long> rules = new HashMap<>();
        for (RuleSummary rule : metered.acl().rules()) {
            rules.put(rule.name(), rule.metered() ? 0 : UNKNOWN);
        }
        metered.rows(RuleHits.By.RULE).forEach(row -> rules.put(String.valueOf(row.value()), row.count()));
        List<TimeBucket> bars =
                filter.terms().isEmpty() ? metered.bars() : metered.bars(filter.terms().getFirst());
        Map<String, Long> actions = new HashMap<>();
        bars.forEach(bar -> bar.outcomes().forEach((action, n) -> actions.merge(action, n, Long::sum)));
        Map<String, List<Long>> sparks = new HashMap<>();
        metered.ofRules().forEach((rule, values) ->
                sparks.put(rule, values.subList(Math.max(0, values.size() - SPARK), values.size())));
        if (!filter.terms().isEmpty()) {
            rules.putIfAbsent(DEFAULT_ACTION, 0L);
            rules.replaceAll((rule, hits) -> isOf(rule, filter) ? hits : UNKNOWN);
            sparks.keySet().removeIf(rule -> !isOf(rule, filter));
        }
        return new Numbers(rules, actions, bars, sparks);
    }

    private static boolean isOf(String rule, HitFilter filter) {
        return filter.terms().stream().anyMatch(term -> term.field() == Field.RULE && rule.equals(term.value()));
    }

    private static Map<Field, List<ValueCount>> facets(Metered metered) {
        Map<Field, List<ValueCount>> facets = new EnumMap<>(Field.class);
        METERED.forEach((field, by) -> facets.put(field, metered.rows(by).stream().limit(TOP).toList()));
        return facets;
    }

    private static double share(long hits, double all) {
        return hits < 0 ? -1 : Math.min(1, hits / all);
    }

    private static List<RuleLine> lines(WebAcls.Summary acl, Numbers numbers) {
        List<Long> none = Collections.nCopies(SPARK, 0L);
        double all = Math.max(1, numbers.actions().values().stream().mapToLong(Long::longValue).sum());
        List<RuleLine> lines = new ArrayList<>();
        for (RuleSummary rule : acl.rules()) {
            long hits = numbers.rules().getOrDefault(rule.name(), 0L);
            lines.add(new RuleLine(
                    Integer.toString(rule.priority()),
                    rule.name(),
                    rule.kind(),
                    Words.subject(rule),
                    rule.action(),
                    rule.capacity(),
                    rule.overrides(),
                    hits,
                    share(hits, all),
                    numbers.sparks().getOrDefault(rule.name(), none)));
        }
        long rest = numbers.rules().getOrDefault(DEFAULT_ACTION, 0L);
        String name = Words.DEFAULT_ACTION;
        String action = acl.defaultAction().name();
        lines.add(new RuleLine(
                "",
                name,
                Words.NO_RULE_ENDED,
                "",
                action,
                -1,
                List.of(),
                rest,
                share(rest, all),
                numbers.sparks().getOrDefault(DEFAULT_ACTION, none)));
        return lines;
    }
}
