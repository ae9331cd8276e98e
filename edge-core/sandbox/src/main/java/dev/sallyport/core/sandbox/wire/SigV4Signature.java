package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Signs a request for one service, as a service of AWS does that calls another in the caller's place. Unlike the SDK's
 * signer it takes the hash of the body as given: CloudFront signs what the viewer said about a body that it has not
 * read.
 */
public final class SigV4Signature {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private SigV4Signature() {}

    /**
     * The headers to set on {@code request}: the date, the token, the body's hash and Authorization. The signature
     * covers the host and every {@code x-amz-} header.
     *
     * @param request with its Host; these four headers of its own do not count
     * @param bodyHash SHA-256 in hexadecimal, or {@code UNSIGNED-PAYLOAD}
     */
    public static Map<String, String> of(
            Request request, AccessKey key, String service, String region, String bodyHash, Instant now) {
        String time = TIME.format(now);
        Map<String, String> set = new LinkedHashMap<>();
        set.put("x-amz-date", time);
        set.put("x-amz-content-sha256", bodyHash);
        if (key.sessionToken() != null) {
            set.put("x-amz-security-token", key.sessionToken());
        }
        Headers headers = request.headers().matching(name -> {
            String lower = name.toLowerCase(Locale.ROOT);
            return lower.equals("host") || (lower.startsWith("x-amz-") && !lower.equals("x-amz-security-token"));
        });
        for (Map.Entry<String, String> header : set.entrySet()) {
            headers = headers.with(header.getKey(), header.getValue());
        }
        List<String> signed = headers.lines().stream()
                .map(line -> line.name().toLowerCase(Locale.ROOT))
                .distinct()
                .sorted()
                .toList();
        Request covered = request.with(headers);
        String canonical = CanonicalRequest.of(covered, signed, service.equals("s3"), false, bodyHash);
        String date = time.substring(0, 8);
        String scope = date + '/' + region + '/' + service + "/aws4_request";
        byte[] signingKey = CanonicalRequest.signingKey(key.secretAccessKey(), date, region, service);
        String signature = CanonicalRequest.hex(
                CanonicalRequest.hmac(signingKey, CanonicalRequest.toSign(time, scope, canonical)));
        set.put(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=" + key.accessKeyId() + '/' + scope + ", SignedHeaders="
                        + String.join(";", signed) + ", Signature=" + signature);
        return set;
    }
}
