package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.distribution.OwnLock.State;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What a bucket asks of its readers: its policy and its public access block. ACLs of single objects are not read. */
final class BucketLock {
    private BucketLock() {}

    /** @param account whose bucket it has to be; another's is not read */
    static OwnLock read(AwsClients aws, BucketHost host, String account) {
        String bucket = host.bucket();
        JsonNode policy;
        S3Client s3;
        try {
            s3 = aws.s3(host.region() == null ? region(aws, bucket, account) : host.region());
            policy = Statements.document(policy(s3, bucket, account));
        } catch (SdkException e) {
            return code(e).equals("NoSuchBucket")
                    ? OwnLock.of(State.MISSING, "there is no bucket " + bucket)
                    : OwnLock.notSeen(
                            "the policy of bucket " + bucket,
                            e,
                            "s3:GetBucketPolicy and s3:GetBucketLocation, in the account that owns it");
        }
        Optional<String> everyone = OpenPolicy.everyoneReads(policy);
        List<String> lacks = Statements.of(policy).lackedByCloudFront(List.of("s3:GetObject"));
        if (everyone.isEmpty()) {
            return OwnLock.of(State.CLOSED, "no statement of the policy of bucket " + bucket + " lets everyone read")
                    .lacking(lacks);
        }
        String said = "the policy of bucket " + bucket + " allows " + everyone.get();
        try {
            if (restricts(s3, bucket, account)) {
                return OwnLock.of(State.CLOSED, said + ", but RestrictPublicBuckets is set").lacking(lacks);
            }
        } catch (SdkException e) {
            return OwnLock.of(State.OPEN, said).unless("its public access block refuses, which was not read, "
                    + Refusal.said(e, "s3:GetBucketPublicAccessBlock"));
        }
        OwnLock open = OwnLock.of(State.OPEN, said + ", RestrictPublicBuckets is not set, and the account's own block was not read");
        String unless = OpenPolicy.unless(policy, List.of(BooleanNode.FALSE));
        return unless == null ? open : open.unless(unless);
    }

    private static String region(AwsClients aws, String bucket, String account) {
        String location = aws.s3(aws.region())
                .getBucketLocation(request -> request.bucket(bucket).expectedBucketOwner(account))
                .locationConstraintAsString();
        // S3 API Reference, GetBucketLocation: none for us-east-1, and EU for the oldest of Ireland.
        return location == null || location.isEmpty() ? "us-east-1" : location.equals("EU") ? "eu-west-1" : location;
    }

    private static @Nullable String policy(S3Client s3, String bucket, String account) {
        try {
            return s3.getBucketPolicy(request -> request.bucket(bucket).expectedBucketOwner(account)).policy();
        } catch (S3Exception e) {
            if (code(e).equals("NoSuchBucketPolicy")) {
                return null;
            }
            throw e;
        }
    }

    private static boolean restricts(S3Client s3, String bucket, String account) {
        try {
            return Boolean.TRUE.equals(s3.getPublicAccessBlock(request -> request.bucket(bucket).expectedBucketOwner(account))
                    .publicAccessBlockConfiguration()
                    .restrictPublicBuckets());
        } catch (S3Exception e) {
            if (code(e).equals("NoSuchPublicAccessBlockConfiguration")) {
                return false;
            }
            throw e;
        }
    }

    private static String code(SdkException e) {
        return e instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? String.valueOf(service.awsErrorDetails().errorCode())
                : "";
    }
}
