package dev.sallyport.core.firewall;

import dev.sallyport.core.account.AtOnce;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.core.webacl.RuleName;
import dev.sallyport.core.webacl.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.GetSampledRequestsResponse;
import software.amazon.awssdk.services.wafv2.model.SampledHTTPRequest;
import software.amazon.awssdk.services.wafv2.model.TimeWindow;
import software.amazon.awssdk.services.wafv2.model.WafInvalidParameterException;
import software.amazon.awssdk.services.wafv2.model.WafNonexistentItemException;

/**
 * A sample of the requests that a web ACL met: up to 500 of the first 5,000 of a time of the last three hours.
 *
 * @param requests in the sample; where rules were asked one by one, a request that met several is there for each of them
 * @param population of how many the sample was taken
 * @param since the time that the sample is of begins here, as AWS WAF shortened it
 * @param until and ends here
 * @param missing rules by whose metric AWS WAF has no sample
 * @see <a href="https://docs.aws.amazon.com/waf/latest/APIReference/API_GetSampledRequests.html">GetSampledRequests</a>
 */
public record SampledRequests(
        List<Sampled> requests, long population, Instant since, Instant until, List<String> missing) {
    private static final Duration KEPT = Duration.ofHours(3);
    private static final long MOST = 500;
    private static final int AT_ONCE = 4;

    /**
     * A request of the sample.
     *
     * @param rule that was asked about; null where it was all of them
     * @param request as AWS WAF tells it
     */
    public record Sampled(@Nullable String rule, SampledHTTPRequest request) {
        /** How many requests it stands for, beside the others of the sample. */
        long weight() {
            return Objects.requireNonNullElse(request.weight(), 1L);
        }
    }

    /** A value of one request under a rule: a request is known again by what it was and when. */
    private record Seen(@Nullable String value, @Nullable Object request, @Nullable Instant at) {}

    /**
     * Asks for a sample: of all requests by action, else of each rule for itself, a call each, as only those requests count
     * that met a rule, and the answer for all together does not say which. The default action is a rule's equal by rule.
     */
    static SampledRequests read(Wafv2Client waf, WebAcls.Summary acl, Instant since, Instant until, RuleHits.By by) {
        return AwsErrors.translating(() -> {
            Instant oldest = Instant.now().minus(KEPT).plusSeconds(60);
            Instant from = since.isBefore(oldest) ? oldest : since;
            Instant to = until.isBefore(from) ? from : until;
            if (by == RuleHits.By.ACTION) {
                try {
                    return of(from, to, Map.of("", ask(waf, acl, MetricSeries.EVERY_RULE, from, to)), List.of());
                } catch (WafNonexistentItemException | WafInvalidParameterException notForAll) {
                    // The reference knows rules only; then each is asked about.
                }
            }
            Map<String, String> rules = new LinkedHashMap<>();
            if (!acl.metric().isEmpty() && (by == RuleHits.By.RULE || by == RuleHits.By.ACTION)) {
                rules.put(acl.metric(), Verdict.DEFAULT_ACTION);
            }
            acl.rules().stream().filter(rule -> !rule.metric().isEmpty()).forEach(rule -> rules.put(rule.metric(), rule.name()));
            List<Optional<GetSampledRequestsResponse>> answers =
                    AtOnce.each(rules.keySet(), AT_ONCE, metric -> sampled(waf, acl, metric, from, to));
            Map<String, GetSampledRequestsResponse> named = new LinkedHashMap<>();
            List<String> missing = new ArrayList<>();
            List<String> names = List.copyOf(rules.values());
            for (int i = 0; i < answers.size(); i++) {
                String name = names.get(i);
                answers.get(i).ifPresentOrElse(answer -> named.put(name, answer), () -> missing.add(name));
            }
            return of(from, to, named, missing);
        });
    }

    private static Optional<GetSampledRequestsResponse> sampled(
            Wafv2Client waf, WebAcls.Summary acl, String metric, Instant since, Instant until) {
        try {
            return Optional.of(ask(waf, acl, metric, since, until));
        } catch (WafNonexistentItemException nothingOfThisRule) {
            return Optional.empty();
        }
    }

    private static GetSampledRequestsResponse ask(
            Wafv2Client waf, WebAcls.Summary acl, String metric, Instant since, Instant until) {
        return waf.getSampledRequests(request -> request.webAclArn(acl.arn())
                .ruleMetricName(metric)
                .scope(acl.named().isRegional() ? "REGIONAL" : "CLOUDFRONT")
                .timeWindow(window -> window.startTime(since).endTime(until))
                .maxItems(MOST));
    }

    /** The time is that of the answers, where they say one: from the first beginning to the last end. */
    private static SampledRequests of(
            Instant since, Instant until, Map<String, GetSampledRequestsResponse> answers, List<String> missing) {
        List<Sampled> requests = new ArrayList<>();
        long population = 0;
        List<TimeWindow> windows = new ArrayList<>();
        for (Map.Entry<String, GetSampledRequestsResponse> entry : answers.entrySet()) {
            String rule = entry.getKey();
            GetSampledRequestsResponse answer = entry.getValue();
            answer.sampledRequests().forEach(one -> requests.add(new Sampled(rule.isEmpty() ? null : rule, one)));
            population += Objects.requireNonNullElse(answer.populationSize(), 0L);
            if (answer.timeWindow() != null) {
                windows.add(answer.timeWindow());
            }
        }
        return new SampledRequests(
                List.copyOf(requests),
                population,
                windows.stream().map(TimeWindow::startTime).min(Comparator.naturalOrder()).orElse(since),
                windows.stream().map(TimeWindow::endTime).max(Comparator.naturalOrder()).orElse(until),
                List.copyOf(missing));
    }

    /** Requests that the sample stands for; one that met several rules once for each of them. */
    long weight() {
        return requests.stream().mapToLong(Sampled::weight).sum();
    }

    /**
     * Requests that the sample stands for, counted by a key, most first, then by value; nulls for what has none. One that
     * several rules met counts once for each value.
     */
    public List<ValueCount> rows(RuleHits.By by) {
        Map<Seen, Map<String, Long>> seen = new HashMap<>();
        requests.forEach(one -> values(one, by).forEach(value -> seen.computeIfAbsent(
                        new Seen(value, one.request().request(), one.request().timestamp()), absent -> new HashMap<>())
                .merge(String.valueOf(one.rule()), one.weight(), Long::sum)));
        Map<@Nullable String, Long> counts = new HashMap<>();
        seen.forEach((what, weights) -> counts.merge(what.value(), Collections.max(weights.values()), Long::sum));
        List<ValueCount> rows = new ArrayList<>();
        counts.forEach((value, n) -> rows.add(new ValueCount(value, n)));
        rows.sort(Comparator.comparingLong(ValueCount::count)
                .reversed()
                .thenComparing(row -> (String) row.value(), Comparator.nullsLast(Comparator.naturalOrder())));
        return rows;
    }

    private static Set<@Nullable String> values(Sampled one, RuleHits.By by) {
        SampledHTTPRequest sampled = one.request();
        Set<@Nullable String> values = new TreeSet<>(Comparator.nullsLast(Comparator.naturalOrder()));
        String inGroup = sampled.ruleNameWithinRuleGroup();
        switch (by) {
            case RULE -> {
                values.add(one.rule());
                if (inGroup != null) {
                    int end = inGroup.lastIndexOf('#');
                    values.add(end < 0 ? inGroup : RuleName.of(inGroup.substring(0, end), inGroup.substring(end + 1)));
                }
            }
            case GROUP -> {
                if (inGroup != null && inGroup.lastIndexOf('#') > 0) {
                    values.add(RuleName.ofGroup(inGroup.substring(0, inGroup.lastIndexOf('#'))));
                }
            }
            case ACTION -> {
                // Asked rule by rule, what a rule only counted ended by another.
                if (one.rule() == null || !"COUNT".equals(sampled.action())) {
                    values.add(sampled.action());
                }
            }
            case IP -> values.add(sampled.request().clientIP());
            case COUNTRY -> values.add(sampled.request().country());
            case URI -> values.add(sampled.request().uri().split("\\?", 2)[0]);
            case LABEL -> sampled.labels().forEach(label -> values.add(label.name()));
        }
        return values;
    }

    /** What the numbers are of, in a sentence. */
    public String words() {
        return "Counted in a sample that AWS WAF took: " + requests.size() + " of " + population + " requests from "
                + since + " to " + until + "; it keeps three hours, and at most 500 of the first 5,000 requests of a time.";
    }
}
