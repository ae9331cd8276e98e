package dev.sallyport.app;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket {@code open-files} that everyone may read, with one file. */
final class OpenFiles {
    private OpenFiles() {}

    static void make(S3Client s3) {
        s3.createBucket(r -> r.bucket("open-files"));
        s3.deletePublicAccessBlock(r -> r.bucket("open-files"));
        s3.putBucketPolicy(r -> r.bucket("open-files").policy("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                 "Resource": "arn:aws:s3:::open-files/*"}]}"""));
        s3.putObject(r -> r.bucket("open-files").key("a.txt"), RequestBody.fromString("a"));
    }
}
