package dev.sallyport.views.kit;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How numbers, times and long names are written everywhere. */
public final class Format {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private Format() {}

    /** 1234567 as {@code 1,234,567}. */
    public static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** {@code 1 rule}, {@code 1,204 rules}. */
    public static String count(long value, String one, String many) {
        return number(value) + ' ' + (value == 1 ? one : many);
    }

    /** A share from 0 to 1 as {@code 12.5 %}; tiny shares as {@code < 0.1 %}. */
    public static String percent(double share) {
        if (share > 0 && share < 0.001) {
            return "< 0.1 %";
        }
        double hundredths = share * 100;
        return String.format(Locale.ROOT, hundredths >= 99.95 || hundredths == 0 ? "%.0f %%" : "%.1f %%", hundredths);
    }

    /** {@code 2026-11-23 09:14:05}, in UTC. */
    public static String utc(Instant at) {
        return DAY.format(at.atOffset(ZoneOffset.UTC));
    }

    /** {@code 09:14}, in UTC. */
    public static String utcClock(Instant at) {
        return CLOCK.format(at.atOffset(ZoneOffset.UTC));
    }

    /** {@code 09:14} where {@code at} is of the same day as {@code now}, else {@code 2026-11-22 09:14}; in UTC. */
    public static String utcMoment(Instant at, Instant now) {
        String moment = MINUTE.format(at.atOffset(ZoneOffset.UTC));
        return utc(at).regionMatches(0, utc(now), 0, 10) ? moment.substring(11) : moment;
    }

    /** {@code 09:14:05.120}, in UTC. */
    public static String utcExact(Instant at) {
        return EXACT.format(at.atOffset(ZoneOffset.UTC));
    }

    /** What the hover over a time says: UTC, and below it the reader's own clock where that shows another time. */
    public static String bothClocks(Instant at) {
        return bothClocks(at, ZoneId.systemDefault());
    }

    static String bothClocks(Instant at, ZoneId zone) {
        ZonedDateTime local = at.atZone(zone);
        String utc = utc(at) + " UTC";
        if (local.getOffset().equals(ZoneOffset.UTC)) {
            return utc;
        }
        return utc + "\n" + DAY.format(local) + ' ' + zone.getId();
    }

    /** {@code 12 s}, {@code 4 min}, {@code 2 h 10 min}, {@code 3 d}. */
    public static String span(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min";
        }
        if (seconds < 86_400) {
            long minutes = seconds % 3600 / 60;
            return seconds / 3600 + " h" + (minutes == 0 ? "" : " " + minutes + " min");
        }
        return seconds / 86_400 + " d";
    }

    /** {@code just now} or {@code 12 s ago}; what stands on screen takes it from {@link Ages}. */
    static String ago(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        return age.toSeconds() < 2 ? "just now" : span(age) + " ago";
    }

    /** {@code 1.9 GB}: decimal units, at most one decimal. */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        String[] units = {"kB", "MB", "GB", "TB", "PB", "EB"};
        double value = bytes;
        int unit = -1;
        while (value >= 999.5 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    }

    /** At most {@code length} characters: what is too long loses its middle, where ARNs differ least. */
    public static String middle(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int tail = (length - 1) / 2;
        return text.substring(0, length - 1 - tail) + '…' + text.substring(text.length() - tail);
    }
}
