package dev.sallyport.core.sandbox.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A body in {@code aws-chunked} framing: chunks, each with a signature where the payload is signed, then trailers such
 * as {@code x-amz-checksum-crc32}.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">Signature calculations, chunked
 *     upload</a>
 */
final class AwsChunkedBody {
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

    private final byte[] raw;
    private final List<Chunk> chunks = new ArrayList<>();
    private final Map<String, String> trailers = new TreeMap<>();
    private int at;

    private record Chunk(int from, int length, String signature) {}

    private AwsChunkedBody(byte[] raw) {
        this.raw = raw;
    }

    /** Reads the framing; empty when it is malformed or cut off. */
    static Optional<AwsChunkedBody> of(byte[] raw) {
        AwsChunkedBody body = new AwsChunkedBody(raw);
        return body.read() ? Optional.of(body) : Optional.empty();
    }

    private boolean read() {
        int length;
        do {
            Optional<String> head = line();
            if (head.isEmpty()) {
                return false;
            }
            int end = head.get().indexOf(';');
            length = length(end < 0 ? head.get() : head.get().substring(0, end));
            if (length < 0 || length > raw.length - at) {
                return false;
            }
            int mark = head.get().indexOf("chunk-signature=");
            chunks.add(new Chunk(at, length, mark < 0 ? "" : head.get().substring(mark + "chunk-signature=".length())));
            at += length;
            if (length > 0 && !line().filter(String::isEmpty).isPresent()) {
                return false;
            }
        } while (length > 0);
        for (Optional<String> line = line(); line.isPresent() && !line.get().isEmpty(); line = line()) {
            int colon = line.get().indexOf(':');
            if (colon < 1) {
                return false;
            }
            trailers.put(
                    line.get().substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.get().substring(colon + 1).strip());
        }
        return true;
    }

    private static int length(String hex) {
        try {
            return Integer.parseInt(hex.strip(), 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private Optional<String> line() {
        for (int i = at; i + 1 < raw.length; i++) {
            if (raw[i] == '\r' && raw[i + 1] == '\n') {
                String line = new String(raw, at, i - at, StandardCharsets.ISO_8859_1);
                at = i + 2;
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    /** The content without the framing. */
    byte[] content() {
        ByteArrayOutputStream content = new ByteArrayOutputStream(raw.length);
        chunks.forEach(chunk -> content.write(raw, chunk.from(), chunk.length()));
        return content.toByteArray();
    }

    /** The trailers by lower-case name. */
    Map<String, String> trailers() {
        return trailers;
    }

    /** Whether each chunk and the trailer continue the chain of signatures that {@code claim} starts. */
    boolean signedBy(byte[] signingKey, SignatureClaim claim) {
        String emptyHash = CanonicalRequest.hex(CanonicalRequest.sha256(new byte[0]));
        String previous = claim.signature();
        for (Chunk chunk : chunks) {
            byte[] data = Arrays.copyOfRange(raw, chunk.from(), chunk.from() + chunk.length());
            String hashes = emptyHash + '\n' + CanonicalRequest.hex(CanonicalRequest.sha256(data));
            previous = link(signingKey, claim, "AWS4-HMAC-SHA256-PAYLOAD", previous, hashes);
            if (!same(previous, chunk.signature())) {
                return false;
            }
        }
        StringBuilder signed = new StringBuilder();
        trailers.forEach((name, value) -> {
            if (!name.equals(TRAILER_SIGNATURE)) {
                signed.append(name).append(':').append(value).append('\n');
            }
        });
        if (signed.isEmpty()) {
            return true;
        }
        String hash = CanonicalRequest.hex(
                CanonicalRequest.sha256(signed.toString().getBytes(StandardCharsets.UTF_8)));
        String last = link(signingKey, claim, "AWS4-HMAC-SHA256-TRAILER", previous, hash);
        return same(last, trailers.getOrDefault(TRAILER_SIGNATURE, ""));
    }

    private static String link(byte[] key, SignatureClaim claim, String kind, String previous, String hashes) {
        return CanonicalRequest.hex(CanonicalRequest.hmac(
                key, String.join("\n", kind, claim.time(), claim.scope(), previous, hashes)));
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
