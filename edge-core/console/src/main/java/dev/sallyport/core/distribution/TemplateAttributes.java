package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;

/**
 * What CloudFormation puts for a reference to a resource of the same template (Template Reference, "Return values" of each
 * type), with {@code ${LogicalId}} for the part that only AWS knows.
 */
final class TemplateAttributes {
    /** What answers with values that its own code or another template decides. */
    private static final Set<String> OPAQUE = Set.of(
            "AWS::CloudFormation::CustomResource",
            "AWS::CloudFormation::Stack",
            "AWS::CloudFormation::Macro",
            "AWS::SSM::Parameter",
            "AWS::Serverless::Application");

    private TemplateAttributes() {}

    static JsonNode ref(JsonNode resource, String id) {
        return known(resource) ? TextNode.valueOf("${" + id + "}") : new Unresolved("${" + id + "}");
    }

    static JsonNode get(JsonNode resource, String id, String attribute) {
        if (!known(resource)) {
            return new Unresolved("${" + id + "." + attribute + "}");
        }
        String itself = "${" + id + "}";
        String region = ".${AWS::Region}";
        return TextNode.valueOf(switch (text(resource, "Type") + " " + attribute) {
            case "AWS::S3::Bucket DomainName" -> itself + ".s3.amazonaws.com";
            case "AWS::S3::Bucket RegionalDomainName" -> itself + ".s3" + region + ".amazonaws.com";
            case "AWS::S3::Bucket DualStackDomainName" -> itself + ".s3.dualstack" + region + ".amazonaws.com";
            case "AWS::S3::Bucket WebsiteURL" -> "http://" + itself + ".s3-website" + region + ".amazonaws.com";
            case "AWS::Lambda::Url FunctionUrl" -> "https://" + itself + ".lambda-url" + region + ".on.aws/";
            case "AWS::ApiGatewayV2::Api ApiEndpoint" -> "https://" + itself + ".execute-api" + region + ".amazonaws.com";
            case "AWS::ElasticLoadBalancingV2::LoadBalancer DNSName",
                    "AWS::ElasticLoadBalancing::LoadBalancer DNSName" -> itself + region + ".elb.amazonaws.com";
            case "AWS::CloudFront::OriginAccessControl Id",
                    "AWS::CloudFront::CachePolicy Id",
                    "AWS::CloudFront::OriginRequestPolicy Id",
                    "AWS::ApiGateway::RestApi RestApiId",
                    "AWS::ApiGatewayV2::Api ApiId" -> itself;
            default -> "${" + id + "." + attribute + "}";
        });
    }

    private static boolean known(JsonNode resource) {
        String type = text(resource, "Type");
        return !type.isEmpty() && !type.startsWith("Custom::") && !OPAQUE.contains(type);
    }
}
