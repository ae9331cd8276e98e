package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Arns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a serverless function's role may do: the policy templates of the transform that concern services of the sandbox.
 *
 * @see <a href="https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html">
 *     Policy template list</a>
 */
final class ServerlessPolicies {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final List<String> TABLE = List.of(
            "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${name}",
            "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${name}/index/*");
    private static final List<String> BUCKET =
            List.of("arn:${AWS::Partition}:s3:::${name}", "arn:${AWS::Partition}:s3:::${name}/*");

    private static final Map<String, Known> TEMPLATES = Map.of(
            "DynamoDBCrudPolicy", new Known("TableName", TABLE, "dynamodb:GetItem", "dynamodb:DeleteItem", "dynamodb:PutItem",
                    "dynamodb:Scan", "dynamodb:Query", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem", "dynamodb:BatchGetItem",
                    "dynamodb:DescribeTable", "dynamodb:ConditionCheckItem"),
            "DynamoDBReadPolicy", new Known("TableName", TABLE, "dynamodb:GetItem", "dynamodb:Scan", "dynamodb:Query",
                    "dynamodb:BatchGetItem", "dynamodb:DescribeTable"),
            "DynamoDBWritePolicy", new Known("TableName", TABLE, "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem"),
            "S3ReadPolicy", new Known("BucketName", BUCKET, "s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation",
                    "s3:GetObjectVersion", "s3:GetLifecycleConfiguration"),
            "S3CrudPolicy", new Known("BucketName", BUCKET, "s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation",
                    "s3:GetObjectVersion", "s3:PutObject", "s3:PutObjectAcl", "s3:GetLifecycleConfiguration",
                    "s3:PutLifecycleConfiguration", "s3:DeleteObject"),
            "LambdaInvokePolicy", new Known("FunctionName",
                    List.of("arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${name}*"), "lambda:InvokeFunction"),
            "KMSDecryptPolicy", new Known("KeyId",
                    List.of("arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${name}"), "kms:Decrypt"),
            "AWSSecretsManagerGetSecretValuePolicy", new Known("SecretArn", List.of("${name}"), "secretsmanager:GetSecretValue"),
            "SSMParameterReadPolicy", new Known("ParameterName",
                    List.of("arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/${name}"),
                    "ssm:GetParameters", "ssm:GetParameter", "ssm:GetParametersByPath"));

    private record Known(String parameter, List<String> resources, List<String> actions) {
        Known(String parameter, List<String> resources, String... actions) {
            this(parameter, resources, List.of(actions));
        }
    }

    private ServerlessPolicies() {}

    /** Lambda may take the role. */
    static ObjectNode trust() {
        ObjectNode trust = JSON.objectNode().put("Version", "2012-10-17");
        ObjectNode statement = trust.putArray("Statement").addObject().put("Effect", "Allow").put("Action", "sts:AssumeRole");
        statement.putObject("Principal").putArray("Service").add("lambda.amazonaws.com");
        return trust;
    }

    /** A managed policy by its ARN, by AWS's name for it, or by a function that gives an ARN. */
    static JsonNode managed(JsonNode policy) {
        String name = policy.asText();
        if (!policy.isTextual() || Arns.isMeant(name)) {
            return policy;
        }
        String path = name.startsWith("AWSLambda") && name.endsWith("ExecutionRole") ? "service-role/" : "";
        return Serverless.sub("arn:${AWS::Partition}:iam::aws:policy/" + path + name);
    }

    /** A policy that stands in the template, or one made of a template's. */
    static ObjectNode document(JsonNode policy, String place) {
        if (policy instanceof ObjectNode whole && whole.has("Statement")) {
            return whole;
        }
        String name = policy.isObject() && policy.size() == 1 ? policy.fieldNames().next() : "";
        Known known = TEMPLATES.get(name);
        JsonNode value = policy.path(name).path(known == null ? "" : known.parameter());
        if (known == null || value.isMissingNode()) {
            throw Serverless.refused(place + (name.isEmpty() ? "" : '/' + name));
        }
        ObjectNode document = JSON.objectNode();
        ArrayNode statements = document.putArray("Statement");
        if (name.startsWith("SSM")) {
            statements.add(allow(List.of("ssm:DescribeParameters"), List.of("*"), null));
        }
        statements.add(allow(known.actions(), known.resources(), value));
        return document;
    }

    private static ObjectNode allow(List<String> actions, List<String> resources, @Nullable JsonNode name) {
        ObjectNode allow = JSON.objectNode().put("Effect", "Allow");
        actions.forEach(allow.putArray("Action")::add);
        List<JsonNode> on = new ArrayList<>();
        for (String resource : resources) {
            if (name == null) {
                on.add(JSON.textNode(resource));
            } else {
                ObjectNode sub = JSON.objectNode();
                sub.putArray("Fn::Sub").add(resource).addObject().set("name", name);
                on.add(sub);
            }
        }
        on.forEach(allow.putArray("Resource")::add);
        return allow;
    }
}
