package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.util.List;

/** What other tools leave out and CloudFront's answers always hold. */
final class TemplateDefaults {
    private TemplateDefaults() {}

    /**
     * {@code Logging} is on where it is there at all, since it has no {@code Enabled} of its own; {@code AllowedMethods}
     * are GET and HEAD where none are given (Template Reference, {@code DefaultCacheBehavior}).
     */
    static void fill(JsonNode config) {
        if (config.path("Logging") instanceof ObjectNode logging && !logging.path("Bucket").asText().isEmpty()) {
            logging.put("Enabled", true);
        }
        List.of(config.path("DefaultCacheBehavior")).forEach(TemplateDefaults::fillBehavior);
        config.path("CacheBehaviors").path("Items").forEach(TemplateDefaults::fillBehavior);
    }

    private static void fillBehavior(JsonNode behavior) {
        if (behavior instanceof ObjectNode object && !object.has("AllowedMethods")) {
            ObjectNode methods = Json.MAPPER.createObjectNode().put("Quantity", 2);
            methods.putArray("Items").add("GET").add("HEAD");
            object.set("AllowedMethods", methods);
        }
    }
}
