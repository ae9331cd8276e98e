package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.SandboxSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudfront.model.Origin;

/** An account of which its reader may not see all. */
class DistributionsTest {
    @TempDir
    private Path folder;

    private SandboxSession sandbox;
    private AwsClients root;
    private final List<String> ids = new ArrayList<>();

    @BeforeEach
    void open() {
        sandbox = SandboxSession.open(new Home(folder));
        root = sandbox.session().clients();
        var origin = Origin.builder()
                .id("o")
                .domainName("origin.example.com")
                .customOriginConfig(custom -> custom.httpPort(80).httpsPort(443).originProtocolPolicy("https-only"))
                .build();
        for (int i = 0; i < 12; i++) {
            String reference = "r" + i;
            ids.add(root.cloudFront()
                    .createDistribution(request -> request.distributionConfig(config -> config.callerReference(reference)
                            .comment(reference)
                            .enabled(true)
                            .origins(origins -> origins.quantity(1).items(origin))
                            .defaultCacheBehavior(behavior -> behavior.targetOriginId("o")
                                    .viewerProtocolPolicy("redirect-to-https")
                                    .cachePolicyId("658327ea-f89d-4fab-a63d-7e88639e58f6"))))
                    .distribution()
                    .id());
        }
        ids.sort(null);
    }

    @AfterEach
    void close() {
        sandbox.session().close();
    }

    private AwsClients reader(String statements) {
        return sandbox.of(
                "reader", "us-east-1", "{\"Version\": \"2012-10-17\", \"Statement\": [" + statements + "]}");
    }

    /** What a policy of the account lacks is found, and none that has it. */
    @Test
    void responseHeadersPoliciesAreRead() {
        assertThat(ofPolicy("weak", false)).contains("security-headers-missing");
        assertThat(ofPolicy("strict", true)).doesNotContain("security-headers-missing", "policy-not-seen");
    }

    /** A bucket that is gone is found by asking, and no longer once someone has made it. */
    @Test
    void anOriginWhoseBucketIsGoneIsFound() {
        var found = root.cloudFront().getDistributionConfig(request -> request.id(ids.getLast()));
        root.cloudFront().updateDistribution(request -> request.id(ids.getLast())
                .ifMatch(found.eTag())
                .distributionConfig(found.distributionConfig().copy(config -> config.origins(
                        origins -> origins.quantity(1).items(Origin.builder()
                                .id(found.distributionConfig().defaultCacheBehavior().targetOriginId())
                                .domainName("gone-for-good.s3.us-east-1.amazonaws.com")
                                .s3OriginConfig(s3 -> s3.originAccessIdentity(""))
                                .build())))));
        assertThat(whole(ids.getLast())).contains("origin-missing");
        root.s3("us-east-1").createBucket(request -> request.bucket("gone-for-good"));
        assertThat(whole(ids.getLast())).doesNotContain("origin-missing");
    }

    private List<String> whole(String id) {
        return new Distributions(root).read(id).distributions().getFirst().findings().stream().map(Finding::id).toList();
    }

    private List<String> ofPolicy(String name, boolean strict) {
        String policy = root.cloudFront()
                .createResponseHeadersPolicy(request -> request.responseHeadersPolicyConfig(config -> config.name(name)
                        .securityHeadersConfig(headers -> {
                            headers.contentTypeOptions(one -> one.override(true));
                            headers.frameOptions(one -> one.override(true).frameOption("DENY"));
                            if (strict) {
                                headers.strictTransportSecurity(one -> one.override(true).accessControlMaxAgeSec(600));
                            }
                        })))
                .responseHeadersPolicy()
                .id();
        var found = root.cloudFront().getDistributionConfig(request -> request.id(ids.getFirst()));
        root.cloudFront().updateDistribution(request -> request.id(ids.getFirst())
                .ifMatch(found.eTag())
                .distributionConfig(found.distributionConfig().copy(config -> config.defaultCacheBehavior(
                        found.distributionConfig().defaultCacheBehavior().copy(
                                behavior -> behavior.responseHeadersPolicyId(policy))))));
        return new Distributions(root).get(ids.getFirst()).findings().stream().map(Finding::id).toList();
    }

    @Test
    void allComeInTheOrderOfTheirIds() {
        Distributions.Listing listing = new Distributions(root).read();
        assertThat(listing.distributions()).extracting(Distribution::id).containsExactlyElementsOf(ids);
        assertThat(listing.warnings()).isEmpty();
        assertThat(listing.distributions().getFirst().findings()).extracting(Finding::id).contains("no-legacy-logs");
    }

    @Test
    void oneThatMayNotBeReadIsNamedAndJudgedByTheList() {
        String hidden = ids.get(4);
        Distributions.Listing listing = new Distributions(reader(
                        """
                        {"Effect": "Allow", "Action": "*", "Resource": "*"},
                        {"Effect": "Deny", "Action": "cloudfront:GetDistribution",
                         "Resource": "arn:aws:cloudfront::111122223333:distribution/%s"}"""
                                .formatted(hidden)))
                .read();
        assertThat(listing.distributions()).hasSize(12).allSatisfy(one -> assertThat(one.findings())
                .extracting(Finding::id)
                .contains("no-web-acl", one.id().equals(hidden) ? "not-seen" : "no-legacy-logs"));
        assertThat(listing.warnings())
                .singleElement()
                .asString()
                .contains("Only what CloudFront's list says is judged of " + hidden)
                .contains("cloudfront:GetDistribution");
    }

    @Test
    void whoMayListNoneIsToldWhy() {
        Distributions none = new Distributions(reader(
                """
                {"Effect": "Allow", "Action": "cloudfront:Get*", "Resource": "*"}"""));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(none::read)
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-DENIED"))
                .withMessageContaining("cloudfront:ListDistributions");
    }

    @Test
    void whatWasNotAskedOfLogsIsNoFinding() {
        Distributions.Listing listing = new Distributions(reader(
                        """
                        {"Effect": "Allow", "Action": "cloudfront:*", "Resource": "*"}"""))
                .read();
        assertThat(listing.distributions()).hasSize(12).allSatisfy(one ->
                assertThat(one.findings()).extracting(Finding::id).doesNotContain("no-legacy-logs"));
        assertThat(listing.warnings()).singleElement().asString().contains("logs:DescribeDeliverySources");
    }
}
