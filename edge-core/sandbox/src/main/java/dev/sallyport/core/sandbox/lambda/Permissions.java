package dev.sallyport.core.sandbox.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;

/** The resource-based policy of a function, a version or an alias. */
final class Permissions {
    private static final int LONGEST_ID = 100;

    private final Functions functions;

    Permissions(Functions functions) {
        this.functions = functions;
    }

    /** Adds a statement; the statement as JSON. */
    String add(FunctionName name, AddPermissionRequest request) {
        ObjectNode statement = statement(name, request);
        String qualifier = Objects.requireNonNullElse(name.qualifier(), "");
        functions.update(name, function -> {
            if (Functions.resolve(function, name.qualifier()).isEmpty()) {
                throw Functions.missing(name);
            }
            ObjectNode policy = policy(function.policies().get(qualifier));
            ArrayNode statements = policy.withArray("Statement");
            for (JsonNode each : statements) {
                if (each.path("Sid").asText().equals(request.statementId())) {
                    throw LambdaFaults.conflict("The statement id (" + request.statementId()
                            + ") provided already exists. Please provide a new statement id, or remove the existing "
                            + "statement.");
                }
            }
            statements.add(statement);
            return function.withPolicies(
                    StoredFunction.changed(function.policies(), all -> all.put(qualifier, policy.toString())));
        });
        return statement.toString();
    }

    private static ObjectNode statement(FunctionName name, AddPermissionRequest request) {
        String action = Objects.requireNonNullElse(request.action(), "");
        if (!action.matches("lambda:[*]|lambda:[a-zA-Z]+|[*]")) {
            throw LambdaFaults.validation(
                    "action",
                    action,
                    "Member must satisfy regular expression pattern: (lambda:[*]|lambda:[a-zA-Z]+|[*])");
        }
        String id = Objects.requireNonNullElse(request.statementId(), "");
        if (id.length() > LONGEST_ID) {
            throw LambdaFaults.validation(
                    "statementId", id, "Member must have length less than or equal to " + LONGEST_ID);
        }
        if (!id.matches("[a-zA-Z0-9-_]+")) {
            throw LambdaFaults.validation(
                    "statementId", id, "Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)");
        }
        ObjectNode statement = Json.MAPPER.createObjectNode();
        statement.put("Sid", id).put("Effect", "Allow");
        principal(statement, Objects.requireNonNullElse(request.principal(), ""));
        statement.put("Action", action).put("Resource", name.qualifiedArn());
        ObjectNode condition = Json.MAPPER.createObjectNode();
        condition(condition, "StringEquals", "lambda:FunctionUrlAuthType", request.functionUrlAuthTypeAsString());
        condition(condition, "StringEquals", "AWS:SourceAccount", request.sourceAccount());
        condition(condition, "StringEquals", "aws:PrincipalOrgID", request.principalOrgID());
        condition(condition, "StringEquals", "lambda:EventSourceToken", request.eventSourceToken());
        condition(condition, "ArnLike", "AWS:SourceArn", request.sourceArn());
        if (request.invokedViaFunctionUrl() != null) {
            condition(
                    condition,
                    "Bool",
                    "lambda:InvokedViaFunctionUrl",
                    request.invokedViaFunctionUrl().toString());
        }
        if (!condition.isEmpty()) {
            statement.set("Condition", condition);
        }
        return statement;
    }

    private static void principal(ObjectNode statement, String principal) {
        if (principal.equals("*")) {
            statement.put("Principal", "*");
        } else if (principal.matches("\\d{12}")) {
            statement.putObject("Principal").put("AWS", "arn:aws:iam::" + principal + ":root");
        } else if (Arns.isMeant(principal)) {
            statement.putObject("Principal").put("AWS", principal);
        } else if (principal.matches("[a-z0-9.-]+\\.amazonaws\\.com")) {
            statement.putObject("Principal").put("Service", principal);
        } else {
            throw LambdaFaults.invalid("The provided principal was invalid. Please check the principal and try again.");
        }
    }

    private static void condition(ObjectNode condition, String operator, String key, @Nullable String value) {
        if (value != null) {
            condition.withObject("/" + operator).put(key, value);
        }
    }

    /** The policy as JSON. */
    String get(FunctionName name) {
        String policy = functions.get(name).policies().get(Objects.requireNonNullElse(name.qualifier(), ""));
        if (policy == null) {
            throw LambdaFaults.notFound("The resource you requested does not exist.");
        }
        return policy;
    }

    void remove(FunctionName name, String statementId) {
        String qualifier = Objects.requireNonNullElse(name.qualifier(), "");
        functions.update(name, function -> {
            ObjectNode policy = policy(function.policies().get(qualifier));
            ArrayNode kept = Json.MAPPER.createArrayNode();
            policy.path("Statement").forEach(each -> {
                if (!each.path("Sid").asText().equals(statementId)) {
                    kept.add(each);
                }
            });
            if (kept.size() == policy.path("Statement").size()) {
                throw LambdaFaults.notFound("Statement " + statementId + " is not found in resource policy.");
            }
            policy.set("Statement", kept);
            return function.withPolicies(StoredFunction.changed(function.policies(), all -> {
                if (kept.isEmpty()) {
                    all.remove(qualifier);
                } else {
                    all.put(qualifier, policy.toString());
                }
            }));
        });
    }

    private static ObjectNode policy(@Nullable String json) {
        try {
            if (json != null) {
                return (ObjectNode) Json.MAPPER.readTree(json);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored policy that is not JSON", e);
        }
        ObjectNode policy = Json.MAPPER.createObjectNode();
        policy.put("Version", "2012-10-17").put("Id", "default").putArray("Statement");
        return policy;
    }
}
