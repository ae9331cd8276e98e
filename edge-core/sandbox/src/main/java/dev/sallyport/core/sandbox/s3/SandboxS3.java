package dev.sallyport.core.sandbox.s3;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.access.Policy;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.*;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * S3: buckets with their policies and settings, and objects kept as files. Versioning and lifecycle are kept as
 * settings; an object has one version. Long because the SDK has one method per operation.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html">S3 API Reference</a>
 */
public final class SandboxS3 implements S3Client {
    // The canonical user id of the sandbox's account: 64 hexadecimal digits of its own.
    private static final Owner OWNER = Owner.builder()
            .id(HexFormat.of().formatHex(Objects.md5(Caller.ACCOUNT.getBytes(StandardCharsets.UTF_8))).repeat(2))
            .build();
    private static final int PAGE = 1000;

    private final Buckets buckets;
    private final Objects objects;
    private final ObjectCalls calls;
    private final Uploads uploads;

    /** @param folder for the objects' files */
    public SandboxS3(SandboxState state, Path folder, Authorizer authorizer, Clock clock) {
        this.buckets = new Buckets(state, authorizer, clock);
        this.objects = new Objects(state, folder, Uploads.blobs(state), clock);
        this.calls = new ObjectCalls(buckets, objects);
        this.uploads = new Uploads(state, buckets, objects, clock);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    // Buckets

    @Override
    public CreateBucketResponse createBucket(CreateBucketRequest r) {
        Bucket bucket = buckets.create(r.bucket(), r.createBucketConfiguration());
        if (r.objectOwnershipAsString() != null) {
            buckets.set(bucket, "ownership", OwnershipControls.builder()
                    .rules(OwnershipControlsRule.builder().objectOwnership(r.objectOwnershipAsString()).build())
                    .build());
        }
        return CreateBucketResponse.builder().location("/" + bucket.name()).bucketArn(bucket.arn()).build();
    }

    @Override
    public DeleteBucketResponse deleteBucket(DeleteBucketRequest r) {
        Bucket bucket = buckets.require("s3:DeleteBucket", r.bucket(), r.expectedBucketOwner());
        if (!objects.empty(bucket)) {
            throw S3Faults.of("BucketNotEmpty", 409, "The bucket you tried to delete is not empty");
        }
        uploads.abortAll(bucket);
        buckets.delete(bucket);
        return DeleteBucketResponse.builder().build();
    }

    @Override
    public HeadBucketResponse headBucket(HeadBucketRequest r) {
        Bucket bucket = buckets.require("s3:ListBucket", r.bucket(), r.expectedBucketOwner());
        return HeadBucketResponse.builder().bucketRegion(bucket.region()).bucketArn(bucket.arn()).build();
    }

    @Override
    public ListBucketsResponse listBuckets(ListBucketsRequest r) {
        List<Bucket> wanted = buckets.list().stream()
                .filter(bucket -> r.prefix() == null || bucket.name().startsWith(r.prefix()))
                .filter(bucket -> r.bucketRegion() == null || r.bucketRegion().equals(bucket.region()))
                .toList();
        int max = r.maxBuckets() == null ? 10_000 : r.maxBuckets();
        Page<Bucket> page = Page.of(wanted, max, r.continuationToken(), Bucket::name)
                .orElseThrow(() -> S3Faults.argument("The continuation token provided is incorrect"));
        return ListBucketsResponse.builder()
                .owner(OWNER)
                .buckets(page.items().stream().map(SandboxS3::shape).toList())
                .prefix(r.prefix())
                .continuationToken(page.next())
                .build();
    }

    private static software.amazon.awssdk.services.s3.model.Bucket shape(Bucket bucket) {
        return software.amazon.awssdk.services.s3.model.Bucket.builder()
                .name(bucket.name())
                .bucketRegion(bucket.region())
                .creationDate(bucket.created())
                .build();
    }

    @Override
    public GetBucketLocationResponse getBucketLocation(GetBucketLocationRequest r) {
        Bucket bucket = buckets.require("s3:GetBucketLocation", r.bucket(), r.expectedBucketOwner());
        // us-east-1 has no location constraint.
        return GetBucketLocationResponse.builder()
                .locationConstraint(bucket.region().equals("us-east-1") ? null : bucket.region())
                .build();
    }

    @Override
    public PutBucketPolicyResponse putBucketPolicy(PutBucketPolicyRequest r) {
        buckets.putPolicy(buckets.require("s3:PutBucketPolicy", r.bucket(), r.expectedBucketOwner()), r.policy());
        return PutBucketPolicyResponse.builder().build();
    }

    @Override
    public GetBucketPolicyResponse getBucketPolicy(GetBucketPolicyRequest r) {
        Bucket bucket = buckets.require("s3:GetBucketPolicy", r.bucket(), r.expectedBucketOwner());
        return GetBucketPolicyResponse.builder().policy(policy(bucket)).build();
    }

    @Override
    public GetBucketPolicyStatusResponse getBucketPolicyStatus(GetBucketPolicyStatusRequest r) {
        Bucket bucket = buckets.require("s3:GetBucketPolicyStatus", r.bucket(), r.expectedBucketOwner());
        boolean open = Policy.parse(policy(bucket), Policy.Kind.RESOURCE).grantsPublicAccess();
        return GetBucketPolicyStatusResponse.builder()
                .policyStatus(PolicyStatus.builder().isPublic(open).build())
                .build();
    }

    private String policy(Bucket bucket) {
        return buckets.policy(bucket)
                .orElseThrow(() -> S3Faults.of("NoSuchBucketPolicy", 404, "The bucket policy does not exist"));
    }

    @Override
    public DeleteBucketPolicyResponse deleteBucketPolicy(DeleteBucketPolicyRequest r) {
        buckets.deletePolicy(buckets.require("s3:DeleteBucketPolicy", r.bucket(), r.expectedBucketOwner()));
        return DeleteBucketPolicyResponse.builder().build();
    }

    // Settings: each under the name of its query parameter.

    private void set(String action, String bucket, @Nullable String owner, String kind, @Nullable SdkPojo value) {
        buckets.set(buckets.require(action, bucket, owner), kind, value);
    }

    private void unset(String action, String bucket, @Nullable String owner, String kind) {
        buckets.unset(buckets.require(action, bucket, owner), kind);
    }

    private <T extends SdkPojo> T setting(
            String action, String bucket, @Nullable String owner, String kind, SdkBuilder<?, T> builder,
                    String missing) {
        return buckets.setting(buckets.require(action, bucket, owner), kind, builder)
                .orElseThrow(() -> S3Faults.of(missing, 404, "The " + kind + " configuration was not found"));
    }

    @Override
    public PutPublicAccessBlockResponse putPublicAccessBlock(PutPublicAccessBlockRequest r) {
        set("s3:PutBucketPublicAccessBlock", r.bucket(), r.expectedBucketOwner(), "publicAccessBlock",
                r.publicAccessBlockConfiguration());
        return PutPublicAccessBlockResponse.builder().build();
    }

    @Override
    public GetPublicAccessBlockResponse getPublicAccessBlock(GetPublicAccessBlockRequest r) {
        return GetPublicAccessBlockResponse.builder()
                .publicAccessBlockConfiguration(setting("s3:GetBucketPublicAccessBlock", r.bucket(),
                        r.expectedBucketOwner(), "publicAccessBlock", PublicAccessBlockConfiguration.builder(),
                        "NoSuchPublicAccessBlockConfiguration"))
                .build();
    }

    @Override
    public DeletePublicAccessBlockResponse deletePublicAccessBlock(DeletePublicAccessBlockRequest r) {
        unset("s3:PutBucketPublicAccessBlock", r.bucket(), r.expectedBucketOwner(), "publicAccessBlock");
        return DeletePublicAccessBlockResponse.builder().build();
    }

    @Override
    public PutBucketVersioningResponse putBucketVersioning(PutBucketVersioningRequest r) {
        set("s3:PutBucketVersioning", r.bucket(), r.expectedBucketOwner(), "versioning", r.versioningConfiguration());
        return PutBucketVersioningResponse.builder().build();
    }

    @Override
    public GetBucketVersioningResponse getBucketVersioning(GetBucketVersioningRequest r) {
        Bucket bucket = buckets.require("s3:GetBucketVersioning", r.bucket(), r.expectedBucketOwner());
        var kept = buckets.setting(bucket, "versioning", VersioningConfiguration.builder());
        var answer = GetBucketVersioningResponse.builder();
        kept.ifPresent(set -> answer.status(set.statusAsString()).mfaDelete(set.mfaDeleteAsString()));
        return answer.build();
    }

    @Override
    public PutBucketEncryptionResponse putBucketEncryption(PutBucketEncryptionRequest r) {
        set("s3:PutEncryptionConfiguration", r.bucket(), r.expectedBucketOwner(), "encryption",
                r.serverSideEncryptionConfiguration());
        return PutBucketEncryptionResponse.builder().build();
    }

    @Override
    public GetBucketEncryptionResponse getBucketEncryption(GetBucketEncryptionRequest r) {
        Bucket bucket = buckets.require("s3:GetEncryptionConfiguration", r.bucket(), r.expectedBucketOwner());
        // Every bucket has SSE-S3 since January 2023.
        return GetBucketEncryptionResponse.builder()
                .serverSideEncryptionConfiguration(buckets.setting(
                                bucket, "encryption", ServerSideEncryptionConfiguration.builder())
                        .orElse(ServerSideEncryptionConfiguration.builder()
                                .rules(ServerSideEncryptionRule.builder()
                                        .applyServerSideEncryptionByDefault(d -> d.sseAlgorithm("AES256"))
                                        .bucketKeyEnabled(false)
                                        .build())
                                .build()))
                .build();
    }

    @Override
    public DeleteBucketEncryptionResponse deleteBucketEncryption(DeleteBucketEncryptionRequest r) {
        unset("s3:PutEncryptionConfiguration", r.bucket(), r.expectedBucketOwner(), "encryption");
        return DeleteBucketEncryptionResponse.builder().build();
    }

    @Override
    public PutBucketOwnershipControlsResponse putBucketOwnershipControls(PutBucketOwnershipControlsRequest r) {
        set("s3:PutBucketOwnershipControls", r.bucket(), r.expectedBucketOwner(), "ownership", r.ownershipControls());
        return PutBucketOwnershipControlsResponse.builder().build();
    }

    @Override
    public GetBucketOwnershipControlsResponse getBucketOwnershipControls(GetBucketOwnershipControlsRequest r) {
        Bucket bucket = buckets.require("s3:GetBucketOwnershipControls", r.bucket(), r.expectedBucketOwner());
        return GetBucketOwnershipControlsResponse.builder()
                .ownershipControls(buckets.setting(bucket, "ownership", OwnershipControls.builder())
                        .orElse(OwnershipControls.builder()
                                .rules(OwnershipControlsRule.builder()
                                        .objectOwnership("BucketOwnerEnforced")
                                        .build())
                                .build()))
                .build();
    }

    @Override
    public DeleteBucketOwnershipControlsResponse deleteBucketOwnershipControls(DeleteBucketOwnershipControlsRequest r) {
        unset("s3:PutBucketOwnershipControls", r.bucket(), r.expectedBucketOwner(), "ownership");
        return DeleteBucketOwnershipControlsResponse.builder().build();
    }

    @Override
    public PutBucketTaggingResponse putBucketTagging(PutBucketTaggingRequest r) {
        set("s3:PutBucketTagging", r.bucket(), r.expectedBucketOwner(), "tagging", r.tagging());
        return PutBucketTaggingResponse.builder().build();
    }

    @Override
    public GetBucketTaggingResponse getBucketTagging(GetBucketTaggingRequest r) {
        Tagging kept = setting("s3:GetBucketTagging", r.bucket(), r.expectedBucketOwner(), "tagging", Tagging.builder(),
                "NoSuchTagSet");
        return GetBucketTaggingResponse.builder().tagSet(kept.tagSet()).build();
    }

    @Override
    public DeleteBucketTaggingResponse deleteBucketTagging(DeleteBucketTaggingRequest r) {
        unset("s3:PutBucketTagging", r.bucket(), r.expectedBucketOwner(), "tagging");
        return DeleteBucketTaggingResponse.builder().build();
    }

    @Override
    public PutBucketCorsResponse putBucketCors(PutBucketCorsRequest r) {
        set("s3:PutBucketCORS", r.bucket(), r.expectedBucketOwner(), "cors", r.corsConfiguration());
        return PutBucketCorsResponse.builder().build();
    }

    @Override
    public GetBucketCorsResponse getBucketCors(GetBucketCorsRequest r) {
        CORSConfiguration kept = setting("s3:GetBucketCORS", r.bucket(), r.expectedBucketOwner(), "cors",
                CORSConfiguration.builder(), "NoSuchCORSConfiguration");
        return GetBucketCorsResponse.builder().corsRules(kept.corsRules()).build();
    }

    @Override
    public DeleteBucketCorsResponse deleteBucketCors(DeleteBucketCorsRequest r) {
        unset("s3:PutBucketCORS", r.bucket(), r.expectedBucketOwner(), "cors");
        return DeleteBucketCorsResponse.builder().build();
    }

    @Override
    public PutBucketLifecycleConfigurationResponse putBucketLifecycleConfiguration(
            PutBucketLifecycleConfigurationRequest r) {
        set("s3:PutLifecycleConfiguration", r.bucket(), r.expectedBucketOwner(), "lifecycle",
                r.lifecycleConfiguration());
        return PutBucketLifecycleConfigurationResponse.builder().build();
    }

    @Override
    public GetBucketLifecycleConfigurationResponse getBucketLifecycleConfiguration(
            GetBucketLifecycleConfigurationRequest r) {
        BucketLifecycleConfiguration kept = setting("s3:GetLifecycleConfiguration", r.bucket(), r.expectedBucketOwner(),
                "lifecycle", BucketLifecycleConfiguration.builder(), "NoSuchLifecycleConfiguration");
        return GetBucketLifecycleConfigurationResponse.builder().rules(kept.rules()).build();
    }

    @Override
    public DeleteBucketLifecycleResponse deleteBucketLifecycle(DeleteBucketLifecycleRequest r) {
        unset("s3:PutLifecycleConfiguration", r.bucket(), r.expectedBucketOwner(), "lifecycle");
        return DeleteBucketLifecycleResponse.builder().build();
    }

    // Objects

    @Override
    public PutObjectResponse putObject(PutObjectRequest r, RequestBody body) {
        HeadObjectResponse made = calls.put(r, body).head();
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
        return DeleteObjectResponse.builder().build();
    }

    @Override
    public DeleteObjectsResponse deleteObjects(DeleteObjectsRequest r) {
        return calls.deleteMany(r);
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
        return CompleteMultipartUploadResponse.builder()
                .bucket(r.bucket())
                .key(r.key())
                .eTag(uploads.complete(r).head().eTag())
                .location("/" + r.bucket() + "/" + r.key())
                .build();
    }

    @Override
    public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest r) {
        uploads.abort(r);
        return AbortMultipartUploadResponse.builder().build();
    }
}
