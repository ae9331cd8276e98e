package dev.sallyport.core.log;

import dev.sallyport.core.webacl.MetRules;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record with its place.
 *
 * @param id finds the original line again, within its kind and as long as the store is open
 * @param values column to value, ready to be written as JSON
 * @param ended what ended the request, of a web ACL's record; null for records of another kind
 */
public record LogRow(long id, Map<String, @Nullable Object> values, MetRules.@Nullable Ended ended) {
    /** A record that is not a web ACL's. */
    public LogRow(long id, Map<String, @Nullable Object> values) {
        this(id, values, null);
    }

    /** The rule that ended the request, inside a group as {@code group/rule}; empty for records of another kind. */
    public String endedBy() {
        return ended == null ? "" : ended.name();
    }
}
