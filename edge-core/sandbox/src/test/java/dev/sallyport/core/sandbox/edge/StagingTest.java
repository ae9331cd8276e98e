package dev.sallyport.core.sandbox.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontException;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentPolicyInUseException;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.IllegalUpdateException;
import software.amazon.awssdk.services.cloudfront.model.InvalidArgumentException;
import software.amazon.awssdk.services.cloudfront.model.PreconditionFailedException;
import software.amazon.awssdk.services.cloudfront.model.StagingDistributionInUseException;
import software.amazon.awssdk.services.cloudfront.model.TrafficConfig;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;

/** A primary and a staging distribution whose functions answer differently, over real HTTP. */
class StagingTest {
    private static final String OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";

    @TempDir
    Path folder;

    private EdgeBench bench;
    private Distribution primary;
    private Distribution staging;
    private String next;

    private static String answering(String text) {
        return "let n = 0; export const handler = async () => ({status: '200', body: '" + text + " ' + (++n),"
                + " headers: {'cache-control': [{value: 'max-age=60'}]}})";
    }

    @BeforeEach
    void open() {
        bench = new EdgeBench(folder);
        // A name that resolves, as CloudFront demands before it runs a function; the functions answer themselves.
        String origin = bench.api(
                bench.function("unasked", bench.role("unasked-role", "", "lambda.amazonaws.com"), answering("unasked")),
                "AWS_IAM");
        String old = bench.edgeVersion("old", answering("old"));
        next = bench.edgeVersion("next", answering("new"));
        primary = bench.distribution(
                EdgeBench.custom(origin, "/prod"), "", OPTIMIZED, EdgeBench.at("origin-request", old, false));
        staging = bench.cloudFront
                .copyDistribution(r -> r.primaryDistributionId(primary.id())
                        .ifMatch(tag(primary))
                        .callerReference(UUID.randomUUID().toString())
                        .staging(true))
                .distribution();
        change(staging, config -> config.defaultCacheBehavior(
                staging.distributionConfig().defaultCacheBehavior().toBuilder()
                        .lambdaFunctionAssociations(
                                l -> l.quantity(1).items(EdgeBench.at("origin-request", next, false)))
                        .build()));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private String tag(Distribution distribution) {
        return bench.cloudFront.getDistribution(r -> r.id(distribution.id())).eTag();
    }

    private DistributionConfig config(Distribution distribution) {
        return bench.cloudFront.getDistributionConfig(r -> r.id(distribution.id())).distributionConfig();
    }

    private void change(Distribution distribution, Consumer<DistributionConfig.Builder> change) {
        DistributionConfig.Builder config = config(distribution).toBuilder();
        change.accept(config);
        bench.cloudFront.updateDistribution(
                r -> r.id(distribution.id()).ifMatch(tag(distribution)).distributionConfig(config.build()));
    }

    private ContinuousDeploymentPolicyConfig policy(Consumer<TrafficConfig.Builder> traffic) {
        TrafficConfig.Builder made = TrafficConfig.builder();
        traffic.accept(made);
        return ContinuousDeploymentPolicyConfig.builder()
                .enabled(true)
                .stagingDistributionDnsNames(names -> names.quantity(1).items(staging.domainName()))
                .trafficConfig(made.build())
                .build();
    }

    private static Consumer<TrafficConfig.Builder> weight(float weight) {
        return traffic -> traffic.type("SingleWeight").singleWeightConfig(w -> w.weight(weight));
    }

    private static Consumer<TrafficConfig.Builder> header(String name, String value) {
        return traffic -> traffic.type("SingleHeader").singleHeaderConfig(h -> h.header(name).value(value));
    }

    private String attach(Consumer<TrafficConfig.Builder> traffic) {
        String id = bench.cloudFront
                .createContinuousDeploymentPolicy(r -> r.continuousDeploymentPolicyConfig(policy(traffic)))
                .continuousDeploymentPolicy()
                .id();
        change(primary, config -> config.continuousDeploymentPolicyId(id));
        return id;
    }

    private HttpResponse<String> ask(String path, String... headers) throws Exception {
        return bench.get(primary.domainName(), path, headers);
    }

    private void refused(Consumer<TrafficConfig.Builder> traffic) {
        assertThatExceptionOfType(InvalidArgumentException.class).isThrownBy(
                () -> bench.cloudFront.createContinuousDeploymentPolicy(
                        r -> r.continuousDeploymentPolicyConfig(policy(traffic))));
    }

    @Test
    void aHeaderLeadsToTheStagingDistributionAndItsOwnCache() throws Exception {
        attach(header("aws-cf-cd-try", "yes"));
        assertThat(ask("/x").body()).isEqualTo("old 1");
        assertThat(ask("/x").body()).isEqualTo("old 1");
        assertThat(ask("/x", "aws-cf-cd-try", "yes").body()).isEqualTo("new 1");
        assertThat(ask("/x", "AWS-CF-CD-Try", "yes").headers().firstValue("x-cache").orElseThrow()).startsWith("Hit");
        assertThat(ask("/x", "aws-cf-cd-try", "no").body()).isEqualTo("old 1");
        assertThat(bench.addresses.loopback(staging.domainName())).isEmpty();
    }

    @Test
    void aWeightSendsThatShareAndCountsIt() throws Exception {
        attach(weight(0.15f));
        int staged = 0;
        int requests = 600;
        for (int i = 0; i < requests; i++) {
            staged += ask("/x").body().startsWith("new") ? 1 : 0;
        }
        // Four standard deviations of a binomial distribution: a false alarm in 16,000 runs.
        assertThat((double) staged / requests).isCloseTo(0.15, within(4 * Math.sqrt(0.15 * 0.85 / requests)));
        bench.services.deliver();
        assertThat(requests(staging)).isEqualTo(staged);
        assertThat(requests(primary)).isEqualTo(requests - staged);
    }

    private double requests(Distribution distribution) {
        return bench.cloudWatch
                .getMetricStatistics(r -> r.namespace("AWS/CloudFront")
                        .metricName("Requests")
                        .dimensions(
                                Dimension.builder().name("DistributionId").value(distribution.id()).build(),
                                Dimension.builder().name("Region").value("Global").build())
                        .startTime(Instant.now().minusSeconds(3600))
                        .endTime(Instant.now().plusSeconds(60))
                        .period(60)
                        .statisticsWithStrings("Sum"))
                .datapoints()
                .stream()
                .mapToDouble(point -> point.sum())
                .sum();
    }

    @Test
    void aSessionStaysOnItsSide() throws Exception {
        attach(traffic -> traffic.type("SingleWeight")
                .singleWeightConfig(w -> w.weight(0.15f)
                        .sessionStickinessConfig(s -> s.idleTTL(300).maximumTTL(600))));
        for (int viewer = 0; viewer < 20; viewer++) {
            HttpResponse<String> first = ask("/x");
            String side = first.body().substring(0, 3);
            String cookie = first.headers().firstValue("set-cookie").orElseThrow();
            assertThat(cookie).contains("Max-Age=300");
            for (int i = 0; i < 5; i++) {
                assertThat(ask("/x", "Cookie", "a=b; " + cookie.split(";", -1)[0]).body()).startsWith(side);
            }
        }
        assertThat(ask("/x", "Cookie", "aws-cf-cd-session=s.99999999999999.1").statusCode()).isEqualTo(200);
    }

    @Test
    void promotionCopiesTheConfigurationAndDisablesThePolicy() throws Exception {
        String id = attach(weight(0f));
        assertThat(ask("/x").body()).startsWith("old");
        String stale = tag(primary);
        change(primary, config -> config.comment("changed"));
        assertThatExceptionOfType(PreconditionFailedException.class).isThrownBy(
                () -> bench.cloudFront.updateDistributionWithStagingConfig(r -> r.id(primary.id())
                        .stagingDistributionId(staging.id())
                        .ifMatch(stale + ", " + tag(staging))));
        bench.cloudFront.updateDistributionWithStagingConfig(r -> r.id(primary.id())
                .stagingDistributionId(staging.id())
                .ifMatch(tag(primary) + ", " + tag(staging)));
        assertThat(ask("/y").body()).startsWith("new");
        DistributionConfig now = config(primary);
        assertThat(now.staging()).isFalse();
        assertThat(now.continuousDeploymentPolicyId()).isEqualTo(id);
        assertThat(now.callerReference()).isEqualTo(primary.distributionConfig().callerReference());
        assertThat(bench.cloudFront.getContinuousDeploymentPolicyConfig(r -> r.id(id))
                        .continuousDeploymentPolicyConfig()
                        .enabled())
                .isFalse();
    }

    @Test
    void theLimitsHold() {
        refused(weight(0.16f));
        refused(weight(-0.01f));
        refused(header("x-try", "yes"));
        refused(header("aws-cf-cd-", "yes"));
        refused(traffic -> traffic.type("SingleWeight")
                .singleWeightConfig(w -> w.weight(0.1f).sessionStickinessConfig(s -> s.idleTTL(299).maximumTTL(600))));
        refused(traffic -> traffic.type("SingleWeight")
                .singleWeightConfig(w -> w.weight(0.1f).sessionStickinessConfig(s -> s.idleTTL(900).maximumTTL(600))));
        assertThatExceptionOfType(InvalidArgumentException.class).isThrownBy(
                () -> bench.cloudFront.createContinuousDeploymentPolicy(r -> r.continuousDeploymentPolicyConfig(
                        policy(weight(0.1f)).toBuilder()
                                .stagingDistributionDnsNames(n -> n.quantity(1).items(primary.domainName()))
                                .build())));
        assertThatExceptionOfType(InvalidArgumentException.class).isThrownBy(
                () -> bench.cloudFront.copyDistribution(r -> r.primaryDistributionId(staging.id())
                        .ifMatch(tag(staging))
                        .callerReference("again")
                        .staging(true)));
        String id = attach(weight(0.1f));
        assertThatExceptionOfType(StagingDistributionInUseException.class).isThrownBy(
                () -> bench.cloudFront.createContinuousDeploymentPolicy(
                        r -> r.continuousDeploymentPolicyConfig(policy(weight(0.1f)))));
        assertThatExceptionOfType(CloudFrontException.class)
                .isThrownBy(() -> change(primary, config -> config.httpVersion("http2and3")))
                .withMessageContaining("HTTP/3");
        assertThatExceptionOfType(IllegalUpdateException.class).isThrownBy(
                () -> change(staging, config -> config.priceClass("PriceClass_100")));
        String acl = bench.waf
                .createWebACL(r -> r.name("late")
                        .scope("CLOUDFRONT")
                        .defaultAction(a -> a.allow(allow -> {}))
                        .visibilityConfig(v -> v.metricName("late").cloudWatchMetricsEnabled(true)
                                .sampledRequestsEnabled(true)))
                .summary()
                .arn();
        assertThatExceptionOfType(IllegalUpdateException.class).isThrownBy(
                () -> bench.cloudFront.associateDistributionWebACL(r -> r.id(primary.id()).webACLArn(acl)));
        assertThatExceptionOfType(StagingDistributionInUseException.class).isThrownBy(
                () -> change(staging, config -> config.enabled(false)));
        assertThatExceptionOfType(ContinuousDeploymentPolicyInUseException.class).isThrownBy(
                () -> bench.cloudFront.deleteContinuousDeploymentPolicy(r -> r.id(id).ifMatch(policyTag(id))));
    }

    private String policyTag(String id) {
        return bench.cloudFront.getContinuousDeploymentPolicy(r -> r.id(id)).eTag();
    }

    @Test
    void http3HasNoStaging() {
        change(primary, config -> config.httpVersion("http3"));
        assertThatExceptionOfType(CloudFrontException.class)
                .isThrownBy(() -> attach(weight(0.1f)))
                .withMessageContaining("HTTP/3");
    }

    @Test
    void everythingGoesInItsOrder() throws Exception {
        String id = attach(weight(0.1f));
        change(primary, config -> config.continuousDeploymentPolicyId(""));
        bench.cloudFront.deleteContinuousDeploymentPolicy(r -> r.id(id).ifMatch(policyTag(id)));
        change(staging, config -> config.enabled(false));
        bench.cloudFront.deleteDistribution(r -> r.id(staging.id()).ifMatch(tag(staging)));
        assertThat(bench.cloudFront.distributions()).extracting(Distribution::id).isEqualTo(List.of(primary.id()));
        assertThat(bench.cloudFront.listContinuousDeploymentPolicies(r -> {})
                        .continuousDeploymentPolicyList()
                        .quantity())
                .isZero();
        assertThat(ask("/x").body()).startsWith("old");
    }
}
