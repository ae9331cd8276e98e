package dev.sallyport.app;

import dev.sallyport.core.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 500ms}, {@code 30s}, {@code 10m}, {@code 3h} or {@code 2d}, for every option that takes a duration. */
final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return Durations.read(text)
                .orElseThrow(() ->
                        new TypeConversionException(text + " is no duration; write it as 30s, 10m, 3h or 2d"));
    }
}
