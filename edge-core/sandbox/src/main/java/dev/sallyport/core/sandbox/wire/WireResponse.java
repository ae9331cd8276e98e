package dev.sallyport.core.sandbox.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;

/**
 * An HTTP response as it goes over the wire.
 *
 * @param status such as 200
 * @param headers values by name, in any case
 * @param body whole
 */
public record WireResponse(int status, Map<String, List<String>> headers, SdkBytes body) {

    /** Copies the headers under names in any case. */
    public WireResponse {
        headers = caseless(headers);
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** The same response with one more header. */
    WireResponse with(String name, String value) {
        Map<String, List<String>> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(headers);
        more.put(name, List.of(value));
        return new WireResponse(status, Collections.unmodifiableMap(more), body);
    }

    /** A response of one content type. */
    static WireResponse of(int status, String contentType, byte[] body) {
        return new WireResponse(
                status, Map.of("Content-Type", List.of(contentType)), SdkBytes.fromByteArrayUnsafe(body));
    }

    private static Map<String, List<String>> caseless(Map<String, List<String>> headers) {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> copy.merge(name, List.copyOf(values), (a, b) -> {
            List<String> both = new ArrayList<>(a);
            both.addAll(b);
            return List.copyOf(both);
        }));
        return Collections.unmodifiableMap(copy);
    }

    /** The status alone. */
    @Override
    public String toString() {
        return "HTTP " + status;
    }
}
