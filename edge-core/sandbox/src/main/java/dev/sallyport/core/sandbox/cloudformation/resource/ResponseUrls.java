package dev.sallyport.core.sandbox.cloudformation.resource;

import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.sandbox.address.AddressBook;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.HttpListener;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import java.net.URI;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where functions of custom resources PUT their answers: an address in the form of AWS's presigned S3 URL, without a port, with
 * a token in its query that cannot be guessed and that works once. Functions of the sandbox reach its host by its name.
 */
final class ResponseUrls implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 32;
    private static final String TOKEN = "X-Amz-Signature";

    private final AddressBook addresses;
    private final Map<String, CompletableFuture<byte[]>> waiting = new ConcurrentHashMap<>();
    private final Map<String, HttpListener> listeners = new HashMap<>();
    private boolean closed;

    /** An address and what will be put there. */
    record Place(URI url, String token, CompletableFuture<byte[]> answer) {}

    ResponseUrls(AddressBook addresses) {
        this.addresses = addresses;
    }

    /**
     * A new address.
     *
     * @param about what is answered: AWS names the stack, the resource and the request
     * @throws CancellationException when the sandbox is closing
     */
    synchronized Place open(String region, String about) {
        if (closed) {
            throw new CancellationException("the sandbox is closing");
        }
        String host = "cloudformation-custom-resource-response-" + region.replace("-", "") + ".s3." + region
                + ".amazonaws.com";
        HttpListener had = listeners.get(host);
        // A reset forgets the host's port.
        if (had == null || !addresses.knows(host)) {
            listeners.put(host, new HttpListener(addresses.listen(host), new Taking(host)));
            if (had != null) {
                had.close();
            }
        }
        byte[] bytes = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bytes);
        String token = HexFormat.of().formatHex(bytes);
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        waiting.put(token, answer);
        URI url = URI.create("https://" + host + '/' + PercentCoding.encode(about)
                + "?X-Amz-Algorithm=AWS4-HMAC-SHA256&" + TOKEN + '=' + token);
        return new Place(url, token, answer);
    }

    void forget(Place place) {
        waiting.remove(place.token());
    }

    /** Takes what is put to the host. */
    private final class Taking implements HttpListener.Handler {
        private final String host;

        Taking(String host) {
            this.host = host;
        }

        @Override
        public boolean serves(String named) {
            return named.equalsIgnoreCase(host);
        }

        @Override
        public Response handle(Request request) {
            String token = PercentCoding.parameters(request.query()).stream()
                    .filter(each -> each.getKey().equals(TOKEN))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("");
            CompletableFuture<byte[]> answer = request.method().equals("PUT") ? waiting.remove(token) : null;
            if (answer == null) {
                return Response.empty(403, Headers.NONE);
            }
            answer.complete(request.bytes().clone());
            return Response.empty(200, Headers.NONE);
        }
    }

    /** Whoever waits for an answer gets a cancellation instead. */
    @Override
    public synchronized void close() {
        closed = true;
        listeners.values().forEach(HttpListener::close);
        listeners.clear();
        waiting.values().forEach(answer -> answer.cancel(false));
    }
}
