package dev.sallyport.core.firewall;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.firewall.AclMetrics.Asked;
import dev.sallyport.core.firewall.RecentTraffic.RuleCount;
import dev.sallyport.core.webacl.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.Metric;

/**
 * Reads what all web ACLs of scope CLOUDFRONT did, by their metrics: wherever they log, and in a handful of calls however
 * many they are.
 *
 * @see <a href="https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html">AWS WAF metrics and dimensions</a>
 */
public final class TrafficMetrics {
    private static final String RULE = "Rule";
    private static final String WEB_ACL = "WebACL";

    /** What GetMetricData takes in two calls; the rest is counted in a sentence. */
    private static final int MOST_RULES = 500;

    private final Supplier<CloudWatchClient> cloudWatches;
    private final Supplier<List<WebAcls.Named>> webAcls;

    /** Reads through the clients of one session, which nobody may have chosen yet. */
    public TrafficMetrics(AwsClients aws) {
        this(() -> aws.cloudWatch(EdgeRegion.NAME), () -> new WebAcls(aws).named());
    }

    TrafficMetrics(Supplier<CloudWatchClient> cloudWatches, Supplier<List<WebAcls.Named>> webAcls) {
        this.cloudWatches = cloudWatches;
        this.webAcls = webAcls;
    }

    /**
     * The traffic of a span of time; AWS WAF publishes it a few minutes late.
     *
     * @throws SallyportException where neither the web ACLs may be listed nor their metrics be read
     */
    public RecentTraffic read(Instant since, Instant until) {
        return AwsErrors.translating(() -> {
            List<String> missing = new ArrayList<>();
            List<WebAcls.Named> named = webAcls.get();
            CloudWatchClient cloudWatch = cloudWatches.get();
            Duration period = AclMetrics.period(since, until, Instant.now());
            long seconds = period.toSeconds();
            Instant first = Instant.ofEpochSecond(Math.floorDiv(since.getEpochSecond(), seconds) * seconds);
            int periods = (int) Math.max(1, Math.ceilDiv(Duration.between(first, until).toMillis(), period.toMillis()));
            Map<Map<String, String>, Asked> asked = new LinkedHashMap<>();
            // A series is listed up to a quarter of an hour after its first value, so what there may be is asked for as well.
            named.forEach(acl -> AclMetrics.ALL.forEach(metric ->
                    ask(asked, AclMetrics.metric(metric, Map.of(RULE, MetricSeries.EVERY_RULE, WEB_ACL, acl.name())))));
            listed(cloudWatch, DimensionFilter.builder().name(RULE).value(MetricSeries.EVERY_RULE).build(), "", missing)
                    .forEach(metric -> ask(asked, metric));
            List<Metric> rules = listed(cloudWatch, DimensionFilter.builder().name(RULE).build(), "BlockedRequests", missing);
            if (rules.size() > MOST_RULES) {
                missing.add("More than " + MOST_RULES + " rules blocked requests in the last two weeks; the rules beyond are"
                        + " left out.");
            }
            rules.stream().limit(MOST_RULES).forEach(metric -> ask(asked, metric));
            List<MetricSeries> series = new ArrayList<>();
            List<Asked> all = List.copyOf(asked.values());
            for (int from = 0; from < all.size(); from += AclMetrics.MOST_SERIES) {
                series.addAll(AclMetrics.values(
                        cloudWatch,
                        all.subList(from, Math.min(all.size(), from + AclMetrics.MOST_SERIES)),
                        first,
                        until,
                        period,
                        periods,
                        missing));
            }
            return new RecentTraffic(
                    Metered.bars(series, first, period, periods), blocked(series), named.size(), missing);
        });
    }

    private static void ask(Map<Map<String, String>, Asked> asked, Metric metric) {
        Map<String, String> dimensions = new HashMap<>();
        metric.dimensions().forEach(one -> dimensions.put(one.name(), one.value()));
        // What has a Region is of another scope, and what has more counts inside a rule.
        if (!dimensions.keySet().equals(Set.of(RULE, WEB_ACL)) || !AclMetrics.ALL.contains(metric.metricName())) {
            return;
        }
        String rule = dimensions.getOrDefault(RULE, "");
        boolean isAll = rule.equals(MetricSeries.EVERY_RULE);
        String name = isAll ? rule : dimensions.getOrDefault(WEB_ACL, "") + "/" + rule;
        MetricSeries series = new MetricSeries(
                isAll ? MetricSeries.Of.ALL : MetricSeries.Of.RULE, name, metric.metricName(), List.of());
        dimensions.put("", metric.metricName());
        asked.putIfAbsent(dimensions, new Asked(series, metric));
    }

    /** What was published under a name, or under any; one page, of 500. */
    private static List<Metric> listed(
            CloudWatchClient cloudWatch, DimensionFilter by, String metric, List<String> missing) {
        try {
            return cloudWatch
                    .listMetrics(request -> request.namespace(AclMetrics.NAMESPACE)
                            .metricName(metric.isEmpty() ? null : metric)
                            .dimensions(by))
                    .metrics();
        } catch (SdkException unreadable) {
            missing.add("Metrics were not listed, so rules are left out: "
                    + AwsErrors.translate(unreadable).message());
            return List.of();
        }
    }

    private static List<RuleCount> blocked(List<MetricSeries> series) {
        return series.stream()
                .filter(one -> one.of() == MetricSeries.Of.RULE && one.sum() > 0)
                .map(one -> {
                    int end = one.name().indexOf('/');
                    return new RuleCount(one.name().substring(0, end), one.name().substring(end + 1), one.sum());
                })
                // The web ACL's own name among the rules is its default action.
                .filter(one -> !one.rule().equals(one.webAcl()) && !one.rule().equals(Verdict.DEFAULT_ACTION))
                .sorted(Comparator.comparingLong(RuleCount::count).reversed().thenComparing(RuleCount::rule))
                .toList();
    }
}
