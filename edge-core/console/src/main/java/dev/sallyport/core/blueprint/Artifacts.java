package dev.sallyport.core.blueprint;

import dev.sallyport.core.edgefunction.FunctionPackage;
import java.util.Base64;
import java.util.HexFormat;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** The private bucket from which CloudFormation takes function packages; a package's key carries its hash. */
final class Artifacts {
    private final S3Client s3;
    private final String bucket;
    private final String region;

    Artifacts(S3Client s3, String account, String region) {
        this.s3 = s3;
        this.region = region;
        this.bucket = "sallyport-artifacts-" + account + "-" + region;
    }

    String bucket() {
        return bucket;
    }

    static String key(String function, FunctionPackage code) {
        String hash = HexFormat.of().formatHex(Base64.getDecoder().decode(code.codeSha256()));
        return "functions/" + function + "/" + hash + ".zip";
    }

    /** Uploads the package unless it is there already; its key. */
    String upload(String function, FunctionPackage code) {
        String key = key(function, code);
        ensureBucket();
        try {
            s3.headObject(request -> request.bucket(bucket).key(key));
        } catch (NoSuchKeyException notYet) {
            s3.putObject(
                    request -> request.bucket(bucket).key(key).contentType("application/zip"),
                    RequestBody.fromBytes(code.zip()));
        }
        return key;
    }

    private void ensureBucket() {
        try {
            s3.headBucket(request -> request.bucket(bucket));
        } catch (NoSuchBucketException notYet) {
            s3.createBucket(request -> {
                request.bucket(bucket);
                if (!region.equals("us-east-1")) {
                    request.createBucketConfiguration(
                            config -> config.locationConstraint(BucketLocationConstraint.fromValue(region)));
                }
            });
            s3.putPublicAccessBlock(request -> request.bucket(bucket)
                    .publicAccessBlockConfiguration(block -> block.blockPublicAcls(true)
                            .blockPublicPolicy(true)
                            .ignorePublicAcls(true)
                            .restrictPublicBuckets(true)));
        }
    }
}
