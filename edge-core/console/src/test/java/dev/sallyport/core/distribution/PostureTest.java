package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Findings that the configuration of an origin, a certificate or a behavior shows; each case one weakness. */
class PostureTest {
    private static final String BUCKET =
            """
            "DomainName":"site.s3.us-east-1.amazonaws.com","S3OriginConfig":{"OriginAccessIdentity":"%s"}""";
    private static final String CUSTOM =
            """
            "DomainName":"%s","CustomOriginConfig":{"HTTPPort":80,"HTTPSPort":443,"OriginProtocolPolicy":"%s",
             "OriginSslProtocols":{"Quantity":1,"Items":["TLSv1.2"]}}""";
    private static final String FUNCTION_URL = "abc123.lambda-url.us-east-1.on.aws";
    private static final String CACHE_POLICY = "\"CachePolicyId\":\"658327ea-f89d-4fab-a63d-7e88639e58f6\"";

    @TempDir
    Path folder;

    /**
     * What is found beside what every configuration here has: a web ACL, a root object, https for viewers, old logs.
     */
    private List<String> findings(String origin, String behavior, String certificate) throws IOException {
        Path file = Files.writeString(
                folder.resolve("saved.json"),
                """
                {"ETag":"E2QWRUHEXAMPLE","DistributionConfig":{"CallerReference":"r","Comment":"","Enabled":true,
                 "DefaultRootObject":"index.html","Logging":{"Enabled":true,"IncludeCookies":false,
                  "Bucket":"logs.s3.amazonaws.com","Prefix":""},
                 "WebACLId":"arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1",
                 "Origins":{"Quantity":1,"Items":[{"Id":"o",%s}]},
                 "DefaultCacheBehavior":{"TargetOriginId":"o","ViewerProtocolPolicy":"redirect-to-https",
                  "AllowedMethods":{"Quantity":2,"Items":["GET","HEAD"]},%s},
                 "ViewerCertificate":%s}}
                """
                        .formatted(origin, behavior, certificate));
        return SavedDistributions.read(file).getFirst().findings().stream()
                .map(finding -> finding.severity().word() + " " + finding.id())
                .toList();
    }

    private List<String> ofOrigin(String origin) throws IOException {
        return findings(origin, CACHE_POLICY, "{\"CloudFrontDefaultCertificate\":true}");
    }

    @Test
    void nothingIsFoundWhereAllIsAsAwsAdvises() throws IOException {
        assertThat(ofOrigin(BUCKET.formatted("") + ",\"OriginAccessControlId\":\"E1OAC\"")).isEmpty();
        assertThat(ofOrigin(CUSTOM.formatted(FUNCTION_URL, "https-only") + ",\"OriginAccessControlId\":\"E1OAC\""))
                .isEmpty();
    }

    /** Developer Guide, "All distribution settings reference", Protocol (custom origins only). */
    @Test
    void plainHttpToAnOriginIsFound() throws IOException {
        String vpc = ",\"VpcOriginConfig\":{\"VpcOriginId\":\"vo_1\"}";
        assertThat(ofOrigin(CUSTOM.formatted("internal.example.com", "http-only") + vpc))
                .containsExactly("high origin-plain-http");
        assertThat(ofOrigin(CUSTOM.formatted("internal.example.com", "https-only") + vpc)).isEmpty();
    }

    /**
     * Developer Guide, "Add custom headers to origin requests": a header can keep others out; it is a shared secret.
     */
    @Test
    void aSharedSecretAloneIsFound() throws IOException {
        String header = ",\"CustomHeaders\":{\"Quantity\":1,\"Items\":[{\"HeaderName\":\"X-Secret\",\"HeaderValue\":\"s\"}]}";
        String origin = CUSTOM.formatted("web.example.com", "https-only");
        assertThat(ofOrigin(origin + header)).containsExactly("medium origin-shared-secret");
        assertThat(ofOrigin(origin + ",\"CustomHeaders\":{\"Quantity\":0}")).containsExactly("medium origin-open");
    }

    /** Developer Guide, "Restrict access to an Amazon S3 origin": OAI is legacy, OAC is recommended. */
    @Test
    void aLegacyOriginAccessIdentityIsFound() throws IOException {
        assertThat(ofOrigin(BUCKET.formatted("origin-access-identity/cloudfront/E127EXAMPLE51Z")))
                .containsExactly("low origin-access-identity");
        assertThat(ofOrigin(BUCKET.formatted(""))).containsExactly("high origin-open");
    }

    /**
     * S3 User Guide, "Website endpoints": they support only publicly readable content and no HTTPS; both forms of the
     * name, with a dash and with a dot before the Region.
     */
    @ParameterizedTest
    @ValueSource(strings = {
        "site.s3-website-us-east-1.amazonaws.com", "site.s3-website.eu-central-1.amazonaws.com"
    })
    void aPublicWebsiteIsFoundAndItsMissingTlsIsNotFoundTwice(String domain) throws IOException {
        assertThat(ofOrigin(CUSTOM.formatted(domain, "http-only"))).containsExactly("medium origin-public-website");
    }

    /** Developer Guide, "Restrict access to an AWS Lambda function URL origin": OAC signs the origin request. */
    @Test
    void aFunctionBesideASigningOriginAccessControlIsFound() throws IOException {
        String function =
                """
                ,"LambdaFunctionAssociations":{"Quantity":1,"Items":[{"EventType":"%s","IncludeBody":true,
                 "LambdaFunctionARN":"arn:aws:lambda:us-east-1:111122223333:function:hash:3"}]}""";
        String origin = CUSTOM.formatted(FUNCTION_URL, "https-only") + ",\"OriginAccessControlId\":\"E1OAC\"";
        String standard = "{\"CloudFrontDefaultCertificate\":true}";
        assertThat(findings(origin, CACHE_POLICY + function.formatted("origin-request"), standard))
                .containsExactly("info origin-signed-twice");
        assertThat(findings(origin, CACHE_POLICY + function.formatted("viewer-request"), standard)).isEmpty();
    }

