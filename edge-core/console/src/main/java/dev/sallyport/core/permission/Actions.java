package dev.sallyport.core.permission;

import dev.sallyport.core.account.Operations;
import dev.sallyport.core.account.Operations.Role;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The actions of IAM that allow operations (Service Authorization Reference, "Actions, resources, and condition keys"). */
public final class Actions {
    /** Where the service's prefix is not the SDK's name of it. */
    private static final Map<String, String> PREFIXES =
            Map.of("cloudwatchlogs", "logs", "greengrassv2", "greengrass", "apigatewayv2", "apigateway");

    /** Operations that are allowed by an action of another name. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("s3:ListObjectsV2", "s3:ListBucket"),
            Map.entry("s3:HeadBucket", "s3:ListBucket"),
            Map.entry("s3:HeadObject", "s3:GetObject"),
            Map.entry("s3:DeleteObjects", "s3:DeleteObject"),
            Map.entry("s3:GetBucketEncryption", "s3:GetEncryptionConfiguration"),
            Map.entry("s3:GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration"),
            Map.entry("s3:GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
            Map.entry("s3:PutPublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
            Map.entry("s3:DeletePublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
            Map.entry("lambda:Invoke", "lambda:InvokeFunction"));

    /** API Gateway's actions are the methods of HTTP ("How API Gateway works with IAM"). */
    private static final Map<String, String> METHODS =
            Map.of("Get", "GET", "Create", "POST", "Update", "PATCH", "Put", "PUT", "Delete", "DELETE");

    /**
     * Operations that take more than their own action: what CloudFront and CloudWatch Logs do then for the caller ("Setting
     * up IAM permissions and roles for Lambda@Edge"; "Enable logging from AWS services"), and the Glue catalog beneath
     * Athena.
     */
    private static final Map<String, List<String>> MORE = Map.of(
            "cloudfront:UpdateDistribution",
                    List.of(
                            "lambda:EnableReplication*",
                            "lambda:DisableReplication*",
                            "lambda:GetFunction",
                            "iam:CreateServiceLinkedRole"),
            "cloudfront:CopyDistribution", List.of("lambda:EnableReplication*"),
            "logs:CreateDelivery", List.of("cloudfront:AllowVendedLogDeliveryForResource"),
            "lambda:CreateFunction", List.of("iam:PassRole"),
            "athena:StartQueryExecution",
                    List.of("glue:CreateDatabase", "glue:CreateTable", "glue:GetDatabase", "glue:GetTable"));

    private Actions() {}

    /** What a role of {@link Operations} needs; GetCallerIdentity needs nothing (STS API Reference). */
    public static NavigableSet<String> of(Role role) {
        NavigableSet<String> actions = new TreeSet<>();
        Operations.all().forEach((service, operations) -> operations.forEach((operation, needs) -> {
            if (needs == role && !service.equals("sts")) {
                String action = action(service, operation);
                actions.add(action);
                actions.addAll(MORE.getOrDefault(action, List.of()));
            }
        }));
        return actions;
    }

    private static String action(String service, String operation) {
        String prefix = PREFIXES.getOrDefault(service, service);
        if (prefix.equals("apigateway")) {
            return METHODS.entrySet().stream()
                    .filter(method -> operation.startsWith(method.getKey()))
                    .map(method -> "apigateway:" + method.getValue())
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(operation));
        }
        String own = prefix + ":" + operation;
        return OTHERS.getOrDefault(own, own);
    }
}
