package dev.sallyport.core.log;

import dev.sallyport.core.bucket.TimeSpan;
import dev.sallyport.core.log.SourceFiles.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/** Puts the lines of sources into the tables, while the database is open for loading. */
final class SourceLoader {
    private final LogDatabase database;
    private final SourceFiles files;
    private final StoreContent content;

    SourceLoader(LogDatabase database, SourceFiles files, StoreContent content) {
        this.database = database;
        this.files = files;
        this.content = content;
    }

    /** Adds all lines of each source. */
    void load(List<LogSource> sources, Progress progress) throws SQLException, IOException {
        Map<LogKind, SmallFiles> small = new EnumMap<>(LogKind.class);
        for (LogSource source : sources) {
            content.opened().add(source);
            content.warnings().addAll(source.warnings());
            for (Part part : files.parts(source)) {
                if (sources.size() > 1 && SmallFiles.fits(part)) {
                    small.computeIfAbsent(part.kind(), kind -> new SmallFiles(files.next("small"), kind)).add(part);
                    progress.reading(source.name(), 1);
                } else {
                    add(part, done -> progress.reading(source.name(), done));
                }
            }
            SourceFiles.shrunk(source).ifPresent(content.warnings()::add);
        }
        for (SmallFiles one : small.values()) {
            add(one);
        }
    }

    /** Adds the lines of a part. */
    void add(Part part, DoubleConsumer progress) throws SQLException, IOException {
        content.files().add(inserted(part, progress));
    }

    /**
     * Adds the lines behind {@code size} bytes of a file that was loaded when it had so many.
     *
     * @param before what it was called then
     */
    void addTail(LogFile file, String before, long size, Progress progress) throws SQLException, IOException {
        LoadedFile had = content.files().stream()
                .filter(one -> one.name().equals(file.name()) || one.name().equals(before))
                .reduce((first, last) -> last)
                .orElseThrow();
        Path tail = files.next("tail");
        try (InputStream in = Files.newInputStream(file.path());
                OutputStream out = SpareFile.create(tail)) {
            in.skipNBytes(size);
            in.transferTo(out);
        }
        Part part = new Part(had.name(), had.kind(), tail, LogFormat.LINES, false);
        LoadedFile rows = inserted(part, done -> progress.reading(file.name(), done));
        // Its originals are found in the file itself, behind those that were there.
        content.files()
                .add(new LoadedFile(
                        rows.name(), rows.kind(), rows.first(), rows.rows(), had.lines(), had.base() + had.rows(), had.part()));
        Files.delete(tail);
    }

    /**
     * Leaves out the records of another time, as if they were header lines.
     *
     * @param gaps get a sentence where records have no time
     * @return how many were left out
     */
    long limit(TimeSpan span, List<String> gaps) throws SQLException {
        List<String> bounds = new ArrayList<>(List.of("\"#at\" IS NOT NULL"));
        if (span.since() != null) {
            bounds.add("\"#at\" >= " + LogTable.time(span.since()));
        }
        if (span.until() != null) {
            bounds.add("\"#at\" < " + LogTable.time(span.until()));
        }
        long left = 0;
        for (LogKind kind : content.kinds()) {
            long untimed = database.number(
                    """
                    SELECT count(*) FROM %s WHERE "#ok" AND "#at" IS NULL
                    """
                            .formatted(kind.table()));
            if (untimed > 0) {
                gaps.add(LoadReport.count(untimed, "record") + " of " + kind.writer()
                        + " have no time of their own and were left out.");
            }
            long before = database.count(kind, "\"#ok\"");
            database.execute(
                    """
                    UPDATE %s SET "#ok" = NULL WHERE "#ok" AND NOT (%s)
                    """
                            .formatted(kind.table(), String.join(" AND ", bounds)),
                    done -> {});
            left += before - database.count(kind, "\"#ok\"");
        }
        return left;
    }

    private void add(SmallFiles small) throws SQLException, IOException {
        small.close();
        Part whole = new Part(small.kind().name(), small.kind(), small.file(), LogFormat.LINES, false);
        LoadedFile all = inserted(whole, done -> {});
        for (SmallFiles.Member member : small.members()) {
            content.files()
                    .add(new LoadedFile(
                            member.part().name(),
                            small.kind(),
                            all.first() + member.base(),
                            member.lines(),
                            all.lines(),
                            member.base(),
                            member.part()));
        }
    }

    private LoadedFile inserted(Part part, DoubleConsumer progress) throws SQLException, IOException {
        LogKind kind = part.kind();
        boolean returnEndsLine = part.format() == LogFormat.W3C || (kind == LogKind.EDGE && !part.placed());
        long before = database.count(kind, "true");
        Path read = part.lines();
        boolean unusual = returnEndsLine && CleanCopy.needed(read);
        if (!unusual) {
            try {
                insert(part, read, progress);
            } catch (SQLException e) {
                unusual = true;
            }
        }
        if (unusual) {
            read = files.next("clean");
            CleanCopy.write(part.lines(), read, returnEndsLine);
            insert(part, read, progress);
        }
        RawLines raw = new RawLines(read, returnEndsLine);
        return new LoadedFile(part.name(), kind, before, database.count(kind, "true") - before, raw, 0, part);
    }

    private void insert(Part part, Path lines, DoubleConsumer progress) throws SQLException {
        LogTable table = LogTable.of(part.kind());
        if (part.placed() && table instanceof EdgeTable edge) {
            edge.loadEvents(database, lines, progress);
        } else {
            table.load(database, lines, part.format(), files.next("spare"), progress);
        }
    }
}
