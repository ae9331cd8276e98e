package dev.sallyport.core.audit;

import dev.sallyport.core.Json;
import dev.sallyport.core.account.AwsErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects below a prefix of a bucket of the account, one for each head. With Object Lock in compliance mode and a default
 * retention nobody can remove or replace them.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html">Locking objects with Object Lock</a>
 */
record BucketAnchor(S3Client s3, String bucket, String prefix, String account) implements Anchor {
    @Override
    public String place() {
        return "the bucket " + bucket;
    }

    @Override
    public Optional<Kept> last() {
        // The number leads the name with all its zeros, so the last name is that of the last head.
        return AwsErrors.translating(() -> s3
                .listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix).expectedBucketOwner(account))
                .contents()
                .stream()
                .map(S3Object::key)
                .reduce((earlier, later) -> later)
                .map(this::read));
    }

    private Kept read(String key) {
        try (var object = s3.getObject(r -> r.bucket(bucket).key(key).expectedBucketOwner(account))) {
            return Json.MAPPER.readValue(object.readAllBytes(), Kept.class);
        } catch (IOException e) {
            throw LogGroupAnchor.unreadable(place() + ", object " + key).causedBy(e);
        }
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
}
