package dev.sallyport.core.sandbox.s3;

import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.Tag;

/** What the buckets hold. Nobody's permission is checked here. */
final class Objects {
    private static final int LONGEST_KEY = 1024;

    private final Shelf<StoredObject> objects;
    private final Blobs blobs;
    private final Clock clock;

    /** @param keep blobs beside those of objects, such as the parts of an upload under way */
    Objects(SandboxState state, Path folder, Set<String> keep, Clock clock) {
        this.objects = state.shelf("s3/objects", StoredObject.class);
        Set<String> known = new HashSet<>(keep);
        objects.values().forEach(object -> known.add(object.blob()));
        this.blobs = new Blobs(folder, known);
        this.clock = clock;
    }

    Blobs blobs() {
        return blobs;
    }

    static String key(@Nullable String key) {
        String given = S3Faults.present(key, "Key");
        if (given.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
            throw S3Faults.of("KeyTooLongError", 400, "Your key is too long");
        }
        return given;
    }

    Optional<StoredObject> find(Bucket bucket, String key) {
        return objects.get(bucket.name() + "/" + key);
    }

    /** Replaces what is under the key; a reader sees the old object or the new one. */
    StoredObject put(Bucket bucket, String key, byte[] bytes, HeadObjectResponse headers, String etag, List<Tag> tags) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        HeadObjectResponse head = headers.copy(h -> h.contentLength((long) bytes.length)
                .eTag("\"" + etag + "\"")
                .acceptRanges("bytes")
                .lastModified(now)
                .serverSideEncryption("AES256"));
        StoredObject made = new StoredObject(key, blobs.write(bytes), head, tags);
        Optional<StoredObject> old = find(bucket, key);
        objects.put(bucket.name() + "/" + key, made);
        old.ifPresent(gone -> blobs.delete(gone.blob()));
        return made;
    }

    void retag(Bucket bucket, StoredObject object, List<Tag> tags) {
        objects.put(bucket.name() + "/"
                + object.key(), new StoredObject(object.key(), object.blob(), object.head(), tags));
    }

    InputStream read(StoredObject object, long from, int length) {
        return blobs.read(object.blob(), from, length);
    }

    void delete(Bucket bucket, String key) {
        objects.remove(bucket.name() + "/" + key).ifPresent(gone -> blobs.delete(gone.blob()));
    }

    boolean empty(Bucket bucket) {
        return objects.keysUnder(bucket.name() + "/").isEmpty();
    }

    /** Keys that start with {@code prefix}, in order. */
    List<String> keys(Bucket bucket, String prefix) {
        int start = bucket.name().length() + 1;
        return objects.keysUnder(bucket.name() + "/" + prefix).stream().map(key -> key.substring(start)).toList();
    }

    static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    static String etag(byte[] bytes, @Nullable String contentMd5) {
        byte[] md5 = md5(bytes);
        if (contentMd5 != null && !contentMd5.equals(Base64.getEncoder().encodeToString(md5))) {
            throw S3Faults.of("BadDigest", 400, "The Content-MD5 you specified did not match what we received.");
        }
        return HexFormat.of().formatHex(md5);
    }
}
