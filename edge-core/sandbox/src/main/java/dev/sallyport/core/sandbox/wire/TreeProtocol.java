package dev.sallyport.core.sandbox.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.shape.Shapes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * How functions' own clients ({@link NodeClients}) speak: any operation of any service as one JSON tree under the names of
 * AWS's API model. The operation stands in a header. Blobs are <code>{"$bytes": base64}</code>, or plain text on the way in;
 * instants <code>{"$date": milliseconds}</code>. Where a body is streamed it is the HTTP body itself, and the tree stands in
 * a header, base64.
 */
record TreeProtocol() implements WireProtocol {
    static final String OPERATION = "X-Sandbox-Operation";

    /** The SDK's module of the service, where two have one signing name. */
    static final String MODULE = "X-Sandbox-Module";

    private static final String INPUT = "X-Sandbox-Input";
    private static final String OUTPUT = "X-Sandbox-Output";
    private static final String BYTES = "$bytes";
    private static final String DATE = "$date";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static boolean speaks(Request request) {
        return request.header(OPERATION).isPresent();
    }

    @Override
    public Optional<Target> target(ServiceModel service, Request request) {
        return service.operation(request.header(OPERATION).orElse(""))
                .map(operation -> new Target(operation, Map.of()));
    }

    // The SDK's builders are builders of what they build.
    @SuppressWarnings("unchecked")
    @Override
    public SdkPojo read(Target target, Request request) {
        byte[] text = request.header(INPUT)
                .map(TreeProtocol::decoded)
                .orElseGet(request::bytes);
        JsonNode tree = JsonProtocol.tree(Json.MAPPER, text);
        SdkPojo builder = SdkInternals.builder(target.operation().requestType());
        try {
            return Shapes.fromJson(
                    inward(tree, builder.sdkFields()), (SdkBuilder<?, ? extends SdkPojo>) (Object) builder);
        } catch (IllegalArgumentException e) {
            throw new MalformedRequestException(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new MalformedRequestException("The input's header is not base64.");
        }
    }

    /** The SDK for Java renames one member of AWS's API model, DynamoDB's {@code NULL}. */
    private static String modelled(SdkField<?> field) {
        return field.memberName().equals("NUL") ? field.locationName() : field.memberName();
    }

    private static JsonNode inward(JsonNode tree, List<SdkField<?>> fields) {
        ObjectNode object = JSON.objectNode();
        for (SdkField<?> field : fields) {
            JsonNode value = tree.get(modelled(field));
            if (value != null && !value.isNull()) {
                object.set(field.memberName(), inward(value, field));
            }
        }
        return object;
    }

    private static JsonNode inward(JsonNode value, SdkField<?> field) {
        MarshallingType<?> type = field.marshallingType();
        if (type.equals(MarshallingType.SDK_POJO)) {
            return value.isObject() ? inward(value, field.constructor().get().sdkFields()) : value;
        }
        if (type.equals(MarshallingType.LIST)) {
            var list = JSON.arrayNode();
            value.forEach(item -> list.add(inward(item, field.getTrait(ListTrait.class).memberFieldInfo())));
            return list;
        }
        if (type.equals(MarshallingType.MAP)) {
            ObjectNode map = JSON.objectNode();
            value.properties().forEach(entry -> map.set(
                    entry.getKey(), inward(entry.getValue(), field.getTrait(MapTrait.class).valueFieldInfo())));
            return map;
        }
        if (type.equals(MarshallingType.SDK_BYTES)) {
            return value.has(BYTES)
                    ? value.get(BYTES)
                    : JSON.textNode(Base64.getEncoder().encodeToString(value.asText().getBytes(StandardCharsets.UTF_8)));
        }
        return value.has(DATE)
                ? JSON.textNode(Instant.ofEpochMilli(value.get(DATE).asLong()).toString())
                : value;
    }

    @Override
    public WireResponse write(OperationModel operation, SdkPojo response, String requestId) {
        byte[] text = outward(response).toString().getBytes(StandardCharsets.UTF_8);
        return operation.kind() == OperationModel.Kind.DOWNLOAD
                ? WireResponse.of(200, "application/octet-stream", new byte[0])
                        .with(OUTPUT, Base64.getEncoder().encodeToString(text))
                : WireResponse.of(200, "application/json", text);
    }

    private static JsonNode outward(@Nullable Object value) {
        return switch (value) {
            case SdkPojo shape -> {
                ObjectNode object = JSON.objectNode();
                ObjectNode plain = Shapes.toJson(shape);
                for (SdkField<?> field : shape.sdkFields()) {
                    if (plain.has(field.memberName())) {
                        object.set(modelled(field), outward(field.getValueOrDefault(shape)));
                    }
                }
                yield object;
            }
            case List<?> list -> {
                var array = JSON.arrayNode();
                list.forEach(item -> array.add(outward(item)));
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = JSON.objectNode();
                map.forEach((key, item) -> object.set(String.valueOf(key), outward(item)));
                yield object;
            }
            case SdkBytes bytes ->
                JSON.objectNode().put(BYTES, Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe()));
            case Instant instant -> JSON.objectNode().put(DATE, instant.toEpochMilli());
            case null -> JSON.nullNode();
            default -> Json.MAPPER.valueToTree(value);
        };
    }

    @Override
    public WireResponse fault(Fault fault, String requestId) {
        ObjectNode told = JSON.objectNode().put("code", fault.code()).put("message", fault.message());
        fault.members().ifPresent(members -> told.set("members", outward(members)));
        return WireResponse.of(fault.status(), "application/json", told.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String malformedCode() {
        return "SerializationException";
    }

    @Override
    public Fault unknown(String operation) {
        return Fault.of(400, "UnknownOperationException", "The sandbox does not offer " + operation + ".");
    }

    @Override
    public Refusal.Style style() {
        return Refusal.Style.JSON;
    }
}
