package dev.sallyport.core.sandbox.wire;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.protocols.core.OperationInfo;

/**
 * All that the wire takes from the SDK's generated internals, which no release of the SDK promises to keep; the
 * contract test names what broke when the SDK's version changes.
 */
final class SdkInternals {
    private static final ClassDesc METADATA_BUILDER =
            ClassDesc.of("software.amazon.awssdk.protocols.core.ExceptionMetadata$Builder");

    private SdkInternals() {}

    /** The wire protocols that the SDK marshals a service's requests for. */
    enum Protocol {
        AWS_JSON,
        REST_JSON,
        REST_XML,
        QUERY
    }

    /**
     * A modelled error.
     *
     * @param code as on the wire, often not the name of the Java class
     * @param status HTTP status, 0 where the model has none
     */
    record ModelledError(String code, int status) {}

    /** The HTTP binding that the request's marshaller holds. */
    static OperationInfo binding(Class<?> request) {
        try {
            Field field = marshaller(request).getDeclaredField("SDK_OPERATION_BINDING");
            field.setAccessible(true);
            return (OperationInfo) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the SDK has no binding for " + request.getName(), e);
        }
    }

    /** The protocol that the request's marshaller writes. */
    static Protocol protocol(Class<?> request) {
        try {
            String factory = marshaller(request)
                    .getDeclaredField("protocolFactory")
                    .getType()
                    .getSimpleName();
            return switch (factory) {
                case "BaseAwsJsonProtocolFactory" ->
                    binding(request).operationIdentifier() == null ? Protocol.REST_JSON : Protocol.AWS_JSON;
                case "AwsXmlProtocolFactory" -> Protocol.REST_XML;
                case "AwsQueryProtocolFactory" -> Protocol.QUERY;
                default -> throw new IllegalStateException("the SDK marshals with an unknown " + factory);
            };
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the SDK has no protocol for " + request.getName(), e);
        }
    }

    private static Class<?> marshaller(Class<?> request) throws ClassNotFoundException {
        String name = request.getName().replace(".model.", ".transform.") + "Marshaller";
        return Class.forName(name, true, request.getClassLoader());
    }

    /** A fresh builder of a request or response. */
    static SdkPojo builder(Class<?> shape) {
        try {
            return (SdkPojo) shape.getMethod("builder").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the SDK has no builder for " + shape.getName(), e);
        }
    }

    /**
     * The modelled errors of a client by the name of their Java class, read from the code that registers them: the SDK
     * keeps them nowhere else.
     */
    static Map<String, ModelledError> errors(Class<?> client) {
        String resource = "Default" + client.getSimpleName() + ".class";
        try (InputStream in = client.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the SDK has no " + resource);
            }
            ClassModel model = ClassFile.of().parse(in.readAllBytes());
            Map<String, ModelledError> errors = new HashMap<>();
            for (MethodModel method : model.methods()) {
                method.code().ifPresent(code -> new Registrations(errors).read(code));
            }
            return Map.copyOf(errors);
        } catch (IOException e) {
            throw new IllegalStateException("the SDK's " + resource + " is not readable", e);
        }
    }

    /** Follows {@code ExceptionMetadata.builder().errorCode(…).exceptionBuilderSupplier(…).build()}. */
    private static final class Registrations {
        private final Map<String, ModelledError> errors;
        private String text = "";
        private int number;
        private @Nullable String supplier;
        private @Nullable String code;
        private int status;

        Registrations(Map<String, ModelledError> errors) {
            this.errors = errors;
        }

        void read(Iterable<CodeElement> code) {
            code.forEach(this::element);
        }

        private void element(CodeElement element) {
            switch (element) {
                case ConstantInstruction constant when constant.constantValue() instanceof String value -> text = value;
                case ConstantInstruction constant when constant.constantValue() instanceof Integer value ->
                    number = value;
                case InvokeDynamicInstruction call -> supplier = supplied(call);
                case InvokeInstruction call when call.owner().asSymbol().equals(METADATA_BUILDER) ->
                    builderCall(call.name().stringValue());
                default -> {}
            }
        }

        private static @Nullable String supplied(InvokeDynamicInstruction call) {
            return call.bootstrapArgs().stream()
                    .filter(DirectMethodHandleDesc.class::isInstance)
                    .map(DirectMethodHandleDesc.class::cast)
                    .filter(handle -> handle.methodName().equals("builder"))
                    .map(handle -> handle.owner().packageName() + '.' + handle.owner().displayName())
                    .findFirst()
                    .orElse(null);
        }

        private void builderCall(String name) {
            switch (name) {
                case "errorCode" -> code = text;
                case "httpStatusCode" -> status = number;
                case "build" -> {
                    if (code != null && supplier != null) {
                        errors.put(supplier, new ModelledError(code, status));
                    }
                    code = null;
                    supplier = null;
                    status = 0;
                }
                default -> {}
            }
        }
    }
}
