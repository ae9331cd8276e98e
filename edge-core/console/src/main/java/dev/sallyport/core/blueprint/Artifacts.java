package dev.sallyport.core.blueprint;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.edgefunction.FunctionPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The private bucket from which CloudFormation takes function packages; a package's key carries its hash. What is known of
 * the account's rollouts lies there too.
 *
 * <p>Its name can be guessed, so every call names the account that must own it (S3 User Guide, "Verifying bucket ownership
 * with bucket owner condition"), and what already lies under a key counts only when it is the same byte for byte.
 */
public final class Artifacts {
    private static final PublicAccessBlockConfiguration PRIVATE = PublicAccessBlockConfiguration.builder()
            .blockPublicAcls(true)
            .blockPublicPolicy(true)
            .ignorePublicAcls(true)
            .restrictPublicBuckets(true)
            .build();

    private final S3Client s3;
    private final String account;
    private final String bucket;
    private final String region;

    /**
     * The bucket of an account in a Region; it need not be there yet.
     *
     * @param account 12 digits, part of the bucket's name
     */
    public Artifacts(S3Client s3, String account, String region) {
        this.s3 = s3;
        this.account = account;
        this.region = region;
        this.bucket = "sallyport-artifacts-" + account + "-" + region;
    }

    /** Its name. */
    public String bucket() {
        return bucket;
    }

    static String key(String function, FunctionPackage code) {
        String hash = HexFormat.of().formatHex(Base64.getDecoder().decode(code.codeSha256()));
        return "functions/" + function + "/" + hash + ".zip";
    }

    /**
     * Uploads the package unless it is there already.
     *
     * @return its key
     * @throws SallyportException {@code SP-ARTIFACTS} where the bucket of that name is not the account's
     */
    String upload(String function, FunctionPackage code) {
        String key = key(function, code);
        ensureBucket();
        if (!holds(key, code.zip())) {
            s3.putObject(
                    request -> request.bucket(bucket)
                            .expectedBucketOwner(account)
                            .key(key)
                            .contentType("application/zip"),
                    RequestBody.fromBytes(code.zip()));
        }
        return key;
    }

    private boolean holds(String key, byte[] zip) {
        try (var found = s3.getObject(request -> request.bucket(bucket).expectedBucketOwner(account).key(key))) {
            return Arrays.equals(found.readNBytes(zip.length + 1), zip);
        } catch (NoSuchKeyException notYet) {
            return false;
        } catch (S3Exception e) {
            if (e.statusCode() == 403) {
                // So S3 answers for a key that is not there, to whom may not list the bucket.
                return false;
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sees to it that the bucket is there. Made whole each time, since a process may have ended between two of the steps.
     *
     * @throws SallyportException {@code SP-ARTIFACTS} where the bucket of that name is not the account's
     */
    public void ensureBucket() {
        try {
            s3.headBucket(request -> request.bucket(bucket).expectedBucketOwner(account));
        } catch (NoSuchBucketException notYet) {
            s3.createBucket(request -> {
                request.bucket(bucket);
                if (!region.equals("us-east-1")) {
                    request.createBucketConfiguration(
                            config -> config.locationConstraint(BucketLocationConstraint.fromValue(region)));
                }
            });
        } catch (S3Exception e) {
            if (e.statusCode() == 403) {
                throw SallyportException.refused(
                                "SP-ARTIFACTS",
                                "The bucket " + bucket + " is not one of account " + account + ", or you may not look at it.",
                                "Ask for s3:ListBucket on it; if it belongs to somebody else, packages must not go there.")
                        .causedBy(e);
            }
            throw e;
        }
        if (!isPrivate()) {
            s3.putPublicAccessBlock(request ->
                    request.bucket(bucket).expectedBucketOwner(account).publicAccessBlockConfiguration(PRIVATE));
        }
        if (s3.getBucketVersioning(request -> request.bucket(bucket).expectedBucketOwner(account)).status()
                != BucketVersioningStatus.ENABLED) {
            s3.putBucketVersioning(request -> request.bucket(bucket)
                    .expectedBucketOwner(account)
                    .versioningConfiguration(versions -> versions.status(BucketVersioningStatus.ENABLED)));
        }
        if (!hasPolicy()) {
            s3.putBucketPolicy(request ->
                    request.bucket(bucket).expectedBucketOwner(account).policy(tlsOnly()));
        }
    }

    private boolean isPrivate() {
        try {
            return PRIVATE.equals(
                    s3.getPublicAccessBlock(request -> request.bucket(bucket).expectedBucketOwner(account))
                            .publicAccessBlockConfiguration());
        } catch (S3Exception e) {
            return isMissing(e);
        }
    }

    /** Whether it has any: one that somebody of the account has changed stays theirs. */
    private boolean hasPolicy() {
        try {
            s3.getBucketPolicy(request -> request.bucket(bucket).expectedBucketOwner(account));
            return true;
        } catch (S3Exception e) {
            return isMissing(e);
        }
    }

    /** False where S3 says that there is no such setting; every other fault is one. */
    private static boolean isMissing(S3Exception e) {
        if (e.statusCode() == 404) {
            return false;
        }
        throw e;
    }

    /** See S3 User Guide, "Security best practices for Amazon S3": enforce encryption of data in transit. */
    private String tlsOnly() {
        String arn = "arn:aws:s3:::" + bucket;
        return """
                {"Version": "2012-10-17", "Statement": [{"Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
                 "Resource": ["%s", "%s/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}
                """
                .formatted(arn, arn);
    }
}
