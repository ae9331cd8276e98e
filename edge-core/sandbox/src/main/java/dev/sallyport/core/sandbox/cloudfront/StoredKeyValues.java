package dev.sallyport.core.sandbox.cloudfront;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudfront.model.KeyValueStore;

/**
 * A key value store as it is kept.
 *
 * @param etag of its settings
 * @param modified when settings or values changed last
 */
record StoredKeyValues(
        String id,
        String arn,
        String name,
        String comment,
        String etag,
        Instant created,
        Instant modified,
        Map<String, String> values) {

    StoredKeyValues {
        values = new TreeMap<>(values);
    }

    StoredKeyValues with(String newComment, Instant now) {
        return new StoredKeyValues(id, arn, name, newComment, CloudFrontIds.upper('E'), created, now, values);
    }

    KeyValueStore shape(String status) {
        return KeyValueStore.builder()
                .id(id)
                .arn(arn)
                .name(name)
                .comment(comment)
                .status(status)
                .lastModifiedTime(modified)
                .build();
    }
}
