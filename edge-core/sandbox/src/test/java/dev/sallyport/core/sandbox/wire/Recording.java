package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.sandbox.access.Call;
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;

/** A service that notes what reaches it and answers what the test says; other operations are not offered. */
final class Recording implements InvocationHandler {
    private final Class<? extends SdkClient> type;
    private final Map<Class<?>, Function<SdkRequest, SdkResponse>> answers = new ConcurrentHashMap<>();
    final List<SdkRequest> requests = new CopyOnWriteArrayList<>();
    final List<Call> calls = new CopyOnWriteArrayList<>();
    volatile byte[] upload = new byte[0];
    volatile byte[] download = new byte[0];

    Recording(Class<? extends SdkClient> type) {
        this.type = type;
    }

    <R extends SdkRequest> Recording on(Class<R> request, Function<R, ? extends SdkResponse> answer) {
        answers.put(request, sent -> answer.apply(request.cast(sent)));
        return this;
    }

    SdkRequest last() {
        return requests.getLast();
    }

    SdkClient client() {
        return (SdkClient) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given) throws Throwable {
        @Nullable Object[] arguments = given == null ? new Object[0] : given;
        if (method.getName().equals("serviceName")) {
            return type.getField("SERVICE_NAME").get(null);
        }
        if (arguments.length > 0 && arguments[0] instanceof SdkRequest request) {
            Optional<Function<SdkRequest, SdkResponse>> answer =
                    Optional.ofNullable(answers.get(request.getClass()));
            if (answer.isPresent()) {
                requests.add(request);
                calls.add(Call.current());
                if (arguments.length == 2 && arguments[1] instanceof RequestBody body) {
                    upload = body.contentStreamProvider().newStream().readAllBytes();
                }
                SdkResponse response = answer.get().apply(request);
                return arguments.length == 2 && arguments[1] instanceof ResponseTransformer<?, ?> transformer
                        ? transform(transformer, response)
                        : response;
            }
        }
        try {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @SuppressWarnings("unchecked")
    private <R> @Nullable Object transform(ResponseTransformer<R, ?> transformer, SdkResponse response)
            throws Exception {
        return transformer.transform(
                (R) response, AbortableInputStream.create(new ByteArrayInputStream(download)));
    }
}
