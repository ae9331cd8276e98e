package dev.sallyport.core.sandbox.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Shapes as the JSON and the CBOR of AWS's protocols: times as seconds since 1970, absent members left out.
 *
 * @param memberNames whether members go by their model's name; else by their location name, which differs where a query
 *     service or a REST service renames them
 */
record JsonCodec(boolean memberNames) {
    /** CBOR's tag of an epoch-based time, RFC 8949 section 3.4.2. */
    private static final int EPOCH_TAG = 1;

    /** Fills {@code builder} from an object and builds the shape; members of headers, path and query are left alone. */
    Object read(JsonNode object, SdkPojo builder) {
        if (!object.isObject()) {
            throw new MalformedRequestException("Start of structure or map found where not expected.");
        }
        for (SdkField<?> field : builder.sdkFields()) {
            JsonNode value = inBody(field) ? object.get(name(field)) : null;
            if (value != null && !value.isNull()) {
                field.set(builder, value(value, field));
            }
        }
        return ((Buildable) builder).build();
    }

    private String name(SdkField<?> field) {
        return memberNames ? field.memberName() : field.locationName();
    }

    private static boolean inBody(SdkField<?> field) {
        return field.location() == MarshallLocation.PAYLOAD && !field.containsTrait(PayloadTrait.class);
    }

    private Object value(JsonNode json, SdkField<?> field) {
        MarshallingType<?> type = field.marshallingType();
        if (type.equals(MarshallingType.SDK_POJO)) {
            return read(json, field.constructor().get());
        }
        if (type.equals(MarshallingType.LIST)) {
            require(json.isArray(), field);
            SdkField<?> member = field.getTrait(ListTrait.class).memberFieldInfo();
            List<@Nullable Object> list = new ArrayList<>(json.size());
            json.forEach(item -> list.add(item.isNull() ? null : value(item, member)));
            return list;
        }
        if (type.equals(MarshallingType.MAP)) {
            require(json.isObject(), field);
            SdkField<?> member = field.getTrait(MapTrait.class).valueFieldInfo();
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            json.properties()
                    .forEach(each -> map.put(
                            each.getKey(), each.getValue().isNull() ? null : value(each.getValue(), member)));
            return map;
        }
        return scalar(json, field);
    }

    private static Object scalar(JsonNode json, SdkField<?> field) {
        MarshallingType<?> type = field.marshallingType();
        if (type.equals(MarshallingType.STRING)) {
            require(json.isTextual(), field);
            return json.textValue();
        }
        if (type.equals(MarshallingType.BOOLEAN)) {
            require(json.isBoolean(), field);
            return json.booleanValue();
        }
        if (type.equals(MarshallingType.SDK_BYTES)) {
            require(json.isTextual() || json.isBinary(), field);
            return bytes(json, field);
        }
        if (type.equals(MarshallingType.INSTANT)) {
            require(json.isNumber() || json.isTextual(), field);
            return instant(json, field);
        }
        require(json.isNumber(), field);
        if (type.equals(MarshallingType.INTEGER)) {
            require(json.canConvertToInt() && json.canConvertToExactIntegral(), field);
            return json.intValue();
        }
        if (type.equals(MarshallingType.LONG)) {
            require(json.canConvertToLong() && json.canConvertToExactIntegral(), field);
            return json.longValue();
        }
        if (type.equals(MarshallingType.FLOAT)) {
            return json.floatValue();
        }
        if (type.equals(MarshallingType.DOUBLE)) {
            return json.doubleValue();
        }
        throw new IllegalStateException("no JSON for " + type);
    }

    private static SdkBytes bytes(JsonNode json, SdkField<?> field) {
        try {
            return SdkBytes.fromByteArrayUnsafe(json.binaryValue());
        } catch (IOException e) {
            throw wrong(field);
        }
    }

    private static Instant instant(JsonNode json, SdkField<?> field) {
        try {
            return json.isNumber() ? Scalars.instant(json.decimalValue()) : Instant.parse(json.textValue());
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw wrong(field);
        }
    }

    private static void require(boolean holds, SdkField<?> field) {
        if (!holds) {
            throw wrong(field);
        }
    }

    private static MalformedRequestException wrong(SdkField<?> field) {
        return new MalformedRequestException("The value of "
                + (field.memberName() == null ? "a list or map" : field.memberName())
                + " cannot be converted to "
                + field.marshallingType().getTargetClass().getSimpleName());
    }

    /** Writes the shape's members that belong into the body, as an object. */
    void write(JsonGenerator out, SdkPojo shape) throws IOException {
        out.writeStartObject();
        writeMembers(out, shape);
        out.writeEndObject();
    }

    /** Writes the members into an object that is open. */
    void writeMembers(JsonGenerator out, SdkPojo shape) throws IOException {
        for (SdkField<?> field : shape.sdkFields()) {
            Object value = inBody(field) ? field.getValueOrDefault(shape) : null;
            if (present(value)) {
                out.writeFieldName(name(field));
                writeValue(out, value, field);
            }
        }
    }

    /** Whether a member is there; an explicit empty list or map is. */
    static boolean present(@Nullable Object value) {
        return value != null && !(value instanceof SdkAutoConstructList) && !(value instanceof SdkAutoConstructMap);
    }

    private void writeValue(JsonGenerator out, @Nullable Object value, SdkField<?> field) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case SdkPojo shape -> write(out, shape);
            case List<?> list -> {
                SdkField<?> member = field.getTrait(ListTrait.class).memberFieldInfo();
                out.writeStartArray();
                for (Object item : list) {
                    writeValue(out, item, member);
                }
                out.writeEndArray();
            }
            case Map<?, ?> map -> {
                SdkField<?> member = field.getTrait(MapTrait.class).valueFieldInfo();
                out.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.writeFieldName(String.valueOf(entry.getKey()));
                    writeValue(out, entry.getValue(), member);
                }
                out.writeEndObject();
            }
            case Instant time -> {
                if (out instanceof CBORGenerator cbor) {
                    cbor.writeTag(EPOCH_TAG);
                    cbor.writeNumber(Scalars.seconds(time).doubleValue());
                } else if (Scalars.format(field, Format.UNIX_TIMESTAMP) == Format.ISO_8601) {
                    out.writeString(Scalars.print(field, time, Format.UNIX_TIMESTAMP));
                } else {
                    out.writeNumber(Scalars.seconds(time));
                }
            }
            case SdkBytes bytes -> out.writeBinary(bytes.asByteArrayUnsafe());
            case Boolean flag -> out.writeBoolean(flag);
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case Float number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            default -> out.writeString(value.toString());
        }
    }
}
