package dev.sallyport.core.log;

import org.jspecify.annotations.Nullable;

/**
 * How often a value occurs.
 *
 * @param value null where a record has none
 * @param count records
 */
public record ValueCount(@Nullable Object value, long count) {}
