package dev.sallyport.core.audit;

import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectLockRule;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects below a prefix of a bucket of the account, one for each head. With Object Lock in compliance mode and a default
 * retention nobody can remove or replace them.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html">Locking objects with Object Lock</a>
 */
record BucketAnchor(S3Client s3, String bucket, String prefix, String account) implements Anchor {
    private static final Pattern KEY = Pattern.compile("(\\d{12})-([0-9a-f]{64})\\.json");

    @Override
    public String place() {
        return "the bucket " + bucket;
    }

    /** Told by the names alone: an object that is locked cannot be replaced, and what it is called cannot change. */
    @Override
    public List<Kept> all() {
        return AwsErrors.translating(() -> s3
                .listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix).expectedBucketOwner(account))
                .contents()
                .stream()
                .map(object -> KEY.matcher(object.key().substring(prefix.length())))
                .filter(Matcher::matches)
                .map(name -> new Kept(Long.parseLong(name.group(1)), name.group(2), null))
                .toList());
    }

    @Override
    public void keep(Kept end) {
        String key = prefix + String.format(Locale.ROOT, "%012d-%s.json", end.sequence(), end.hash());
        byte[] body = Json.MAPPER.valueToTree(end).toString().getBytes(StandardCharsets.UTF_8);
        // A bucket with Object Lock takes no object without a checksum.
        AwsErrors.translating(() -> s3.putObject(
                r -> r.bucket(bucket)
                        .key(key)
                        .expectedBucketOwner(account)
                        .contentType("application/json")
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                RequestBody.fromBytes(body)));
    }

    @Override
    public String removable() {
        ObjectLockConfiguration lock;
        try {
            lock = s3.getObjectLockConfiguration(r -> r.bucket(bucket).expectedBucketOwner(account))
                    .objectLockConfiguration();
        } catch (S3Exception e) {
            AwsErrorDetails details = e.awsErrorDetails();
            if (details != null && "ObjectLockConfigurationNotFoundError".equals(details.errorCode())) {
                return "The bucket has no Object Lock: who may delete its objects can remove it.";
            }
            SallyportException why = AwsErrors.translate(e);
            return "Whether the bucket has Object Lock is unknown: " + why.message();
        }
        ObjectLockRule rule = lock == null ? null : lock.rule();
        DefaultRetention kept = rule == null ? null : rule.defaultRetention();
        if (kept == null) {
            return "Object Lock is on without a default retention: who may delete the bucket's objects can remove it.";
        }
        String time = kept.years() != null
                ? kept.years() + (kept.years() == 1 ? " year" : " years")
                : kept.days() + (Integer.valueOf(1).equals(kept.days()) ? " day" : " days");
        return switch (kept.mode()) {
            case COMPLIANCE -> "Object Lock keeps it for " + time + " from everyone.";
            case GOVERNANCE ->
                "Object Lock keeps it for " + time + ", but not from who may call s3:BypassGovernanceRetention.";
            case UNKNOWN_TO_SDK_VERSION ->
                "Object Lock keeps it for " + time + " in the mode " + kept.modeAsString() + ", which is not known here.";
        };
    }
}
