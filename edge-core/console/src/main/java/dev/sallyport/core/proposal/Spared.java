package dev.sallyport.core.proposal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Requests that a rule no longer meets, though it would match them. */
public sealed interface Spared {
    /**
     * Those of one path.
     *
     * @param path of the URI, whole and as sent
     */
    record Uri(String path) implements Spared {}

    /**
     * Those that have a label from a rule before.
     *
     * @param key fully qualified
     */
    record Labelled(String key) implements Spared {}

    /** The Statement that matches them. */
    default ObjectNode statement() {
        ObjectNode statement = Json.MAPPER.createObjectNode();
        switch (this) {
            case Uri(String path) -> {
                ObjectNode match = statement.putObject("ByteMatchStatement")
                        .put("SearchString", Base64.getEncoder().encodeToString(path.getBytes(StandardCharsets.UTF_8)));
                match.putObject("FieldToMatch").putObject("UriPath");
                match.putArray("TextTransformations").addObject().put("Priority", 0).put("Type", "NONE");
                match.put("PositionalConstraint", "EXACTLY");
            }
            case Labelled(String key) ->
                statement.putObject("LabelMatchStatement").put("Scope", "LABEL").put("Key", key);
        }
        return statement;
    }
}
