package dev.sallyport.core.sandbox.s3;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.access.Policy;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.*;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** What callers do to buckets and their settings; a part of {@link SandboxS3}. */
abstract class BucketCalls implements S3Client {
    // The canonical user id of the sandbox's account: 64 hexadecimal digits of its own.
    static final Owner OWNER = Owner.builder()
            .id(HexFormat.of().formatHex(Objects.md5(Caller.ACCOUNT.getBytes(StandardCharsets.UTF_8))).repeat(2))
            .build();

    final Buckets buckets;
    final Objects objects;
    final Uploads uploads;

    /** {@code folder} is for the objects' files. */
    BucketCalls(SandboxState state, Path folder, Authorizer authorizer, Clock clock) {
        this.buckets = new Buckets(state, authorizer, clock);
        this.objects = new Objects(state, folder, Uploads.blobs(state), clock);
        this.uploads = new Uploads(state, buckets, objects, clock);
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
                .buckets(page.items().stream().map(BucketCalls::shape).toList())
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
}
