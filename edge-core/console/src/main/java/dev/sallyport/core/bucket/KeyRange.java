package dev.sallyport.core.bucket;

import org.jspecify.annotations.Nullable;

/**
 * Keys that follow each other in a listing, which is in the order of their UTF-8 bytes (Amazon S3 API Reference,
 * "ListObjectsV2").
 *
 * @param prefix of all of them
 * @param after the last key, or beginning of keys, before them; null for none
 * @param before the first key, or beginning of keys, behind them; null for none
 */
record KeyRange(String prefix, @Nullable String after, @Nullable String before) {
    static KeyRange under(String prefix) {
        return new KeyRange(prefix, null, null);
    }

    /** Whether the key is one of them. */
    boolean holds(String key) {
        return key.startsWith(prefix) && (after == null || key.compareTo(after) > 0) && !passedBy(key);
    }

    /** Whether a listing that has come to the key has all of them. */
    boolean passedBy(String key) {
        return before != null && key.compareTo(before) >= 0;
    }

    /** Whether no key can be one of them. */
    boolean isEmpty() {
        boolean begins = after == null || after.startsWith(prefix) || prefix.compareTo(after) > 0;
        return !begins || passedBy(prefix) || (after != null && before != null && after.compareTo(before) >= 0);
    }

    /** Those of them that begin so. */
    KeyRange within(String narrower) {
        if (narrower.startsWith(prefix)) {
            return new KeyRange(narrower, after, before);
        }
        // Nothing begins both ways.
        return prefix.startsWith(narrower) ? this : new KeyRange(prefix, prefix, prefix);
    }
}
