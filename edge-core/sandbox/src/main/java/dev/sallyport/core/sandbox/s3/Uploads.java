package dev.sallyport.core.sandbox.s3;

import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Multipart uploads: what the AWS CLI and boto3 use for files of 8 MB and more.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html">Multipart upload</a>
 */
final class Uploads {
    private static final int LEAST_PART = 5 * 1024 * 1024;

    private final Shelf<Upload> shelf;
    private final Buckets buckets;
    private final Objects objects;
    private final Clock clock;

    /** @param parts number of a part to its blob and MD5 */
    record Upload(String bucket, String key, HeadObjectResponse headers, Instant begun, Map<Integer, Part> parts) {}

    record Part(String blob, String md5, int size) {}

    Uploads(SandboxState state, Buckets buckets, Objects objects, Clock clock) {
        this.shelf = state.shelf("s3/uploads", Upload.class);
        this.buckets = buckets;
        this.objects = objects;
        this.clock = clock;
    }

    /** The blobs of parts, which belong to no object yet. */
    static Set<String> blobs(SandboxState state) {
        Set<String> blobs = new HashSet<>();
        state.shelf("s3/uploads", Upload.class).values().forEach(
                upload -> upload.parts().values().forEach(part -> blobs.add(part.blob())));
        return blobs;
    }

    String create(CreateMultipartUploadRequest request) {
        Bucket bucket = putting(request.bucket(), request.key(), request.expectedBucketOwner());
        HeadObjectResponse headers = HeadObjectResponse.builder()
                .contentType(request.contentType() == null ? "binary/octet-stream" : request.contentType())
                .cacheControl(request.cacheControl())
                .contentDisposition(request.contentDisposition())
                .contentEncoding(request.contentEncoding())
                .contentLanguage(request.contentLanguage())
                .metadata(request.metadata())
                .build();
        String id = UUID.randomUUID().toString().replace("-", "");
        shelf.put(id, new Upload(bucket.name(), request.key(), headers, clock.instant(), Map.of()));
        return id;
    }

    String part(UploadPartRequest request, RequestBody body) {
        putting(request.bucket(), request.key(), request.expectedBucketOwner());
        int number = request.partNumber() == null ? 0 : request.partNumber();
        if (number < 1 || number > 10_000) {
            throw S3Faults.argument("Part number must be an integer between 1 and 10000, inclusive");
        }
        find(request.uploadId(), request.bucket(), request.key());
        byte[] bytes = ObjectCalls.bytes(body);
        Part part = new Part(objects.blobs().write(bytes), Objects.etag(bytes, request.contentMD5()), bytes.length);
        shelf.update(request.uploadId(), upload -> {
            Map<Integer, Part> parts = new TreeMap<>(upload.parts());
            parts.put(number, part);
            return new Upload(upload.bucket(), upload.key(), upload.headers(), upload.begun(), parts);
        });
        return "\"" + part.md5() + "\"";
    }

    StoredObject complete(CompleteMultipartUploadRequest request) {
        Bucket bucket = putting(request.bucket(), request.key(), request.expectedBucketOwner());
        Upload upload = find(request.uploadId(), request.bucket(), request.key());
        List<CompletedPart> wanted =
                request.multipartUpload() == null ? List.of() : request.multipartUpload().parts();
        if (wanted.isEmpty()) {
            throw S3Faults.of("MalformedXML", 400, "The XML you provided was not well-formed or did not validate.");
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        int before = 0;
        for (CompletedPart named : wanted) {
            int number = named.partNumber() == null ? 0 : named.partNumber();
            Part part = upload.parts().get(number);
            if (part == null || !part.md5().equals(String.valueOf(named.eTag()).replace("\"", ""))) {
                throw S3Faults.of("InvalidPart", 400,
                        "One or more of the specified parts could not be found. The part may"
                        + " not have been uploaded, or the specified entity tag may not match the part's entity tag.");
            }
            if (number <= before) {
                throw S3Faults.of("InvalidPartOrder", 400, "The list of parts was not in ascending order.");
            }
            if (part.size() < LEAST_PART && !named.equals(wanted.getLast())) {
                throw S3Faults.of("EntityTooSmall", 400,
                        "Your proposed upload is smaller than the minimum allowed size");
            }
            before = number;
            copy(part, whole);
            hashes.writeBytes(HexFormat.of().parseHex(part.md5()));
        }
        String etag = HexFormat.of().formatHex(Objects.md5(hashes.toByteArray())) + "-" + wanted.size();
        StoredObject made =
                objects.put(bucket, upload.key(), whole.toByteArray(), upload.headers(), etag, List.of());
        forget(request.uploadId(), upload);
        return made;
    }

    private void copy(Part part, ByteArrayOutputStream to) {
        try (InputStream in = objects.blobs().read(part.blob(), 0, part.size())) {
            in.transferTo(to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void abort(AbortMultipartUploadRequest request) {
        Bucket bucket = buckets.find(request.bucket(), request.expectedBucketOwner());
        buckets.check("s3:AbortMultipartUpload", bucket.arn() + "/" + request.key(), bucket, Map.of());
        forget(request.uploadId(), find(request.uploadId(), request.bucket(), request.key()));
    }

    void abortAll(Bucket bucket) {
        for (String id : shelf.keysUnder("")) {
            shelf.get(id).filter(upload -> upload.bucket().equals(bucket.name())).ifPresent(upload ->
                    forget(id, upload));
        }
    }

    private void forget(String id, Upload upload) {
        shelf.remove(id);
        upload.parts().values().forEach(part -> objects.blobs().delete(part.blob()));
    }

    private Bucket putting(@Nullable String bucketName, @Nullable String key, @Nullable String expectedOwner) {
        Bucket bucket = buckets.find(bucketName, expectedOwner);
        buckets.check("s3:PutObject", bucket.arn() + "/" + Objects.key(key), bucket, Map.of());
        return bucket;
    }

    private Upload find(@Nullable String id, @Nullable String bucket, @Nullable String key) {
        return shelf.get(S3Faults.present(id, "UploadId"))
                .filter(upload -> upload.bucket().equals(bucket) && upload.key().equals(key))
                .orElseThrow(S3Faults::noUpload);
    }
}
