package dev.sallyport.core.sandbox.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;

/** What S3 alone puts around requests and responses: buckets in host names, chunked bodies, checksums and ranges. */
final class S3Framing {
    private static final Pattern BUCKET_HOST =
            Pattern.compile("(?<bucket>.+)\\.s3[.-](?:[a-z0-9-]+\\.)*(?:amazonaws\\.com|localhost)(?::\\d+)?");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");
    // Their checksum is that of the object, not of the body.
    private static final Set<String> WHOLE_OBJECT = Set.of("CompleteMultipartUpload", "CopyObject");

    private S3Framing() {}

    /** The request in path style, with a plain body, trailers among the headers. */
    static WireRequest plain(WireRequest request) {
        WireRequest plain = request.header("X-Amz-Content-Sha256")
                        .filter(hash -> hash.startsWith("STREAMING-"))
                        .isPresent()
                ? unchunked(request)
                : request;
        Matcher host = BUCKET_HOST.matcher(request.header("Host").orElse(""));
        return host.matches()
                ? new WireRequest(
                        plain.method(), '/' + host.group("bucket") + plain.path(), plain.query(), plain.headers(), plain.body())
                : plain;
    }

    private static WireRequest unchunked(WireRequest request) {
        AwsChunkedBody chunked = AwsChunkedBody.of(request.bytes())
                .orElseThrow(() -> error(400, "IncompleteBody", "The request body terminated unexpectedly"));
        byte[] content = chunked.content();
        Optional<String> length = request.header("X-Amz-Decoded-Content-Length");
        if (length.isPresent() && !length.get().equals(Integer.toString(content.length))) {
            throw error(
                    400,
                    "IncompleteBody",
                    "You did not provide the number of bytes specified by the Content-Length HTTP header");
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(request.headers());
        headers.put("Content-Length", List.of(Integer.toString(content.length)));
        List<String> encodings = new ArrayList<>();
        for (String value : request.headers().getOrDefault("Content-Encoding", List.of())) {
            for (String encoding : value.split(",", -1)) {
                if (!encoding.strip().equals("aws-chunked")) {
                    encodings.add(encoding.strip());
                }
            }
        }
        headers.remove("Content-Encoding");
        if (!encodings.isEmpty()) {
            headers.put("Content-Encoding", List.of(String.join(",", encodings)));
        }
        chunked.trailers().forEach((name, value) -> headers.put(name, List.of(value)));
        return new WireRequest(
                request.method(), request.path(), request.query(), headers, SdkBytes.fromByteArrayUnsafe(content));
    }

    /** Refuses a body that does not match a checksum that came with it. */
    static void check(OperationModel operation, WireRequest request) {
        if (!WHOLE_OBJECT.contains(operation.name())) {
            Checksums.mismatch(request).ifPresent(fault -> {
                throw error(fault.status(), fault.code(), fault.message());
            });
        }
    }

    /** The part of an object that the request asks for, unless the service has cut it already. */
    static WireResponse ranged(WireRequest request, WireResponse response) {
        if (response.header("Content-Range").isPresent()) {
            return new WireResponse(206, response.headers(), response.body());
        }
        byte[] whole = response.body().asByteArrayUnsafe();
        Matcher range = RANGE.matcher(request.header("Range").orElse(""));
        // A range that is no such is ignored, RFC 9110 section 14.2.
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return response;
        }
        boolean suffix = range.group(1).isEmpty();
        long first = suffix ? Math.max(0, whole.length - number(range.group(2))) : number(range.group(1));
        long last = suffix || range.group(2).isEmpty()
                ? whole.length - 1L
                : Math.min(number(range.group(2)), whole.length - 1L);
        if (first > last) {
            throw error(416, "InvalidRange", "The requested range is not satisfiable");
        }
        byte[] part = Arrays.copyOfRange(whole, (int) first, (int) last + 1);
        return new WireResponse(206, response.headers(), SdkBytes.fromByteArrayUnsafe(part))
                .with("Content-Range", "bytes " + first + '-' + last + '/' + whole.length)
                .with("Content-Length", Integer.toString(part.length));
    }

    private static long number(String digits) {
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    private static AwsServiceException error(int status, String code, String message) {
        return AwsServiceException.builder()
                .statusCode(status)
                .message(message)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("S3")
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }
}
