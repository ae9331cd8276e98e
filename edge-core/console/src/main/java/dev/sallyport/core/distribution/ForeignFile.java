package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files that people take for a distribution and that are something else: other tools' files, other answers of AWS. */
final class ForeignFile {
    /** What the only or first member of another answer of the AWS CLI says that it is. */
    private static final Map<String, String> ANSWERS = Map.ofEntries(
            Map.entry("WebACL", "a web ACL"),
            Map.entry("WebACLs", "a list of web ACLs"),
            Map.entry("DistributionIdList", "a list of ids of distributions, without their configuration"),
            Map.entry("DistributionTenant", "a distribution tenant"),
            Map.entry("DistributionTenantList", "a list of distribution tenants"),
            Map.entry("StreamingDistribution", "a streaming distribution"),
            Map.entry("StreamingDistributionList", "a list of streaming distributions"),
            Map.entry("ContinuousDeploymentPolicy", "a continuous deployment policy"),
            Map.entry("ResponseHeadersPolicy", "a response headers policy"),
            Map.entry("ResponseHeadersPolicyList", "a list of response headers policies"),
            Map.entry("CloudFrontOriginAccessIdentityList", "a list of origin access identities"),
            Map.entry("ConflictingAliasesList", "a list of conflicting aliases"),
            Map.entry("Invalidation", "an invalidation"),
            Map.entry("InvalidationList", "a list of invalidations"),
            Map.entry("FunctionSummary", "a CloudFront function"),
            Map.entry("FunctionList", "a list of CloudFront functions"),
            Map.entry("KeyGroupList", "a list of key groups"),
            Map.entry("VpcOrigin", "a VPC origin"),
            Map.entry("VpcOriginList", "a list of VPC origins"),
            Map.entry("ResourceDescriptions", "a list of resources in CloudFormation's form, from Cloud Control API"),
            Map.entry("Changes", "a CloudFormation change set"),
            Map.entry("Stacks", "a description of CloudFormation stacks"),
            Map.entry("StackResources", "a description of a CloudFormation stack's resources"),
            Map.entry("StackResourceSummaries", "a list of a CloudFormation stack's resources"),
            Map.entry("TemplateBody", "a CloudFormation template inside the answer of get-template"));

    private ForeignFile() {}

    /**
     * What a document is, with its article, such as {@code a CloudFormation template}; empty when that is not known.
     */
    static Optional<String> name(JsonNode document) {
        return cloudFormation(document)
                .or(() -> terraform(document))
                .or(() -> event(document))
                .or(() -> finding(document))
                .or(() -> config(document))
                .or(() -> report(document))
                .or(() -> ANSWERS.entrySet().stream()
                        .filter(answer -> document.has(answer.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst());
    }

    private static Optional<String> cloudFormation(JsonNode document) {
        JsonNode resources = document.path("Resources");
        List<String> distributions = new ArrayList<>();
        boolean typed = false;
        if (resources.isObject()) {
            for (Map.Entry<String, JsonNode> resource : resources.properties()) {
                String type = text(resource.getValue(), "Type");
                typed |= type.contains("::");
                if (type.equals("AWS::CloudFront::Distribution")) {
                    distributions.add(resource.getKey());
                }
            }
        }
        if (typed || document.has("AWSTemplateFormatVersion") || text(document, "Transform").startsWith("AWS::")) {
            return Optional.of("a CloudFormation template" + (distributions.isEmpty()
                    ? " without a distribution"
                    : " (AWS::CloudFront::Distribution " + String.join(", ", distributions)
                            + ") without a configuration that can be judged"));
        }
        if (text(document, "Type").contains("::") && document.has("Properties")) {
            return Optional.of("a resource of a CloudFormation template");
        }
        if (document.path("ResourceDescription").has("Properties")) {
            return Optional.of("a resource in CloudFormation's form, from Cloud Control API");
        }
        if ((document.has("artifacts") && document.has("version")) || text(document, "version").startsWith("tree-")) {
            return Optional.of("a file of a CDK assembly");
        }
        return Optional.empty();
    }

    private static Optional<String> terraform(JsonNode document) {
        boolean terraform = document.has("terraform_version") || document.has("format_version");
        if (terraform && (document.has("planned_values") || document.has("resource_changes"))) {
            return Optional.of("a Terraform plan without a distribution that can be judged");
        }
        if (terraform || (document.has("lineage") && document.has("serial"))) {
            return Optional.of("a Terraform state without a distribution that can be judged");
        }
        if (document.path("resource").has("aws_cloudfront_distribution")
                || (document.has("provider") && document.has("resource"))) {
            return Optional.of("a Terraform configuration");
        }
        if (document.has("default_cache_behavior")) {
            return Optional.of("a distribution in Terraform's form");
        }
        boolean pulumi = document.path("deployment").path("resources").isArray()
                || text(document, "urn").startsWith("urn:pulumi");
        return pulumi ? Optional.of("a Pulumi state") : Optional.empty();
    }

    private static Optional<String> event(JsonNode document) {
        if (document.has("detail-type") && document.has("detail")) {
            return Optional.of("an EventBridge event (" + text(document, "detail-type") + ")");
        }
        JsonNode one = document.path("Records").isArray() ? document.path("Records").path(0) : document;
        boolean trail = (one.has("eventName") && (one.has("eventSource") || one.has("requestParameters")))
                || document.path("Events").path(0).has("CloudTrailEvent")
                || document.has("CloudTrailEvent");
        return trail ? Optional.of("a CloudTrail event") : Optional.empty();
    }

    private static Optional<String> finding(JsonNode document) {
        JsonNode one = document.path("Findings").isArray() ? document.path("Findings").path(0) : document;
        JsonNode resource = one.path("Resources").path(0);
        if ((one.has("AwsAccountId") && one.has("ProductArn"))
                || resource.path("Details").has("AwsCloudFrontDistribution")
                || text(resource, "Type").equals("AwsCloudFrontDistribution")
                || document.has("AwsCloudFrontDistribution")) {
            return Optional.of("a Security Hub finding");
        }
        return document.has("class_uid") && document.has("metadata")
                ? Optional.of("a finding in the form of OCSF")
                : Optional.empty();
    }

    /** An AWS Config item; one that holds a distribution in the API's form is read before this is asked. */
    private static Optional<String> config(JsonNode document) {
        boolean item = (document.has("resourceType")
                        && (document.has("configuration") || document.has("configurationItemStatus")))
                || document.has("configurationItems")
                || document.has("configurationItem")
                || document.has("baseConfigurationItems")
                || document.has("configurationItemDiff")
                || document.path("QueryInfo").has("SelectFields");
        if (item) {
            String type = text(document, "resourceType");
            return Optional.of("an AWS Config item" + (type.isEmpty() ? "" : " of type " + type));
        }
        return document.has("distributionConfig")
                ? Optional.of("a distribution in AWS Config's form")
                : Optional.empty();
    }

    private static Optional<String> report(JsonNode document) {
        if (document.path("runs").isArray() && document.has("version")) {
            return Optional.of("a SARIF log");
        }
        return document.has("distributions") && document.has("score")
                ? Optional.of("an answer of inspect --json itself")
                : Optional.empty();
    }
}
