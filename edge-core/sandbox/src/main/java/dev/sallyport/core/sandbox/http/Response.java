package dev.sallyport.core.sandbox.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/**
 * A response.
 *
 * @param status such as 200
 * @param headers without Content-Length and Transfer-Encoding, which the listener sets
 * @param body whole; empty where it comes in pieces
 * @param pieces of a body that is sent as it comes; null for one that is whole
 */
public record Response(int status, Headers headers, SdkBytes body, @Nullable Pieces pieces) {
    private static final SdkBytes EMPTY = SdkBytes.fromByteArrayUnsafe(new byte[0]);

    /** A body that is not there at once. */
    @FunctionalInterface
    public interface Pieces {
        /**
         * The next piece, waited for; null at the end.
         *
         * @throws IOException when the rest will not come
         */
        byte @Nullable [] next() throws IOException;
    }

    /** A response whose body is there. */
    public Response(int status, Headers headers, SdkBytes body) {
        this(status, headers, body, null);
    }

    /** A response whose body comes in pieces. */
    public static Response streamed(int status, Headers headers, Pieces pieces) {
        return new Response(status, headers, EMPTY, pieces);
    }

    /** A response with a text body, UTF-8. */
    public static Response text(int status, Headers headers, String body) {
        return new Response(status, headers, SdkBytes.fromUtf8String(body));
    }

    /** A response without a body. */
    public static Response empty(int status, Headers headers) {
        return new Response(status, headers, EMPTY);
    }

    /** The same with other headers. */
    public Response with(Headers changed) {
        return new Response(status, changed, body, pieces);
    }

    /** The same with one header set. */
    public Response with(String name, String value) {
        return with(headers.with(name, value));
    }

    /** The body, not to be changed. */
    public byte[] bytes() {
        return body.asByteArrayUnsafe();
    }

    /** Neither headers nor body. */
    @Override
    public String toString() {
        return Integer.toString(status);
    }
}
