package dev.sallyport.core.log;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Times as a condition has them. */
final class SqlTimes {
    private SqlTimes() {}

    /**
     * Milliseconds since the epoch of a date, a time in UTC or one with its offset.
     *
     * @throws IllegalArgumentException where it is none of them
     */
    static long millis(String text) {
        String iso = text.strip().replace(' ', 'T');
        try {
            if (!iso.contains("T")) {
                return LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
            }
            return iso.endsWith("Z") || iso.matches(".*T.*[+-]\\d\\d:\\d\\d")
                    ? OffsetDateTime.parse(iso).toInstant().toEpochMilli()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(text + " is no time", e);
        }
    }
}
