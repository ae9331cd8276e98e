package dev.sallyport.core.sandbox.cloudfront;

import java.util.Map;
import java.util.TreeMap;

/** The tags of a CloudFront Function or a key value store. */
record StoredTags(Map<String, String> tags) {
    StoredTags {
        tags = new TreeMap<>(tags);
    }
}
