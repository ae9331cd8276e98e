package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By what an origin knows the edge, and what is found where by nothing. */
class OriginPostureTest {
    @TempDir
    Path folder;

    private final SampleDistribution sample = new SampleDistribution();

    private Protection protectionOf(String origin) {
        return sample.read(folder).origins().stream()
                .filter(each -> each.id().equals(origin))
                .findFirst()
                .orElseThrow()
                .protection();
    }

    /**
     * Developer Guide, "Optimize high availability with CloudFront origin failover": functions run for both members.
     */
    @Test
    void aSignerOnABehaviorOfAGroupSignsForAllOfItsMembers() {
        sample.custom("one", SampleDistribution.API);
        sample.custom("two", "f6g7h8.execute-api.us-west-2.amazonaws.com");
        sample.group("both", "one", "two");
        ObjectNode behavior = sample.behavior("/api/*", "both");
        assertThat(sample.findings(folder)).containsExactly("high origin-open");
        SampleDistribution.function(behavior, "origin-request", true);
        assertThat(protectionOf("one")).isEqualTo(Protection.EDGE_FUNCTION);
        assertThat(protectionOf("two")).isEqualTo(Protection.EDGE_FUNCTION);
        assertThat(sample.findings(folder)).isEmpty();
        sample.behavior("/second/*", "two");
        assertThat(protectionOf("one")).isEqualTo(Protection.EDGE_FUNCTION);
        assertThat(sample.findings(folder))
                .as("a behavior without the signer reaches it")
                .containsExactly("high origin-open");
    }

    @Test
    void aDefaultBehaviorMayReachABucketThroughAGroup() {
        sample.bucket("spare", "spare.s3.us-west-2.amazonaws.com").put("OriginAccessControlId", "E1OAC");
        sample.group("both", "site", "spare");
        sample.byDefault("both", SampleDistribution.CACHING_OPTIMIZED, "");
        sample.config.put("DefaultRootObject", "");
        assertThat(sample.findings(folder)).containsExactly("low no-root-object");
    }

