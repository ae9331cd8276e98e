package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What became of one ciphertext.
 *
 * @param path JSON path where the source is JSON, else empty
 * @param offset zero-based byte of the marker's first character in the source
 * @param key that opened it, or that was tried; empty when none was
 * @param status what became of it
 * @param value with its type; null when it was not opened
 * @param reason one sentence; empty when it was opened
 * @param note what was unusual about one that was opened, in sentences; empty where nothing was
 */
public record Field(
        String path,
        long offset,
        String key,
        FieldStatus status,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable JsonNode value,
        String reason,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String note) {

    /** Its path, or its byte where it has none. */
    public String place() {
        return path.isEmpty() ? "byte " + offset : path;
    }

    /** Without the value, so that it comes into no log. */
    @Override
    public String toString() {
        return "Field[" + path + "@" + offset + " " + status.word() + "]";
    }
}
