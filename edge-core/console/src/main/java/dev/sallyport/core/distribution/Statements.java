package dev.sallyport.core.distribution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.match.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements of a resource policy of a function, a bucket or an API. */
final class Statements {
    private static final String CLOUDFRONT = "cloudfront.amazonaws.com";

    private final List<JsonNode> allowing = new ArrayList<>();
    private boolean denies;

    private Statements(JsonNode document) {
        for (JsonNode statement : list(document.path("Statement"))) {
            if (statement.path("Effect").asText().equals("Allow")) {
                allowing.add(statement);
            } else {
                denies = true;
            }
        }
    }

    static Statements of(JsonNode document) {
        return new Statements(document);
    }

    /** The document of a policy's text, which API Gateway escapes once more; missing where it is none. */
    static JsonNode document(@Nullable String text) {
        try {
            return text == null ? MissingNode.getInstance() : Json.MAPPER.readTree(text.replace("\\\"", "\""));
        } catch (JsonProcessingException noJson) {
            return MissingNode.getInstance();
        }
    }

    /** Whether some statement denies something. */
    boolean denies() {
        return denies;
    }

    /**
     * By which action everyone may call the function's URL; an AWS account of their own is all that some need.
     *
     * @param authType of the URL: a statement for another type says nothing of its calls
     */
    Optional<String> everyoneCalls(String authType) {
        return allowing.stream()
                .filter(Statements::isForEveryone)
                .filter(statement -> isOfCalls(statement, authType))
                .filter(statement -> allows(statement, "lambda:InvokeFunctionUrl"))
                .map(statement -> statement.path("Action").asText("lambda:InvokeFunctionUrl"))
                .findFirst();
    }

    private static boolean isOfCalls(JsonNode statement, String authType) {
        for (JsonNode test : statement.path("Condition")) {
            for (Map.Entry<String, JsonNode> key : test.properties()) {
                String name = key.getKey().toLowerCase(Locale.ROOT);
                boolean ofType = name.equals("lambda:functionurlauthtype") && key.getValue().asText().equals(authType);
                if (!ofType && !name.equals("lambda:invokedviafunctionurl")) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether everyone is let in without any condition. */
    boolean letsEveryoneIn() {
        return allowing.stream().anyMatch(one -> isForEveryone(one) && conditions(one).isEmpty());
    }

    /** Those of the actions that no statement allows CloudFront. */
    List<String> lackedByCloudFront(List<String> actions) {
        return actions.stream()
                .filter(action -> allowing.stream()
                        .noneMatch(one -> list(one.path("Principal").path("Service")).stream()
                                        .anyMatch(service -> service.asText().equals(CLOUDFRONT))
                                && allows(one, action)))
                .toList();
    }

    private static boolean isForEveryone(JsonNode statement) {
        JsonNode principal = statement.path("Principal");
        return principal.asText().equals("*")
                || list(principal.path("AWS")).stream().anyMatch(one -> one.asText().equals("*"));
    }

    private static List<String> conditions(JsonNode statement) {
        List<String> keys = new ArrayList<>();
        statement.path("Condition").forEach(test -> test.fieldNames().forEachRemaining(keys::add));
        return keys;
    }

    /** Actions have no case, and {@code *} and {@code ?} stand for others anywhere (IAM User Guide, "Action"). */
    private static boolean allows(JsonNode statement, String action) {
        return list(statement.path("Action")).stream()
                .map(one -> one.asText().toLowerCase(Locale.ROOT))
                .anyMatch(one -> Glob.matches(one, action.toLowerCase(Locale.ROOT)));
    }

    private static List<JsonNode> list(JsonNode node) {
        List<JsonNode> items = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(items::add);
        } else if (!node.isMissingNode()) {
            items.add(node);
        }
        return items;
    }
}
