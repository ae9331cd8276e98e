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

/** What goes to the origin, and what tells cached responses apart. */
class ForwardingPostureTest {
    private static final String CUSTOM_POLICY = "11112222-3333-4444-5555-666677778888";

    @TempDir
    Path folder;

    private final SampleDistribution sample = new SampleDistribution();

    private static List<String> expected(String finding) {
        return finding.isEmpty() ? List.of() : List.of(finding);
    }

    /** Developer Guide, "Use managed origin request policies" and "Use managed cache policies". */
    @ParameterizedTest
    @CsvSource({
        "AllViewer, 4135ea2d-6df8-44a3-9df3-4b5a84be39ad, 216adef6-5c7f-47e4-b989-5492eafa07d3, true",
        "AllViewerAndCloudFrontHeaders, 4135ea2d-6df8-44a3-9df3-4b5a84be39ad,"
                + " 33f36d7e-f396-46d9-90e0-52428a34d9dc, true",
        "HostHeaderOnly, 4135ea2d-6df8-44a3-9df3-4b5a84be39ad, bf0718e1-ba1e-49d1-88b1-f726733018ae, true",
        "Amplify, 2e54312d-136d-493c-8eb9-b001f22f67d2, '', true",
        "UseOriginCacheControlHeaders, 83da9c7e-98b4-4e11-a168-04f0df8e2c65, '', true",
        "UseOriginCacheControlHeaders-QueryStrings, 4cc15a8a-d715-48a4-82b8-cc0b614638fe, '', true",
        "AllViewerExceptHostHeader, 4135ea2d-6df8-44a3-9df3-4b5a84be39ad, b689b0a8-53d0-40ab-baf2-68738e2966ac, false",
        "CORS-CustomOrigin, 4135ea2d-6df8-44a3-9df3-4b5a84be39ad, 59781a5b-3903-41f3-afcb-af62929ccde1, false",
        "CachingOptimized, 658327ea-f89d-4fab-a63d-7e88639e58f6, '', false"
    })
    void aPolicyThatForwardsHostToAFunctionUrlIsFound(String name, String cache, String originRequest, boolean found) {
        sample.custom("f", SampleDistribution.FUNCTION_URL).put("OriginAccessControlId", "E1OAC");
        sample.byDefault("f", cache, originRequest);
        assertThat(sample.findings(folder)).as(name).isEqualTo(found ? List.of("medium host-forwarded") : List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "a1b2c3.execute-api.us-east-1.amazonaws.com, true",
        "d-a1b2c3d4e5.execute-api.us-east-1.amazonaws.com, false",
        "web-1.us-east-1.elb.amazonaws.com, false",
        "api.example.com, false"
    })
    void onlyOriginsWithANameOfTheirOwnRefuseTheViewersHost(String domain, boolean found) {
        ObjectNode origin = SampleDistribution.header(sample.custom("o", domain), "x-api-key", "5f2b8c1e9a7d4e60");
        sample.byDefault("o", SampleDistribution.CACHING_DISABLED, SampleDistribution.ALL_VIEWER);
        assertThat(origin.path("CustomHeaders").path("Items")).hasSize(1);
        assertThat(sample.findings(folder))
                .containsExactlyInAnyOrderElementsOf(found
                        ? List.of("medium origin-shared-secret", "medium host-forwarded")
                        : List.of("medium origin-shared-secret"));
    }

    @Test
    void aFunctionMaySetHostRight() {
        sample.custom("api", SampleDistribution.API);
        SampleDistribution.function(
                sample.byDefault("api", SampleDistribution.CACHING_DISABLED, SampleDistribution.ALL_VIEWER),
                "origin-request",
                true);
        assertThat(sample.findings(folder)).containsExactly("info host-forwarded");
    }

