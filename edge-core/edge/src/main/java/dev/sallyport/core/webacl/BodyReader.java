package dev.sallyport.core.webacl;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import dev.sallyport.core.Json;
import dev.sallyport.core.webacl.Inspected.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.JsonBody;

/** Reads the body as text or as JSON, up to the web ACL's inspection limit. */
final class BodyReader {
    private BodyReader() {}

    static FieldReader plain(@Nullable String oversizeHandling) {
        return evaluation -> {
            WafBody body = evaluation.request.body();
            Inspected decided = tooLong(evaluation, oversizeHandling, "REQUEST_BODY");
            if (decided != null) {
                return decided;
            }
            return body.known()
                    ? Inspected.of(new Part("BODY", null, body.first((int) Math.max(0, evaluation.inspectedBody()))))
                    : Inspected.UNKNOWN;
        };
    }

    static FieldReader json(JsonBody field) {
        List<String> pointers = field.matchPattern() != null && field.matchPattern().hasIncludedPaths()
                ? field.matchPattern().includedPaths()
                : List.of();
        String scope = String.valueOf(field.matchScopeAsString());
        String fallback = String.valueOf(field.invalidFallbackBehaviorAsString());
        return evaluation -> {
            WafBody body = evaluation.request.body();
            Inspected decided = tooLong(evaluation, field.oversizeHandlingAsString(), "REQUEST_JSON_BODY");
            if (decided != null) {
                return decided;
            }
            if (!body.known()) {
                return Inspected.UNKNOWN;
            }
            byte[] bytes = body.first((int) Math.max(0, evaluation.inspectedBody()));
            List<Part> parts = new ArrayList<>();
            if (bytes.length == 0 || collect(bytes, pointers, scope, parts)) {
                return Inspected.of(parts);
            }
            return switch (fallback) {
                case "MATCH" -> Inspected.decided(Truth.TRUE);
                case "NO_MATCH" -> Inspected.decided(Truth.FALSE);
                case "EVALUATE_AS_STRING" -> Inspected.of(new Part("JSON_BODY", null, bytes));
                default -> Inspected.of(parts);
            };
        };
    }

    private static @Nullable Inspected tooLong(Evaluation evaluation, @Nullable String handling, String field) {
        Truth tooLong = evaluation.isBodyOversize();
        if (tooLong == Truth.TRUE) {
            evaluation.oversize.add(field);
        }
        return tooLong == Truth.UNKNOWN ? Inspected.UNKNOWN : FieldReader.oversize(tooLong == Truth.TRUE, handling);
    }

    /** Collects keys and values up to the first error; whether there was none. */
    private static boolean collect(byte[] bytes, List<String> pointers, String scope, List<Part> parts) {
        try (JsonParser parser = Json.MAPPER.createParser(bytes)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean key = token == JsonToken.FIELD_NAME;
                if ((key && scope.equals("VALUE")) || (!key && (scope.equals("KEY") || !token.isScalarValue()))) {
                    continue;
                }
                JsonPointer at = parser.getParsingContext().pathAsPointer();
                if (pointers.isEmpty() || pointers.stream().anyMatch(pointer -> under(at.toString(), pointer))) {
                    parts.add(new Part(
                            "JSON_BODY", parser.currentName(), String.valueOf(parser.getText()).getBytes(UTF_8)));
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean under(String path, String pointer) {
        return path.equals(pointer) || path.startsWith(pointer.endsWith("/") ? pointer : pointer + "/");
    }
}
