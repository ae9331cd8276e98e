package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans and states in the forms that Terraform 1 and its AWS provider 5 write. */
class TerraformPlanTest {
    private static final String ATTRIBUTES =
            """
            "enabled":true,"default_root_object":"index.html","aliases":null,"logging_config":[{"bucket":"l","prefix":""}],
            "origin":[{"origin_id":"api","custom_header":[],"custom_origin_config":[{"origin_protocol_policy":"%s",
               "origin_ssl_protocols":["TLSv1.2"],"http_port":80}],"origin_access_control_id":"","s3_origin_config":[]%s},
              {"origin_id":"site","custom_origin_config":[],"s3_origin_config":[],"vpc_origin_config":[]%s}],
            "default_cache_behavior":[{"target_origin_id":"site","viewer_protocol_policy":"https-only",
              "allowed_methods":["GET","HEAD"],"forwarded_values":[],"function_association":[],
              "cache_policy_id":"658327ea-f89d-4fab-a63d-7e88639e58f6"}],
            "ordered_cache_behavior":[{"path_pattern":"/api/*","target_origin_id":"api","viewer_protocol_policy":"https-only",
              "allowed_methods":["GET","HEAD"],"cache_policy_id":"4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
              "lambda_function_association":[{"event_type":"origin-request","lambda_arn":"arn:l","include_body":false}]}],
            "viewer_certificate":[{"cloudfront_default_certificate":true,"minimum_protocol_version":"TLSv1"}]""";

    private static final String CHANGE =
            """
            {"address":"%1$s.%2$s","mode":"managed","type":"%1$s","name":"%2$s","change":{"after":{%3$s},
             "after_unknown":{%4$s}}}""";

    @TempDir
    Path folder;

    private Distribution judged(String document) throws IOException {
        List<Distribution> read = SavedDistributions.read(Files.writeString(folder.resolve("tf.json"), document));
        assertThat(read).hasSize(1);
        return read.getFirst();
    }

    private static List<String> ids(Distribution distribution) {
        return distribution.findings().stream().map(Finding::id).toList();
    }

    private static String plan(String protocol, String urlAuth, String principal, String control) {
        return """
                {"format_version":"1.2","terraform_version":"1.9.0","planned_values":{},"resource_changes":[%s,%s,%s,%s,%s],
                 "configuration":{"root_module":{"resources":[
                  {"type":"aws_cloudfront_distribution","name":"cdn","expressions":{"web_acl_id":{"references":
                     ["aws_wafv2_web_acl.acl.arn","aws_wafv2_web_acl.acl"]},
                   "origin":[{"origin_id":{"constant_value":"site"},
                     "domain_name":{"references":["aws_s3_bucket.site.bucket_regional_domain_name","aws_s3_bucket.site"]},
                     "origin_access_control_id":{"references":%s}},
                    {"origin_id":{"constant_value":"api"},
                     "domain_name":{"references":["aws_lambda_function_url.api.function_url","aws_lambda_function_url.api"]}}]}},
                  {"type":"aws_s3_bucket_policy","name":"site","expressions":{"bucket":{"references":
                     ["aws_s3_bucket.site.id","aws_s3_bucket.site"]}}}]}}}"""
                .formatted(
                        CHANGE.formatted(
                                "aws_cloudfront_distribution",
                                "cdn",
                                ATTRIBUTES.formatted(protocol, "", ""),
                                """
                                "id":true,"arn":true,"domain_name":true,"status":true,"web_acl_id":true,"origin":[
                                 {"domain_name":true},{"domain_name":true,"origin_access_control_id":true}]"""),
                        CHANGE.formatted(
                                "aws_lambda_function_url", "api", "\"authorization_type\":\"" + urlAuth + "\"", "\"id\":true"),
                        CHANGE.formatted(
                                "aws_s3_bucket_policy",
                                "site",
                                "\"policy\":\"{\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":" + principal
                                        + ",\\\"Action\\\":\\\"s3:GetObject\\\"}]}\"",
                                "\"bucket\":true"),
                        CHANGE.formatted(
                                "aws_cloudfront_origin_access_control",
                                "oac",
                                "\"signing_behavior\":\"always\"",
                                "\"id\":true"),
                        CHANGE.formatted(
                                "aws_wafv2_web_acl",
                                "acl",
                                """
                                "default_action":[{"allow":[{}],"block":[]}],
                                "rule":[{"action":[{"block":[{}],"count":[]}],"override_action":[]}]""",
                                "\"arn\":true"),
                        control);
    }

    private static final String OAC =
            "[\"aws_cloudfront_origin_access_control.oac.id\",\"aws_cloudfront_origin_access_control.oac\"]";
    private static final String SERVICE = "{\\\"Service\\\":\\\"cloudfront.amazonaws.com\\\"}";