    /**
     * Developer Guide, "Supported protocols and ciphers between viewers and CloudFront": the security policies and the
     * oldest protocol that each allows. TLS 1.0 and 1.1 are deprecated by RFC 8996. AWS Security Hub, CloudFront.15,
     * passes TLSv1.2_2021, TLSv1.2_2025 and TLSv1.3_2025.
     */
    @ParameterizedTest
    @CsvSource({
        "SSLv3, medium old-viewer-tls", "TLSv1, medium old-viewer-tls", "TLSv1_2016, medium old-viewer-tls",
        "TLSv1.1_2016, medium old-viewer-tls", "TLSv1.2_2018, low viewer-tls-not-recommended",
        "TLSv1.2_2019, low viewer-tls-not-recommended", "TLSv1.2_2021, ''", "TLSv1.2_2025, ''", "TLSv1.3_2025, ''",
        "TLSv1.3_2031, ''"
    })
    void anOldPolicyForViewersIsFound(String policy, String finding) throws IOException {
        assertThat(ofCertificate("sni-only", policy)).isEqualTo(finding.isEmpty() ? List.of() : List.of(finding));
    }

    /** AWS Security Hub, CloudFront.8: a custom certificate on dedicated IP addresses. */
    @ParameterizedTest
    @CsvSource({"vip, true", "static-ip, true", "sni-only, false", "'', false"})
    void dedicatedAddressesAreFound(String method, boolean found) throws IOException {
        assertThat(ofCertificate(method, "TLSv1.2_2021")).isEqualTo(found ? List.of("low dedicated-ip") : List.of());
    }

    private List<String> ofCertificate(String method, String policy) throws IOException {
        return findings(
                BUCKET.formatted("") + ",\"OriginAccessControlId\":\"E1OAC\"",
                CACHE_POLICY,
                """
                {"ACMCertificateArn":"arn:aws:acm:us-east-1:111122223333:certificate/1234abcd","SSLSupportMethod":"%s",
                 "MinimumProtocolVersion":"%s"}"""
                        .formatted(method, policy));
    }

    /** API Reference, CacheBehavior: ForwardedValues is deprecated for a cache policy. */
    @Test
    void legacyCacheSettingsAreFound() throws IOException {
        String legacy = "\"ForwardedValues\":{\"QueryString\":false,\"Cookies\":{\"Forward\":\"none\"}},\"MinTTL\":0";
        String origin = BUCKET.formatted("") + ",\"OriginAccessControlId\":\"E1OAC\"";
        assertThat(findings(origin, legacy, "{\"CloudFrontDefaultCertificate\":true}"))
                .containsExactly("low legacy-cache-settings");
    }

    /** Developer Guide, "Delete a distribution": a disabled distribution answers no request. */
    @Test
    void whatIsFoundInADisabledDistributionIsLoweredAndSaysSo() {
        SampleDistribution sample = new SampleDistribution();
        sample.config.put("Enabled", false).put("WebACLId", "");
        sample.bucket("open", "open.s3.us-east-1.amazonaws.com");
        Distribution read = sample.read(folder);
        assertThat(SampleDistribution.found(read)).containsExactly("low no-web-acl", "low origin-open");
        assertThat(read.findings()).allSatisfy(finding -> assertThat(finding.evidence()).endsWith("is disabled"));
        assertThat(read.isWeak()).isFalse();
        sample.config.put("Enabled", true);
        assertThat(sample.findings(folder)).containsExactly("high no-web-acl", "high origin-open");
    }

    /** API Reference, DistributionSummary: neither Logging nor DefaultRootObject nor CallerReference. */
    @Test
    void whatAPartDoesNotHoldIsNotKnown() {
        SampleDistribution sample = new SampleDistribution();
        sample.config.remove(List.of("CallerReference", "Logging", "DefaultRootObject"));
        Distribution summary = sample.read(folder);
        assertThat(SampleDistribution.found(summary)).containsExactly("info not-seen");
        assertThat(summary.findings().getFirst().evidence()).contains("Logging").contains("DefaultRootObject");
        sample.config.remove(List.of("WebACLId", "ViewerCertificate", "Enabled"));
        ObjectNode behavior = (ObjectNode) sample.config.path("DefaultCacheBehavior");
        behavior.remove(List.of("ViewerProtocolPolicy", "CachePolicyId"));
        Distribution less = sample.read(folder);
        assertThat(SampleDistribution.found(less)).containsExactly("info not-seen");
        assertThat(less.enabled()).isTrue();
        assertThat(less.findings().getFirst().evidence())
                .contains("WebACLId", "ViewerCertificate", "Enabled")
                .contains("ViewerProtocolPolicy of Behavior *", "CachePolicyId of Behavior *");
    }

    /** API Reference, DistributionConfig: CallerReference is required, the others are not. */
    @Test
    void whatAWholeConfigurationLeavesOutIsNotInUse() {
        SampleDistribution sample = new SampleDistribution();
        sample.config.remove(List.of("Logging", "DefaultRootObject", "WebACLId"));
        assertThat(sample.findings(folder))
                .containsExactly("high no-web-acl", "low no-root-object", "info no-legacy-logs");
    }
}
