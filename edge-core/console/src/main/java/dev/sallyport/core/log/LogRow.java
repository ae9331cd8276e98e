package dev.sallyport.core.log;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record with its place.
 *
 * @param id finds the original line again, within its kind and as long as the store is open
 * @param values column to value, ready to be written as JSON
 */
public record LogRow(long id, Map<String, @Nullable Object> values) {}