    @Test
    void aBucketIsFoundByHostUnlessItBearsTheAlias() {
        sample.byDefault("site", SampleDistribution.CACHING_DISABLED, SampleDistribution.ALL_VIEWER);
        assertThat(sample.findings(folder)).containsExactly("medium host-forwarded");
        sample.bucket("www", "www.example.com.s3.us-east-1.amazonaws.com").put("OriginAccessControlId", "E1OAC");
        sample.byDefault("www", SampleDistribution.CACHING_DISABLED, SampleDistribution.ALL_VIEWER);
        sample.config.putObject("Aliases").putArray("Items").add("www.example.com");
        assertThat(sample.findings(folder)).isEmpty();
    }

    /** API Reference, {@code ForwardedValues}: headers by name, or {@code *} for all. */
    @ParameterizedTest
    @CsvSource({"Host, true", "host, true", "*, true", "Authorization, false"})
    void legacySettingsForwardHostAsWell(String header, boolean found) {
        sample.custom("f", SampleDistribution.FUNCTION_URL).put("OriginAccessControlId", "E1OAC");
        ObjectNode behavior = sample.byDefault("f", "", "");
        behavior.putObject("ForwardedValues").putObject("Headers").putArray("Items").add(header);
        assertThat(sample.findings(folder))
                .isEqualTo(found
                        ? List.of("medium host-forwarded", "low legacy-cache-settings")
                        : List.of("low legacy-cache-settings"));
    }

    /** Developer Guide, "Understand cache policies": what only the origin request policy forwards is not in the key. */
    @ParameterizedTest
    @CsvSource({
        "CachingOptimized, 658327ea-f89d-4fab-a63d-7e88639e58f6, 216adef6-5c7f-47e4-b989-5492eafa07d3,"
                + " medium shared-cache",
        "and without Host, 658327ea-f89d-4fab-a63d-7e88639e58f6, b689b0a8-53d0-40ab-baf2-68738e2966ac,"
                + " medium shared-cache",
        "and CloudFront's, 658327ea-f89d-4fab-a63d-7e88639e58f6, 33f36d7e-f396-46d9-90e0-52428a34d9dc,"
                + " medium shared-cache",
        "uncompressed, b2884449-e4de-46a7-ac36-70bc7f1ddd6d, 216adef6-5c7f-47e4-b989-5492eafa07d3, medium shared-cache",
        "MediaPackage, 08627262-05a9-4f76-9ded-b50ca2e3a84f, 216adef6-5c7f-47e4-b989-5492eafa07d3, medium shared-cache",
        "only when asked, 83da9c7e-98b4-4e11-a168-04f0df8e2c65, 216adef6-5c7f-47e4-b989-5492eafa07d3,"
                + " info shared-cache",
        "all in the key, 2e54312d-136d-493c-8eb9-b001f22f67d2, 216adef6-5c7f-47e4-b989-5492eafa07d3, ''",
        "CachingDisabled, 4135ea2d-6df8-44a3-9df3-4b5a84be39ad, 216adef6-5c7f-47e4-b989-5492eafa07d3, ''",
        "only CORS, 658327ea-f89d-4fab-a63d-7e88639e58f6, 59781a5b-3903-41f3-afcb-af62929ccde1, ''",
        "nothing, 658327ea-f89d-4fab-a63d-7e88639e58f6, '', ''"
    })
    void whatTellsViewersApartBelongsIntoTheCacheKey(String name, String cache, String originRequest, String finding) {
        ObjectNode origin = sample.custom("o", "api.example.com");
        origin.putObject("VpcOriginConfig").put("VpcOriginId", "vo_1");
        SampleDistribution.allMethods(sample.byDefault("o", cache, originRequest));
        assertThat(sample.findings(folder)).as(name).isEqualTo(expected(finding));
    }

    @Test
    void aBucketAnswersAllAlike() {
        sample.byDefault("site", SampleDistribution.CACHING_OPTIMIZED, SampleDistribution.ALL_VIEWER_EXCEPT_HOST);
        assertThat(sample.findings(folder)).isEmpty();
    }

