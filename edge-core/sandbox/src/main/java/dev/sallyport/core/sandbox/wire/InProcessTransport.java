package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.sandbox.http.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** An HTTP client of the SDK whose every request goes to the sandbox in this process, whatever host it names. */
public final class InProcessTransport implements SdkHttpClient {
    private final SandboxFront front;

    /** Hands requests to {@code front}. */
    public InProcessTransport(SandboxFront front) {
        this.front = front;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return response(answer(wire(request)), request.httpRequest().method());
            }

            @Override
            public void abort() {
                // A call in process is over as soon as it has begun.
            }
        };
    }

    /**
     * The answer, made on a thread that nobody interrupts: an interrupt during a write would close the sandbox's state
     * for everyone, while AWS goes on with a request whose sender has left.
     */
    private WireResponse answer(Request request) throws IOException {
        FutureTask<WireResponse> task = new FutureTask<>(() -> front.handle(request));
        Thread.ofVirtual().name("sandbox-call").start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the sandbox");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException broken -> throw broken;
                case Error broken -> throw broken;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private static Request wire(HttpExecuteRequest request) throws IOException {
        SdkHttpRequest http = request.httpRequest();
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(http.headers());
        headers.putIfAbsent("Host", List.of(http.host()));
        byte[] body = new byte[0];
        ContentStreamProvider content = request.contentStreamProvider().orElse(null);
        if (content != null) {
            try (InputStream in = content.newStream()) {
                body = in.readAllBytes();
            }
        }
        return Request.of(
                http.method().name(),
                http.encodedPath(),
                http.encodedQueryParameters().orElse(""),
                headers,
                SdkBytes.fromByteArrayUnsafe(body));
    }

    private static HttpExecuteResponse response(WireResponse response, SdkHttpMethod method) {
        SdkHttpFullResponse.Builder http = SdkHttpFullResponse.builder().statusCode(response.status());
        response.headers().forEach(http::putHeader);
        byte[] body = response.body().asByteArrayUnsafe();
        if (method != SdkHttpMethod.HEAD && response.header("Content-Length").isEmpty()) {
            http.putHeader("Content-Length", Integer.toString(body.length));
        }
        return HttpExecuteResponse.builder()
                .response(http.build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                .build();
    }

    @Override
    public String clientName() {
        return "Sandbox";
    }

    @Override
    public void close() {
        // Holds nothing open.
    }
}
