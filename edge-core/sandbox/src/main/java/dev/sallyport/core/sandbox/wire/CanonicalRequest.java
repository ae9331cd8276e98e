package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The arithmetic of Signature Version 4: canonical request, string to sign, signing key.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a
 *     signed AWS API request</a>
 */
final class CanonicalRequest {
    private CanonicalRequest() {}

    /**
     * The canonical request of {@code request} when the signature covers {@code signedHeaders}.
     *
     * @param presigned whether the signature stands in the query, where it alone is not covered
     */
    static String of(
            Request request, List<String> signedHeaders, boolean s3, boolean presigned, String bodyHash) {
        StringBuilder text = new StringBuilder(512)
                .append(request.method())
                .append('\n')
                .append(path(request.path(), s3))
                .append('\n')
                .append(query(request.query(), presigned))
                .append('\n');
        for (String name : signedHeaders) {
            List<String> values = new ArrayList<>();
            for (String value : request.headers().all(name)) {
                values.add(value.strip().replaceAll("[ \t]+", " "));
            }
            text.append(name).append(':').append(String.join(",", values)).append('\n');
        }
        return text.append('\n')
                .append(String.join(";", signedHeaders))
                .append('\n')
                .append(bodyHash)
                .toString();
    }

    // S3 signs the path once encoded and as it is; every other service normalizes it and encodes it once more.
    private static String path(String path, boolean s3) {
        return s3
                ? PercentCoding.encode(PercentCoding.decode(path, false), true)
                : PercentCoding.encode(normalized(path).getBytes(StandardCharsets.ISO_8859_1), true);
    }

    private static String normalized(String path) {
        Deque<String> kept = new ArrayDeque<>();
        boolean folder = true;
        int from = 0;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            String segment = path.substring(from, slash < 0 ? path.length() : slash);
            folder = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!folder) {
                kept.addLast(segment);
            }
            from = slash < 0 ? path.length() + 1 : slash + 1;
        }
        return kept.isEmpty() ? "/" : "/" + String.join("/", kept) + (folder ? "/" : "");
    }

    private static String query(String query, boolean presigned) {
        List<String> parts = new ArrayList<>();
        for (Map.Entry<byte[], byte[]> parameter : PercentCoding.rawParameters(query)) {
            String name = PercentCoding.encode(parameter.getKey(), false);
            if (!presigned || !name.equals("X-Amz-Signature")) {
                // U+0000 sorts a name before every longer name that starts with it.
                parts.add(name + '\0' + PercentCoding.encode(parameter.getValue(), false));
            }
        }
        Collections.sort(parts);
        return String.join("&", parts).replace('\0', '=');
    }

    /** What is signed: the algorithm, the time, the scope and the digest of {@code canonical}. */
    static String toSign(String time, String scope, String canonical) {
        return "AWS4-HMAC-SHA256\n" + time + '\n' + scope + '\n' + hex(sha256(utf8(canonical)));
    }

    /** The key that a scope {@code date/region/service/aws4_request} derives from a secret. */
    static byte[] signingKey(String secret, String date, String region, String service) {
        byte[] key = utf8("AWS4" + secret);
        for (String part : List.of(date, region, service, "aws4_request")) {
            key = hmac(key, part);
        }
        return key;
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(utf8(text));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
