package dev.sallyport.core.sandbox.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;

/**
 * An HTTP request as it came over the wire, nothing decoded.
 *
 * @param method in capitals
 * @param path percent-encoded, starts with {@code /}
 * @param query percent-encoded, without the question mark; empty where there is none
 * @param headers values by name, in any case
 * @param body the whole body, transfer encoding removed, {@code aws-chunked} still in place
 */
public record WireRequest(
        String method, String path, String query, Map<String, List<String>> headers, SdkBytes body) {

    /** Copies the headers under names in any case. */
    public WireRequest {
        headers = caseless(headers);
        path = path.isEmpty() ? "/" : path;
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }

    /** The same request with another body. */
    public WireRequest withBody(SdkBytes other) {
        return new WireRequest(method, path, query, headers, other);
    }

    /** The body, not to be changed. */
    public byte[] bytes() {
        return body.asByteArrayUnsafe();
    }

    /** Neither headers nor body: they may hold credentials and plaintext. */
    @Override
    public String toString() {
        return method + " " + path;
    }

    static Map<String, List<String>> caseless(Map<String, List<String>> headers) {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> copy.merge(name, List.copyOf(values), (a, b) -> {
            List<String> both = new ArrayList<>(a);
            both.addAll(b);
            return List.copyOf(both);
        }));
        return Collections.unmodifiableMap(copy);
    }
}
