package dev.sallyport.core.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often a value occurs. In JSON the value is there also when it is null.
 *
 * @param value null where a record has none
 * @param count records
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ValueCount(@Nullable Object value, long count) {
    /** As a row of an answer. */
    Map<String, @Nullable Object> row() {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("value", value);
        row.put("count", count);
        return row;
    }
}
