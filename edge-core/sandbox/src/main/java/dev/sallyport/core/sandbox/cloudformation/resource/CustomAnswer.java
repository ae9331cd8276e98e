package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.io.IOException;

/**
 * What a custom resource's function sent to the response URL. Source: AWS page "Custom resource response objects".
 *
 * @param success whether it did what was asked
 * @param reason why not, or why the answer cannot be taken
 * @param physicalId of the resource; empty when it was not given
 * @param data what {@code Fn::GetAtt} gives
 * @param noEcho whether what it gives is kept out of descriptions
 */
record CustomAnswer(boolean success, String reason, String physicalId, ObjectNode data, boolean noEcho) {
    private static final int LONGEST = 4096;
    private static final int LONGEST_ID = 1024;

    /** The data, marked where it is not to be shown. */
    ObjectNode attributes() {
        ObjectNode attributes = data.deepCopy();
        return noEcho ? attributes.put(ResourceTypes.NO_ECHO, true) : attributes;
    }

    static CustomAnswer failed(String reason) {
        return new CustomAnswer(false, reason, "", JsonNodeFactory.instance.objectNode(), false);
    }

    /** The answer to {@code event}; what does not follow the format is a failure that says so. */
    static CustomAnswer of(byte[] body, JsonNode event) {
        if (body.length > LONGEST) {
            return failed("Response object is too long.");
        }
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(body);
        } catch (IOException e) {
            return failed("Invalid Response object: Value is not JSON");
        }
        for (String same : new String[] {"StackId", "RequestId", "LogicalResourceId"}) {
            if (!json.path(same).asText().equals(event.path(same).asText())) {
                return failed("Invalid Response object: Value of property " + same + " does not match the request");
            }
        }
        String id = json.path("PhysicalResourceId").asText("");
        String status = json.path("Status").asText("");
        String reason = json.path("Reason").asText("");
        if (id.length() > LONGEST_ID) {
            return failed("Invalid PhysicalResourceId");
        }
        return switch (status) {
            case "FAILED" ->
                new CustomAnswer(
                        false,
                        reason.isEmpty() ? "Invalid Response object: Reason is required when Status is FAILED" : reason,
                        id,
                        JsonNodeFactory.instance.objectNode(),
                        false);
            case "SUCCESS" ->
                id.isEmpty()
                        ? failed("Invalid PhysicalResourceId")
                        : new CustomAnswer(
                                true, "", id, data(json), json.path("NoEcho").asBoolean(false));
            default -> failed("Invalid Response object: Value of property Status must be SUCCESS or FAILED");
        };
    }

    private static ObjectNode data(JsonNode json) {
        return json.path("Data") instanceof ObjectNode given ? given : JsonNodeFactory.instance.objectNode();
    }
}
