package dev.sallyport.core.guard;

import dev.sallyport.core.account.AwsClients;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Nobody reads a bucket without being let in by name: all four settings of S3 Block Public Access. A service of AWS that
 * the policy names, such as CloudFront for one distribution, still does (S3 User Guide, "Blocking public access to your
 * Amazon S3 storage").
 *
 * @param account that must own the bucket
 * @param before the settings as they were; null where the bucket had none
 */
record BucketClosing(String bucket, String region, String account, @Nullable Blocks before) implements Measure {
    /** The four settings. */
    record Blocks(boolean acls, boolean ignoresAcls, boolean policies, boolean restricts) {
        static final Blocks ALL = new Blocks(true, true, true, true);

        PublicAccessBlockConfiguration shape() {
            return PublicAccessBlockConfiguration.builder()
                    .blockPublicAcls(acls)
                    .ignorePublicAcls(ignoresAcls)
                    .blockPublicPolicy(policies)
                    .restrictPublicBuckets(restricts)
                    .build();
        }

        static Blocks of(PublicAccessBlockConfiguration found) {
            return new Blocks(
                    Boolean.TRUE.equals(found.blockPublicAcls()),
                    Boolean.TRUE.equals(found.ignorePublicAcls()),
                    Boolean.TRUE.equals(found.blockPublicPolicy()),
                    Boolean.TRUE.equals(found.restrictPublicBuckets()));
        }

        String said() {
            return "BlockPublicAcls " + acls + ", IgnorePublicAcls " + ignoresAcls + ", BlockPublicPolicy " + policies
                    + ", RestrictPublicBuckets " + restricts;
        }
    }

    @Override
    public String says() {
        return "Block public access to " + bucket + ", for everyone who reads it without CloudFront too";
    }

    @Override
    public boolean closes() {
        return true;
    }

    @Override
    public String make(AwsClients aws) {
        S3Client s3 = aws.s3(region);
        if (!Objects.equals(current(s3, bucket, account), before)) {
            throw Measure.changed("Public access to the bucket " + bucket);
        }
        put(s3, Blocks.ALL);
        return "";
    }

    @Override
    public Optional<String> unmake(AwsClients aws) {
        S3Client s3 = aws.s3(region);
        try {
            if (!Blocks.ALL.equals(current(s3, bucket, account))) {
                return Optional.of("Public access to " + bucket + " was changed since, and stays as it is.");
            }
            if (before == null) {
                s3.deletePublicAccessBlock(request -> request.bucket(bucket).expectedBucketOwner(account));
            } else {
                put(s3, before);
            }
        } catch (NoSuchBucketException gone) {
            // Nothing to open.
        }
        return Optional.empty();
    }

    private void put(S3Client s3, Blocks blocks) {
        s3.putPublicAccessBlock(request ->
                request.bucket(bucket).expectedBucketOwner(account).publicAccessBlockConfiguration(blocks.shape()));
    }

    /** The settings of a bucket; null where it has none. */
    static @Nullable Blocks current(S3Client s3, String bucket, String account) {
        try {
            return Blocks.of(s3.getPublicAccessBlock(
                            request -> request.bucket(bucket).expectedBucketOwner(account))
                    .publicAccessBlockConfiguration());
        } catch (S3Exception e) {
            if (e.awsErrorDetails() != null
                    && "NoSuchPublicAccessBlockConfiguration".equals(e.awsErrorDetails().errorCode())) {
                return null;
            }
            throw e;
        }
    }
}
