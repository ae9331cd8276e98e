package dev.sallyport.core.sandbox.s3;

import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.sandbox.access.Call;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.Tag;

/** What callers do to objects, with their permissions and conditions. */
final class ObjectCalls {
    private final Buckets buckets;
    private final Objects objects;
    private final Object writing = new Object();

    ObjectCalls(Buckets buckets, Objects objects) {
        this.buckets = buckets;
        this.objects = objects;
    }

    StoredObject put(PutObjectRequest request, RequestBody body) {
        String key = Objects.key(request.key());
        Bucket bucket = buckets.find(request.bucket(), request.expectedBucketOwner());
        buckets.check("s3:PutObject", bucket.arn() + "/" + key, bucket, Map.of());
        byte[] bytes = bytes(body);
        HeadObjectResponse headers = HeadObjectResponse.builder()
                .contentType(request.contentType() == null ? "binary/octet-stream" : request.contentType())
                .cacheControl(request.cacheControl())
                .contentDisposition(request.contentDisposition())
                .contentEncoding(stored(request.contentEncoding()))
                .contentLanguage(request.contentLanguage())
                .metadata(request.metadata())
                .websiteRedirectLocation(request.websiteRedirectLocation())
                .build();
        // Of two that write over the same object at once, one finds it changed.
        synchronized (writing) {
            requireUnchanged(bucket, key, request.ifMatch(), request.ifNoneMatch());
            return objects.put(
                    bucket, key, bytes, headers, Objects.etag(bytes, request.contentMD5()), tags(request.tagging()));
        }
    }

    /** {@code aws-chunked} tells how a body came over the wire and is not kept. */
    private static @Nullable String stored(@Nullable String contentEncoding) {
        if (contentEncoding == null) {
            return null;
        }
        String kept = contentEncoding.replaceAll("\\s*aws-chunked\\s*,?", "").replaceAll(",\\s*$", "").strip();
        return kept.isEmpty() ? null : kept;
    }

    private void requireUnchanged(Bucket bucket, String key, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
        Optional<StoredObject> had = objects.find(bucket, key);
        if (ifNoneMatch != null && had.isPresent()) {
            throw S3Faults.precondition("If-None-Match");
        }
        if (ifMatch != null && had.isEmpty()) {
            throw S3Faults.noKey();
        }
        if (ifMatch != null && !sameEtag(ifMatch, had.orElseThrow())) {
            throw S3Faults.precondition("If-Match");
        }
    }

    private static boolean sameEtag(String given, StoredObject object) {
        return given.equals("*") || given.replace("\"", "").equals(object.head().eTag().replace("\"", ""));
    }

    /** The headers of an answer and the bytes that go with them. */
    record Read(GetObjectResponse response, InputStream bytes) {}

    Read get(GetObjectRequest request) {
        StoredObject object = readable("s3:GetObject", request);
        requireConditions(request, object);
        GetObjectResponse.Builder response = object.get().tagCount(object.tags().isEmpty() ? null
                : object.tags().size());
        if (request.responseContentType() != null) {
            response.contentType(request.responseContentType());
        }
        if (request.responseContentDisposition() != null) {
            response.contentDisposition(request.responseContentDisposition());
        }
        if (request.responseCacheControl() != null) {
            response.cacheControl(request.responseCacheControl());
        }
        Optional<ByteRange> range = ByteRange.of(request.range(), object.size());
        if (range.isEmpty()) {
            return new Read(response.build(), objects.read(object, 0, (int) object.size()));
        }
        ByteRange part = range.get();
        response.contentLength(part.length()).contentRange(part.contentRange(object.size()));
        return new Read(response.build(), objects.read(object, part.first(), (int) part.length()));
    }

    /** The object that GetObject or HeadObject reads; a missing one is only told to those who may list the bucket. */
    StoredObject readable(String action, GetObjectRequest request) {
        String key = Objects.key(request.key());
        Bucket bucket = buckets.find(request.bucket(), request.expectedBucketOwner());
        Optional<StoredObject> object = objects.find(bucket, key);
        if (object.isEmpty() && buckets.allowed("s3:ListBucket", bucket.arn(), bucket)) {
            buckets.check(action, bucket.arn() + "/" + key, bucket, Map.of());
            throw S3Faults.noKey();
        }
        buckets.check(action, bucket.arn() + "/" + key, bucket, Map.of());
        return object.orElseThrow(S3Faults::denied);
    }

