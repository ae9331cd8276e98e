package dev.sallyport.core.sandbox.greengrass;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.greengrassv2.model.ComponentConfigurationUpdate;

/**
 * A component's configuration on a device. Values that the device has stay when a version with other defaults comes;
 * only a reset brings the new defaults. Source: AWS page "Update component configurations".
 */
final class Configuration {
    private Configuration() {}

    /**
     * The configuration after a deployment.
     *
     * @param had what the device has, null before the first installation
     * @param defaults of the recipe
     * @param update resets first, then merges
     */
    static ObjectNode after(
            @Nullable JsonNode had, ObjectNode defaults, @Nullable ComponentConfigurationUpdate update) {
        ObjectNode now = defaults.deepCopy();
        if (had instanceof ObjectNode kept) {
            merge(now, kept);
        }
        if (update == null) {
            return now;
        }
        for (String pointer : update.reset()) {
            now = reset(now, defaults, pointer);
        }
        merge(now, read(Objects.requireNonNullElse(update.merge(), "{}")));
        return now;
    }

    private static ObjectNode reset(ObjectNode now, ObjectNode defaults, String pointer) {
        if (pointer.isEmpty()) {
            return defaults.deepCopy();
        }
        JsonPointer at = JsonPointer.compile(pointer);
        if (now.at(at.head()) instanceof ObjectNode parent) {
            String member = at.last().getMatchingProperty();
            JsonNode original = defaults.at(at);
            if (original.isMissingNode()) {
                parent.remove(member);
            } else {
                parent.set(member, original.deepCopy());
            }
        }
        return now;
    }

    private static void merge(ObjectNode into, JsonNode from) {
        from.properties().forEach(entry -> {
            if (entry.getValue().isObject() && into.get(entry.getKey()) instanceof ObjectNode inner) {
                merge(inner, entry.getValue());
            } else {
                into.set(entry.getKey(), entry.getValue().deepCopy());
            }
        });
    }

    private static JsonNode read(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a configuration that CreateDeployment has checked", e);
        }
    }
}
