package dev.sallyport.app;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a moment, for every option that takes one: so long ago ({@code 3h}, as {@link DurationConverter} has it), or in
 * ISO 8601, in UTC where it names no offset.
 */
final class InstantConverter implements ITypeConverter<Instant> {
    private final Clock clock;

    InstantConverter(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Instant convert(String text) {
        if (text.matches("\\d+[a-zA-Z]+")) {
            return clock.instant().minus(new DurationConverter().convert(text));
        }
        try {
            if (text.indexOf('T') < 0) {
                return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            return text.matches(".*T.*(?:Z|[+-]\\d\\d:?\\d\\d)")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new TypeConversionException(
                    text + " is no time; write it as 3h, 2026-11-30 or 2026-11-30T14:00Z");
        }
    }
}
