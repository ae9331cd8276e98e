package dev.sallyport.core.sandbox.s3;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.BucketLoggingStatus;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentResponse;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAclResponse;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/**
 * What is set on a bucket beside its policy: ACL, website, server access logs and notifications, and what scripts ask of it
 * that is never set here. A part of {@link SandboxS3}. Server access logs are not written.
 */
abstract class BucketSettings extends BucketCalls {
    private static final String WEBSITE = "website";
    private static final String LOGGING = "logging";
    static final String NOTIFICATION = "notification";

    final Notifications notifications;
    private final BucketAcls acls;

    BucketSettings(SandboxState state, Path folder, Authorizer authorizer, Clock clock) {
        super(state, folder, authorizer, clock);
        this.acls = new BucketAcls(buckets);
        this.notifications = new Notifications(buckets, clock);
    }

    @Override
    public CreateBucketResponse createBucket(CreateBucketRequest r) {
        CreateBucketResponse made = super.createBucket(r);
        Bucket bucket = buckets.find(r.bucket(), null);
        try {
            acls.create(bucket, r.aclAsString());
        } catch (RuntimeException e) {
            buckets.delete(bucket);
            throw e;
        }
        return made;
    }

    @Override
    public PutBucketAclResponse putBucketAcl(PutBucketAclRequest r) {
        Bucket bucket = buckets.require("s3:PutBucketAcl", r.bucket(), r.expectedBucketOwner());
        acls.put(bucket, r.aclAsString(), r.accessControlPolicy());
        return PutBucketAclResponse.builder().build();
    }

    @Override
    public GetBucketAclResponse getBucketAcl(GetBucketAclRequest r) {
        Bucket bucket = buckets.require("s3:GetBucketAcl", r.bucket(), r.expectedBucketOwner());
        AccessControlPolicy acl = acls.get(bucket);
        return GetBucketAclResponse.builder().owner(acl.owner()).grants(acl.grants()).build();
    }

    /** Every object is its bucket's owner's alone. */
    @Override
    public GetObjectAclResponse getObjectAcl(GetObjectAclRequest r) {
        Bucket bucket = buckets.find(r.bucket(), r.expectedBucketOwner());
        buckets.check("s3:GetObjectAcl", bucket.arn() + "/" + r.key(), bucket, Map.of());
        if (objects.find(bucket, r.key()).isEmpty()) {
            throw S3Faults.noKey();
        }
        return GetObjectAclResponse.builder()
                .owner(OWNER)
                .grants(BucketAcls.owners())
                .build();
    }

    @Override
    public PutBucketWebsiteResponse putBucketWebsite(PutBucketWebsiteRequest r) {
        Bucket bucket = buckets.require("s3:PutBucketWebsite", r.bucket(), r.expectedBucketOwner());
        WebsiteConfiguration given = r.websiteConfiguration();
        if (given != null && given.indexDocument() == null && given.redirectAllRequestsTo() == null) {
            throw S3Faults.argument("A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty");
        }
        buckets.set(bucket, WEBSITE, given);
        return PutBucketWebsiteResponse.builder().build();
    }

    @Override
    public GetBucketWebsiteResponse getBucketWebsite(GetBucketWebsiteRequest r) {
        Bucket bucket = buckets.require("s3:GetBucketWebsite", r.bucket(), r.expectedBucketOwner());
        WebsiteConfiguration kept = buckets.setting(bucket, WEBSITE, WebsiteConfiguration.builder())
                .orElseThrow(() -> S3Faults.of(
                        "NoSuchWebsiteConfiguration",
                        404,
                        "The specified bucket does not have a website configuration"));
        return GetBucketWebsiteResponse.builder()
                .indexDocument(kept.indexDocument())
                .errorDocument(kept.errorDocument())
                .redirectAllRequestsTo(kept.redirectAllRequestsTo())
                .routingRules(kept.hasRoutingRules() ? kept.routingRules() : null)
                .build();
    }

    @Override
    public DeleteBucketWebsiteResponse deleteBucketWebsite(DeleteBucketWebsiteRequest r) {
        buckets.unset(buckets.require("s3:DeleteBucketWebsite", r.bucket(), r.expectedBucketOwner()), WEBSITE);
        return DeleteBucketWebsiteResponse.builder().build();
    }

