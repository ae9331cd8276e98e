package dev.sallyport.core.log;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.core.Json;
import org.jspecify.annotations.Nullable;

/**
 * A column of a view as Athena computes it from the columns of a table.
 *
 * @param name of the view's column
 * @param sql its value, null where a record has none
 * @param type how it is compared, and written
 */
record AthenaColumn(String name, String sql, Type type) {
    /** Types of the views, those that Athena must know apart. */
    enum Type {
        TEXT,
        WHOLE,
        DECIMAL,
        /** Milliseconds since the epoch. */
        MOMENT,
        /** Of texts. */
        LIST
    }

    /** The value as the last step of a question writes it. */
    String written() {
        String quoted = LogTable.quoted(name);
        return type == Type.LIST ? "json_format(CAST(%s AS JSON)) AS %s".formatted(quoted, quoted) : quoted;
    }

    /** What Athena wrote, as a store gives it. */
    @Nullable Object read(@Nullable String written) {
        return read(written, type);
    }

    /** An item of it, as a store gives it. */
    @Nullable Object readItem(@Nullable String written) {
        return read(written, type == Type.LIST ? Type.TEXT : type);
    }

    private static @Nullable Object read(@Nullable String written, Type type) {
        if (written == null) {
            return null;
        }
        return switch (type) {
            case TEXT -> written;
            case WHOLE -> Long.valueOf(written);
            case DECIMAL -> Double.valueOf(written);
            case MOMENT -> SqlValues.MILLIS.format(Instant.ofEpochMilli(Long.parseLong(written))
                    .atOffset(ZoneOffset.UTC));
            case LIST -> list(written);
        };
    }

    private static List<?> list(String written) {
        try {
            return Json.MAPPER.readValue(written, List.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Athena wrote no JSON list", e);
        }
    }

    /**
     * A text that a user compares the column with, as the column's type has it.
     *
     * @throws IllegalArgumentException where it is none of that type
     */
    String constant(String text) {
        return switch (type) {
            case TEXT, LIST -> LogTable.literal(text);
            case WHOLE -> String.valueOf(new BigDecimal(text.strip()).longValueExact());
            case DECIMAL -> String.format(Locale.ROOT, "CAST(%s AS double)",
                    LogTable.literal(new BigDecimal(text.strip()).toString()));
            case MOMENT -> String.valueOf(SqlTimes.millis(text));
        };
    }
}
