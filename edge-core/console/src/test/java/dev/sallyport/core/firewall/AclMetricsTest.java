package dev.sallyport.core.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.firewall.MetricSeries.Of;
import dev.sallyport.core.log.ValueCount;
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
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    private static final String REGION = "eu-west-1";

    private final CloudWatch cloudWatch = new CloudWatch();
    private boolean namesake;

    /** Lists what it is told to, and answers 3 in the first period of every series that it holds. */
    private static final class CloudWatch implements CloudWatchClient {
        private final List<Metric> listed = new ArrayList<>();
        private final List<GetMetricDataRequest> asked = new ArrayList<>();
        private String state = "Complete";

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
                            .statusCode(state)
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
        return read(acl, Duration.ofHours(1));
    }

    private Metered read(WebAcls.Summary acl, Duration back) {
        return new AclMetrics(region -> cloudWatch, any -> namesake).read(acl, now.minus(back), now);
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

    private static WebAcls.Summary acl(String metric, boolean regional, RuleSummary... rules) {
        String scope = regional ? REGION + ":111122223333:regional" : "us-east-1:111122223333:global";
        return new WebAcls.Summary(
                "shop", "1", "arn:aws:wafv2:" + scope + "/webacl/shop/1", WafAction.ALLOW, 9,
                List.of(rules), null, null, metric, true, null, List.of());
    }

    @Test
    void metricsUnderTheMetricsNameAreNotThoseOfANamesake() {
        cloudWatch.listed.add(metric("BlockedRequests", "Rule", "ALL", "WebACL", "ShopMetric"));
        assertThat(read(acl("ShopMetric", false)).actions()).isEqualTo(Map.of("BLOCK", 3L));
        namesake = true;
        assertThat(read(acl("ShopMetric", false)).actions()).isEmpty();
    }

    @Test
    void metricsOfTheOtherScopeDoNotStandInTheWay() {
        cloudWatch.listed.add(metric("AllowedRequests", "Rule", "ALL", "WebACL", "shop", "Region", REGION));
        cloudWatch.listed.add(metric("BlockedRequests", "Rule", "ALL", "WebACL", "ShopMetric"));
        assertThat(read(acl("ShopMetric", false)).actions()).isEqualTo(Map.of("BLOCK", 3L));
        assertThat(read(acl("ShopMetric", true)).actions()).isEqualTo(Map.of("ALLOW", 3L));
    }

    @Test
    void whatCloudWatchDoesNotGiveWholeIsSaid() {
        cloudWatch.listed.add(metric("BlockedRequests", "Rule", "ALL", "WebACL", "shop"));
        assertThat(read(acl("shop", false)).warnings()).isEmpty();
        cloudWatch.state = "InternalError";
        assertThat(read(acl("shop", false)).warnings()).singleElement().asString()
                .startsWith("CloudWatch did not give 1 of ")
                .endsWith(" metrics whole (InternalError), so counts may be too low.");
    }

    @Test
    void aTimeBeforeTheTwoWeeksThatAreListedIsSaid() {
        assertThat(read(acl("shop", false), Duration.ofDays(13)).notes()).isEmpty();
        assertThat(read(acl("shop", false), Duration.ofDays(15)).notes()).singleElement().asString().contains("last 14 days");
    }

    @Test
    void aVendorWithABlankKeepsItsName() {
        cloudWatch.listed.add(metric(
                "BlockedRequests", "WebACL", "shop", "ManagedRuleGroup", "Rules", "ManagedRuleGroupRule", "One"));
        RuleSummary rule = new RuleSummary(
                "Sold", 0, "managed group", "Some Vendor/Rules 1.0", "as in the group", RuleSummary.Place.OWN, "Sold", true, 50,
                List.of(), new RuleSummary.Group("Some Vendor", "Rules"));
        cloudWatch.listed.add(metric("BlockedRequests", "WebACL", "shop", "Rule", "Sold"));
        Metered metered = read(acl("shop", false, rule));
        assertThat(metered.rows(RuleHits.By.RULE)).extracting(row -> row.value()).containsExactly("Sold", "Some Vendor/Rules/One");
        assertThat(metered.rows(RuleHits.By.GROUP)).containsExactly(new ValueCount("Some Vendor/Rules", 3));
        HitFilter.Term group = new HitFilter.Term(HitFilter.Field.GROUP, "Some Vendor/Rules", false);
        assertThat(metered.tells(List.of(group))).isTrue();
        assertThat(metered.bars(group).getFirst().outcomes()).isEqualTo(Map.of("BLOCK", 3L));
    }

    @Test
    void metricsTellOneValueThatRequestsHave() {
        cloudWatch.listed.add(metric("CaptchaRequests", "Rule", "ALL", "WebACL", "shop"));
        cloudWatch.listed.add(metric("ChallengeRequests", "Rule", "ALL", "WebACL", "shop"));
        Metered metered = read(acl("shop", false));
        HitFilter.Term captcha = new HitFilter.Term(HitFilter.Field.ACTION, "CAPTCHA", false);
        assertThat(metered.bars(captcha).getFirst().outcomes()).isEqualTo(Map.of("CAPTCHA", 3L));
        assertThat(metered.bars(new HitFilter.Term(HitFilter.Field.ACTION, "CHALLENGE", false)).getFirst().outcomes())
                .isEqualTo(Map.of("CAPTCHA", 3L, "CHALLENGE", 3L));
        assertThat(metered.tells(List.of(captcha))).isTrue();
        assertThat(metered.tells(List.of(captcha, captcha))).isFalse();
        assertThat(metered.tells(List.of(new HitFilter.Term(HitFilter.Field.ACTION, "CAPTCHA", true)))).isFalse();
        assertThat(metered.tells(List.of(new HitFilter.Term(HitFilter.Field.IP, "192.0.2.1", false)))).isFalse();
        assertThat(metered.tells(List.of(new HitFilter.Term(HitFilter.Field.RULE, "mine/Inner", false)))).isFalse();
    }

    @Test
    void aRuleWhoseMetricsAreSwitchedOffIsNotAskedAndSaid() {
        RuleSummary off = new RuleSummary(
                "Quiet", 0, "match", "", "block", RuleSummary.Place.OWN, "Quiet", false, 1, List.of(), null);
        Metered metered = read(acl("shop", false, off, new RuleSummary("Loud", 1, "match", "", "block")));
        assertThat(cloudWatch.asked.getLast().metricDataQueries().toString()).contains("Loud").doesNotContain("Quiet");
        assertThat(metered.unmetered()).contains("Metrics of Quiet are switched off, so its hits are not counted.");
    }
}
