package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing is called protected, open or absent that was not seen. */
class OriginTruthTest {
    private static final String ARN = "arn:aws:lambda:us-east-1:111122223333:function:echo";

    @TempDir
    Path folder;

    private final SampleDistribution sample = new SampleDistribution();

    private Distribution beside(String... answers) throws IOException {
        List<Path> files = new ArrayList<>();
        files.add(Files.writeString(folder.resolve("distribution.json"), sample.json().toString()));
        for (int i = 0; i < answers.length; i++) {
            files.add(Files.writeString(folder.resolve("beside" + i + ".json"), answers[i]));
        }
        return SavedDistributions.read(files).getFirst();
    }

    private static String url(String type) {
        return "{\"FunctionUrl\":\"https://" + SampleDistribution.FUNCTION_URL + "/\",\"FunctionArn\":\"" + ARN
                + "\",\"AuthType\":\"" + type + "\"}";
    }

    private static String policy(String principal, String action, String authType) {
        String document = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":%s,"Action":%s,"Resource":"%s",
             "Condition":{"StringEquals":{"lambda:FunctionUrlAuthType":"%s"}}}]}"""
                .formatted(principal, action, ARN, authType);
        return Json.MAPPER.createObjectNode().put("Policy", document).put("RevisionId", "r").toString();
    }

    private static List<String> ids(Distribution distribution) {
        return distribution.findings().stream().map(one -> one.severity().word() + " " + one.id()).toList();
    }

    @Test
    void whetherAFunctionSignsIsNotSaidBeforeItWasSeen() throws IOException {
        sample.custom("f", SampleDistribution.FUNCTION_URL);
        SampleDistribution.function(
                sample.byDefault("f", SampleDistribution.CACHING_DISABLED, SampleDistribution.ALL_VIEWER_EXCEPT_HOST),
                "origin-request",
                true);
        assertThat(ids(beside())).containsExactly("info signer-not-seen");
        assertThat(beside().origins()).noneMatch(one -> one.id().equals("f") && one.isLocked());
        assertThat(ids(beside(url("NONE")))).containsExactly("high origin-lets-all-in");
        Distribution closed = beside(url("AWS_IAM"));
        assertThat(ids(closed)).isEmpty();
        assertThat(closed.origins()).filteredOn(one -> one.id().equals("f")).allMatch(Origin::isLocked);
    }

    /** Lambda Developer Guide, "Control access to Lambda function URLs": both actions since October 2025. */
    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "{\"Service\":\"cloudfront.amazonaws.com\"}#[\"lambda:InvokeFunctionUrl\",\"lambda:InvokeFunction\"]#AWS_IAM#",
        "{\"Service\":\"cloudfront.amazonaws.com\"}#\"lambda:*\"#AWS_IAM#",
        "{\"Service\":\"cloudfront.amazonaws.com\"}#\"lambda:InvokeFunctionUrl\"#AWS_IAM#medium origin-permission-missing",
        "\"*\"#[\"lambda:InvokeFunctionUrl\",\"lambda:InvokeFunction\"]#AWS_IAM#high origin-lets-all-in",
        "{\"AWS\":\"*\"}#\"lambda:InvokeFunctionUrl\"#AWS_IAM#high origin-lets-all-in",
        "\"*\"#\"lambda:*FunctionUrl\"#AWS_IAM#high origin-lets-all-in",
        "\"*\"#\"LAMBDA:invoke?unction*\"#AWS_IAM#high origin-lets-all-in",
        "\"*\"#\"lambda:InvokeFunctionUrl\"#NONE#medium origin-permission-missing"
    })
    void aFunctionsPolicyDecidesWhoCalls(String principal, String action, String authType, String found) throws IOException {
        sample.custom("f", SampleDistribution.FUNCTION_URL).put("OriginAccessControlId", "E1OAC");
        sample.byDefault("f", SampleDistribution.CACHING_DISABLED, SampleDistribution.ALL_VIEWER_EXCEPT_HOST);
        assertThat(ids(beside(url("AWS_IAM"), policy(principal, action, authType))))
                .isEqualTo(found == null ? List.of() : List.of(found));
    }

    @Test
    void aBucketsPolicyMayBeGivenBeside() throws IOException {
        String open = Json.MAPPER.createObjectNode()
                .put("Policy", """
                        {"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::site/*"}]}""")
                .toString();
        assertThat(ids(beside(open))).containsExactly("high origin-lets-all-in");
        assertThat(ids(beside(open.replace("\"*\\\"", "\"arn:aws:iam::111122223333:root\\\"")))).isEmpty();
        for (String action : List.of("s3:getobj*", "S3:*Object", "s3:G?tObject", "*")) {
            assertThat(ids(beside(open.replace("s3:GetObject", action)))).as(action).containsExactly("high origin-lets-all-in");
        }
        assertThat(ids(beside(open.replace("s3:GetObject", "s3:Put*")))).isEmpty();
    }

    @Test
    void anApiWhoseEndpointIsOffNeedsNoOtherLock() throws IOException {
        sample.custom("a", SampleDistribution.API);
        sample.byDefault("a", SampleDistribution.CACHING_DISABLED, SampleDistribution.ALL_VIEWER_EXCEPT_HOST);
        String api = "{\"id\":\"a1b2c3\",\"name\":\"n\",\"disableExecuteApiEndpoint\":%s,"
                + "\"endpointConfiguration\":{\"types\":[\"REGIONAL\"]}}";
        assertThat(ids(beside(api.formatted(false)))).containsExactly("high origin-open");
        assertThat(ids(beside(api.formatted(true)))).isEmpty();
    }

    /** Everyone guesses the name of the environment; what looks like a secret is one by its value or its name. */
    @ParameterizedTest
    @CsvSource({
        "X-CloudFront-Env, prod, high origin-open",
        "X-From-Cf, true, high origin-open",
        "X-CloudFront-Env, 5f2b8c1e9a7d4e60a, medium origin-shared-secret",
        "X-Origin-Verify, abc, medium origin-shared-secret"
    })
    void aHeaderNamedAfterCloudFrontIsNoSecret(String name, String value, String found) throws IOException {
        SampleDistribution.header(sample.custom("a", SampleDistribution.API), name, value);
        sample.byDefault("a", SampleDistribution.CACHING_DISABLED, SampleDistribution.ALL_VIEWER_EXCEPT_HOST);
        assertThat(ids(beside())).containsExactly(found);
    }

    /** Of a multi-tenant distribution the tenants decide, which no file has. */
    @Test
    void aMultiTenantDistributionWithoutAWebAclIsNotJudgedBeforeItsTenantsAreRead() throws IOException {
        sample.config.put("WebACLId", "");
        assertThat(ids(beside())).containsExactly("high no-web-acl");
        sample.config.put("ConnectionMode", "tenant-only");
        Distribution tenants = beside();
        assertThat(ids(tenants)).containsExactly("info not-read");
        assertThat(tenants.findings().getFirst().evidence()).contains("tenants");
    }

    /** AWS provider 6, {@code origin_mtls_config}. */
    @Test
    void terraformsCertificateForTheOriginIsSeenAndWhatIsNotKnownIsNamed() throws IOException {
        String plan = """
            {"format_version":"1.0","terraform_version":"1.9.0","values":{"root_module":{"resources":[
             {"address":"aws_cloudfront_distribution.d","mode":"managed","type":"aws_cloudfront_distribution","values":{
              "enabled":true,"web_acl_id":"arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1",
              "logging_config":[{"bucket":"logs.s3.amazonaws.com"}],
              "viewer_certificate":[{"cloudfront_default_certificate":true}],
              "origin":[{"origin_id":"o","domain_name":"web.example.com","custom_origin_config":[{"http_port":80,
               "https_port":443,"origin_protocol_policy":"https-only","origin_ssl_protocols":["TLSv1.2"]%s}]}],
              "default_cache_behavior":[{"target_origin_id":"o","viewer_protocol_policy":"redirect-to-https",
               "allowed_methods":["GET","HEAD"],"cached_methods":["GET","HEAD"],
               "cache_policy_id":"4135ea2d-6df8-44a3-9df3-4b5a84be39ad"}]}}]}}}""";
        JsonNode mtls = Json.MAPPER.readTree(plan.formatted(
                ",\"origin_mtls_config\":[{\"client_certificate_arn\":\"arn:aws:acm:us-east-1:111122223333:certificate/1\"}]"));
        Distribution closed = SampleDistribution.read(folder, mtls).getFirst();
        assertThat(closed.origins().getFirst().protection()).isEqualTo(Protection.MTLS);
        assertThat(ids(closed)).isEmpty();
        assertThat(ids(SampleDistribution.read(folder, Json.MAPPER.readTree(plan.formatted(""))).getFirst()))
                .containsExactly("medium origin-open");
        Distribution newer = SampleDistribution.read(
                        folder, Json.MAPPER.readTree(plan.formatted(",\"quantum_shield\":\"on\"")))
                .getFirst();
        assertThat(newer.findings())
                .filteredOn(one -> one.id().equals("unknown-member"))
                .singleElement()
                .satisfies(one -> assertThat(one.evidence()).contains("Origins[0].CustomOriginConfig.quantum_shield"));
    }
}
