package dev.sallyport.core.sandbox.s3;

import dev.sallyport.core.PercentCoding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a bucket's keys, those below a delimiter rolled up.
 *
 * @param last the last key or common prefix of the page, where the next one goes on
 */
record Listing(List<String> keys, List<String> prefixes, boolean truncated, @Nullable String last) {

    /**
     * Cuts a page.
     *
     * @param all keys that start with {@code prefix}, in order
     * @param after only what comes after this key; a common prefix given here is passed over whole
     */
    static Listing of(List<String> all, String prefix, @Nullable String delimiter, @Nullable String after, int max) {
        List<String> keys = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        String last = null;
        for (String key : all) {
            String rolled = rolledUp(key, prefix, delimiter);
            if (after != null && (key.compareTo(after) <= 0 || after.equals(rolled))) {
                continue;
            }
            if (rolled != null && rolled.equals(last)) {
                continue;
            }
            if (keys.size() + prefixes.size() >= max) {
                return new Listing(keys, prefixes, max > 0, last);
            }
            if (rolled == null) {
                keys.add(key);
                last = key;
            } else {
                prefixes.add(rolled);
                last = rolled;
            }
        }
        return new Listing(keys, prefixes, false, null);
    }

    private static @Nullable String rolledUp(String key, String prefix, @Nullable String delimiter) {
        if (delimiter == null || delimiter.isEmpty()) {
            return null;
        }
        int at = key.indexOf(delimiter, prefix.length());
        return at < 0 ? null : key.substring(0, at + delimiter.length());
    }

    /** With {@code EncodingType=url} S3 percent-encodes all but slashes, so that any key fits into XML. */
    static String encoded(String text, @Nullable String encodingType) {
        return "url".equals(encodingType)
                ? PercentCoding.encode(text.getBytes(StandardCharsets.UTF_8), true)
                : text;
    }
}
