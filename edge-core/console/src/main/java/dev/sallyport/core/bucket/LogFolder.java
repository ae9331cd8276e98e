package dev.sallyport.core.bucket;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A folder of a bucket whose objects one table can read, with the parts of it that a span of time needs.
 *
 * @param place the folder; its prefix ends with a slash, or is empty
 * @param parts how the folders below it tell the time, in the letters of {@link java.time.format.DateTimeFormatter},
 *     such as {@code yyyy/MM/dd/HH}; null where they do not, and all of it must be read
 * @param from the first part that the span needs; null for the first of all
 * @param before the first part behind the span; null for none
 * @param keys those of the folder that the span needs, as far as their names tell more than the folder does; none for
 *     all
 * @param sample the latest object in it
 */
public record LogFolder(
        S3Place place,
        @Nullable String parts,
        @Nullable String from,
        @Nullable String before,
        List<Keys> keys,
        LogObject sample) {
    /**
     * Keys that follow each other in the order of their UTF-8 bytes.
     *
     * @param prefix of all of them
     * @param after what is before them; null for none
     * @param before what is behind them; null for none
     */
    public record Keys(String prefix, @Nullable String after, @Nullable String before) {}

    /** Of distributions whose objects lie side by side, as many are told apart by name. */
    private static final int MOST_NAMES = 50;

    private static final List<String> LETTERS = List.of("yyyy", "MM", "dd", "HH", "mm");

    /**
     * The folders in which the objects lie: those whose parts tell the time where all of them do, else the place
     * itself.
     *
     * @param found not empty
     * @param span that they were found for
     */
    public static List<LogFolder> of(FoundObjects found, TimeSpan span) {
        Map<Layout, LogObject> latest = new LinkedHashMap<>();
        boolean known = true;
        for (LogObject one : found.objects()) {
            Optional<Layout> layout = Layout.of(one);
            layout.ifPresent(is -> latest.put(is, one));
            known &= layout.isPresent();
        }
        boolean alike = latest.keySet().stream().collect(Collectors.groupingBy(Layout::root)).values().stream()
                .allMatch(same -> same.stream().map(Layout::between).distinct().count() == 1);
        if (!known || !alike || !latest.keySet().stream().allMatch(LogFolder::hasFolders)) {
            return List.of(whole(found, known ? latest.keySet() : Set.of(), span));
        }
        Map<S3Place, LogFolder> folders = new LinkedHashMap<>();
        latest.forEach((layout, sample) -> {
            LogFolder folder = of(found.place(), layout, span, sample);
            folders.merge(folder.place(), folder, LogFolder::with);
        });
        return List.copyOf(folders.values());
    }

    /** Both: one root may have names of several time zones. */
    private LogFolder with(LogFolder other) {
        return new LogFolder(
                place,
                parts,
                from == null || other.from == null ? null : Collections.min(List.of(from, other.from)),
                before == null || other.before == null ? null : Collections.max(List.of(before, other.before)),
                keys,
                other.sample);
    }

    private static boolean hasFolders(Layout layout) {
        boolean folder = layout.root().isEmpty() || layout.root().endsWith("/");
        return folder && layout.between().getFirst().isEmpty()
                && layout.between().stream().skip(1).allMatch(between -> between.equals("/") || between.equals("-"));
    }

    private static LogFolder whole(FoundObjects found, Set<Layout> layouts, TimeSpan span) {
        String prefix = found.place().prefix();
        String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        List<Keys> keys = new ArrayList<>();
        if (layouts.size() <= MOST_NAMES && !span.isAll()) {
            layouts.forEach(layout -> keys.add(keys(layout.range(span).within(prefix))));
        }
        if (keys.isEmpty() && !prefix.equals(folder)) {
            keys.add(new Keys(prefix, null, null));
        }
        return new LogFolder(
                new S3Place(found.place().bucket(), folder),
                null,
                null,
                null,
                List.copyOf(keys),
                found.objects().getLast());
    }

    private static Keys keys(KeyRange range) {
        return new Keys(range.prefix(), range.after(), range.before());
    }

    private static LogFolder of(S3Place place, Layout layout, TimeSpan span, LogObject sample) {
        StringBuilder parts = new StringBuilder();
        for (int i = 0; i < layout.between().size(); i++) {
            parts.append(layout.between().get(i)).append(LETTERS.get(i));
        }
        KeyRange range = layout.range(span);
        int root = layout.root().length();
        return new LogFolder(
                new S3Place(place.bucket(), layout.root()),
                parts.toString(),
                span.since() == null || range.after() == null ? null : range.after().substring(root),
                span.until() == null || range.before() == null ? null : range.before().substring(root),
                place.prefix().startsWith(layout.root()) && !place.prefix().equals(layout.root())
                        ? List.of(new Keys(place.prefix(), null, null))
                        : List.of(),
                sample);
    }
}
