package dev.sallyport.core.bucket;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of a bucket whose objects one table can read, with the parts of it that a question needs.
 *
 * @param place the folder; its prefix ends with a slash, or is empty
 * @param parts those of the folders below it in which such objects lie; null where they tell no time, and all of it
 *     must be read
 * @param keys those of the folder that count, as far as their names tell more than the folders do; none for all
 * @param sample the latest object in it
 * @param bytes of all that must be read, as stored
 */
public record LogFolder(S3Place place, @Nullable Parts parts, List<Keys> keys, LogObject sample, long bytes) {
    /**
     * Keys that follow each other in the order of their UTF-8 bytes.
     *
     * @param prefix of all of them
     * @param after what is before them; null for none
     * @param before what is behind them; null for none
     */
    public record Keys(String prefix, @Nullable String after, @Nullable String before) {}

    /**
     * Folders that tell the time, in the order of it.
     *
     * @param form of their names, in the letters of {@link DateTimeFormatter}, such as {@code yyyy/MM/dd/HH}
     * @param first of them
     * @param last of them
     * @param every how many of its units lie between one and the next
     */
    public record Parts(String form, String first, String last, int every) {
        /** The unit that they are apart by. */
        public ChronoUnit unit() {
            return form.endsWith("dd") ? ChronoUnit.DAYS : form.endsWith("HH") ? ChronoUnit.HOURS : ChronoUnit.MINUTES;
        }

        /** How many there can be from the first to the last. */
        public long count() {
            return unit().between(time(first), time(last)) / every + 1;
        }

        private LocalDateTime time(String part) {
            return LocalDateTime.parse(
                    part,
                    new DateTimeFormatterBuilder()
                            .appendPattern(form)
                            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
                            .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
                            .toFormatter(Locale.ROOT));
        }
    }

    /** Of distributions whose objects lie side by side, as many are told apart by name. */
    private static final int MOST_NAMES = 50;

    /** Minutes: AWS WAF Developer Guide, "Sending web ACL traffic logs to an Amazon S3 bucket". */
    private static final int WAF_INTERVAL = 5;

    private static final List<String> LETTERS = List.of("yyyy", "MM", "dd", "HH", "mm");

    /**
     * The folders in which the objects lie: those whose parts tell the time where all of them do, else the place
     * itself.
     *
     * @param buckets that they were found in
     * @param found not empty
     * @param span that they were found for
     */
    public static List<LogFolder> of(BucketLogs buckets, FoundObjects found, TimeSpan span) {
        Map<Layout, LogObject> latest = new LinkedHashMap<>();
        Map<String, List<LogObject>> roots = new LinkedHashMap<>();
        Map<String, Layout> layouts = new HashMap<>();
        boolean known = true;
        for (LogObject one : found.objects()) {
            Optional<Layout> layout = Layout.of(one);
            layout.ifPresent(is -> {
                latest.put(is, one);
                layouts.put(is.root(), is);
                roots.computeIfAbsent(is.root(), root -> new ArrayList<>()).add(one);
            });
            known &= layout.isPresent();
        }
        boolean alike = latest.keySet().stream().collect(Collectors.groupingBy(Layout::root)).values().stream()
                .allMatch(same -> same.stream().map(Layout::between).distinct().count() == 1);
        if (!known || !alike || !latest.keySet().stream().allMatch(LogFolder::hasFolders)) {
            return List.of(whole(buckets, found, known ? latest.keySet() : Set.of(), span));
        }
        List<LogFolder> folders = new ArrayList<>();
        roots.forEach((root, own) ->
                folders.add(of(buckets, found, Objects.requireNonNull(layouts.get(root), root), own)));
        return List.copyOf(folders);
    }

    private static boolean hasFolders(Layout layout) {
        boolean folder = layout.root().isEmpty() || layout.root().endsWith("/");
        return folder && layout.between().getFirst().isEmpty()
                && layout.between().stream().skip(1).allMatch(between -> between.equals("/") || between.equals("-"));
    }

    private static LogFolder whole(BucketLogs buckets, FoundObjects found, Set<Layout> layouts, TimeSpan span) {
        String prefix = found.place().prefix();
        String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        List<Keys> keys = new ArrayList<>();
        if (layouts.size() <= MOST_NAMES && !span.isAll()) {
            layouts.forEach(layout -> keys.add(keys(layout.range(span).within(prefix))));
        }
        if (keys.isEmpty() && !prefix.equals(folder)) {
            keys.add(new Keys(prefix, null, null));
        }
        S3Place place = new S3Place(found.place().bucket(), folder);
        return new LogFolder(
                place, null, List.copyOf(keys), found.objects().getLast(), buckets.find(place, TimeSpan.ALL).bytes());
    }

    private static Keys keys(KeyRange range) {
        return new Keys(range.prefix(), range.after(), range.before());
    }

    /** Below one root, between the first and the last part in which anything was found. */
    private static LogFolder of(BucketLogs buckets, FoundObjects found, Layout layout, List<LogObject> own) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < layout.between().size(); i++) {
            form.append(layout.between().get(i)).append(LETTERS.get(i));
        }
        S3Place place = new S3Place(found.place().bucket(), layout.root());
        int from = layout.root().length();
        int end = from + form.length();
        Parts parts = new Parts(
                form.toString(),
                own.getFirst().key().substring(from, end),
                own.getLast().key().substring(from, end),
                interval(layout, own, end));
        String prefix = found.place().prefix();
        if (prefix.length() > end + 1) {
            // Less than one part, which is read as a whole.
            S3Place part = new S3Place(place.bucket(), layout.root() + parts.first() + "/");
            return new LogFolder(
                    place,
                    parts,
                    List.of(new Keys(prefix, null, null)),
                    own.getLast(),
                    buckets.find(part, TimeSpan.ALL).bytes());
        }
        String first = layout.root() + parts.first() + "/";
        // A zero follows the slash.
        String behind = layout.root() + parts.last() + "0";
        long bytes = Stream.concat(found.objects().stream(), found.older().stream())
                .filter(one -> one.key().compareTo(first) >= 0 && one.key().compareTo(behind) < 0)
                .mapToLong(LogObject::size)
                .sum();
        return new LogFolder(place, parts, List.of(), own.getLast(), bytes);
    }

    private static int interval(Layout layout, List<LogObject> own, int end) {
        boolean fives = layout.between().size() == LETTERS.size()
                && own.stream().allMatch(one -> LogWriter.of(one.key().substring(one.key().lastIndexOf('/') + 1))
                                .filter(LogWriter.WAF::equals)
                                .isPresent()
                        && Integer.parseInt(one.key().substring(end - 2, end)) % WAF_INTERVAL == 0);
        return fives ? WAF_INTERVAL : 1;
    }
}
