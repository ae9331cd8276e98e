package dev.sallyport.core.sandbox.wire;

import java.util.ArrayList;
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

/** What S3 alone puts around requests: buckets in host names, chunked bodies, checksums. */
final class S3Framing {
    private static final Pattern BUCKET_HOST =
            Pattern.compile("(?<bucket>.+)\\.s3[.-](?:[a-z0-9-]+\\.)*(?:amazonaws\\.com|localhost)(?::\\d+)?");
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
        if (!host.matches()) {
            return plain;
        }
        String path = '/' + host.group("bucket") + plain.path();
        return new WireRequest(plain.method(), path, plain.query(), plain.headers(), plain.body());
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