    private List<String> withPolicy(String policy) throws IOException {
        Path file = Files.writeString(folder.resolve("d.json"), sample.json().toString());
        Path beside = Files.writeString(folder.resolve("policy.json"), policy);
        return SampleDistribution.found(SavedDistributions.read(List.of(file, beside)).getFirst());
    }

    /** The forms of {@code get-origin-request-policy} and {@code list-origin-request-policies}. */
    @ParameterizedTest
    @ValueSource(strings = {
        "{\"OriginRequestPolicy\":%s}", "{\"OriginRequestPolicyList\":{\"Items\":[{\"OriginRequestPolicy\":%s}]}}"
    })
    void aCustomPolicyIsKnownOnlyWhenGivenBesideIt(String answer) throws IOException {
        sample.custom("f", SampleDistribution.FUNCTION_URL).put("OriginAccessControlId", "E1OAC");
        sample.byDefault("f", SampleDistribution.CACHING_DISABLED, CUSTOM_POLICY);
        assertThat(sample.findings(folder)).containsExactly("info policy-not-seen");
        String policy =
                """
                {"Id":"%s","OriginRequestPolicyConfig":{"Name":"mine",
                 "HeadersConfig":{"HeaderBehavior":"%s","Headers":{"Items":["%s"]}},
                 "CookiesConfig":{"CookieBehavior":"none"},"QueryStringsConfig":{"QueryStringBehavior":"none"}}}""";
        assertThat(withPolicy(answer.formatted(policy.formatted(CUSTOM_POLICY, "whitelist", "Host"))))
                .containsExactly("medium host-forwarded");
        assertThat(withPolicy(answer.formatted(policy.formatted(CUSTOM_POLICY, "allExcept", "X-Other"))))
                .containsExactly("medium host-forwarded");
        assertThat(withPolicy(answer.formatted(policy.formatted(CUSTOM_POLICY, "allExcept", "host")))).isEmpty();
        assertThat(withPolicy(answer.formatted(policy.formatted(CUSTOM_POLICY, "newer", "host"))))
                .as("a word that is not known is not judged")
                .containsExactly("info policy-not-seen");
    }

    @Test
    void aCustomCachePolicyIsJudgedByItsKeyAndItsTtls() throws IOException {
        sample.custom("o", "api.example.com").putObject("VpcOriginConfig").put("VpcOriginId", "vo_1");
        sample.byDefault("o", CUSTOM_POLICY, SampleDistribution.ALL_VIEWER);
        String policy =
                """
                {"CachePolicy":{"Id":"%s","CachePolicyConfig":{"Name":"mine","MinTTL":0%s,
                 "ParametersInCacheKeyAndForwardedToOrigin":{
                  "HeadersConfig":{"HeaderBehavior":"whitelist","Headers":{"Items":["%s"]}},
                  "CookiesConfig":{"CookieBehavior":"%s","Cookies":{"Items":["sid"]}},
                  "QueryStringsConfig":{"QueryStringBehavior":"all"}}}}}""";
        assertThat(withPolicy(policy.formatted(CUSTOM_POLICY, "", "authorization", "all"))).isEmpty();
        assertThat(withPolicy(policy.formatted(CUSTOM_POLICY, "", "authorization", "whitelist")))
                .containsExactly("medium shared-cache");
        assertThat(withPolicy(policy.formatted(CUSTOM_POLICY, "", "accept", "all")))
                .containsExactly("medium shared-cache");
        assertThat(withPolicy(policy.formatted(CUSTOM_POLICY, ",\"DefaultTTL\":0", "accept", "all")))
                .containsExactly("info shared-cache");
        assertThat(withPolicy(policy.formatted(CUSTOM_POLICY, ",\"DefaultTTL\":0,\"MaxTTL\":0", "accept", "none")))
                .isEmpty();
    }
}
