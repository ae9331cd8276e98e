package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies, functions and the order of behaviors. */
class BehaviorPostureTest {
    @TempDir
    Path folder;

    private final SampleDistribution sample = new SampleDistribution();

    /** Developer Guide, "Restrict access to an AWS Lambda function URL origin": a body needs its hash. */
    @Test
    void aBodyToAFunctionUrlBehindAccessControlNeedsItsHash() {
        sample.custom("f", SampleDistribution.FUNCTION_URL).put("OriginAccessControlId", "E1OAC");
        ObjectNode behavior = sample.behavior("/api/*", "f");
        assertThat(sample.findings(folder)).as("GET and HEAD").isEmpty();
        SampleDistribution.methods(behavior, "GET", "HEAD", "OPTIONS");
        assertThat(sample.findings(folder)).isEmpty();
        SampleDistribution.allMethods(behavior);
        assertThat(sample.findings(folder)).containsExactly("low oac-without-body-hash");
        SampleDistribution.function(behavior, "viewer-request", false);
        assertThat(sample.findings(folder))
                .as("a function without the body")
                .containsExactly("low oac-without-body-hash");
        SampleDistribution.function(behavior, "viewer-request", true);
        assertThat(sample.findings(folder)).isEmpty();
        SampleDistribution.function(behavior, "origin-request", true);
        assertThat(sample.findings(folder)).containsExactly("info origin-signed-twice");
        SampleDistribution.function(behavior, "origin-request", false);
        assertThat(sample.findings(folder))
                .containsExactly("medium edge-function-without-body", "info origin-signed-twice");
    }

    @Test
    void aBodyToAMemberOfAGroupNeedsItsHashAsWell() {
        sample.custom("f", SampleDistribution.FUNCTION_URL).put("OriginAccessControlId", "E1OAC");
        sample.group("both", "site", "f");
        SampleDistribution.allMethods(sample.behavior("/api/*", "both"));
        assertThat(sample.findings(folder)).containsExactly("low oac-without-body-hash");
    }

    /** Nothing has to be signed by the function where CloudFront signs for a bucket. */
    @ParameterizedTest
    @CsvSource({
        "oac, ''",
        "oai, low origin-access-identity",
        "none, info edge-function-without-body",
    })
    void aFunctionWithoutBodiesBeforeABucket(String protection, String finding) {
        ObjectNode bucket = sample.bucket("b", "other.s3.us-east-1.amazonaws.com");
        if (protection.equals("oac")) {
            bucket.put("OriginAccessControlId", "E1OAC");
        } else if (protection.equals("oai")) {
            bucket.putObject("S3OriginConfig")
                    .put("OriginAccessIdentity", "origin-access-identity/cloudfront/E127EXAMPLE51Z");
        }
        SampleDistribution.function(
                SampleDistribution.allMethods(sample.behavior("/app/*", "b")), "origin-request", false);
        assertThat(sample.findings(folder)).isEqualTo(finding.isEmpty() ? List.of() : List.of(finding));
    }

    @Test
    void aSignerWithoutBodiesIsFound() {
        sample.custom("api", SampleDistribution.API);
        SampleDistribution.function(
                SampleDistribution.allMethods(sample.behavior("/api/*", "api")), "origin-request", false);
        assertThat(sample.findings(folder)).containsExactly("medium edge-function-without-body");
    }

    /** Developer Guide, "Restrict access with VPC origins": neither origin-request nor origin-response triggers. */
    @ParameterizedTest
    @CsvSource({
        "origin-request, true",
        "origin-response, true",
        "viewer-request, false",
        "viewer-response, false"
    })
    void aVpcOriginRunsNoOriginFunction(String eventType, boolean found) {
        ObjectNode origin = sample.custom("v", "internal-a-1.us-east-1.elb.amazonaws.com");
        origin.putObject("VpcOriginConfig").put("VpcOriginId", "vo_1");
        ObjectNode behavior = SampleDistribution.allMethods(sample.behavior("/app/*", "v"));
        assertThat(sample.findings(folder)).isEmpty();
        SampleDistribution.function(behavior, eventType, false);
        assertThat(sample.findings(folder)).isEqualTo(found ? List.of("medium vpc-origin-function") : List.of());
    }

    /** Developer Guide, "Cache behavior settings", path pattern: the first that matches decides. */
    @Test
    void aBehaviorBehindOneThatTakesItsRequestsIsNeverReached() {
        sample.custom("api", SampleDistribution.API);
        sample.behavior("*", "site");
        SampleDistribution.function(sample.behavior("/api/*", "api"), "origin-request", true);
        Distribution read = sample.read(folder);
        assertThat(SampleDistribution.found(read)).containsExactly("medium behavior-unreachable");
        assertThat(read.findings().getFirst().evidence())
                .startsWith("Behavior /api/* ")
                .contains(SampleDistribution.FUNCTION);
    }

    @Test
    void aBehaviorBeforeThoseThatTakeMoreIsReached() {
        sample.custom("api", SampleDistribution.API);
        SampleDistribution.function(sample.behavior("/api/*", "api"), "origin-request", true);
        sample.behavior("/img/*.jpg", "site");
        sample.behavior("*", "site");
        assertThat(sample.findings(folder)).isEmpty();
    }
}
