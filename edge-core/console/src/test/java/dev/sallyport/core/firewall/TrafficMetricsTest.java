package dev.sallyport.core.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.firewall.RecentTraffic.RuleCount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;

/** What is asked of CloudWatch for all web ACLs at once, and what is made of it. */
class TrafficMetricsTest {
    /** Where a period of three minutes ends, of which three hours have sixty. */
    private final Instant until = Instant.ofEpochSecond(Instant.now().getEpochSecond() / 180 * 180);

    private final Instant since = until.minus(Duration.ofHours(3));
    private final CloudWatch cloudWatch = new CloudWatch();

    /** Holds sums by metric and dimensions, all in the last minute of the span. */
    private static final class CloudWatch implements CloudWatchClient {
        private final Map<Metric, Double> held = new TreeMap<>(java.util.Comparator.comparing(CloudWatch::key));
        private boolean lists = true;
        private int calls;

        @Override
        public ListMetricsResponse listMetrics(ListMetricsRequest request) {
            calls++;
            if (!lists) {
                throw CloudWatchException.builder().statusCode(403).message("no").build();
            }
            String rule = request.dimensions().getFirst().value();
            return ListMetricsResponse.builder()
                    .metrics(held.keySet().stream()
                            .filter(one -> request.metricName() == null || request.metricName().equals(one.metricName()))
                            .filter(one -> one.dimensions().stream()
                                    .anyMatch(each -> each.name().equals("Rule") && (rule == null || rule.equals(each.value()))))
                            .limit(500)
                            .toList())
                    .build();
        }

        @Override
        public GetMetricDataResponse getMetricData(GetMetricDataRequest request) {
            calls++;
            assertThat(request.metricDataQueries()).hasSizeLessThanOrEqualTo(500);
            List<MetricDataResult> results = new ArrayList<>();
            request.metricDataQueries().forEach(query -> {
                Double sum = held.get(query.metricStat().metric());
                if (sum != null) {
                    results.add(MetricDataResult.builder()
                            .id(query.id())
                            .timestamps(request.endTime().minusSeconds(60))
                            .values(sum)
                            .statusCode("Complete")
                            .build());
                }
            });
            return GetMetricDataResponse.builder().metricDataResults(results).build();
        }

        private static String key(Metric metric) {
            Map<String, String> dimensions = new TreeMap<>();
            metric.dimensions().forEach(one -> dimensions.put(one.name(), one.value()));
            return metric.metricName() + dimensions;
        }

        @Override
        public String serviceName() {
            return "cloudwatch";
        }

        @Override
        public void close() {}
    }

    private void met(String metric, double sum, Map<String, String> dimensions) {
        cloudWatch.held.put(AclMetrics.metric(metric, dimensions), sum);
    }

    private static WebAcls.Named acl(String name) {
        return new WebAcls.Named(name, "1", "arn:aws:wafv2:us-east-1:111122223333:global/webacl/" + name + "/1");
    }

    private RecentTraffic read(WebAcls.Named... acls) {
        return new TrafficMetrics(() -> cloudWatch, () -> List.of(acls)).read(since, until);
    }

    @Test
    void allWebAclsAreSummedAndOtherScopesLeftOut() {
        met("AllowedRequests", 70, Map.of("Rule", "ALL", "WebACL", "shop"));
        met("BlockedRequests", 5, Map.of("Rule", "ALL", "WebACL", "shop"));
        // Under its metric name, as some accounts have it.
        met("BlockedRequests", 2, Map.of("Rule", "ALL", "WebACL", "BooksMetric"));
        met("BlockedRequests", 900, Map.of("Rule", "ALL", "WebACL", "shop", "Region", "eu-west-1"));
        met("BlockedRequests", 4, Map.of("Rule", "Admin", "WebACL", "shop"));
        met("BlockedRequests", 1, Map.of("Rule", "shop", "WebACL", "shop"));
        met("BlockedRequests", 2, Map.of("Rule", "Rate", "WebACL", "BooksMetric"));
        // A challenge that a token spared ended as an allowed request.
        met("ChallengeRequests", 9, Map.of("Rule", "ALL", "WebACL", "shop"));
        met("RequestsWithValidChallengeToken", 6, Map.of("Rule", "ALL", "WebACL", "shop"));

        RecentTraffic read = read(acl("shop"), acl("books"));

        assertThat(read.requests()).isEqualTo(70 + 5 + 2 + 3);
        assertThat(read.of("BLOCK")).isEqualTo(7);
        assertThat(read.bars()).hasSize(60);
        assertThat(read.bars().getLast().outcomes()).isEqualTo(Map.of("ALLOW", 70L, "BLOCK", 7L, "CHALLENGE", 3L));
        assertThat(read.rules()).containsExactly(new RuleCount("shop", "Admin", 4), new RuleCount("BooksMetric", "Rate", 2));
        assertThat(read.webAcls()).isEqualTo(2);
        assertThat(read.missing()).isEmpty();
    }

    @Test
    void sixtyTwoWebAclsTakeAHandfulOfCalls() {
        WebAcls.Named[] acls = IntStream.range(0, 62).mapToObj(i -> acl("acl" + i)).toArray(WebAcls.Named[]::new);
        for (WebAcls.Named acl : acls) {
            met("AllowedRequests", 10, Map.of("Rule", "ALL", "WebACL", acl.name()));
            for (int rule = 0; rule < 10; rule++) {
                met("BlockedRequests", 1, Map.of("Rule", "rule" + rule, "WebACL", acl.name()));
            }
        }
        RecentTraffic read = read(acls);
        assertThat(read.requests()).isEqualTo(620);
        assertThat(read.rules()).hasSize(500);
        assertThat(cloudWatch.calls).isLessThanOrEqualTo(4);
    }

    @Test
    void whereMetricsMayNotBeListedTheTotalsAreThereAndItIsSaid() {
        met("AllowedRequests", 10, Map.of("Rule", "ALL", "WebACL", "shop"));
        cloudWatch.lists = false;
        RecentTraffic read = read(acl("shop"));
        assertThat(read.requests()).isEqualTo(10);
        assertThat(read.missing()).allMatch(sentence -> sentence.startsWith("Metrics were not listed")).isNotEmpty();
    }
}
