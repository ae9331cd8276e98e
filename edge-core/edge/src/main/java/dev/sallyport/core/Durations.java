package dev.sallyport.core;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 30s}, {@code 10m}, {@code 3h}, {@code 2d}. */
public final class Durations {
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)", Pattern.CASE_INSENSITIVE);

    private Durations() {}

    /** Reads one, in whichever case; empty for other text. */
    public static Optional<Duration> read(String text) {
        Matcher given = WRITTEN.matcher(text);
        if (!given.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(given.group(1));
        return Optional.of(
                switch (given.group(2).toLowerCase(Locale.ROOT)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }
}
