package dev.sallyport.core.log;

import dev.sallyport.core.log.SourceFiles.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
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

    /** Adds the lines behind {@code size} bytes of a file that was loaded when it had so many. */
    void addTail(LogFile file, long size, Progress progress) throws SQLException, IOException {
        LoadedFile had = content.files().stream()
                .filter(one -> one.name().equals(file.name()))
                .reduce((first, last) -> last)
                .orElseThrow();
        Path tail = files.next("tail");
        try (InputStream in = Files.newInputStream(file.path());
                OutputStream out = SpareFile.create(tail)) {
            in.skipNBytes(size);
            in.transferTo(out);
        }
        Part part = new Part(file.name(), had.kind(), tail, LogFormat.LINES, false);
        LoadedFile rows = inserted(part, done -> progress.reading(file.name(), done));
        // Its originals are found in the file itself, behind those that were there.
        content.files()
                .add(new LoadedFile(
                        rows.name(), rows.kind(), rows.first(), rows.rows(), had.lines(), had.base() + had.rows(), had.part()));
        Files.delete(tail);
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