    @Test
    void aPlanIsJudgedByWhatItRefersTo() throws IOException {
        Distribution sound = judged(plan("https-only", "AWS_IAM", SERVICE, OAC));
        assertThat(sound.findings()).isEmpty();
        assertThat(sound.id()).isEqualTo("aws_cloudfront_distribution.cdn");
        assertThat(sound.origins()).extracting(Origin::kind).containsExactly(OriginKind.FUNCTION_URL, OriginKind.S3);
        assertThat(sound.origins())
                .extracting(Origin::protection)
                .containsExactly(Protection.EDGE_FUNCTION, Protection.OAC);
        Distribution weak = judged(plan("http-only", "NONE", "\\\"*\\\"", OAC));
        assertThat(ids(weak)).containsExactly("origin-lets-all-in", "origin-plain-http", "origin-lets-all-in");
        assertThat(weak.findings())
                .extracting(finding -> String.valueOf(finding.place()))
                .map(place -> place.replaceAll(".*path=|]$", ""))
                .containsExactlyInAnyOrder(
                        "aws_lambda_function_url.api", "aws_cloudfront_distribution.cdn", "aws_s3_bucket_policy.site");
    }

    @Test
    void whatIsKnownAfterApplyIsNotAbsent() throws IOException {
        Distribution open = judged(plan("https-only", "AWS_IAM", SERVICE, "[\"var.control\"]"));
        assertThat(open.origins().get(1).protection()).isEqualTo(Protection.UNKNOWN);
        assertThat(open.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("not-seen");
            assertThat(finding.evidence()).contains("Origins[1].OriginAccessControlId (${known after apply})");
        });
    }

    /** A web ACL and a bucket of another module are not those that are known after apply as well. */
    @Test
    void whatIsKnownAfterApplyNamesNothing() throws IOException {
        String counting = plan("https-only", "AWS_IAM", "\\\"*\\\"", OAC)
                .replace("\"block\":[{}],\"count\":[]", "\"block\":[],\"count\":[{}]");
        assertThat(ids(judged(counting))).containsExactlyInAnyOrder("web-acl-blocks-nothing", "origin-lets-all-in");
        String elsewhere = counting.replace(
                        "\"aws_wafv2_web_acl.acl.arn\",\"aws_wafv2_web_acl.acl\"", "\"module.waf.arn\",\"module.waf\"")
                .replace("\"aws_s3_bucket.site.id\",\"aws_s3_bucket.site\"", "\"module.b.id\",\"module.b\"");
        assertThat(elsewhere).contains("module.waf.arn", "module.b.id");
        assertThat(ids(judged(elsewhere))).containsExactly("not-seen");
    }

    @Test
    void aBucketThatMayBlockLetsNobodyInForCertain() throws IOException {
        String open = plan("https-only", "AWS_IAM", "\\\"*\\\"", OAC);
        assertThat(judged(open).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.MEDIUM);
            assertThat(finding.evidence()).contains("would let everyone in unless the bucket blocks public access");
        });
        String block = CHANGE.formatted(
                "aws_s3_bucket_public_access_block",
                "site",
                "\"restrict_public_buckets\":false,\"block_public_policy\":false",
                "\"bucket\":true");
        String said = open.replace("\"resource_changes\":[", "\"resource_changes\":[" + block + ",")
                .replace(
                        "{\"type\":\"aws_s3_bucket_policy\"",
                        """
                        {"type":"aws_s3_bucket_public_access_block","name":"site","expressions":{"bucket":{"references":
                          ["aws_s3_bucket.site.id","aws_s3_bucket.site"]}}},{"type":"aws_s3_bucket_policy\"""");
        assertThat(judged(said).findings()).singleElement().extracting(Finding::severity).isEqualTo(Severity.HIGH);
        assertThat(judged(said.replace("buckets\":false", "buckets\":true")).findings()).isEmpty();
    }

    @Test
    void statesAreJudgedInBothForms() throws IOException {
        String attributes = ATTRIBUTES.formatted(
                        "https-only", ",\"domain_name\":\"abc.lambda-url.eu-west-1.on.aws\"", ",\"domain_name\":\"b.s3.amazonaws.com\"")
                + ",\"id\":\"E1\",\"arn\":\"arn:d\",\"web_acl_id\":\"\"";
        String shown =
                """
                {"format_version":"1.0","terraform_version":"1.9.0","values":{"root_module":{"child_modules":[{"resources":[
                 {"address":"module.edge.aws_cloudfront_distribution.d","mode":"managed","type":"aws_cloudfront_distribution",
                  "values":{%s}}]}]}}}"""
                        .formatted(attributes);
        String kept =
                """
                {"version":4,"terraform_version":"1.9.0","serial":1,"lineage":"l","resources":[
                 {"module":"module.edge","mode":"managed","type":"aws_cloudfront_distribution","name":"d",
                  "instances":[{"index_key":0,"attributes":{%s}}]},
                 {"mode":"managed","type":"aws_lambda_function_url","name":"u",
                  "instances":[{"attributes":{"authorization_type":"NONE","url_id":"abc"}}]}]}"""
                        .formatted(attributes);
        Distribution first = judged(shown);
        assertThat(first.id()).isEqualTo("E1");
        assertThat(ids(first)).containsExactly("no-web-acl", "origin-open", "signer-not-seen");
        Distribution second = judged(kept);
        assertThat(ids(second)).containsExactlyInAnyOrder("no-web-acl", "origin-open", "origin-lets-all-in");
        assertThat(second.findings())
                .filteredOn(finding -> finding.id().equals("no-web-acl"))
                .extracting(Finding::place)
                .containsExactly(new Place(
                        folder.resolve("tf.json").toString(), null, "module.edge.aws_cloudfront_distribution.d[0]"));
    }
}
