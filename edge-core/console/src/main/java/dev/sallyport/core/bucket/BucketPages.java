package dev.sallyport.core.bucket;

import dev.sallyport.core.SallyportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The listing of one bucket, page by page. */
final class BucketPages {
    private static final int FORBIDDEN = 403;

    private final S3Client s3;
    private final String bucket;

    BucketPages(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /**
     * One page of a folder.
     *
     * @param objects in it
     * @param folders below it, each with the slash at its end
     * @param next how to go on; null at the end
     */
    record Page(List<LogObject> objects, List<String> folders, @Nullable String next) {}

    /**
     * A page of what lies in a folder.
     *
     * @param token of the page before; null for the first
     * @param after only keys behind this one; null for all, and with a token of no meaning
     */
    Page folder(String prefix, @Nullable String token, @Nullable String after) {
        ListObjectsV2Response page = page(ListObjectsV2Request.builder()
                .prefix(prefix)
                .delimiter("/")
                .continuationToken(token)
                .startAfter(token == null ? after : null)
                .build());
        return new Page(
                page.contents().stream().map(this::object).toList(),
                page.commonPrefixes().stream().map(CommonPrefix::prefix).toList(),
                page.nextContinuationToken());
    }

    /** The first object with that prefix, behind a key. */
    Optional<LogObject> first(String prefix, @Nullable String after) {
        ListObjectsV2Request one =
                ListObjectsV2Request.builder().prefix(prefix).startAfter(after).maxKeys(1).build();
        return page(one).contents().stream().findFirst().map(this::object);
    }

    /** All objects of a range. */
    List<LogObject> all(KeyRange range) {
        List<LogObject> all = new ArrayList<>();
        if (range.isEmpty()) {
            return all;
        }
        String token = null;
        do {
            ListObjectsV2Response page = page(ListObjectsV2Request.builder()
                    .prefix(range.prefix())
                    .continuationToken(token)
                    .startAfter(token == null ? range.after() : null)
                    .build());
            page.contents().stream().filter(one -> range.holds(one.key())).map(this::object).forEach(all::add);
            boolean passed = !page.contents().isEmpty() && range.passedBy(page.contents().getLast().key());
            token = passed ? null : page.nextContinuationToken();
        } while (token != null);
        return all;
    }

    private LogObject object(S3Object one) {
        return new LogObject(
                bucket,
                one.key(),
                Objects.requireNonNullElse(one.eTag(), ""),
                one.size() == null ? 0 : one.size(),
                one.lastModified());
    }

    private ListObjectsV2Response page(ListObjectsV2Request request) {
        try {
            return s3.listObjectsV2(request.toBuilder().bucket(bucket).build());
        } catch (S3Exception e) {
            if (e.statusCode() == FORBIDDEN && "AccessDenied".equals(e.awsErrorDetails().errorCode())) {
                throw SallyportException.refused(
                                "SP-DENIED",
                                "The bucket " + bucket + " may not be listed: " + e.awsErrorDetails().errorMessage(),
                                "Ask for s3:ListBucket on arn:aws:s3:::" + bucket
                                        + ", and for s3:GetObject on what is in it.")
                        .withRequestId(e.requestId())
                        .causedBy(e);
            }
            throw e;
        }
    }
}
