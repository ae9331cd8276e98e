package dev.sallyport.core.bucket;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How keys tell the time: behind a root that is the same for all of them, from the year down, so that the order of the
 * keys is the order of time. All of it is UTC, but for a stream that was given another time zone.
 *
 * @param root of the keys, before the year
 * @param between what stands before each part of the time: the year, the month, the day, and perhaps the hour and the
 *     minute
 * @param writer who wrote them
 * @param zone how far the names may be ahead of UTC; negative for behind
 */
record Layout(String root, List<String> between, LogWriter writer, Duration zone) {
    /** A part of the time stands by itself or, in the way of Hive, behind its name ({@code year=2026}). */
    private static final String NAME = "((?:[A-Za-z_-]+=)?)";

    private static final String MONTH = "(0[1-9]|1[0-2])";
    private static final String DAY = "(0[1-9]|[12]\\d|3[01])";
    private static final String HOUR = "([01]\\d|2[0-3])";
    private static final String MINUTE = "([0-5]\\d)";

    private static final Pattern FOLDERS = Pattern.compile("(?:^|.*?/)" + NAME + "(\\d{4})([/-])" + NAME + MONTH
            + "([/-])" + NAME + DAY + "(?:([/-])" + NAME + HOUR + "(?:([/-])" + NAME + MINUTE + ")?)?/.*");

    private static final Pattern FILE =
            Pattern.compile("(?:.*/)?[^/]*[A-Z0-9]{8,}\\.(\\d{4}-\\d\\d-\\d\\d-\\d\\d)\\.[^/]*");

    private static final List<String> LETTERS = List.of("uuuu", "MM", "dd", "HH", "mm");
    private static final int DAYS = 3;
    private static final List<ChronoUnit> FROM_DAYS_ON = List.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES);

    /** The layout that an object is in; empty where nobody that is known writes such keys. */
    static Optional<Layout> of(LogObject one) {
        return of(one.key(), LogWriter.zone(one));
    }

    /** The layout that a key is in; empty where nobody that is known writes such keys. */
    static Optional<Layout> of(String key, Duration zone) {
        Optional<LogWriter> writer = LogWriter.of(key.substring(key.lastIndexOf('/') + 1));
        Matcher folders = FOLDERS.matcher(key);
        if (writer.isPresent() && folders.matches()) {
            // Groups: name, year; then separator, name and number of each further part.
            List<String> between = new ArrayList<>(List.of(folders.group(1)));
            for (int group = 3; group <= folders.groupCount() && folders.group(group) != null; group += 3) {
                between.add(folders.group(group) + folders.group(group + 1));
            }
            return Optional.of(new Layout(key.substring(0, folders.start(1)), List.copyOf(between), writer.get(), zone));
        }
        Matcher file = FILE.matcher(key);
        return file.matches()
                ? Optional.of(new Layout(
                        key.substring(0, file.start(1)), List.of("", "-", "-", "-"), LogWriter.CLOUDFRONT, zone))
                : Optional.empty();
    }

    /** The keys of the objects in which a record of that time can be. */
    KeyRange range(TimeSpan span) {
        ChronoUnit unit = FROM_DAYS_ON.get(between.size() - DAYS);
        String years = root + between.getFirst();
        // Of all characters the digits alone lie between a slash and a colon: what stands beside the years is none of them.
        String after = span.since() == null
                ? years + '/'
                : text(earliest(span.since()).truncatedTo(unit), between.size());
        String before = span.until() == null
                ? years + ':'
                : text(latest(span.until()).truncatedTo(unit).plus(1, unit), between.size());
        return new KeyRange(common(years, after, before), after, before);
    }

    /** What the keys of the first day begin with on which such an object can be. */
    String day(Instant since) {
        return text(earliest(since), DAYS);
    }

    private Instant earliest(Instant since) {
        return since.minus(writer.before()).plus(zone.isNegative() ? zone : Duration.ZERO);
    }

    private Instant latest(Instant until) {
        return until.plus(writer.after()).plus(zone.isNegative() ? Duration.ZERO : zone).minusNanos(1);
    }

    private String text(Instant moment, int parts) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < parts; i++) {
            form.append(between.get(i).isEmpty() ? "" : '\'' + between.get(i) + '\'').append(LETTERS.get(i));
        }
        return root + DateTimeFormatter.ofPattern(form.toString(), Locale.ROOT).format(moment.atZone(ZoneOffset.UTC));
    }

    private static String common(String least, String after, String before) {
        int length = least.length();
        while (length < Math.min(after.length(), before.length()) && after.charAt(length) == before.charAt(length)) {
            length++;
        }
        return after.substring(0, length);
    }
}
