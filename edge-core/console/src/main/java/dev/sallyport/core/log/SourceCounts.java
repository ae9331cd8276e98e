package dev.sallyport.core.log;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts what each source brought, of all sources of a kind at once: a folder may have ten thousand. */
final class SourceCounts {
    private SourceCounts() {}

    /** By kind, in the order in which they were loaded; one that brought no record has none. */
    static List<LoadedSource> of(LogDatabase database, List<LoadedFile> files) throws SQLException {
        List<LoadedSource> sources = new ArrayList<>();
        for (LogKind kind : LogKind.values()) {
            sources.addAll(of(database, kind, files.stream().filter(file -> file.kind() == kind).toList()));
        }
        return sources;
    }

    private static List<LoadedSource> of(LogDatabase database, LogKind kind, List<LoadedFile> files)
            throws SQLException {
        List<String> names = files.stream().map(LoadedFile::name).distinct().toList();
        if (names.isEmpty()) {
            return List.of();
        }
        Map<String, Integer> places = new LinkedHashMap<>();
        names.forEach(name -> places.put(name, places.size()));
        String starts = files.stream()
                .map(file -> "(" + file.first() + ", " + places.get(file.name()) + ")")
                .collect(Collectors.joining(", "));
        List<LoadedSource> found = new ArrayList<>(
                names.stream().map(name -> new LoadedSource(name, kind, 0, null, null)).toList());
        database.each(
                """
                SELECT source, count(*) AS records, epoch_ms(min("#at")) AS first, epoch_ms(max("#at")) AS last
                FROM (SELECT rowid AS place, "#at" FROM %s WHERE "#ok") AS record
                ASOF JOIN (VALUES %s) AS file(start, source) ON record.place >= file.start
                GROUP BY source
                """
                        .formatted(kind.table(), starts),
                names.size(),
                row -> {
                    int source = (int) number(row.get("source"));
                    found.set(
                            source,
                            new LoadedSource(
                                    names.get(source),
                                    kind,
                                    number(row.get("records")),
                                    time(row.get("first")),
                                    time(row.get("last"))));
                });
        return found;
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static @Nullable Instant time(@Nullable Object millis) {
        return millis instanceof Number number ? Instant.ofEpochMilli(number.longValue()) : null;
    }
}
