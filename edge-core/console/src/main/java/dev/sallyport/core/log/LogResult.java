package dev.sallyport.core.log;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer, ready to be written as JSON.
 *
 * @param rows column to value: null, String, Number, Boolean, List or Map
 * @param records what was read
 * @param matched what the filter left, before the limit
 * @param rejected lines that did not parse
 * @param warnings sources that were cut short, one sentence each
 */
public record LogResult(
        List<Map<String, @Nullable Object>> rows, long records, long matched, long rejected, List<String> warnings) {}