    /** If-Match and its kin, in the order of RFC 9110 section 13.2.2. */
    static void requireConditions(GetObjectRequest request, StoredObject object) {
        Instant modified = object.head().lastModified();
        if (request.ifMatch() != null) {
            if (!sameEtag(request.ifMatch(), object)) {
                throw S3Faults.precondition("If-Match");
            }
        } else if (request.ifUnmodifiedSince() != null && modified.isAfter(seconds(request.ifUnmodifiedSince()))) {
            throw S3Faults.precondition("If-Unmodified-Since");
        }
        boolean same = request.ifNoneMatch() != null
                ? sameEtag(request.ifNoneMatch(), object)
                : request.ifModifiedSince() != null && !modified.isAfter(seconds(request.ifModifiedSince()));
        if (same) {
            throw S3Faults.of("NotModified", 304, "Not Modified");
        }
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    StoredObject copy(CopyObjectRequest request, String sourceBucket, String sourceKey) {
        StoredObject source = readable(
                "s3:GetObject",
                GetObjectRequest.builder().bucket(sourceBucket).key(sourceKey).build());
        Bucket bucket = buckets.find(request.destinationBucket(), request.expectedBucketOwner());
        String key = Objects.key(request.destinationKey());
        buckets.check("s3:PutObject", bucket.arn() + "/" + key, bucket, Map.of());
        boolean replace = "REPLACE".equals(request.metadataDirectiveAsString());
        boolean onto = sourceBucket.equals(bucket.name()) && sourceKey.equals(key);
        if (onto && !replace) {
            throw S3Faults.of("InvalidRequest", 400,
                    "This copy request is illegal because it is trying to copy an object to"
                    + " itself without changing the object's metadata, storage class, website redirect location or"
                    + " encryption attributes.");
        }
        byte[] bytes = read(source);
        HeadObjectResponse headers = !replace
                ? source.head()
                : HeadObjectResponse.builder()
                        .contentType(request.contentType() == null ? "binary/octet-stream" : request.contentType())
                        .cacheControl(request.cacheControl())
                        .contentDisposition(request.contentDisposition())
                        .contentEncoding(request.contentEncoding())
                        .contentLanguage(request.contentLanguage())
                        .metadata(request.metadata())
                        .build();
        boolean newTags = "REPLACE".equals(request.taggingDirectiveAsString());
        return objects.put(
                bucket, key, bytes, headers, Objects.etag(bytes, null), newTags ? tags(request.tagging())
                        : source.tags());
    }

    private byte[] read(StoredObject object) {
        try (InputStream in = objects.read(object, 0, (int) object.size())) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bucket and the key of {@code x-amz-copy-source}. */
    static List<String> source(CopyObjectRequest request, @Nullable String header) {
        if (request.sourceBucket() != null && request.sourceKey() != null) {
            return List.of(request.sourceBucket(), request.sourceKey());
        }
        String source = PercentCoding.decode(S3Faults.present(header, "CopySource"));
        String path = source.startsWith("/") ? source.substring(1) : source;
        int slash = path.indexOf('/');
        if (slash < 1) {
            throw S3Faults.argument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
        }
        return List.of(path.substring(0, slash), path.substring(slash + 1));
    }

    void delete(@Nullable String bucketName, @Nullable String objectKey, @Nullable String expectedOwner) {
        String key = Objects.key(objectKey);
        Bucket bucket = buckets.find(bucketName, expectedOwner);
        buckets.check("s3:DeleteObject", bucket.arn() + "/" + key, bucket, Map.of());
        objects.delete(bucket, key);
    }

    DeleteObjectsResponse deleteMany(DeleteObjectsRequest request) {
        Bucket bucket = buckets.find(request.bucket(), request.expectedBucketOwner());
        Delete delete = request.delete();
        if (delete == null || delete.objects().isEmpty() || delete.objects().size() > 1000) {
            throw S3Faults.of("MalformedXML", 400, "The XML you provided was not well-formed or did not validate.");
        }
        List<DeletedObject> deleted = new ArrayList<>();
        List<S3Error> errors = new ArrayList<>();
        for (ObjectIdentifier wanted : delete.objects()) {
            String key = Objects.key(wanted.key());
            if (buckets.allowed("s3:DeleteObject", bucket.arn() + "/" + key, bucket)) {
                objects.delete(bucket, key);
                deleted.add(DeletedObject.builder().key(key).build());
            } else {
                errors.add(S3Error.builder().key(key).code("AccessDenied").message("Access Denied").build());
            }
        }
        return DeleteObjectsResponse.builder()
                .deleted(Boolean.TRUE.equals(delete.quiet()) ? List.of() : deleted)
                .errors(errors)
                .build();
    }

    List<Tag> tags(@Nullable String bucketName, @Nullable String key) {
        return readable("s3:GetObjectTagging", GetObjectRequest.builder().bucket(bucketName).key(key).build())
                .tags();
    }

    void retag(String action, @Nullable String bucketName, @Nullable String key, List<Tag> tags) {
        StoredObject object =
                readable(action, GetObjectRequest.builder().bucket(bucketName).key(key).build());
        objects.retag(buckets.find(bucketName, null), object, tags);
    }

    /** The keys under {@code prefix}, once the caller may list the bucket. */
    List<String> keys(
            @Nullable String bucketName,
            @Nullable String expectedOwner,
            String prefix,
            @Nullable String delimiter,
            int max) {
        Bucket bucket = buckets.find(bucketName, expectedOwner);
        Map<String, List<String>> keys = new HashMap<>();
        keys.put("s3:prefix", List.of(prefix));
        keys.put("s3:delimiter", List.of(delimiter == null ? "" : delimiter));
        keys.put("s3:max-keys", List.of(Integer.toString(max)));
        buckets.check("s3:ListBucket", bucket.arn(), bucket, keys);
        return objects.keys(bucket, prefix);
    }

    Optional<StoredObject> known(@Nullable String bucketName, String key) {
        return objects.find(buckets.find(bucketName, null), key);
    }

    /** {@code a=1&b=2}, as the x-amz-tagging header has it. */
    private static List<Tag> tags(@Nullable String header) {
        return PercentCoding.parameters(header == null ? "" : header).stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    static byte[] bytes(RequestBody body) {
        try (InputStream in = body.contentStreamProvider().newStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the body of request " + Call.current().requestId() + " broke off", e);
        }
    }
}