    @Override
    public PutBucketLoggingResponse putBucketLogging(PutBucketLoggingRequest r) {
        Bucket bucket = buckets.require("s3:PutBucketLogging", r.bucket(), r.expectedBucketOwner());
        LoggingEnabled logging = r.bucketLoggingStatus() == null ? null : r.bucketLoggingStatus().loggingEnabled();
        if (logging == null) {
            buckets.unset(bucket, LOGGING);
            return PutBucketLoggingResponse.builder().build();
        }
        Optional<Bucket> target = buckets.known(logging.targetBucket());
        if (target.isEmpty()) {
            throw S3Faults.of("InvalidTargetBucketForLogging", 400, "The target bucket for logging does not exist");
        }
        if (!target.get().region().equals(bucket.region())) {
            throw S3Faults.of(
                    "CrossLocationLoggingProhibitted", 403, "Cross S3 location logging not allowed.");
        }
        buckets.set(bucket, LOGGING, BucketLoggingStatus.builder().loggingEnabled(logging).build());
        return PutBucketLoggingResponse.builder().build();
    }

    @Override
    public GetBucketLoggingResponse getBucketLogging(GetBucketLoggingRequest r) {
        Bucket bucket = buckets.require("s3:GetBucketLogging", r.bucket(), r.expectedBucketOwner());
        return GetBucketLoggingResponse.builder()
                .loggingEnabled(buckets.setting(bucket, LOGGING, BucketLoggingStatus.builder())
                        .map(BucketLoggingStatus::loggingEnabled)
                        .orElse(null))
                .build();
    }

    @Override
    public PutBucketNotificationConfigurationResponse putBucketNotificationConfiguration(
            PutBucketNotificationConfigurationRequest r) {
        Bucket bucket = buckets.require("s3:PutBucketNotification", r.bucket(), r.expectedBucketOwner());
        buckets.set(bucket, NOTIFICATION, r.notificationConfiguration());
        return PutBucketNotificationConfigurationResponse.builder().build();
    }

    @Override
    public GetBucketNotificationConfigurationResponse getBucketNotificationConfiguration(
            GetBucketNotificationConfigurationRequest r) {
        Bucket bucket = buckets.require("s3:GetBucketNotification", r.bucket(), r.expectedBucketOwner());
        var answer = GetBucketNotificationConfigurationResponse.builder();
        buckets.setting(bucket, NOTIFICATION, NotificationConfiguration.builder()).ifPresent(kept -> answer
                .topicConfigurations(kept.hasTopicConfigurations() ? kept.topicConfigurations() : null)
                .queueConfigurations(kept.hasQueueConfigurations() ? kept.queueConfigurations() : null)
                .lambdaFunctionConfigurations(
                        kept.hasLambdaFunctionConfigurations() ? kept.lambdaFunctionConfigurations() : null)
                .eventBridgeConfiguration(kept.eventBridgeConfiguration()));
        return answer.build();
    }

    @Override
    public GetBucketAccelerateConfigurationResponse getBucketAccelerateConfiguration(
            GetBucketAccelerateConfigurationRequest r) {
        buckets.require("s3:GetAccelerateConfiguration", r.bucket(), r.expectedBucketOwner());
        return GetBucketAccelerateConfigurationResponse.builder().build();
    }

    @Override
    public GetBucketRequestPaymentResponse getBucketRequestPayment(GetBucketRequestPaymentRequest r) {
        buckets.require("s3:GetBucketRequestPayment", r.bucket(), r.expectedBucketOwner());
        return GetBucketRequestPaymentResponse.builder().payer("BucketOwner").build();
    }

    @Override
    public GetBucketReplicationResponse getBucketReplication(GetBucketReplicationRequest r) {
        buckets.require("s3:GetReplicationConfiguration", r.bucket(), r.expectedBucketOwner());
        throw S3Faults.of(
                "ReplicationConfigurationNotFoundError", 404, "The replication configuration was not found");
    }

    @Override
    public GetObjectLockConfigurationResponse getObjectLockConfiguration(GetObjectLockConfigurationRequest r) {
        buckets.require("s3:GetBucketObjectLockConfiguration", r.bucket(), r.expectedBucketOwner());
        throw S3Faults.of(
                "ObjectLockConfigurationNotFoundError",
                404,
                "Object Lock configuration does not exist for this bucket");
    }
}
