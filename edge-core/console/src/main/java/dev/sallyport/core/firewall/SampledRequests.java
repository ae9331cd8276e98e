package dev.sallyport.core.firewall;

import dev.sallyport.core.account.AtOnce;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.core.webacl.RuleName;
import dev.sallyport.core.webacl.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.GetSampledRequestsResponse;
import software.amazon.awssdk.services.wafv2.model.SampledHTTPRequest;
import software.amazon.awssdk.services.wafv2.model.WafInvalidParameterException;
import software.amazon.awssdk.services.wafv2.model.WafNonexistentItemException;

/**
 * A sample of the requests that a web ACL met: up to 500 of the first 5,000 of a time of the last three hours.
 *
 * @param requests in the sample; where rules were asked one by one, a request that met several is there for each of them
 * @param population of how many the sample was taken
 * @param since the time that the sample is of begins here
 * @see <a href="https://docs.aws.amazon.com/waf/latest/APIReference/API_GetSampledRequests.html">GetSampledRequests</a>
 */
public record SampledRequests(List<Sampled> requests, long population, Instant since) {
    private static final Duration KEPT = Duration.ofHours(3);
    private static final long MOST = 500;
    private static final int AT_ONCE = 4;

    /**
     * A request of the sample.
     *
     * @param rule that was asked about; null where it was all of them
     * @param request as AWS WAF tells it
     */
    public record Sampled(@Nullable String rule, SampledHTTPRequest request) {}

    /**
     * Asks for a sample.
     *
     * @param byRule each rule for itself, a call each: the answer for all together does not say which rule it was
     */
    public static SampledRequests read(AwsClients aws, WebAcls.Summary acl, Instant since, Instant until, boolean byRule) {
        return AwsErrors.translating(() -> {
            Instant oldest = Instant.now().minus(KEPT).plusSeconds(60);
            Instant from = since.isBefore(oldest) ? oldest : since;
            Instant to = until.isBefore(from) ? from : until;
            if (!byRule) {
                try {
                    return of(from, Map.of("", ask(aws, acl, MetricSeries.EVERY_RULE, from, to)));
                } catch (WafNonexistentItemException | WafInvalidParameterException notForAll) {
                    // The reference knows rules only; then each is asked about.
                }
            }
            Map<String, String> rules = new LinkedHashMap<>();
            if (!acl.metric().isEmpty()) {
                rules.put(acl.metric(), Verdict.DEFAULT_ACTION);
            }
            acl.rules().stream().filter(rule -> !rule.metric().isEmpty()).forEach(rule -> rules.put(rule.metric(), rule.name()));
            List<GetSampledRequestsResponse> answers =
                    AtOnce.each(rules.keySet(), AT_ONCE, metric -> ask(aws, acl, metric, from, to));
            Map<String, GetSampledRequestsResponse> named = new LinkedHashMap<>();
            List<String> names = List.copyOf(rules.values());
            for (int i = 0; i < answers.size(); i++) {
                named.put(names.get(i), answers.get(i));
            }
            return of(from, named);
        });
    }

    private static GetSampledRequestsResponse ask(
            AwsClients aws, WebAcls.Summary acl, String metric, Instant since, Instant until) {
        return aws.waf(acl.named().region()).getSampledRequests(request -> request.webAclArn(acl.arn())
                .ruleMetricName(metric)
                .scope(acl.named().isRegional() ? "REGIONAL" : "CLOUDFRONT")
                .timeWindow(window -> window.startTime(since).endTime(until))
                .maxItems(MOST));
    }

    private static SampledRequests of(Instant since, Map<String, GetSampledRequestsResponse> answers) {
        List<Sampled> requests = new ArrayList<>();
        long[] population = {0};
        answers.forEach((rule, answer) -> {
            answer.sampledRequests().forEach(one -> requests.add(new Sampled(rule.isEmpty() ? null : rule, one)));
            population[0] += Objects.requireNonNullElse(answer.populationSize(), 0L);
        });
        return new SampledRequests(List.copyOf(requests), population[0], since);
    }

    /** Requests of the sample counted by a key, most first, then by value; nulls for what has none. */
    public List<ValueCount> rows(RuleHits.By by) {
        Map<@Nullable String, Long> counts = new HashMap<>();
        requests.forEach(one -> values(one, by).forEach(value -> counts.merge(value, 1L, Long::sum)));
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
            case ACTION -> values.add(sampled.action());
            case IP -> values.add(sampled.request().clientIP());
            case COUNTRY -> values.add(sampled.request().country());
            case URI -> values.add(sampled.request().uri().split("\\?", 2)[0]);
            case LABEL -> sampled.labels().forEach(label -> values.add(label.name()));
        }
        return values;
    }

    /** What the numbers are of, in a sentence. */
    public String words() {
        return "Counted in a sample that AWS WAF took: " + requests.size() + " of " + population + " requests since "
                + since + "; it keeps three hours, and at most 500 of the first 5,000 requests of a time.";
    }
}
