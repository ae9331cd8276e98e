package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.shape.Shapes;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Turns CloudFormation properties into the API's shapes. Where the two coincide nothing is to be said; the differences that
 * AWS has throughout are rules here ({@code {Quantity, Items}} around plain lists, policy documents as text, tags as maps,
 * blobs as plain text, values as strings), the others are named per type. A property that the shape does not have is an
 * error: nothing that the template asks for is left out in silence.
 */
public final class PropertyMapping {
    /** No differences. */
    public static final PropertyMapping SAME = new PropertyMapping(Map.of(), Set.of());

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<String, String> renamed;
    private final Set<String> elsewhere;

    private PropertyMapping(Map<String, String> renamed, Set<String> elsewhere) {
        this.renamed = renamed;
        this.elsewhere = elsewhere;
    }

    /** A mapping that also calls {@code property}, at any depth, what the API calls {@code member}. */
    public PropertyMapping renaming(String property, String member) {
        Map<String, String> more = new HashMap<>(renamed);
        more.put(property, member);
        return new PropertyMapping(more, elsewhere);
    }

    /** A mapping that leaves these top-level properties to other calls. */
    public PropertyMapping except(String... properties) {
        Set<String> more = new HashSet<>(elsewhere);
        more.addAll(List.of(properties));
        return new PropertyMapping(renamed, more);
    }

    /**
     * Fills {@code builder}.
     *
     * @throws ResourceException naming the property that does not fit
     */
    public <T extends SdkPojo> T request(String type, ObjectNode properties, SdkBuilder<?, T> builder) {
        ObjectNode own = properties.deepCopy();
        own.remove(elsewhere);
        ObjectNode members = object(own, ((SdkPojo) builder).sdkFields(), "#");
        try {
            return Shapes.fromJson(members, builder);
        } catch (IllegalArgumentException e) {
            throw new ResourceException("Properties validation failed for resource type " + type + ": " + e.getMessage());
        }
    }

    private ObjectNode object(ObjectNode json, List<SdkField<?>> fields, String path) {
        ObjectNode members = JSON.objectNode();
        json.properties().forEach(entry -> {
            SdkField<?> field = field(fields, renamed.getOrDefault(entry.getKey(), entry.getKey()));
            if (field == null) {
                throw new ResourceException(path + ": extraneous key [" + entry.getKey()
                        + "] is not permitted, or the sandbox does not carry it");
            }
            members.set(field.memberName(), value(entry.getValue(), field, path + "/" + entry.getKey()));
        });
        SdkField<?> quantity = field(fields, "Quantity");
        if (quantity != null && !members.has("Quantity")) {
            members.put("Quantity", members.path("Items").size());
        }
        return members;
    }

    private static @Nullable SdkField<?> field(List<SdkField<?>> fields, String name) {
        SdkField<?> close = null;
        for (SdkField<?> field : fields) {
            if (field.memberName().equals(name)) {
                return field;
            }
            if (field.memberName().equalsIgnoreCase(name)) {
                close = field;
            }
        }
        return close;
    }

    private JsonNode value(JsonNode json, SdkField<?> field, String path) {
        MarshallingType<?> type = field.marshallingType();
        if (type.equals(MarshallingType.SDK_POJO)) {
            return shape(json, field.constructor().get().sdkFields(), path);
        }
        if (type.equals(MarshallingType.LIST)) {
            return list(json, field.getTrait(ListTrait.class).memberFieldInfo(), path);
        }
        if (type.equals(MarshallingType.MAP)) {
            return map(json, field.getTrait(MapTrait.class).valueFieldInfo(), path);
        }
        if (type.equals(MarshallingType.SDK_BYTES)) {
            return JSON.textNode(Base64.getEncoder().encodeToString(text(json, path).getBytes(StandardCharsets.UTF_8)));
        }
        if (type.equals(MarshallingType.BOOLEAN)) {
            return bool(json, path);
        }
        if (type.equals(MarshallingType.STRING) && json.isObject() && holdsDocument(field.memberName())) {
            return JSON.textNode(json.toString());
        }
        if (type.equals(MarshallingType.STRING) || type.equals(MarshallingType.INSTANT)) {
            return JSON.textNode(text(json, path));
        }
        return number(json, path);
    }

    private static boolean holdsDocument(String member) {
        return member.toLowerCase(Locale.ROOT).matches(".*(policy|document)$");
    }

    private JsonNode shape(JsonNode json, List<SdkField<?>> fields, String path) {
        if (json instanceof ObjectNode object) {
            return object(object, fields, path);
        }
        SdkField<?> items = field(fields, "Items");
        if (!json.isArray() || items == null) {
            throw mismatch(path, "JSONObject", json);
        }
        ObjectNode wrapped = JSON.objectNode();
        if (field(fields, "Enabled") != null) {
            wrapped.put("Enabled", !json.isEmpty());
        }
        wrapped.put("Quantity", json.size());
        wrapped.set("Items", value(json, items, path));
        return wrapped;
    }

    private ArrayNode list(JsonNode json, SdkField<?> member, String path) {
        if (!json.isArray()) {
            throw mismatch(path, "JSONArray", json);
        }
        ArrayNode list = JSON.arrayNode();
        for (int i = 0; i < json.size(); i++) {
            list.add(value(json.get(i), member, path + "/" + i));
        }
        return list;
    }

    private ObjectNode map(JsonNode json, SdkField<?> member, String path) {
        ObjectNode map = JSON.objectNode();
        if (json.isArray()) {
            json.forEach(tag -> map.put(tag.path("Key").asText(), tag.path("Value").asText()));
            return map;
        }
        if (!json.isObject()) {
            throw mismatch(path, "JSONObject", json);
        }
        json.properties().forEach(entry ->
                map.set(entry.getKey(), value(entry.getValue(), member, path + "/" + entry.getKey())));
        return map;
    }

    private static String text(JsonNode json, String path) {
        if (json.isContainerNode()) {
            throw mismatch(path, "String", json);
        }
        return json.asText();
    }

    private static JsonNode bool(JsonNode json, String path) {
        String text = json.asText();
        if (json.isContainerNode() || !(text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
            throw mismatch(path, "Boolean", json);
        }
        return JSON.booleanNode(Boolean.parseBoolean(text));
    }

    private static JsonNode number(JsonNode json, String path) {
        if (json.isNumber()) {
            return json;
        }
        String text = json.asText();
        if (json.isContainerNode() || !text.matches("[-+]?[0-9]{1,19}(\\.[0-9]{1,15})?")) {
            throw mismatch(path, "Number", json);
        }
        return JSON.numberNode(new BigDecimal(text));
    }

    private static ResourceException mismatch(String path, String expected, JsonNode found) {
        String type = found.isArray() ? "JSONArray" : found.isObject() ? "JSONObject" : "String";
        return new ResourceException(path + ": expected type: " + expected + ", found: " + type);
    }
}
