package dev.sallyport.core.sandbox.wire;

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
        headers = WireRequest.caseless(headers);
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

    /** The status alone. */
    @Override
    public String toString() {
        return "HTTP " + status;
    }
}
