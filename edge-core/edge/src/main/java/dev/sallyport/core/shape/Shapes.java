package dev.sallyport.core.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Shapes to JSON and back, members under the names of AWS's API model (as {@code aws … --output json} prints them), blobs
 * as base64, instants as ISO 8601. Absent members stay absent; an explicit empty list or map survives.
 */
public final class Shapes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Shapes() {}

    /** The shape as a JSON object. */
    public static ObjectNode toJson(SdkPojo shape) {
        ObjectNode object = JSON.objectNode();
        for (SdkField<?> field : shape.sdkFields()) {
            Object value = field.getValueOrDefault(shape);
            if (value == null || value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap) {
                continue;
            }
            object.set(field.memberName(), node(value));
        }
        return object;
    }

    private static JsonNode node(@Nullable Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case SdkPojo shape -> toJson(shape);
            case List<?> list -> {
                var array = JSON.arrayNode();
                list.forEach(item -> array.add(node(item)));
                yield array;
            }
            case Map<?, ?> map -> {
                var object = JSON.objectNode();
                map.forEach((key, item) -> object.set(String.valueOf(key), node(item)));
                yield object;
            }
            case SdkBytes bytes -> JSON.textNode(Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe()));
            case Boolean flag -> JSON.booleanNode(flag);
            case Integer number -> JSON.numberNode(number);
            case Long number -> JSON.numberNode(number);
            case Short number -> JSON.numberNode(number);
            case Float number -> JSON.numberNode(number);
            case Double number -> JSON.numberNode(number);
            case BigDecimal number -> JSON.numberNode(number);
            default -> JSON.textNode(value.toString());
        };
    }

    /**
     * Fills {@code builder} from a JSON object and builds the shape. Members that the shape does not know are ignored.
     *
     * @param builder a fresh builder of the shape, such as {@code WebACL.builder()}
     * @throws IllegalArgumentException when a value does not fit its member
     */
    public static <T extends SdkPojo> T fromJson(JsonNode json, SdkBuilder<?, T> builder) {
        fill(json, (SdkPojo) builder);
        return builder.build();
    }

    private static void fill(JsonNode json, SdkPojo builder) {
        for (SdkField<?> field : builder.sdkFields()) {
            JsonNode value = json.get(field.memberName());
            if (value != null && !value.isNull()) {
                field.set(builder, value(value, field));
            }
        }
    }

    private static Object value(JsonNode json, SdkField<?> field) {
        MarshallingType<?> type = field.marshallingType();
        if (type.equals(MarshallingType.SDK_POJO)) {
            require(json.isObject(), field);
            SdkPojo builder = field.constructor().get();
            fill(json, builder);
            return ((SdkBuilder<?, ?>) builder).build();
        }
        if (type.equals(MarshallingType.LIST)) {
            require(json.isArray(), field);
            SdkField<?> member = field.getTrait(ListTrait.class).memberFieldInfo();
            List<@Nullable Object> list = new ArrayList<>();
            json.forEach(item -> list.add(item.isNull() ? null : value(item, member)));
            return list;
        }
        if (type.equals(MarshallingType.MAP)) {
            require(json.isObject(), field);
            SdkField<?> member = field.getTrait(MapTrait.class).valueFieldInfo();
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            json.properties().forEach(entry ->
                    map.put(entry.getKey(), entry.getValue().isNull() ? null : value(entry.getValue(), member)));
            return map;
        }
        if (type.equals(MarshallingType.SDK_BYTES)) {
            return SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(json.asText()));
        }
        if (type.equals(MarshallingType.BOOLEAN)) {
            return json.asBoolean();
        }
        if (type.equals(MarshallingType.INTEGER)) {
            return json.asInt();
        }
        if (type.equals(MarshallingType.LONG)) {
            return json.asLong();
        }
        if (type.equals(MarshallingType.SHORT)) {
            return (short) json.asInt();
        }
        if (type.equals(MarshallingType.FLOAT)) {
            return (float) json.asDouble();
        }
        if (type.equals(MarshallingType.DOUBLE)) {
            return json.asDouble();
        }
        if (type.equals(MarshallingType.BIG_DECIMAL)) {
            return json.decimalValue();
        }
        if (type.equals(MarshallingType.INSTANT)) {
            return instant(json);
        }
        return json.asText();
    }

    private static void require(boolean fits, SdkField<?> field) {
        if (!fits) {
            throw new IllegalArgumentException("the value of " + field.memberName() + " has the wrong form");
        }
    }

    private static Instant instant(JsonNode json) {
        if (json.isNumber()) {
            return Instant.ofEpochMilli(json.decimalValue().movePointRight(3).longValue());
        }
        try {
            return Instant.parse(json.asText());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + json.asText() + "' is no instant of ISO 8601", e);
        }
    }
}
