package dev.sallyport.core.sandbox.wire;

import java.lang.reflect.Method;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.protocols.core.OperationInfo;
import java.util.List;
import java.util.Optional;

/**
 * One operation of a service.
 *
 * @param name as on the wire where the protocol has it there, else as in Java
 * @param kind whether the body is streamed
 * @param method of the client interface that takes the request
 * @param requestType of the SDK
 * @param responseType of the SDK
 * @param binding how the SDK puts the request on HTTP
 */
record OperationModel(
        String name, Kind kind, Method method, Class<?> requestType, Class<?> responseType, OperationInfo binding) {

    /** What the method takes beside the request. */
    enum Kind {
        PLAIN,
        /** A {@code RequestBody}. */
        UPLOAD,
        /** A {@code ResponseTransformer}. */
        DOWNLOAD
    }

    /** The members of the request. */
    List<SdkField<?>> requestFields() {
        return SdkInternals.builder(requestType).sdkFields();
    }

    /** The member that is the whole body, if one is. */
    static Optional<SdkField<?>> payload(SdkPojo shape) {
        for (SdkField<?> field : shape.sdkFields()) {
            if (field.containsTrait(PayloadTrait.class)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }
}
