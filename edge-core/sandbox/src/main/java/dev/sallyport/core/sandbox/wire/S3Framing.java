package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    static Request plain(Request request) {
        Request plain = request.header("X-Amz-Content-Sha256")
                        .filter(hash -> hash.startsWith("STREAMING-"))
                        .isPresent()
                ? unchunked(request)
                : request;
        Matcher host = BUCKET_HOST.matcher(request.header("Host").orElse(""));
        if (!host.matches()) {
            return plain;
        }
        String path = '/' + host.group("bucket") + plain.path();
        return Request.of(plain.method(), path, plain.query(), plain.headers().byName(), plain.body());
    }

    private static Request unchunked(Request request) {
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
        Headers headers = request.headers().with("Content-Length", Integer.toString(content.length));
        List<String> encodings = new ArrayList<>();
        for (String value : request.headers().all("Content-Encoding")) {
            for (String encoding : value.split(",", -1)) {
                if (!encoding.strip().equals("aws-chunked")) {
                    encodings.add(encoding.strip());
                }
            }
        }
        headers = headers.without("Content-Encoding");
        if (!encodings.isEmpty()) {
            headers = headers.plus("Content-Encoding", String.join(",", encodings));
        }
        for (Map.Entry<String, String> trailer : chunked.trailers().entrySet()) {
            headers = headers.with(trailer.getKey(), trailer.getValue());
        }
        return request.with(headers).with(SdkBytes.fromByteArrayUnsafe(content));
    }

    /** Refuses a body that does not match a checksum that came with it. */
    static void check(OperationModel operation, Request request) {
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
