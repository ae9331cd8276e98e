package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.utils.builder.Buildable;

/** The member that is a REST body as a whole: a structure, a blob or a text. */
final class RestPayload {
    private RestPayload() {}

    /** Sets the payload's member from the body, unless that is empty, and builds the shape. */
    static SdkPojo read(
            SdkField<?> payload, SdkPojo builder, Request request, Function<SdkPojo, Object> structure) {
        byte[] body = request.bytes();
        if (payload.marshallingType().equals(MarshallingType.SDK_BYTES)) {
            payload.set(builder, SdkBytes.fromByteArrayUnsafe(body));
        } else if (payload.marshallingType().equals(MarshallingType.STRING)) {
            payload.set(builder, new String(body, StandardCharsets.UTF_8));
        } else if (body.length > 0) {
            payload.set(builder, structure.apply(payload.constructor().get()));
        }
        return built(builder);
    }

    static SdkPojo built(SdkPojo builder) {
        return (SdkPojo) ((Buildable) builder).build();
    }

    /** The body that the payload's value becomes. */
    static byte[] bytes(@Nullable Object value, Function<SdkPojo, byte[]> structure) {
        return switch (value) {
            case null -> new byte[0];
            case SdkBytes bytes -> bytes.asByteArrayUnsafe();
            case SdkPojo shape -> structure.apply(shape);
            default -> value.toString().getBytes(StandardCharsets.UTF_8);
        };
    }
}
