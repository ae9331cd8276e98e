package dev.sallyport.core.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/**
 * An origin behind origin access control trusts its distribution by ARN. A staging copy has another one: for as long
 * as it lives, every statement for the primary is there once more for the copy, and no wider.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/continuous-deployment-quotas-considerations.html">
 *     Quotas and other considerations</a>
 */
final class StagingTrust {
    private static final String SID = "SallyportStaging";

    private final S3Client s3;
    private final LambdaClient lambda;

    StagingTrust(AwsClients aws) {
        this.s3 = aws.s3(EdgeRegion.NAME);
        this.lambda = aws.lambda(EdgeRegion.NAME);
    }

    void grant(List<StackResourceSummary> resources, String primaryArn, String stagingArn) {
        each(resources, bucket -> widen(bucket, primaryArn, stagingArn), function -> permit(function, primaryArn,
                stagingArn));
    }

    void revoke(List<StackResourceSummary> resources) {
        each(resources, this::narrow, this::forbid);
    }

    private static void each(
            List<StackResourceSummary> resources,
            Consumer<String> buckets,
            Consumer<String> functions) {
        for (StackResourceSummary resource : resources) {
            String id = Objects.requireNonNullElse(resource.physicalResourceId(), "");
            if (resource.resourceType().equals("AWS::S3::Bucket")) {
                buckets.accept(id);
            } else if (resource.resourceType().equals("AWS::Lambda::Url")) {
                functions.accept(id);
            }
        }
    }

    private void widen(String bucket, String primaryArn, String stagingArn) {
        ObjectNode policy = bucketPolicy(bucket);
        if (policy == null) {
            return;
        }
        List<JsonNode> own = statements(policy, false);
        List<JsonNode> all = new ArrayList<>(own);
        for (JsonNode statement : own) {
            if (statement.path("Condition").toString().contains('"' + primaryArn + '"')) {
                ObjectNode copy = (ObjectNode) parse(statement.toString().replace(primaryArn, stagingArn), bucket);
                all.add(copy.put("Sid", SID + (all.size() - own.size() + 1)));
            }
        }
        if (all.size() > own.size()) {
            put(bucket, policy, all);
        }
    }

    private void narrow(String bucket) {
        ObjectNode policy = bucketPolicy(bucket);
        if (policy != null && !statements(policy, true).isEmpty()) {
            put(bucket, policy, statements(policy, false));
        }
    }

    private void put(String bucket, ObjectNode policy, List<JsonNode> statements) {
        ArrayNode list = policy.putArray("Statement");
        list.addAll(statements);
        s3.putBucketPolicy(request -> request.bucket(bucket).policy(policy.toString()));
    }

    private @Nullable ObjectNode bucketPolicy(String bucket) {
        try {
            return parse(s3.getBucketPolicy(request -> request.bucket(bucket)).policy(),
                    bucket) instanceof ObjectNode node
                    ? node
                    : null;
        } catch (NoSuchBucketException gone) {
            return null;
        } catch (AwsServiceException e) {
            // S3 has no typed exception for it.
            if (e.awsErrorDetails() != null && "NoSuchBucketPolicy".equals(e.awsErrorDetails().errorCode())) {
                return null;
            }
            throw e;
        }
    }

    /** Those of a staging copy, or the others. */
    private static List<JsonNode> statements(JsonNode policy, boolean staging) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode statement : policy.path("Statement")) {
            if (statement.path("Sid").asText().startsWith(SID) == staging) {
                found.add(statement);
            }
        }
        return found;
    }

    private void permit(String function, String primaryArn, String stagingArn) {
        JsonNode policy = functionPolicy(function);
        int number = statements(policy, true).size();
        if (number > 0) {
            return;
        }
        for (JsonNode statement : statements(policy, false)) {
            JsonNode condition = statement.path("Condition");
            if (!condition.toString().contains('"' + primaryArn + '"')) {
                continue;
            }
            String sid = SID + ++number;
            String auth = condition.path("StringEquals").path("lambda:FunctionUrlAuthType").asText("");
            boolean byUrl = condition.path("Bool").path("lambda:InvokedViaFunctionUrl").asBoolean();
            lambda.addPermission(request -> {
                request.functionName(function)
                        .statementId(sid)
                        .action(statement.path("Action").asText())
                        .principal(statement.path("Principal").path("Service").asText())
                        .sourceArn(stagingArn);
                if (!auth.isEmpty()) {
                    request.functionUrlAuthType(FunctionUrlAuthType.fromValue(auth));
                }
                if (byUrl) {
                    request.invokedViaFunctionUrl(true);
                }
            });
        }
    }

    private void forbid(String function) {
        for (JsonNode statement : statements(functionPolicy(function), true)) {
            lambda.removePermission(request ->
                    request.functionName(function).statementId(statement.path("Sid").asText()));
        }
    }

    private JsonNode functionPolicy(String function) {
        try {
            return parse(lambda.getPolicy(request -> request.functionName(function)).policy(), function);
        } catch (ResourceNotFoundException none) {
            return Json.MAPPER.createObjectNode();
        }
    }

    private static JsonNode parse(String policy, String of) {
        try {
            return Json.MAPPER.readTree(policy);
        } catch (IOException e) {
            throw SallyportException.unavailable(
                            "SP-AWS-FAULT", "The policy of " + of + " is not JSON.", "Look at it in the AWS console.")
                    .causedBy(e);
        }
    }
}
