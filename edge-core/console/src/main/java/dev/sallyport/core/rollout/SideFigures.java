package dev.sallyport.core.rollout;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.proof.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;

/**
 * Counts the answers of both sides from CloudFront's metrics, which every distribution has and which carry its own id.
 * They come minutes after the requests.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html">
 *     CloudFront metrics</a>
 */
final class SideFigures {
    /** CloudWatch keeps minutes for 15 days. */
    private static final Duration MINUTES_KEPT = Duration.ofDays(14);

    private static final Map<String, String> STATISTICS =
            Map.of("Requests", "Sum", "4xxErrorRate", "Average", "5xxErrorRate", "Average");

    private final CloudWatchClient cloudWatch;

    SideFigures(AwsClients aws) {
        this.cloudWatch = aws.cloudWatch(EdgeRegion.NAME);
    }

    /** @param made when the copy was begun */
    Comparison compare(Staged staged, Instant made) {
        Instant since = Objects.requireNonNullElseGet(staged.since(), Instant::now);
        Tally primary = read(staged.primaryId(), since);
        String copy = staged.stagingId();
        Tally all = copy == null ? Tally.NONE : read(copy, made);
        return new Comparison(primary, all.minus(staged.probes()));
    }

    private Tally read(String distribution, Instant since) {
        Instant now = Instant.now();
        int period = Duration.between(since, now).compareTo(MINUTES_KEPT) < 0 ? 60 : 300;
        List<MetricDataQuery> queries = new ArrayList<>();
        STATISTICS.forEach((metric, statistic) -> queries.add(MetricDataQuery.builder()
                .id("m" + metric.replaceAll("[^0-9A-Za-z]", ""))
                .metricStat(stat -> stat.stat(statistic).period(period).metric(each -> each.namespace("AWS/CloudFront")
                        .metricName(metric)
                        .dimensions(
                                Dimension.builder().name("DistributionId").value(distribution).build(),
                                Dimension.builder().name("Region").value("Global").build())))
                .build()));
        Map<String, Map<Instant, Double>> values = new HashMap<>();
        for (var page : cloudWatch.getMetricDataPaginator(request -> request.metricDataQueries(queries)
                .startTime(since.truncatedTo(ChronoUnit.MINUTES))
                .endTime(now.plusSeconds(60)))) {
            for (MetricDataResult result : page.metricDataResults()) {
                Map<Instant, Double> series = values.computeIfAbsent(result.id(), id -> new HashMap<>());
                for (int i = 0; i < result.timestamps().size(); i++) {
                    series.put(result.timestamps().get(i), result.values().get(i));
                }
            }
        }
        double[] sums = new double[3];
        values.getOrDefault("mRequests", Map.of()).forEach((minute, requests) -> {
            sums[0] += requests;
            sums[1] += share(values, "m4xxErrorRate", minute, requests);
            sums[2] += share(values, "m5xxErrorRate", minute, requests);
        });
        return new Tally(Math.round(sums[0]), Math.round(sums[1]), Math.round(sums[2]));
    }

    private static double share(Map<String, Map<Instant, Double>> values, String rate, Instant minute,
            double requests) {
        return values.getOrDefault(rate, Map.of()).getOrDefault(minute, 0.0) / 100 * requests;
    }
}
