package dev.sallyport.core.sandbox.cloudformation.resource;

import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.HttpListener;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where functions of custom resources PUT their answers: a loopback address in place of AWS's presigned S3 URL, with
 * a token that cannot be guessed and that works once. Plain HTTP, so a function must follow the URL's scheme and
 * port.
 */
final class ResponseUrls implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 24;

    private final Map<String, CompletableFuture<byte[]>> waiting = new ConcurrentHashMap<>();
    private boolean closed;
    private @Nullable HttpListener listener;

    /** An address and what will be put there. */
    record Place(URI url, String token, CompletableFuture<byte[]> answer) {}

    /** @throws CancellationException when the sandbox is closing */
    synchronized Place open() {
        if (closed) {
            throw new CancellationException("the sandbox is closing");
        }
        if (listener == null) {
            try {
                listener = new HttpListener(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), this::take);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        byte[] bytes = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bytes);
        String token = HexFormat.of().formatHex(bytes);
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        waiting.put(token, answer);
        URI url =
                URI.create("http://127.0.0.1:" + listener.port() + "/cloudformation-custom-resource-response/" + token);
        return new Place(url, token, answer);
    }

    void forget(Place place) {
        waiting.remove(place.token());
    }

    private Response take(Request request) {
        String token = request.path().substring(request.path().lastIndexOf('/') + 1);
        CompletableFuture<byte[]> answer = request.method().equals("PUT") ? waiting.remove(token) : null;
        if (answer == null) {
            return Response.empty(403, Headers.NONE);
        }
        answer.complete(request.bytes().clone());
        return Response.empty(200, Headers.NONE);
    }

    /** Whoever waits for an answer gets a cancellation instead. */
    @Override
    public synchronized void close() {
        closed = true;
        if (listener != null) {
            listener.close();
            listener = null;
        }
        waiting.values().forEach(answer -> answer.cancel(false));
    }
}
