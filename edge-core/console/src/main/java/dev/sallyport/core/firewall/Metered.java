package dev.sallyport.core.firewall;

import dev.sallyport.core.firewall.MetricSeries.Of;
import dev.sallyport.core.log.TimeBucket;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.core.webacl.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What AWS WAF's metrics say of a web ACL over a span of time. No log is needed, and no request is told: only how many.
 *
 * @param acl whose they are
 * @param since the first period begins here
 * @param period of each value
 * @param periods how many values a series has
 * @param series those that published something
 * @param warnings what could not be read, one sentence each
 * @param notes what CloudWatch leaves out of it, one sentence each
 */
public record Metered(
        WebAcls.Summary acl,
        Instant since,
        Duration period,
        int periods,
        List<MetricSeries> series,
        List<String> warnings,
        List<String> notes) {
    /** By the action of the log. What a token spared is no end, so it is taken off (see {@link #actions()}). */
    private static final Map<String, String> ACTIONS = Map.of(
            "AllowedRequests", "ALLOW",
            "BlockedRequests", "BLOCK",
            "CaptchaRequests", "CAPTCHA",
            "ChallengeRequests", "CHALLENGE",
            "CountedRequests", "COUNT");

    private static final Map<String, String> SPARED =
            Map.of("RequestsWithValidCaptchaToken", "CAPTCHA", "RequestsWithValidChallengeToken", "CHALLENGE");

    /** What a rows' key may be for {@link RuleHits}; the rest needs requests, as countries of all requests are no hits. */
    public static final Set<RuleHits.By> ANSWERED =
            Set.of(RuleHits.By.RULE, RuleHits.By.ACTION, RuleHits.By.LABEL, RuleHits.By.GROUP);

    /** Whether nothing was published: no request came, or metrics are switched off. */
    public boolean isEmpty() {
        return series.isEmpty();
    }

    /**
     * Requests by how they ended, in the log's words. The metrics of CAPTCHA and Challenge count also requests whose token
     * let them go on, which ended otherwise.
     */
    public Map<String, Long> actions() {
        Map<String, Long> actions = new HashMap<>();
        bars().forEach(bar -> bar.outcomes().forEach((action, n) -> actions.merge(action, n, Long::sum)));
        return actions;
    }

    /** All requests. */
    public long requests() {
        return actions().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Requests by how they ended, for each period, oldest first. */
    public List<TimeBucket> bars() {
        return bars(series, since, period, periods);
    }

    static List<TimeBucket> bars(List<MetricSeries> series, Instant since, Duration period, int periods) {
        List<TimeBucket> bars = new ArrayList<>();
        for (int i = 0; i < periods; i++) {
            Map<String, Long> ended = new HashMap<>();
            for (MetricSeries one : series) {
                String action = ACTIONS.getOrDefault(one.metric(), "");
                if (one.of() == Of.ALL && !action.isEmpty() && !action.equals("COUNT")) {
                    ended.merge(action, one.values().get(i), Long::sum);
                } else if (one.of() == Of.ALL && SPARED.containsKey(one.metric())) {
                    ended.merge(SPARED.getOrDefault(one.metric(), ""), -one.values().get(i), Long::sum);
                }
            }
            ended.values().removeIf(n -> n <= 0);
            bars.add(new TimeBucket(since.plus(period.multipliedBy(i)), period, Map.copyOf(ended)));
        }
        return List.copyOf(bars);
    }

    /** Whether {@link #bars(HitFilter.Term)} can tell of these terms: of one value that requests have, not of several. */
    public boolean tells(List<HitFilter.Term> terms) {
        if (terms.size() != 1 || terms.getFirst().without() || terms.getFirst().value() == null) {
            return terms.isEmpty();
        }
        String value = String.valueOf(terms.getFirst().value());
        int end = value.lastIndexOf('/');
        return switch (terms.getFirst().field()) {
            case ACTION, LABEL, COUNTRY -> true;
            case RULE -> end < 0 || ofGroup(value.substring(0, end)).anyMatch(rule -> managed(rule.group()));
            case GROUP -> ofGroup(value).findAny().isPresent();
            case IP, URI, USER_AGENT, METHOD, HOST -> false;
        };
    }

    private static boolean managed(RuleSummary.@Nullable Group group) {
        return group != null && !group.vendor().isEmpty();
    }

    /** The rules that stand for a group: more than one where it is there with several scopes. */
    private Stream<RuleSummary> ofGroup(String full) {
        return acl.rules().stream().filter(rule -> rule.group() != null && rule.group().full().equals(full));
    }

    /**
     * What the metrics tell of one thing, for each period: of a rule, a group, a label or a country by action, of an action
     * alone. Empty for what they do not tell.
     */
    public List<TimeBucket> bars(HitFilter.Term term) {
        String value = String.valueOf(term.value());
        if (term.field() == HitFilter.Field.ACTION) {
            List<TimeBucket> bars = new ArrayList<>();
            bars().forEach(bar -> {
                Map<String, Long> kept = new HashMap<>(bar.outcomes());
                // As the log has it: CHALLENGE stands for both, CAPTCHA for itself.
                kept.keySet().removeIf(action -> !action.equals(value) && !HitFilter.outcome(action).equals(value));
                bars.add(new TimeBucket(bar.start(), bar.width(), Map.copyOf(kept)));
            });
            return bars;
        }
        if (term.field() == HitFilter.Field.GROUP) {
            Set<String> rules = ofGroup(value).map(RuleSummary::name).collect(Collectors.toSet());
            return bars(Of.RULE, rules);
        }
        Of of = switch (term.field()) {
            case RULE -> value.contains("/") ? Of.IN_GROUP : Of.RULE;
            case LABEL -> Of.LABEL;
            case COUNTRY -> Of.COUNTRY;
            default -> Of.ALL;
        };
        return of == Of.ALL ? List.of() : bars(of, Set.of(value));
    }

    private List<TimeBucket> bars(Of of, Set<String> names) {
        List<TimeBucket> bars = new ArrayList<>();
        for (int i = 0; i < periods; i++) {
            Map<String, Long> counts = new HashMap<>();
            for (MetricSeries one : series) {
                boolean its = one.of() == of && names.contains(of == Of.RULE ? rule(one.name()) : one.name());
                String action = ACTIONS.get(one.metric());
                if (its && action != null && one.values().get(i) > 0) {
                    counts.merge(action, one.values().get(i), Long::sum);
                }
            }
            bars.add(new TimeBucket(since.plus(period.multipliedBy(i)), period, Map.copyOf(counts)));
        }
        return List.copyOf(bars);
    }

    /** Requests that a rule of the web ACL matched, for each period; by the rule's name. */
    public Map<String, List<Long>> ofRules() {
        return sums(Of.RULE);
    }

    private Map<String, List<Long>> sums(Of of) {
        Map<String, List<Long>> found = new HashMap<>();
        for (MetricSeries one : series) {
            if (one.of() == of && ACTIONS.containsKey(one.metric())) {
                String name = of == Of.RULE ? rule(one.name()) : one.name();
                List<Long> sums = found.computeIfAbsent(name, absent -> new ArrayList<>(Collections.nCopies(periods, 0L)));
                for (int i = 0; i < periods; i++) {
                    sums.set(i, sums.get(i) + one.values().get(i));
                }
            }
        }
        return found;
    }

    /** Rules that share a metric's name cannot be told apart, so the name stands for them. */
    private String rule(String metric) {
        if (metric.equals(acl.metric()) || metric.equals(Verdict.DEFAULT_ACTION)) {
            return Verdict.DEFAULT_ACTION;
        }
        List<String> named = acl.rules().stream()
                .filter(rule -> rule.metric().equals(metric))
                .map(RuleSummary::name)
                .toList();
        return named.size() == 1 ? named.getFirst() : metric;
    }

    /** The rules whose metrics are switched off, in a sentence. */
    public Optional<String> unmetered() {
        List<String> names =
                acl.rules().stream().filter(rule -> !rule.metered()).map(RuleSummary::name).toList();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("Metrics of " + String.join(", ", names)
                        + (names.size() == 1 ? " are switched off, so its hits are" : " are switched off, so their hits are")
                        + " not counted.");
    }

    /**
     * Requests counted by one of {@link #ANSWERED}, or by country: then of all requests, whether a rule met them or not.
     *
     * @return most first, then by value
     */
    public List<ValueCount> rows(RuleHits.By by) {
        Map<String, Long> counts = new HashMap<>();
        switch (by) {
            case ACTION -> counts.putAll(actions());
            case RULE -> {
                count(sums(Of.RULE), counts);
                count(sums(Of.IN_GROUP), counts);
            }
            case LABEL -> count(sums(Of.LABEL), counts);
            case COUNTRY -> count(sums(Of.COUNTRY), counts);
            case GROUP -> {
                Map<String, List<Long>> rules = sums(Of.RULE);
                for (RuleSummary rule : acl.rules()) {
                    RuleSummary.Group group = rule.group();
                    List<Long> values = rules.get(rule.name());
                    if (group != null && values != null) {
                        count(Map.of(group.full(), values), counts);
                    }
                }
            }
            case IP, URI -> throw new IllegalArgumentException("Metrics know no " + by);
        }
        return counts.entrySet().stream()
                .map(one -> new ValueCount(one.getKey(), one.getValue()))
                .sorted(Comparator.comparingLong(ValueCount::count)
                        .reversed()
                        .thenComparing(row -> String.valueOf(row.value())))
                .toList();
    }

    private static void count(Map<String, List<Long>> sums, Map<String, Long> counts) {
        sums.forEach((name, values) ->
                counts.merge(name, values.stream().mapToLong(Long::longValue).sum(), Long::sum));
    }

    /** Where the numbers come from, and from when to when, in a sentence. */
    public String words() {
        return "Counted by CloudWatch metrics of AWS WAF from " + since + ", in steps of " + period.toMinutes()
                + " min; AWS WAF publishes them a few minutes late.";
    }
}
