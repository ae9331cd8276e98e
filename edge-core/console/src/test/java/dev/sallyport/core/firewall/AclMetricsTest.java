package dev.sallyport.core.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.firewall.MetricSeries.Of;
import dev.sallyport.core.webacl.WafAction;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;

/** What is asked of CloudWatch, and what is made of answers that the sandbox does not give. */
class AclMetricsTest {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    private static final String REGION = "eu-west-1";

    private final CloudWatch cloudWatch = new CloudWatch();

    /** Lists what it is told to, and answers 3 in the first period of every series that it holds. */
    private static final class CloudWatch implements CloudWatchClient {
        private final List<Metric> listed = new ArrayList<>();
        private final List<GetMetricDataRequest> asked = new ArrayList<>();

        @Override
        public ListMetricsResponse listMetrics(ListMetricsRequest request) {
            String name = request.dimensions().getFirst().value();
            return ListMetricsResponse.builder()
                    .metrics(listed.stream()
                            .filter(one -> dimensions(one).getOrDefault("WebACL", "").equals(name))
                            .toList())
                    .build();
        }

        @Override
        public GetMetricDataResponse getMetricData(GetMetricDataRequest request) {
            asked.add(request);
            List<String> held = listed.stream().map(CloudWatch::key).toList();
            List<MetricDataResult> results = request.metricDataQueries().stream()
                    .filter(query -> held.contains(key(query.metricStat().metric())))
                    .map(query -> MetricDataResult.builder()
                            .id(query.id())
                            .timestamps(request.startTime())
                            .values(3.0)
                            .statusCode("Complete")
                            .build())
                    .toList();
            return GetMetricDataResponse.builder().metricDataResults(results).build();
        }

        private static String key(Metric metric) {
            return metric.metricName() + new java.util.TreeMap<>(dimensions(metric));
        }

        private static Map<String, String> dimensions(Metric metric) {
            return metric.dimensions().stream()
                    .collect(java.util.stream.Collectors.toMap(Dimension::name, Dimension::value));
        }

        @Override
        public String serviceName() {
            return "cloudwatch";
        }

        @Override
        public void close() {}
    }

    private static Metric metric(String name, String... dimensions) {
        List<Dimension> all = new ArrayList<>();
        for (int i = 0; i < dimensions.length; i += 2) {
            all.add(Dimension.builder().name(dimensions[i]).value(dimensions[i + 1]).build());
        }
        return Metric.builder().namespace("AWS/WAFV2").metricName(name).dimensions(all).build();
    }

    private static WebAcls.Summary acl(RuleSummary... rules) {
        return new WebAcls.Summary(
                "shop", "1", "arn:aws:wafv2:" + REGION + ":111122223333:regional/webacl/shop/1", WafAction.ALLOW, 9,
                List.of(rules), null);
    }

    private Metered read(WebAcls.Summary acl) {
        return new AclMetrics(region -> cloudWatch).read(acl, NOW.minus(Duration.ofHours(1)), NOW);
    }

    @Test
    void aSeriesWhoseDimensionsAreListedInAnotherOrderIsAskedOnce() {
        cloudWatch.listed.add(metric("BlockedRequests", "WebACL", "shop", "Rule", "Admin", "Region", REGION));
        cloudWatch.listed.add(metric("BlockedRequests", "Rule", "ALL", "WebACL", "shop", "Region", REGION));

        Metered metered = read(acl(new RuleSummary("Admin", 0, "match", "", "block")));

        assertThat(metered.series()).extracting(MetricSeries::of).containsExactlyInAnyOrder(Of.RULE, Of.ALL);
        assertThat(metered.actions()).isEqualTo(Map.of("BLOCK", 3L));
        assertThat(metered.ofRules().getOrDefault("Admin", List.of()).getFirst()).isEqualTo(3);
        Stream<String> series = cloudWatch.asked.getFirst().metricDataQueries().stream()
                .map(query -> CloudWatch.key(query.metricStat().metric()));
        assertThat(series).doesNotHaveDuplicates().isNotEmpty();
    }
}
