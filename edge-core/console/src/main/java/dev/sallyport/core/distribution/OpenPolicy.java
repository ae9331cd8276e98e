package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
            String name = action.asText().toLowerCase(Locale.ROOT);
            if (List.of("*", "s3:*", "s3:get*", "s3:getobject", "s3:getobject*").contains(name)) {
                return Optional.of(action.asText());
            }
        }
        return Optional.empty();
    }
}
