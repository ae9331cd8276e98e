package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.sandbox.http.Request;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * Checks a body against the checksums that its headers or trailers name.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html">Checking
 *     object integrity for data uploads</a>
 */
final class Checksums {
    // The polynomial of CRC-64/NVME, bits reversed.
    private static final long CRC64_NVME = 0x9A6C9329AC4BC9B5L;
    private static final List<String> NAMES = List.of("crc32", "crc32c", "crc64nvme", "sha1", "sha256");

    private Checksums() {}

    /** The name of a checksum that the body does not match, as in AWS's message; empty when all match. */
    static Optional<Fault> mismatch(Request request) {
        Optional<String> digest = request.header("Content-MD5");
        if (digest.isPresent() && !digest.get().equals(base64(hash("MD5", request.bytes())))) {
            return Optional.of(
                    Fault.of(400, "BadDigest", "The Content-MD5 you specified did not match what we received."));
        }
        for (String name : NAMES) {
            Optional<String> given = request.header("x-amz-checksum-" + name);
            if (given.isPresent() && !given.get().equals(of(name, request.bytes()))) {
                return Optional.of(Fault.of(
                        400,
                        "BadDigest",
                        "The " + name.toUpperCase(Locale.ROOT)
                                + " you specified did not match the calculated checksum."));
            }
        }
        return Optional.empty();
    }

    /** The checksum in base64. */
    static String of(String name, byte[] body) {
        return switch (name) {
            case "crc32" -> crc(new CRC32(), body);
            case "crc32c" -> crc(new CRC32C(), body);
            case "crc64nvme" -> base64(ByteBuffer.allocate(8).putLong(crc64(body)).array());
            case "sha1" -> base64(hash("SHA-1", body));
            case "sha256" -> base64(CanonicalRequest.sha256(body));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String crc(Checksum checksum, byte[] body) {
        checksum.update(body);
        return base64(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }

    private static long crc64(byte[] body) {
        long crc = ~0L;
        for (byte b : body) {
            crc ^= b & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ CRC64_NVME;
            }
        }
        return ~crc;
    }

    private static byte[] hash(String algorithm, byte[] body) {
        try {
            return MessageDigest.getInstance(algorithm).digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
