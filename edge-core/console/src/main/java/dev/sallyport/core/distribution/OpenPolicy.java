package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.match.Glob;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bucket policies that let everyone read (S3 User Guide, "The meaning of public"). */
final class OpenPolicy {
    private OpenPolicy() {}

    /** The first statement without a condition by which anyone reads objects, in words; empty when none is seen. */
    static Optional<String> everyoneReads(JsonNode document) {
        JsonNode statements = document.path("Statement");
        for (JsonNode statement : statements.isArray() ? statements : List.of(statements)) {
            if (text(statement, "Effect").equals("Allow")
                    && isEveryone(statement.path("Principal"))
                    && statement.path("Condition").isEmpty()
                    && !Unresolved.is(statement.path("Condition"))) {
                Optional<String> reads = reads(statement.path("Action"));
                if (reads.isPresent()) {
                    return reads.map(action -> action + " to Principal *");
                }
            }
        }
        return Optional.empty();
    }

    /**
     * What else may keep everyone out of a bucket whose policy lets them read; null when nothing does. Buckets made
     * since April 2023 block public access unless told otherwise (S3 User Guide, "Blocking public access").
     *
     * @param blocks {@code RestrictPublicBuckets} and {@code BlockPublicPolicy}, missing where the file does not say
     */
    static @Nullable String unless(JsonNode document, List<JsonNode> blocks) {
        if (!blocks.stream().allMatch(block -> block.isBoolean() && !block.booleanValue())) {
            return "the bucket blocks public access, as those made since April 2023 do by default";
        }
        return mayRefuse(document) ? "its Deny statements refuse" : null;
    }

    /** Whether a statement denies more than plain HTTP. */
    private static boolean mayRefuse(JsonNode document) {
        JsonNode statements = document.path("Statement");
        for (JsonNode statement : statements.isArray() ? statements : List.of(statements)) {
            JsonNode condition = statement.path("Condition");
            boolean transport = condition.size() == 1
                    && condition.path("Bool").size() == 1
                    && condition.path("Bool").has("aws:SecureTransport");
            if (!text(statement, "Effect").equals("Allow") && !transport) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEveryone(JsonNode principal) {
        JsonNode aws = principal.path("AWS");
        for (JsonNode one : aws.isArray() ? aws : List.of(principal, aws)) {
            if (one.isTextual() && !Unresolved.is(one) && one.textValue().equals("*")) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> reads(JsonNode actions) {
        for (JsonNode action : actions.isArray() ? actions : List.of(actions)) {
            if (Glob.matches(action.asText().toLowerCase(Locale.ROOT), "s3:getobject")) {
                return Optional.of(action.asText());
            }
        }
        return Optional.empty();
    }
}
