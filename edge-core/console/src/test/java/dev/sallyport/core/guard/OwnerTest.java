package dev.sallyport.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(OwnerPatch.of(new Owner(Tool.CLOUDFORMATION, "shop", "Cdn"), CHANGES)).isEqualTo("""
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
        assertThat(OwnerPatch.of(new Owner(Tool.TERRAFORM, "", ""), CHANGES)).isEqualTo("""
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
}
