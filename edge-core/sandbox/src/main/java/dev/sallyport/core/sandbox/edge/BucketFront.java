package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import dev.sallyport.core.sandbox.wire.Refusal;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * A bucket's own host, {@code <bucket>.s3.<region>.amazonaws.com}: GET and HEAD of objects for whom the bucket policy and
 * IAM let in. Everything else of S3 is served by the sandbox's endpoint.
 */
final class BucketFront {
    /** Objects are whole in memory between disk and connection, where a bound for all answers counts them. */
    private static final Semaphore READING = new Semaphore(4);

    private final S3Client s3;
    private final SignedOrigin signatures;

    BucketFront(S3Client s3, SignedOrigin signatures) {
        this.s3 = s3;
        this.signatures = signatures;
    }

    Response handle(String host, Request request) {
        String requestId = UUID.randomUUID().toString().replace("-", "").substring(0, 16).toUpperCase(Locale.ROOT);
        Response response = answer(host, request, requestId);
        return response.with("x-amz-request-id", requestId).with("Server", "AmazonS3");
    }

    /** The answer to a request that is not let in whatever its body is. */
    Optional<Response> refuse(String host, Request head) {
        boolean reads = head.method().equals("GET") || head.method().equals("HEAD");
        return reads && !signatures.isForged(head, "s3", Origins.region(host))
                ? Optional.empty()
                : Optional.of(handle(host, head));
    }

    private Response answer(String host, Request request, String requestId) {
        boolean head = request.method().equals("HEAD");
        if (!head && !request.method().equals("GET")) {
            return error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.", requestId);
        }
        String region = Origins.region(host);
        Caller caller = Caller.anonymous();
        Map<String, List<String>> keys = Map.of();
        switch (signatures.signer(request, "s3", region)) {
            case SignedOrigin.Known known -> {
                caller = known.caller();
                keys = known.conditionKeys();
            }
            case SignedOrigin.Unknown(Refusal reason) -> {
                if (reason != Refusal.UNSIGNED) {
                    Refusal.Style style = Refusal.Style.S3;
                    return error(reason.status(style), reason.code(style), reason.message(style), requestId);
                }
            }
        }
        String bucket = Origins.bucket(host).orElse("");
        String key = PercentCoding.decode(request.path().substring(1));
        return new Call(caller, region, requestId, keys).answer(() -> object(bucket, key, request, requestId));
    }

    private Response object(String bucket, String key, Request request, String requestId) {
        try {
            if (key.isEmpty()) {
                return error(403, "AccessDenied", "Access Denied", requestId);
            }
            GetObjectRequest.Builder get = GetObjectRequest.builder().bucket(bucket).key(key);
            request.headers().first("Range").ifPresent(get::range);
            request.headers().first("If-None-Match").ifPresent(get::ifNoneMatch);
            ResponseBytes<GetObjectResponse> found = read(get.build());
            return new Response(
                    found.response().contentRange() == null ? 200 : 206,
                    headers(found.response()),
                    SdkBytes.fromByteArrayUnsafe(found.asByteArrayUnsafe()));
        } catch (AwsServiceException e) {
            if (e.statusCode() == 304) {
                return Response.empty(304, Headers.NONE);
            }
            return error(
                    e.statusCode(),
                    e.awsErrorDetails().errorCode(),
                    e.awsErrorDetails().errorMessage(),
                    requestId);
        }
    }

    private ResponseBytes<GetObjectResponse> read(GetObjectRequest get) {
        READING.acquireUninterruptibly();
        try {
            return s3.getObject(get, ResponseTransformer.toBytes());
        } finally {
            READING.release();
        }
    }

    private static Headers headers(GetObjectResponse found) {
        Headers headers = Headers.of("Accept-Ranges", "bytes");
        headers = headers.plus("Content-Type", Objects.requireNonNullElse(found.contentType(), "binary/octet-stream"));
        Map<String, String> more = new TreeMap<>();
        more.put("ETag", found.eTag());
        more.put("Cache-Control", found.cacheControl());
        more.put("Content-Encoding", found.contentEncoding());
        more.put("Content-Disposition", found.contentDisposition());
        more.put("Content-Language", found.contentLanguage());
        more.put("Content-Range", found.contentRange());
        if (found.lastModified() != null) {
            more.put(
                    "Last-Modified",
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(found.lastModified().atOffset(ZoneOffset.UTC)));
        }
        found.metadata().forEach((name, value) -> more.put("x-amz-meta-" + name, value));
        for (Map.Entry<String, String> header : more.entrySet()) {
            if (header.getValue() != null) {
                headers = headers.plus(header.getKey(), header.getValue());
            }
        }
        return headers;
    }

    private static Response error(int status, String code, String message, String requestId) {
        String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>"
                + message.replace("&", "&amp;").replace("<", "&lt;") + "</Message><RequestId>" + requestId
                + "</RequestId></Error>";
        return Response.text(status, Headers.of("Content-Type", "application/xml"), body);
    }
}
