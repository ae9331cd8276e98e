package dev.sallyport.core.sandbox.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.iam.Directory;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterCombinationException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

class SandboxCloudWatchTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Dimension ACL = Dimension.builder().name("WebACL").value("edge").build();

    private final SandboxState state = SandboxState.inMemory();
    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    private final SandboxCloudWatch cloudWatch =
            new SandboxCloudWatch(state, new Authorizer(new Directory(state), clock), clock);

    @AfterEach
    void close() {
        state.close();
    }

    private void put(String namespace, long secondsAgo, double... values) {
        for (double value : values) {
            cloudWatch.putMetricData(r -> r.namespace(namespace)
                    .metricData(MetricDatum.builder()
                            .metricName("BlockedRequests")
                            .dimensions(ACL)
                            .timestamp(NOON.minusSeconds(secondsAgo))
                            .unit("Count")
                            .value(value)
                            .build()));
        }
    }

    @Test
    void statisticsAreComputedPerPeriod() {
        put("Own", 240, 1, 2, 3);
        put("Own", 180, 10);
        put("Own", 60, 4, 4);
        List<Datapoint> points = cloudWatch.getMetricStatistics(r -> r.namespace("Own")
                        .metricName("BlockedRequests")
                        .dimensions(ACL)
                        .startTime(NOON.minusSeconds(300))
                        .endTime(NOON)
                        .period(60)
                        .statistics(
                        Statistic.SUM, Statistic.AVERAGE, Statistic.MINIMUM, Statistic.MAXIMUM, Statistic.SAMPLE_COUNT))
                .datapoints();
        assertThat(points)
                .extracting(
                p -> p.timestamp() + " " + p.sum() + " " + p.average() + " " + p.minimum() + " " + p.maximum() + " "
                        + p.sampleCount() + " " + p.unitAsString())
                .containsExactly(
                        "2026-11-23T11:56:00Z 6.0 2.0 1.0 3.0 3.0 Count",
                        "2026-11-23T11:57:00Z 10.0 10.0 10.0 10.0 1.0 Count",
                        "2026-11-23T11:59:00Z 8.0 4.0 4.0 4.0 2.0 Count");
        assertThat(data("Own", "Sum", 300, ScanBy.TIMESTAMP_ASCENDING).values()).containsExactly(24.0);
        assertThat(data("Own", "p50", 300, ScanBy.TIMESTAMP_ASCENDING).values()).containsExactly(3.0);
        assertThat(data("Own", "p99.9", 300, ScanBy.TIMESTAMP_ASCENDING).values()).containsExactly(10.0);
        assertThat(data("Own", "Sum", 60, ScanBy.TIMESTAMP_DESCENDING).values()).containsExactly(8.0, 10.0, 6.0);
    }

    private MetricDataResult data(String namespace, String stat, int period, ScanBy order) {
        return cloudWatch.getMetricData(r -> r.startTime(NOON.minusSeconds(300))
                        .endTime(NOON)
                        .scanBy(order)
                        .metricDataQueries(MetricDataQuery.builder()
                                .id("a")
                                .metricStat(s -> s.stat(stat)
                                        .period(period)
                                        .metric(Metric.builder()
                                                .namespace(namespace)
                                                .metricName("BlockedRequests")
                                                .dimensions(ACL)
                                                .build()))
                                .build()))
                .metricDataResults()
                .getFirst();
    }

    @Test
    void statisticSetsAndValueListsCountToo() {
        MetricDatum.Builder blocked = MetricDatum.builder()
                .metricName("BlockedRequests")
                .dimensions(ACL)
                .timestamp(NOON.minusSeconds(60));
        cloudWatch.putMetricData(r -> r.namespace("Own")
                .metricData(
                        blocked.copy()
                                .statisticValues(s -> s.sampleCount(4.0).sum(10.0).minimum(1.0).maximum(4.0))
                                .build(),
                        blocked.copy().values(5.0, 7.0).counts(2.0, 1.0).build()));
        assertThat(data("Own", "Sum", 60, ScanBy.TIMESTAMP_ASCENDING).values()).containsExactly(27.0);
        assertThat(data("Own", "SampleCount", 60, ScanBy.TIMESTAMP_ASCENDING).values()).containsExactly(7.0);
        assertThat(data("Own", "Maximum", 60, ScanBy.TIMESTAMP_ASCENDING).values()).containsExactly(7.0);
        assertThat(data("Own", "p90", 60, ScanBy.TIMESTAMP_ASCENDING).values()).isEmpty();
    }

    @Test
    void onlyTheSandboxWritesTheNamespacesOfAws() {
        put("AWS/WAFV2", 60, 1);
        Call outside = new Call(new Caller(Caller.ACCOUNT, Caller.root().arn(), "AKIAEXAMPLE"), "us-east-1", "r");
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> outside.answer(() -> {
                    put("AWS/WAFV2", 60, 1);
                    return null;
                }))
                .withMessageContaining("The value AWS/ for parameter Namespace is invalid.");
        outside.answer(() -> {
            put("Own", 60, 1);
            return null;
        });
        assertThat(data("AWS/WAFV2", "Sum", 60, ScanBy.TIMESTAMP_ASCENDING).values()).containsExactly(1.0);
    }

    @Test
    void metricsAreListedByWhatTheyHave() {
        put("Own", 60, 1);
        put("Other", 60, 1);
        cloudWatch.putMetricData(r -> r.namespace("Own")
                .metricData(MetricDatum.builder().metricName("Plain").value(1.0).build()));
        assertThat(cloudWatch.listMetrics(r -> r.namespace("Own")).metrics())
                .extracting(Metric::metricName)
                .containsExactly("BlockedRequests", "Plain");
        assertThat(cloudWatch.listMetrics(r -> r.dimensions(DimensionFilter.builder().name("WebACL").build()))
                .metrics()).hasSize(2);
        assertThat(
                cloudWatch.listMetrics(r -> r.metricName("Plain")
                .dimensions(DimensionFilter.builder().name("WebACL").build())).metrics())
                .isEmpty();
        new Call(Caller.root(), "eu-central-1", "r").answer(() -> {
            assertThat(cloudWatch.listMetrics(r -> {}).metrics()).isEmpty();
            return null;
        });
        cloudWatch.putMetricData(r -> r.namespace("Many")
                .metricData(java.util.stream.IntStream.range(0, 700)
                        .mapToObj(i -> software.amazon.awssdk.services.cloudwatch.model.MetricDatum.builder()
                                .metricName("m" + i)
                                .value(1.0)
                                .build())
                        .toList()));
        assertThat(cloudWatch.listMetricsPaginator(r -> r.namespace("Many")).metrics()).hasSize(700);
    }

    @Test
    void whatAwsRefusesIsRefusedAndWhatTheSandboxLacksIsNamed() {
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> put("Own", 60 * 60 * 24 * 15, 1));
        assertThatExceptionOfType(InvalidParameterValueException.class).isThrownBy(() -> put("Own", -7300, 1));
        assertThatExceptionOfType(InvalidParameterValueException.class).isThrownBy(() -> put("Own", 0, Double.NaN));
        assertThatExceptionOfType(InvalidParameterCombinationException.class)
                .isThrownBy(() -> cloudWatch.getMetricStatistics(r -> r.namespace("Own")
                        .metricName("m")
                        .startTime(NOON.minusSeconds(3600 * 24 * 2))
                        .endTime(NOON)
                        .period(60)
                        .statistics(Statistic.SUM)));
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> cloudWatch.getMetricData(r -> r.startTime(NOON.minusSeconds(60))
                        .endTime(NOON)
                        .metricDataQueries(
                                MetricDataQuery.builder().id("e1").expression("SUM(METRICS())").build())))
                .withMessageContaining("does not evaluate metric math");
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> data("Own", "TM(10%:90%)", 60, ScanBy.TIMESTAMP_ASCENDING));
    }
}