    /**
     * API Reference, {@code OriginMtlsConfig}; Developer Guide, "Enable mutual TLS (origin)": ALB, API Gateway and
     * others.
     */
    @ParameterizedTest
    @CsvSource({
        "api.example.com, MTLS, ''",
        "web-1.us-east-1.elb.amazonaws.com, MTLS, ''",
        "a1b2c3.execute-api.us-east-1.amazonaws.com, MTLS, medium origin-mtls-default-endpoint",
        "abc123.lambda-url.us-east-1.on.aws, NONE, high origin-open",
        "site.s3.us-east-1.amazonaws.com, NONE, high origin-open"
    })
    void mutualTlsProtectsWhatCanAskForACertificate(String domain, Protection protection, String finding) {
        ObjectNode origin = sample.custom("o", domain);
        ((ObjectNode) origin.path("CustomOriginConfig"))
                .putObject("OriginMtlsConfig")
                .put("ClientCertificateArn", "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd");
        assertThat(protectionOf("o")).isEqualTo(protection);
        assertThat(sample.findings(folder)).isEqualTo(finding.isEmpty() ? List.of() : List.of(finding));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"ClientCertificateArn\":\"\"}", "{\"ClientCertificateArn\":null}", "null"})
    void mutualTlsWithoutACertificateIsNone(String config) throws IOException {
        ObjectNode origin = sample.custom("o", "api.example.com");
        ((ObjectNode) origin.path("CustomOriginConfig"))
                .set("OriginMtlsConfig", Json.MAPPER.readTree(config));
        assertThat(protectionOf("o")).isEqualTo(Protection.NONE);
        assertThat(sample.findings(folder)).containsExactly("medium origin-open");
    }

    /**
     * IAM User Guide, "AWS global condition context keys": of headers, a bucket policy knows aws:Referer and
     * aws:UserAgent.
     */
    @ParameterizedTest
    @CsvSource({
        "site.s3.us-east-1.amazonaws.com, X-Forwarded-Prefix, /app, high origin-open",
        "site.s3.us-east-1.amazonaws.com, X-Origin-Verify, 5f2b8c1e9a7d4e60, high origin-open",
        "site.s3.us-east-1.amazonaws.com, Referer, 5f2b8c1e9a7d4e60, medium origin-shared-secret",
        "abc123.lambda-url.us-east-1.on.aws, X-Env, prod, high origin-open",
        "abc123.lambda-url.us-east-1.on.aws, X-Origin-Verify, 5f2b8c1e9a7d4e60, high origin-open",
        "site.s3-website-us-east-1.amazonaws.com, X-Env, prod, medium origin-public-website",
        "site.s3-website-us-east-1.amazonaws.com, Referer, 5f2b8c1e9a7d4e60, medium origin-shared-secret",
        "a1b2c3.execute-api.us-east-1.amazonaws.com, X-Env, prod, high origin-open",
        "a1b2c3.execute-api.us-east-1.amazonaws.com, x-api-key, 5f2b8c1e9a7d4e60, medium origin-shared-secret",
        "web.example.com, X-Forwarded-Host, www.example.com, medium origin-open",
        "web.example.com, X-Lock, 0e4d0c3b-5b0e-4a8e-9d5c-3c1f2b7a6e11, medium origin-shared-secret",
        "web.example.com, X-Origin-Secret, 9, medium origin-shared-secret"
    })
    void aHeaderIsOnlyASecretWhereItIsOneAndSomebodyChecksIt(
            String domain, String name, String value, String finding) {
        SampleDistribution.header(sample.custom("o", domain), name, value);
        assertThat(sample.findings(folder)).containsExactly(finding);
        assertThat(sample.read(folder).findings().getFirst().evidence()).doesNotContain(value);
    }

    /** API Reference, {@code OriginAccessControlConfig}, SigningBehavior. */
    @ParameterizedTest
    @CsvSource({
        "always, OAC, ''",
        "always-amz-auth, OAC, ''",
        "no-override, OAC, low oac-no-override",
        "never, NONE, high origin-open"
    })
    void anAccessControlGivenBesideItSaysWhetherItSigns(String behavior, Protection protection, String finding)
            throws IOException {
        Path file = Files.writeString(folder.resolve("d.json"), sample.json().toString());
        Path control = Files.writeString(
                folder.resolve("oac.json"),
                """
                {"OriginAccessControl":{"Id":"E1OAC","OriginAccessControlConfig":{"Name":"site",
                 "SigningProtocol":"sigv4","SigningBehavior":"%s","OriginAccessControlOriginType":"s3"}},"ETag":"E"}"""
                        .formatted(behavior));
        Path list = Files.writeString(
                folder.resolve("oacs.json"),
                """
                {"OriginAccessControlList":{"Quantity":1,"Items":[{"Id":"E1OAC","Name":"site",
                 "SigningProtocol":"sigv4","SigningBehavior":"%s","OriginAccessControlOriginType":"s3"}]}}"""
                        .formatted(behavior));
        for (List<Path> files : List.of(List.of(file, control), List.of(list, file))) {
            Distribution read = SavedDistributions.read(files).getFirst();
            assertThat(read.origins().getFirst().protection()).isEqualTo(protection);
            assertThat(SampleDistribution.found(read)).isEqualTo(finding.isEmpty() ? List.of() : List.of(finding));
        }
        assertThat(sample.findings(folder)).as("alone it is not known, and not claimed").isEmpty();
    }

    @Test
    void whatKindOfOriginItIsMayNotBeKnown() {
        sample.custom("o", "web.example.com").remove("CustomOriginConfig");
        assertThat(sample.findings(folder)).containsExactly("info not-seen");
        assertThat(sample.read(folder).findings().getFirst().evidence()).contains("Origin o (web.example.com)");
    }
}
