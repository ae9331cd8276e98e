package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.sandbox.http.Request;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a request says of its signature, in the {@code Authorization} header or, presigned, in the query; nothing of it
 * is verified. Parts that are not there are empty.
 *
 * @param accessKeyId of the key that is said to have signed
 * @param date of the scope, {@code yyyyMMdd}
 * @param region of the scope
 * @param service signing name of the scope, such as {@code kms}
 * @param time {@code yyyyMMdd'T'HHmmss'Z'}
 * @param signedHeaders lower case, in order
 * @param signature lower-case hex
 * @param token session token
 * @param lifeSeconds of a presigned request
 */
record SignatureClaim(
        String accessKeyId,
        String date,
        String region,
        String service,
        String time,
        List<String> signedHeaders,
        String signature,
        Optional<String> token,
        Optional<String> lifeSeconds) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    /** The claim of {@code request}; empty when it carries none, or one of another algorithm. */
    static Optional<SignatureClaim> of(Request request) {
        Optional<String> header = request.header("Authorization");
        if (header.isPresent()) {
            return header.filter(value -> value.startsWith(ALGORITHM)).map(value -> inHeader(value, request));
        }
        Map<String, String> query = new HashMap<>();
        if (request.query().contains("X-Amz-")) {
            PercentCoding.parameters(request.query()).forEach(each -> query.put(each.getKey(), each.getValue()));
        }
        return ALGORITHM.equals(query.get("X-Amz-Algorithm")) ? Optional.of(inQuery(query)) : Optional.empty();
    }

    private static SignatureClaim inHeader(String value, Request request) {
        Map<String, String> parts = new HashMap<>();
        for (String part : value.substring(ALGORITHM.length()).strip().split("\\s*,\\s*", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return of(
                parts.getOrDefault("Credential", ""),
                request.header("X-Amz-Date").orElse(""),
                parts.getOrDefault("SignedHeaders", ""),
                parts.getOrDefault("Signature", ""),
                request.header("X-Amz-Security-Token"),
                Optional.empty());
    }

    private static SignatureClaim inQuery(Map<String, String> query) {
        return of(
                query.getOrDefault("X-Amz-Credential", ""),
                query.getOrDefault("X-Amz-Date", ""),
                query.getOrDefault("X-Amz-SignedHeaders", ""),
                query.getOrDefault("X-Amz-Signature", ""),
                Optional.ofNullable(query.get("X-Amz-Security-Token")),
                Optional.of(query.getOrDefault("X-Amz-Expires", "")));
    }

    private static SignatureClaim of(
            String credential,
            String time,
            String signedHeaders,
            String signature,
            Optional<String> token,
            Optional<String> lifeSeconds) {
        String[] scope = credential.split("/", -1);
        boolean whole = scope.length == 5 && scope[4].equals("aws4_request");
        return new SignatureClaim(
                scope[0],
                whole ? scope[1] : "",
                whole ? scope[2] : "",
                whole ? scope[3] : "",
                time,
                Arrays.stream(signedHeaders.toLowerCase(Locale.ROOT).split(";", -1))
                        .filter(name -> !name.isEmpty())
                        .toList(),
                signature,
                token,
                lifeSeconds);
    }

    /** Whether the signature is in the query. */
    boolean presigned() {
        return lifeSeconds.isPresent();
    }

    /** Whether no part is missing. */
    boolean whole() {
        return !accessKeyId.isEmpty()
                && !service.isEmpty()
                && !time.isEmpty()
                && !signedHeaders.isEmpty()
                && !signature.isEmpty();
    }

    /** {@code date/region/service/aws4_request}. */
    String scope() {
        return date + '/' + region + '/' + service + "/aws4_request";
    }
}
