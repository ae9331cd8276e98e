package dev.sallyport.core.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How often a value occurs. In JSON the value is there also when it is null.
 *
 * @param value null where a record has none
 * @param count records
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ValueCount(@Nullable Object value, long count) {}
