package dev.sallyport.core.log;

import dev.sallyport.core.masking.Masking;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer that was found where the data lies.
 *
 * @param result as a store would give it, as far as the engine tells
 * @param counted whether the engine tells how many records there are; else the numbers in {@code result} mean nothing
 * @param asked what was read for it
 */
public record RemoteAnswer(LogResult result, boolean counted, Asked asked) {
    /**
     * The same, masked.
     *
     * @param by the field that was counted by; null where the rows are records
     */
    public RemoteAnswer masked(Masking masking, @Nullable String by) {
        for (Map<String, @Nullable Object> row : result.rows()) {
            if (by == null) {
                MaskedColumns.row(masking, row);
            } else {
                row.computeIfPresent("value", (column, value) -> MaskedColumns.any(masking, by, value));
            }
        }
        return this;
    }
}
