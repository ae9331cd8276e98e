package dev.sallyport.core.sandbox.s3;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.*;

/**
 * S3: buckets with their policies and settings, and objects kept as files. Versioning and lifecycle are kept as
 * settings; an object has one version. Long because the SDK has one method per operation.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html">S3 API Reference</a>
 */
public final class SandboxS3 extends BucketSettings {
    private static final int PAGE = 1000;

    private final ObjectCalls calls;

    /** @param folder for the objects' files */
    public SandboxS3(SandboxState state, Path folder, Authorizer authorizer, Clock clock) {
        super(state, folder, authorizer, clock);
        this.calls = new ObjectCalls(buckets, objects);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    /** Hands each event of an object to {@code receiver}: the function's ARN, the bucket's, and the event. */
    public void whenNotified(Receiver receiver) {
        notifications.to(receiver::take);
    }

    /** Takes events for functions. */
    @FunctionalInterface
    public interface Receiver {
        /** Takes one event. */
        void take(String functionArn, String bucketArn, JsonNode event);
    }

    // Objects

    @Override
    public PutObjectResponse putObject(PutObjectRequest r, RequestBody body) {
        HeadObjectResponse made = calls.put(r, body).head();
        notifications.tell(r.bucket(), "ObjectCreated:Put", r.key(), made.contentLength(), made.eTag());
        return PutObjectResponse.builder()
                .eTag(made.eTag())
                .serverSideEncryption(made.serverSideEncryptionAsString())
                .build();
    }

    @Override
    public <T> T getObject(GetObjectRequest r, ResponseTransformer<GetObjectResponse, T> transformer) {
        ObjectCalls.Read read = calls.get(r);
        // The transformer may throw anything.
        FutureTask<T> task = new FutureTask<>(
                () -> transformer.transform(read.response(), AbortableInputStream.create(read.bytes())));
        task.run();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw SdkClientException.create("The object was read but not taken", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SdkClientException.create("Interrupted", e);
        }
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest r) {
        GetObjectRequest asked = GetObjectRequest.builder()
                .bucket(r.bucket())
                .key(r.key())
                .expectedBucketOwner(r.expectedBucketOwner())
                .ifMatch(r.ifMatch())
                .ifNoneMatch(r.ifNoneMatch())
                .ifModifiedSince(r.ifModifiedSince())
                .ifUnmodifiedSince(r.ifUnmodifiedSince())
                .build();
        StoredObject object = calls.readable("s3:GetObject", asked);
        ObjectCalls.requireConditions(asked, object);
        return object.head();
    }

    @Override
    public CopyObjectResponse copyObject(CopyObjectRequest r) {
        List<String> source = ObjectCalls.source(r, copySource(r));
        HeadObjectResponse made = calls.copy(r, source.getFirst(), source.getLast()).head();
        notifications.tell(
                r.destinationBucket(), "ObjectCreated:Copy", r.destinationKey(), made.contentLength(), made.eTag());
        return CopyObjectResponse.builder()
                .copyObjectResult(CopyObjectResult.builder()
                        .eTag(made.eTag())
                        .lastModified(made.lastModified())
                        .build())
                .serverSideEncryption(made.serverSideEncryptionAsString())
                .build();
    }

    @SuppressWarnings("deprecation") // What other clients send; the SDK splits it into bucket and key.
    private static @Nullable String copySource(CopyObjectRequest request) {
        return request.copySource();
    }

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest r) {
        calls.delete(r.bucket(), r.key(), r.expectedBucketOwner());
        notifications.tell(r.bucket(), "ObjectRemoved:Delete", r.key(), 0, "");
        return DeleteObjectResponse.builder().build();
    }

    @Override
    public DeleteObjectsResponse deleteObjects(DeleteObjectsRequest r) {
        DeleteObjectsResponse answer = calls.deleteMany(r);
        Set<String> kept = answer.errors().stream().map(S3Error::key).collect(Collectors.toSet());
        r.delete().objects().stream()
                .map(ObjectIdentifier::key)
                .filter(key -> !kept.contains(key))
                .forEach(key -> notifications.tell(r.bucket(), "ObjectRemoved:Delete", key, 0, ""));
        return answer;
    }

    @Override
    public GetObjectTaggingResponse getObjectTagging(GetObjectTaggingRequest r) {
        return GetObjectTaggingResponse.builder().tagSet(calls.tags(r.bucket(), r.key())).build();
    }

    @Override
    public PutObjectTaggingResponse putObjectTagging(PutObjectTaggingRequest r) {
        calls.retag("s3:PutObjectTagging", r.bucket(), r.key(), r.tagging().tagSet());
        return PutObjectTaggingResponse.builder().build();
    }

    @Override
    public DeleteObjectTaggingResponse deleteObjectTagging(DeleteObjectTaggingRequest r) {
        calls.retag("s3:DeleteObjectTagging", r.bucket(), r.key(), List.of());
        return DeleteObjectTaggingResponse.builder().build();
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request r) {
        String prefix = r.prefix() == null ? "" : r.prefix();
        int max = max(r.maxKeys());
        List<String> keys = calls.keys(r.bucket(), r.expectedBucketOwner(), prefix, r.delimiter(), max);
        String after = r.continuationToken() == null ? r.startAfter() : text(r.continuationToken());
        Listing page = Listing.of(keys, prefix, r.delimiter(), after, max);
        String encoding = r.encodingTypeAsString();
        String last = page.last();
        boolean withOwner = Boolean.TRUE.equals(r.fetchOwner());
        return ListObjectsV2Response.builder()
                .name(r.bucket())
                .prefix(Listing.encoded(prefix, encoding))
                .delimiter(r.delimiter() == null ? null : Listing.encoded(r.delimiter(), encoding))
                .startAfter(r.startAfter() == null ? null : Listing.encoded(r.startAfter(), encoding))
                .encodingType(encoding)
                .maxKeys(max)
                .keyCount(page.keys().size() + page.prefixes().size())
                .isTruncated(page.truncated())
                .continuationToken(r.continuationToken())
                .nextContinuationToken(page.truncated() && last != null ? token(last) : null)
                .contents(contents(r.bucket(), page, encoding, withOwner))
                .commonPrefixes(prefixes(page, encoding))
                .build();
    }

