package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.sandbox.wire.OperationModel.Kind;
import dev.sallyport.core.sandbox.wire.SdkInternals.ModelledError;
import dev.sallyport.core.sandbox.wire.SdkInternals.Protocol;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.protocols.core.OperationInfo;

/**
 * What the SDK knows of one service, read from its client interface; operations, routes and errors are read when they
 * are first needed.
 */
final class ServiceModel {
    private final Class<?> client;
    private final String name;
    private final Protocol protocol;
    // By lower-case Java name: AWS writes CreateWebACL where Java writes CreateWebAcl.
    private final Map<String, Method> methods = new HashMap<>();
    private final Map<String, OperationModel> operations = new ConcurrentHashMap<>();
    private volatile @Nullable Map<String, ModelledError> errors;
    private volatile @Nullable RestRoutes routes;

    private ServiceModel(Class<?> client, String name) {
        this.client = client;
        this.name = name;
        for (Method method : client.getMethods()) {
            if (kind(method).isPresent()) {
                methods.put(operationName(method).toLowerCase(Locale.ROOT), method);
            }
        }
        this.protocol = SdkInternals.protocol(methods.values().iterator().next().getParameterTypes()[0]);
    }

    /** The model of the service whose client interface {@code service} implements. */
    static ServiceModel of(SdkClient service) {
        for (Class<?> type = service.getClass(); type != null; type = type.getSuperclass()) {
            Optional<Class<?>> client = Arrays.stream(type.getInterfaces())
                    .filter(each -> each.getPackageName().startsWith("software.amazon.awssdk.services."))
                    .findFirst();
            if (client.isPresent()) {
                return new ServiceModel(client.get(), service.serviceName());
            }
        }
        throw new IllegalArgumentException(service.getClass() + " implements no client interface of the SDK");
    }

    /** The model of a client interface, such as {@code S3Client}. */
    static ServiceModel of(Class<?> client, String signingName) {
        return new ServiceModel(client, signingName);
    }

    private static Optional<Kind> kind(Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        if (parameters.length == 0 || !SdkRequest.class.isAssignableFrom(parameters[0])) {
            return Optional.empty();
        }
        boolean answers = SdkResponse.class.isAssignableFrom(method.getReturnType());
        if (parameters.length == 1) {
            return answers ? Optional.of(Kind.PLAIN) : Optional.empty();
        }
        if (parameters.length == 2 && parameters[1] == RequestBody.class && answers) {
            return Optional.of(Kind.UPLOAD);
        }
        return parameters.length == 2 && parameters[1] == ResponseTransformer.class
                ? Optional.of(Kind.DOWNLOAD)
                : Optional.empty();
    }

    private static String operationName(Method method) {
        String request = method.getParameterTypes()[0].getSimpleName();
        return request.substring(0, request.length() - "Request".length());
    }

    /** Signing name, such as {@code monitoring} for CloudWatch. */
    String name() {
        return name;
    }

    /** The SDK's module, such as {@code apigatewayv2}: tells services apart that share a signing name. */
    String module() {
        String packageName = client.getPackageName();
        return packageName.substring(packageName.lastIndexOf('.') + 1);
    }

    Protocol protocol() {
        return protocol;
    }

    /** The operation of that name in any case. */
    Optional<OperationModel> operation(String operation) {
        String key = operation.toLowerCase(Locale.ROOT);
        Method method = methods.get(key);
        return method == null
                ? Optional.empty()
                : Optional.of(operations.computeIfAbsent(key, absent -> model(method)));
    }

    private static OperationModel model(Method method) {
        Class<?> request = method.getParameterTypes()[0];
        OperationInfo binding = SdkInternals.binding(request);
        String identifier = binding.operationIdentifier();
        String wireName =
                identifier == null ? operationName(method) : identifier.substring(identifier.lastIndexOf('.') + 1);
        try {
            Class<?> response = Class.forName(
                    request.getPackageName() + '.' + operationName(method) + "Response",
                    false,
                    request.getClassLoader());
            return new OperationModel(wireName, kind(method).orElseThrow(), method, request, response, binding);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the SDK has no response for " + request.getName(), e);
        }
    }

    /** All operations; reads every binding. */
    Collection<OperationModel> operations() {
        List<OperationModel> all = new ArrayList<>();
        methods.keySet().forEach(key -> operation(key).ifPresent(all::add));
        return all;
    }

    /** The routes of a REST service. */
    RestRoutes routes() {
        RestRoutes known = routes;
        if (known == null) {
            known = RestRoutes.of(this);
            routes = known;
        }
        return known;
    }

    /** The modelled error that a class of exceptions stands for. */
    Optional<ModelledError> error(Class<?> exception) {
        return Optional.ofNullable(errors().get(exception.getName()));
    }

    /** The modelled errors by the names of their classes. */
    Map<String, ModelledError> errors() {
        Map<String, ModelledError> known = errors;
        if (known == null) {
            known = SdkInternals.errors(client);
            errors = known;
        }
        return known;
    }
}
