package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Web ACLs and functions that are given beside a distribution. */
class WebAclPostureTest {
    private static final String RATE =
            "{\"Name\":\"r\",\"Action\":{\"Block\":{}},\"Statement\":{\"RateBasedStatement\":{\"Limit\":100}}}";

    @TempDir
    Path folder;

    private final SampleDistribution sample = new SampleDistribution();

    private List<String> beside(String... answers) throws IOException {
        Path distribution = Files.writeString(folder.resolve("distribution.json"), sample.json().toString());
        List<Path> files = new ArrayList<>(List.of(distribution));
        for (int i = 0; i < answers.length; i++) {
            files.add(Files.writeString(folder.resolve("beside" + i + ".json"), answers[i]));
        }
        return SampleDistribution.found(SavedDistributions.read(files).getFirst());
    }

    private static String acl(int capacity, String... rules) {
        return """
            {"WebACL":{"Name":"a","Id":"1","ARN":"arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1",
             "DefaultAction":{"Allow":{}},"Capacity":%d,"Rules":[%s]},"LockToken":"t"}"""
                .formatted(capacity, String.join(",", rules));
    }

    @Test
    void oneWithARateRuleThatBlocksIsSound() throws IOException {
        assertThat(beside(acl(1500, RATE))).isEmpty();
    }

    @Test
    void capacityOverThePriceIsTold() throws IOException {
        assertThat(beside(acl(1501, RATE))).containsExactly("info web-acl-capacity");
    }

    /** A rule group may hold one. */
    @Test
    void withoutARateRuleItIsFound() throws IOException {
        String block = "{\"Name\":\"b\",\"Action\":{\"Block\":{}},\"Statement\":{\"GeoMatchStatement\":{\"CountryCodes\":[\"XX\"]}}}";
        String group = "{\"Name\":\"g\",\"OverrideAction\":{\"None\":{}},\"Statement\":"
                + "{\"RuleGroupReferenceStatement\":{\"ARN\":\"arn:aws:wafv2:us-east-1:111122223333:global/rulegroup/g/1\"}}}";
        assertThat(beside(acl(10, block))).containsExactly("medium web-acl-no-rate-rule");
        assertThat(beside(acl(10, group))).containsExactly("info web-acl-no-rate-rule");
    }

    /** AWS WAF Developer Guide, "Baseline rule groups": SizeRestrictions_BODY. */
    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "\"OverrideAction\":{\"None\":{}}##true",
        "\"OverrideAction\":{\"Count\":{}}##false",
        "\"OverrideAction\":{\"None\":{}}#,\"RuleActionOverrides\":[{\"Name\":\"SizeRestrictions_BODY\",\"ActionToUse\":{\"Count\":{}}}]#false",
        "\"OverrideAction\":{\"None\":{}}#,\"ExcludedRules\":[{\"Name\":\"SizeRestrictions_BODY\"}]#false"
    })
    void bodiesThatTheCommonRuleSetRefusesAreFound(String override, String more, boolean found) throws IOException {
        String common = "{\"Name\":\"c\"," + override + ",\"Statement\":{\"ManagedRuleGroupStatement\":"
                + "{\"VendorName\":\"AWS\",\"Name\":\"AWSManagedRulesCommonRuleSet\"" + (more == null ? "" : more) + "}}}";
        assertThat(beside(acl(800, RATE, common))).as("nothing takes bodies").isEmpty();
        SampleDistribution.allMethods(sample.behavior("/upload", "site"));
        assertThat(beside(acl(800, RATE, common))).isEqualTo(found ? List.of("low web-acl-body-limit") : List.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "#false",
        ",\"LoggingFilter\":{\"DefaultBehavior\":\"KEEP\",\"Filters\":[]}#false",
        ",\"LoggingFilter\":{\"DefaultBehavior\":\"DROP\",\"Filters\":[]}#true",
        ",\"LoggingFilter\":{\"DefaultBehavior\":\"KEEP\",\"Filters\":[{\"Behavior\":\"DROP\",\"Conditions\":[]}]}#true"
    })
    void aLogThatLeavesRequestsOutIsFound(String filter, boolean found) throws IOException {
        String logging = "{\"LoggingConfiguration\":{\"ResourceArn\":\"arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1\","
                + "\"LogDestinationConfigs\":[\"arn:aws:s3:::aws-waf-logs-a\"]" + (filter == null ? "" : filter) + "}}";
        assertThat(beside(acl(10, RATE), logging))
                .isEqualTo(found ? List.of("low web-acl-log-filter") : List.of());
    }

    /** {@code lambda get-function} and {@code get-function-configuration}, with and without a qualifier. */
    @ParameterizedTest
    @CsvSource({"nodejs16.x, true", "python3.10, true", "python3.14, false", "nodejs99.x, false", "'', false"})
    void aRuntimeWithoutSupportIsFound(String runtime, boolean found) throws IOException {
        SampleDistribution.function(sample.behavior("/a", "site"), "viewer-request", false);
        String configuration = """
            {"FunctionArn":"arn:aws:lambda:us-east-1:111122223333:function:sign","Version":"3","Runtime":"%s","CodeSha256":"x"}"""
                .formatted(runtime);
        List<String> expected = found ? List.of("medium runtime-ended") : List.of();
        assertThat(beside(configuration)).isEqualTo(expected);
        assertThat(beside("{\"Configuration\":" + configuration.replace("sign\"", "sign:3\"") + "}")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({":3, false", ":$LATEST, true", "'', true", ":live, true"})
    void onlyNumberedVersionsRunAtTheEdge(String qualifier, boolean found) throws IOException {
        SampleDistribution.function(sample.behavior("/a", "site"), "viewer-request", false)
                .withArray("/LambdaFunctionAssociations/Items")
                .forEach(one -> ((ObjectNode) one)
                        .put("LambdaFunctionARN", "arn:aws:lambda:us-east-1:111122223333:function:f" + qualifier));
        assertThat(beside()).isEqualTo(found ? List.of("medium function-unqualified") : List.of());
    }
}
