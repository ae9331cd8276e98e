package dev.sallyport.core.sandbox.cloudwatch;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Fault;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/**
 * CloudWatch metrics by the minute. Namespaces that begin with {@code AWS/} are the sandbox's own: only a caller
 * without an access key, that is the sandbox itself, may write them. Metric math is refused.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/Welcome.html">API Reference</a>
 */
public final class SandboxCloudWatch implements CloudWatchClient {
    private static final int MOST_DATA = 1000;
    private static final int MOST_POINTS = 1440;
    private static final int MOST_QUERIES = 500;
    private static final int PAGE = 500;

    private final MetricStore store;
    private final Authorizer authorizer;
    private final Clock clock;

    /** Everything is kept in {@code state}. */
    public SandboxCloudWatch(SandboxState state, Authorizer authorizer, Clock clock) {
        this.store = new MetricStore(state, clock);
        this.authorizer = authorizer;
        this.clock = clock;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    @Override
    public PutMetricDataResponse putMetricData(PutMetricDataRequest r) {
        String namespace = MetricFaults.present(r.namespace(), "Namespace");
        authorizer.require("cloudwatch:PutMetricData", "*", null, Map.of("cloudwatch:namespace", List.of(namespace)));
        if (namespace.startsWith("AWS/") && !Call.current().caller().accessKeyId().isEmpty()) {
            throw MetricFaults.value("The value AWS/ for parameter Namespace is invalid.");
        }
        if (!namespace.matches("[^:\\p{Cntrl}][^\\p{Cntrl}]{0,254}")) {
            throw MetricFaults.value("The value " + namespace + " for parameter Namespace is invalid.");
        }
        MetricFaults.present(r.hasMetricData() && !r.metricData().isEmpty() ? r.metricData() : null, "MetricData");
        if (r.metricData().size() > MOST_DATA) {
            throw MetricFaults.value("The collection MetricData must not have a size greater than " + MOST_DATA + ".");
        }
        store.put(namespace, r.metricData());
        return PutMetricDataResponse.builder().build();
    }

    @Override
    public ListMetricsResponse listMetrics(ListMetricsRequest r) {
        authorizer.require("cloudwatch:ListMetrics", "*", null, Map.of());
        long since = r.recentlyActive() == null ? 0 : clock.millis() - Duration.ofHours(3).toMillis();
        List<Series> found = store.list(r.namespace()).stream()
                .filter(one -> r.metricName() == null || one.name().equals(r.metricName()))
                .filter(one -> r.dimensions().stream().allMatch(filter -> has(one, filter)))
                .filter(one -> one.lastUsed() >= since)
                .toList();
        Page<Series> page = Page.of(found, PAGE, r.nextToken(), one -> one.key("")).orElseThrow(MetricFaults::token);
        return ListMetricsResponse.builder()
                .metrics(page.items().stream().map(Series::shape).toList())
                .nextToken(page.next())
                .build();
    }

    private static boolean has(Series metric, DimensionFilter filter) {
        String value = metric.dimensions().get(MetricFaults.present(filter.name(), "Dimensions.member.Name"));
        return value != null && (filter.value() == null || filter.value().equals(value));
    }

    @Override
    public GetMetricStatisticsResponse getMetricStatistics(GetMetricStatisticsRequest r) {
        authorizer.require("cloudwatch:GetMetricStatistics", "*", null, Map.of());
        boolean plain = r.hasStatistics() && !r.statistics().isEmpty();
        boolean extended = r.hasExtendedStatistics() && !r.extendedStatistics().isEmpty();
        if (!plain && !extended) {
            throw MetricFaults.combination(
                    "At least one of the parameters Statistics and ExtendedStatistics must be specified.");
        }
        Series metric = Series.of(r.namespace(), r.metricName(), r.dimensions(), 0);
        Instant start = MetricFaults.present(r.startTime(), "StartTime");
        Instant end = MetricFaults.present(r.endTime(), "EndTime");
        int period = MetricFaults.present(r.period(), "Period");
        long asked = period > 0 ? Duration.between(start, end).toSeconds() / period : 0;
        if (asked > MOST_POINTS) {
            throw MetricFaults.combination("You have requested up to " + asked
                    + " datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by"
                    + " increasing Period, or decreasing the time range.");
        }
        r.extendedStatistics().forEach(Minute::known);
        List<Datapoint> points = new ArrayList<>();
        store.periods(metric, start, end, period, r.unitAsString())
                .forEach((second, minute) -> points.add(point(r, second, minute)));
        return GetMetricStatisticsResponse.builder().label(r.metricName()).datapoints(points).build();
    }

    private static Datapoint point(GetMetricStatisticsRequest r, long second, Minute minute) {
        Datapoint.Builder point = Datapoint.builder().timestamp(Instant.ofEpochSecond(second)).unit(minute.unit());
        for (String name : r.statisticsAsStrings()) {
            Double value = minute.statistic(Minute.known(name));
            switch (name) {
                case "SampleCount" -> point.sampleCount(value);
                case "Sum" -> point.sum(value);
                case "Minimum" -> point.minimum(value);
                case "Maximum" -> point.maximum(value);
                default -> point.average(value);
            }
        }
        Map<String, Double> more = new HashMap<>();
        for (String name : r.extendedStatistics()) {
            Double value = minute.statistic(name);
            if (value != null) {
                more.put(name, value);
            }
        }
        return more.isEmpty() ? point.build() : point.extendedStatistics(more).build();
    }

    @Override
    public GetMetricDataResponse getMetricData(GetMetricDataRequest r) {
        authorizer.require("cloudwatch:GetMetricData", "*", null, Map.of());
        List<MetricDataQuery> queries = MetricFaults.present(r.metricDataQueries(), "MetricDataQueries");
        if (queries.isEmpty() || queries.size() > MOST_QUERIES) {
            throw MetricFaults.value(
                    "The collection MetricDataQueries must have a size between 1 and " + MOST_QUERIES + ".");
        }
        Instant start = MetricFaults.present(r.startTime(), "StartTime");
        Instant end = MetricFaults.present(r.endTime(), "EndTime");
        Set<String> ids = new HashSet<>();
        List<MetricDataResult> results = new ArrayList<>();
        for (MetricDataQuery query : queries) {
            String id = MetricFaults.present(query.id(), "MetricDataQueries.member.Id");
            if (!id.matches("[a-z][a-zA-Z0-9_]*") || !ids.add(id)) {
                throw invalid(
                        "The value '" + id + "' for parameter Id must be unique and begin with a lower case letter.");
            }
            if (query.metricStat() == null) {
                throw invalid("Error in expression '" + id + "': the sandbox does not evaluate metric math or SEARCH.");
            }
            if (!Boolean.FALSE.equals(query.returnData())) {
                results.add(result(query, query.metricStat(), start, end, r.scanBy()));
            }
        }
        return GetMetricDataResponse.builder().metricDataResults(results).messages(List.of()).build();
    }

    private MetricDataResult result(
            MetricDataQuery query, MetricStat stat, Instant start, Instant end, @Nullable ScanBy scanBy) {
        var asked = MetricFaults.present(stat.metric(), "MetricStat.Metric");
        String statistic = Minute.known(MetricFaults.present(stat.stat(), "MetricStat.Stat"));
        Series metric = Series.of(asked.namespace(), asked.metricName(), asked.dimensions(), 0);
        int period = MetricFaults.present(stat.period(), "MetricStat.Period");
        SortedMap<Long, Minute> periods = store.periods(metric, start, end, period, stat.unitAsString());
        List<Instant> times = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        periods.forEach((second, minute) -> {
            Double value = minute.statistic(statistic);
            if (value != null) {
                times.add(Instant.ofEpochSecond(second));
                values.add(value);
            }
        });
        if (scanBy != ScanBy.TIMESTAMP_ASCENDING) {
            Collections.reverse(times);
            Collections.reverse(values);
        }
        return MetricDataResult.builder()
                .id(query.id())
                .label(query.label() == null ? asked.metricName() : query.label())
                .timestamps(times)
                .values(values)
                .statusCode(StatusCode.COMPLETE)
                .build();
    }

    private static RuntimeException invalid(String message) {
        return Fault.of("CloudWatch", "ValidationError", 400, message);
    }
}
