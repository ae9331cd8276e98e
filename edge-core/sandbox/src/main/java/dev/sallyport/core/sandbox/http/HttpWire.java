package dev.sallyport.core.sandbox.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/**
 * Reads and writes messages of HTTP/1.1.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>
 */
final class HttpWire {
    /** What CloudFront takes: 8,192 bytes of URL, 32,768 of header lines. */
    private static final int HEAD_LIMIT = 8_192 + 32_768;

    private static final int HEADER_COUNT = 200;

    /** API Gateway's payload limit, the largest of the origins. */
    static final int BODY_LIMIT = 10 << 20;

    private HttpWire() {}

    /** The first line and the headers. */
    record Head(String line, Headers headers) {}

    /** Reads up to the empty line; null at the end of the stream. */
    static @Nullable Head head(InputStream in) throws IOException {
        int[] left = {HEAD_LIMIT};
        String first = line(in, left);
        while (first != null && first.isEmpty()) {
            first = line(in, left);
        }
        if (first == null) {
            return null;
        }
        List<Headers.Line> lines = new ArrayList<>();
        for (String line = line(in, left); line == null || !line.isEmpty(); line = line(in, left)) {
            int colon = line == null ? -1 : line.indexOf(':');
            if (line == null || colon <= 0 || line.charAt(colon - 1) == ' ' || line.charAt(0) == ' ') {
                throw new HttpException(400, "a header line without a name");
            }
            if (lines.size() == HEADER_COUNT) {
                throw new HttpException(431, "too many headers");
            }
            lines.add(new Headers.Line(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new Head(first, new Headers(lines));
    }

    private static @Nullable String line(InputStream in, int[] left) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                if (line.size() > 0) {
                    throw new EOFException("the connection ended inside a line");
                }
                return null;
            }
            if (--left[0] < 0) {
                throw new HttpException(431, "the request's head is too large");
            }
            line.write(b);
        }
        // Latin-1 keeps every byte as it is; a request target may hold any.
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** The body that a head announces; {@code untilEnd} for a response without a length. */
    static SdkBytes body(InputStream in, Headers headers, boolean untilEnd) throws IOException {
        Optional<String> coding = headers.first("Transfer-Encoding");
        List<String> lengths = headers.all("Content-Length");
        if (coding.isPresent()) {
            if (!lengths.isEmpty() || !coding.get().equalsIgnoreCase("chunked")) {
                throw new HttpException(400, "an ambiguous or unknown body length");
            }
            return SdkBytes.fromByteArrayUnsafe(chunked(in));
        }
        if (lengths.isEmpty()) {
            return SdkBytes.fromByteArrayUnsafe(untilEnd ? upTo(in, BODY_LIMIT + 1) : new byte[0]);
        }
        if (lengths.size() > 1 || !lengths.getFirst().matches("\\d{1,12}")) {
            throw new HttpException(400, "a Content-Length that is no number");
        }
        long length = Long.parseLong(lengths.getFirst());
        if (length > BODY_LIMIT) {
            throw new HttpException(413, "the body is larger than " + BODY_LIMIT + " bytes");
        }
        byte[] body = in.readNBytes((int) length);
        if (body.length < length) {
            throw new EOFException("the connection ended inside a body");
        }
        return SdkBytes.fromByteArrayUnsafe(body);
    }

    private static byte[] upTo(InputStream in, int limit) throws IOException {
        byte[] body = in.readNBytes(limit);
        if (body.length > BODY_LIMIT) {
            throw new HttpException(413, "the body is larger than " + BODY_LIMIT + " bytes");
        }
        return body;
    }

    private static byte[] chunked(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = String.valueOf(line(in, new int[] {HEAD_LIMIT})).replaceFirst(";.*", "").strip();
            if (!size.matches("[0-9A-Fa-f]{1,7}")) {
                throw new HttpException(400, "a chunk without a size");
            }
            int length = Integer.parseInt(size, 16);
            if (body.size() + length > BODY_LIMIT) {
                throw new HttpException(413, "the body is larger than " + BODY_LIMIT + " bytes");
            }
            byte[] chunk = in.readNBytes(length);
            if (chunk.length < length) {
                throw new EOFException("the connection ended inside a chunk");
            }
            body.write(chunk);
            int[] left = {HEAD_LIMIT};
            String end = line(in, left);
            if (length == 0) {
                while (end != null && !end.isEmpty()) {
                    end = line(in, left);
                }
                return body.toByteArray();
            }
            if (end == null || !end.isEmpty()) {
                throw new HttpException(400, "a chunk longer than its size");
            }
        }
    }

    /** Writes a whole message at once. */
    static void write(OutputStream out, String first, Headers headers, byte[] body) throws IOException {
        StringBuilder head = new StringBuilder(512).append(first).append("\r\n");
        for (Headers.Line line : headers.lines()) {
            head.append(safe(line.name())).append(": ").append(safe(line.value())).append("\r\n");
        }
        byte[] top = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(top, top.length + body.length);
        System.arraycopy(body, 0, all, top.length, body.length);
        out.write(all);
        out.flush();
    }

    /** No function or origin may smuggle a line. */
    private static String safe(String text) {
        return text.indexOf('\r') < 0 && text.indexOf('\n') < 0 ? text : text.replaceAll("[\r\n]+", " ");
    }
}