    @Override
    public ListObjectsResponse listObjects(ListObjectsRequest r) {
        String prefix = r.prefix() == null ? "" : r.prefix();
        int max = max(r.maxKeys());
        List<String> keys = calls.keys(r.bucket(), r.expectedBucketOwner(), prefix, r.delimiter(), max);
        Listing page = Listing.of(keys, prefix, r.delimiter(), r.marker(), max);
        String encoding = r.encodingTypeAsString();
        String last = page.last();
        return ListObjectsResponse.builder()
                .name(r.bucket())
                .prefix(Listing.encoded(prefix, encoding))
                .delimiter(r.delimiter() == null ? null : Listing.encoded(r.delimiter(), encoding))
                .marker(r.marker() == null ? "" : Listing.encoded(r.marker(), encoding))
                .encodingType(encoding)
                .maxKeys(max)
                .isTruncated(page.truncated())
                .nextMarker(page.truncated() && last != null ? Listing.encoded(last, encoding) : null)
                .contents(contents(r.bucket(), page, encoding, true))
                .commonPrefixes(prefixes(page, encoding))
                .build();
    }

    /** An object has one version, whose id is null, as in a bucket that never had versioning. */
    @Override
    public ListObjectVersionsResponse listObjectVersions(ListObjectVersionsRequest r) {
        String prefix = r.prefix() == null ? "" : r.prefix();
        int max = max(r.maxKeys());
        List<String> keys = calls.keys(r.bucket(), r.expectedBucketOwner(), prefix, r.delimiter(), max);
        Listing page = Listing.of(keys, prefix, r.delimiter(), r.keyMarker(), max);
        String encoding = r.encodingTypeAsString();
        String last = page.last();
        return ListObjectVersionsResponse.builder()
                .name(r.bucket())
                .prefix(Listing.encoded(prefix, encoding))
                .delimiter(r.delimiter() == null ? null : Listing.encoded(r.delimiter(), encoding))
                .keyMarker(r.keyMarker() == null ? "" : Listing.encoded(r.keyMarker(), encoding))
                .versionIdMarker(r.versionIdMarker() == null ? "" : r.versionIdMarker())
                .encodingType(encoding)
                .maxKeys(max)
                .isTruncated(page.truncated())
                .nextKeyMarker(page.truncated() && last != null ? Listing.encoded(last, encoding) : null)
                .nextVersionIdMarker(page.truncated() ? "null" : null)
                .versions(contents(r.bucket(), page, encoding, true).stream()
                        .map(object -> ObjectVersion.builder()
                                .key(object.key())
                                .size(object.size())
                                .eTag(object.eTag())
                                .lastModified(object.lastModified())
                                .storageClass("STANDARD")
                                .owner(object.owner())
                                .versionId("null")
                                .isLatest(true)
                                .build())
                        .toList())
                .commonPrefixes(prefixes(page, encoding))
                .build();
    }

    private List<S3Object> contents(String bucket, Listing page, @Nullable String encoding, boolean withOwner) {
        return page.keys().stream()
                .flatMap(key -> calls.known(bucket, key).stream())
                .map(object -> S3Object.builder()
                        .key(Listing.encoded(object.key(), encoding))
                        .size(object.size())
                        .eTag(object.head().eTag())
                        .lastModified(object.head().lastModified())
                        .storageClass("STANDARD")
                        .owner(withOwner ? OWNER : null)
                        .build())
                .toList();
    }

    private static List<CommonPrefix> prefixes(Listing page, @Nullable String encoding) {
        return page.prefixes().stream()
                .map(prefix -> CommonPrefix.builder().prefix(Listing.encoded(prefix, encoding)).build())
                .toList();
    }

    private static int max(@Nullable Integer asked) {
        if (asked != null && asked < 0) {
            throw S3Faults.argument("Argument maxKeys must be an integer between 0 and 2147483647");
        }
        return asked == null ? PAGE : Math.min(asked, PAGE);
    }

    private static String token(String last) {
        return Base64.getUrlEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw S3Faults.argument("The continuation token provided is incorrect");
        }
    }

    // Multipart uploads

    @Override
    public CreateMultipartUploadResponse createMultipartUpload(CreateMultipartUploadRequest r) {
        return CreateMultipartUploadResponse.builder()
                .bucket(r.bucket())
                .key(r.key())
                .uploadId(uploads.create(r))
                .build();
    }

    @Override
    public UploadPartResponse uploadPart(UploadPartRequest r, RequestBody body) {
        return UploadPartResponse.builder().eTag(uploads.part(r, body)).build();
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(CompleteMultipartUploadRequest r) {
        HeadObjectResponse made = uploads.complete(r).head();
        notifications.tell(
                r.bucket(), "ObjectCreated:CompleteMultipartUpload", r.key(), made.contentLength(), made.eTag());
        return CompleteMultipartUploadResponse.builder()
                .bucket(r.bucket())
                .key(r.key())
                .eTag(made.eTag())
                .location("/" + r.bucket() + "/" + r.key())
                .build();
    }

    @Override
    public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest r) {
        uploads.abort(r);
        return AbortMultipartUploadResponse.builder().build();
    }
}
