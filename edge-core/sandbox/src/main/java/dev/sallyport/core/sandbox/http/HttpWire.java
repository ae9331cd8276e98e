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

    private static final int BLOCK = 64 * 1024;

    private HttpWire() {}

    /** Memory for a body. */
    @FunctionalInterface
    interface Room {
        /** Takes {@code bytes} more, or throws. */
        void take(long bytes) throws IOException;
    }

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

    /** Whether a body follows a request's head. */
    static boolean announcesBody(Headers headers) {
        return headers.has("Transfer-Encoding")
                || headers.all("Content-Length").stream().anyMatch(length -> !length.equals("0"));
    }

    /** How long a body may become, in bytes: what its head announces, {@code limit} where that does not tell. */
    static long announced(Headers headers, int limit) {
        return headers.first("Content-Length")
                .filter(length -> length.matches("\\d{1,12}"))
                .map(length -> Math.min(Long.parseLong(length), limit))
                .orElse(headers.has("Transfer-Encoding") ? (long) limit : 0L);
    }

    /** The body that a request's head announces, of at most {@code limit} bytes, whose bytes {@code room} is asked for. */
    static SdkBytes body(InputStream in, Headers headers, int limit, Room room) throws IOException {
        return announced(in, headers, limit, room).orElseGet(() -> SdkBytes.fromByteArrayUnsafe(new byte[0]));
    }

    /** The body of a response; {@code untilEnd} for one without a length whose connection closes after it. */
    static SdkBytes responseBody(InputStream in, Headers headers, boolean untilEnd, Room room) throws IOException {
        Optional<SdkBytes> announced = announced(in, headers, BODY_LIMIT, room);
        return announced.isPresent() || !untilEnd
                ? announced.orElseGet(() -> SdkBytes.fromByteArrayUnsafe(new byte[0]))
                : SdkBytes.fromByteArrayUnsafe(upTo(in, BODY_LIMIT));
    }

    private static Optional<SdkBytes> announced(InputStream in, Headers headers, int limit, Room room)
            throws IOException {
        Optional<String> coding = headers.first("Transfer-Encoding");
        List<String> lengths = headers.all("Content-Length");
        if (coding.isPresent()) {
            if (!lengths.isEmpty() || !coding.get().equalsIgnoreCase("chunked")) {
                throw new HttpException(400, "an ambiguous or unknown body length");
            }
            return Optional.of(SdkBytes.fromByteArrayUnsafe(chunked(in, limit, room)));
        }
        if (lengths.isEmpty()) {
            return Optional.empty();
        }
        if (lengths.size() > 1 || !lengths.getFirst().matches("\\d{1,12}")) {
            throw new HttpException(400, "a Content-Length that is no number");
        }
        long length = Long.parseLong(lengths.getFirst());
        if (length > limit) {
            throw tooLarge(limit);
        }
        return Optional.of(SdkBytes.fromByteArrayUnsafe(whole(in, (int) length, room)));
    }

    /**
     * Asks for the room of all that is announced once a block of it has come: what is never sent takes none, and no two
     * bodies wait for what the other has taken a part of.
     */
    private static byte[] whole(InputStream in, int length, Room room) throws IOException {
        int first = Math.min(length, BLOCK);
        room.take(first);
        byte[] block = block(in, first);
        if (first == length) {
            return block;
        }
        room.take(length - first);
        byte[] whole = Arrays.copyOf(block, length);
        if (in.readNBytes(whole, first, length - first) < length - first) {
            throw cutOff();
        }
        return whole;
    }

    private static byte[] block(InputStream in, int length) throws IOException {
        byte[] block = in.readNBytes(length);
        if (block.length < length) {
            throw cutOff();
        }
        return block;
    }

    private static EOFException cutOff() {
        return new EOFException("the connection ended inside a body");
    }

    /** Asks for room block by block: what is announced and never sent takes none. */
    private static void read(InputStream in, long length, List<byte[]> to, Room room) throws IOException {
        for (long left = length; left > 0; ) {
            int next = (int) Math.min(left, BLOCK);
            // The blocks are there until the last is copied into the whole.
            room.take(2L * next);
            to.add(block(in, next));
            left -= next;
        }
    }

    private static byte[] joined(List<byte[]> blocks) {
        byte[] whole = new byte[blocks.stream().mapToInt(block -> block.length).sum()];
        int at = 0;
        for (byte[] block : blocks) {
            System.arraycopy(block, 0, whole, at, block.length);
            at += block.length;
        }
        return whole;
    }

    private static HttpException tooLarge(int limit) {
        return new HttpException(413, "the body is larger than " + limit + " bytes");
    }

    private static byte[] upTo(InputStream in, int limit) throws IOException {
        byte[] body = in.readNBytes(limit + 1);
        if (body.length > limit) {
            throw tooLarge(limit);
        }
        return body;
    }

    private static byte[] chunked(InputStream in, int limit, Room room) throws IOException {
        List<byte[]> blocks = new ArrayList<>();
        long whole = 0;
        while (true) {
            String size = String.valueOf(line(in, new int[] {HEAD_LIMIT})).replaceFirst(";.*", "").strip();
            if (!size.matches("[0-9A-Fa-f]{1,8}")) {
                throw new HttpException(400, "a chunk without a size");
            }
            long length = Long.parseLong(size, 16);
            whole += length;
            if (whole > limit) {
                throw tooLarge(limit);
            }
            read(in, length, blocks, room);
            int[] left = {HEAD_LIMIT};
            String end = line(in, left);
            if (length == 0) {
                while (end != null && !end.isEmpty()) {
                    end = line(in, left);
                }
                return joined(blocks);
            }
            if (end == null || !end.isEmpty()) {
                throw new HttpException(400, "a chunk longer than its size");
            }
        }
    }

    /** Writes a whole message, a small one at once. */
    static void write(OutputStream out, String first, Headers headers, byte[] body) throws IOException {
        StringBuilder head = new StringBuilder(512).append(first).append("\r\n");
        for (Headers.Line line : headers.lines()) {
            head.append(safe(line.name())).append(": ").append(safe(line.value())).append("\r\n");
        }
        byte[] top = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        // A large body is not there a second time while its reader takes its time.
        int along = body.length <= BLOCK ? body.length : 0;
        byte[] start = Arrays.copyOf(top, top.length + along);
        System.arraycopy(body, 0, start, top.length, along);
        out.write(start);
        for (int at = along; at < body.length; at += BLOCK) {
            out.write(body, at, Math.min(BLOCK, body.length - at));
        }
        out.flush();
    }

    /** Writes a chunk of a body; one without bytes ends it. */
    static void chunk(OutputStream out, byte[] bytes) throws IOException {
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.write(bytes);
        out.write(new byte[] {'\r', '\n'});
        out.flush();
    }

    /** No function or origin may smuggle a line. */
    private static String safe(String text) {
        return text.indexOf('\r') < 0 && text.indexOf('\n') < 0 ? text : text.replaceAll("[\r\n]+", " ");
    }
}
