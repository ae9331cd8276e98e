package dev.sallyport.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Json;
import dev.sallyport.core.guard.Owner.Tool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who keeps a distribution, and the changes in the owner's words. */
class OwnerTest {
    private static final List<Change> CHANGES = List.of(
            new Change("viewer-plain-http", "DefaultCacheBehavior.ViewerProtocolPolicy", "allow-all", "redirect-to-https"),
            new Change("viewer-plain-http", "CacheBehaviors[/a.b/*].ViewerProtocolPolicy", "allow-all", "redirect-to-https"),
            new Change(
                    "origin-open",
                    "DefaultCacheBehavior.LambdaFunctionAssociations",
                    "",
                    "{\"Quantity\":1,\"Items\":[{\"LambdaFunctionARN\":\"arn:f:1\",\"EventType\":\"origin-request\","
                            + "\"IncludeBody\":true}]}"),
            new Change("origin-open", "Origins[api.v1].OriginAccessControlId", "", "E1"),
            new Change("origin-open", "Origins[api.v1].CustomOriginConfig.OriginProtocolPolicy", "http-only", "https-only"),
            new Change("dedicated-ip", "ViewerCertificate.SSLSupportMethod", "vip", "sni-only"),
            new Change("no-web-acl", "WebACLId", "", "arn:acl"),
            new Change("origin-open", "bucket files: PublicAccessBlock", "", "all on"));

    @Test
    void cloudFormationReadsTheFragment() {
        assertThat(OwnerPatch.of(new Owner(Tool.CLOUDFORMATION, "shop", "Cdn"), CHANGES, List.of())).isEqualTo("""
                # bucket files: PublicAccessBlock: all on
                Resources:
                  Cdn:
                    Properties:
                      DistributionConfig:
                        DefaultCacheBehavior:
                          ViewerProtocolPolicy: "redirect-to-https"
                          LambdaFunctionAssociations:
                            - LambdaFunctionARN: "arn:f:1"
                              EventType: "origin-request"
                              IncludeBody: true
                        CacheBehaviors:
                          - PathPattern: "/a.b/*"
                            ViewerProtocolPolicy: "redirect-to-https"
                        Origins:
                          - Id: "api.v1"
                            OriginAccessControlId: "E1"
                            CustomOriginConfig:
                              OriginProtocolPolicy: "https-only"
                        ViewerCertificate:
                          SslSupportMethod: "sni-only"
                        WebACLId: "arn:acl\"""");
    }

    @Test
    void terraformReadsTheFragment() {
        assertThat(OwnerPatch.of(new Owner(Tool.TERRAFORM, "", ""), CHANGES, List.of())).isEqualTo("""
                # bucket files: PublicAccessBlock: all on
                resource "aws_cloudfront_distribution" "this" {
                  default_cache_behavior {
                    viewer_protocol_policy = "redirect-to-https"
                    lambda_function_association {
                      lambda_arn = "arn:f:1"
                      event_type = "origin-request"
                      include_body = true
                    }
                  }
                  ordered_cache_behavior {
                    path_pattern = "/a.b/*"
                    viewer_protocol_policy = "redirect-to-https"
                  }
                  origin {
                    origin_id = "api.v1"
                    origin_access_control_id = "E1"
                    custom_origin_config {
                      origin_protocol_policy = "https-only"
                    }
                  }
                  viewer_certificate {
                    ssl_support_method = "sni-only"
                  }
                  web_acl_id = "arn:acl"
                }""");
    }

    @ParameterizedTest
    @CsvSource({
        "aws:cloudformation:stack-name, shop, cloudformation shop",
        "ManagedBy, Terraform, terraform",
        "terraform, true, terraform",
        "tool, OpenTofu, terraform",
        "pulumi:project, shop, pulumi",
        "Name, shop, nobody",
    })
    void tagsTell(String key, String value, String word) {
        assertThat(Owner.of(Map.of(key, value)).word()).isEqualTo(word);
    }

    /** Without default_tags Terraform tags nothing, but its provider names each distribution after itself. */
    @ParameterizedTest
    @CsvSource({
        "terraform-20240611083000123400000001, , terraform",
        "0f6c2f4e-8d1c-4d2a-9a51-0c6a7f3e2b11, , nobody",
        "by hand, Managed by Terraform, terraform",
        "by hand, Our site, nobody",
    })
    void theConfigurationTells(String reference, String comment, String word) {
        var config = Json.MAPPER.createObjectNode().put("CallerReference", reference).put("Comment", comment);
        assertThat(Owner.of(config).word()).isEqualTo(word);
    }

    /** What has no id before it is made is a parameter of the owner's, said to be made first: no text that no tool takes. */
    @Test
    void whatIsToBeMadeFirstIsAParameter() {
        EdgeSigner signer = new EdgeSigner("sallyport-E1-a", "111122223333", "E1", List.of(), List.of());
        CountingAcl acl = new CountingAcl("sallyport-E1-a");
        List<Change> changes = List.of(
                new Change(
                        "origin-open",
                        "DefaultCacheBehavior.LambdaFunctionAssociations",
                        "",
                        "{\"Quantity\":1,\"Items\":[{\"LambdaFunctionARN\":\"" + signer.placeholder()
                                + "\",\"EventType\":\"origin-request\"}]}"),
                new Change("no-web-acl", "WebACLId", "", acl.placeholder()));
        assertThat(OwnerPatch.of(new Owner(Tool.CLOUDFORMATION, "shop", "Cdn"), changes, List.of(acl, signer)))
                .contains("Parameters:\n  WebAclArn:\n    Type: String\n    Description: \"What comes of it: " + acl.says())
                .contains("  SignerVersionArn2:\n", "LambdaFunctionARN: !Ref SignerVersionArn2", "WebACLId: !Ref WebAclArn")
                .contains("# To be done beside: " + signer.says() + ".")
                .doesNotContain("(signer of", "(web ACL");
        assertThat(OwnerPatch.of(new Owner(Tool.TERRAFORM, "", ""), changes, List.of(acl, signer)))
                .contains("variable \"web_acl_arn\" {\n  type = string\n")
                .contains("lambda_arn = var.signer_version_arn2", "web_acl_id = var.web_acl_arn")
                .doesNotContain("(signer of", "(web ACL");
    }
}
