package dev.sallyport.core.sandbox.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;

/**
 * A request as it came over the wire, nothing decoded.
 *
 * @param method as sent
 * @param target path and query as sent; starts with {@code /}
 * @param version such as {@code HTTP/1.1}
 * @param headers as sent
 * @param body whole, transfer encoding removed
 */
public record Request(String method, String target, String version, Headers headers, SdkBytes body) {
    /** A request of ours. */
    public static Request of(String method, String target, Headers headers, SdkBytes body) {
        return new Request(method, target, "HTTP/1.1", headers, body);
    }

    /**
     * A request of ours.
     *
     * @param path percent-encoded, {@code /} where it is empty
     * @param query percent-encoded, without the question mark; empty where there is none
     * @param headers values by name, in any case
     */
    public static Request of(
            String method, String path, String query, Map<String, List<String>> headers, SdkBytes body) {
        String whole = path.isEmpty() ? "/" : path;
        return of(method, query.isEmpty() ? whole : whole + '?' + query, Headers.of(headers), body);
    }

    /** The path, undecoded. */
    public String path() {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    /** The query, undecoded, without the question mark. */
    public String query() {
        int mark = target.indexOf('?');
        return mark < 0 ? "" : target.substring(mark + 1);
    }

    /** The same with other headers. */
    public Request with(Headers changed) {
        return new Request(method, target, version, changed, body);
    }

    /** The same with one header set. */
    public Request with(String name, String value) {
        return with(headers.with(name, value));
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /** The same with another body. */
    public Request with(SdkBytes other) {
        return new Request(method, target, version, headers, other);
    }

    /** The body, not to be changed. */
    public byte[] bytes() {
        return body.asByteArrayUnsafe();
    }

    /** Neither headers nor body: they may hold credentials and plaintext. */
    @Override
    public String toString() {
        return method + ' ' + path();
    }
}
