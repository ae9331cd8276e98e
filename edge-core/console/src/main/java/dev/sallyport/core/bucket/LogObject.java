package dev.sallyport.core.bucket;

import java.time.Instant;

/**
 * An object as a listing of its bucket has it.
 *
 * @param bucket where it lies
 * @param key of it
 * @param etag changes when the content does
 * @param size bytes, as stored
 * @param modified when it was written
 */
public record LogObject(String bucket, String key, String etag, long size, Instant modified) {
    /** As a user writes it. */
    public String name() {
        return "s3://" + bucket + "/" + key;
    }
}
