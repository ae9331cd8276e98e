package dev.sallyport.core.log;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Logs of any size, loaded into an embedded DuckDB below the home folder and removed when it is closed. Questions may
 * be asked from several threads; loading waits for those under way, and new ones wait for it. An interrupt cancels either
 * one with a {@link java.util.concurrent.CancellationException}.
 */
public final class LogStore implements AutoCloseable {
    private final StoreFolder folder;
    private final LogDatabase database;
    private final List<LoadedFile> loaded = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private int files;

    private LogStore(StoreFolder folder) {
        this.folder = folder;
        this.database = new LogDatabase(folder.file("logs.duckdb"));
    }

    /** An empty store. */
    public static LogStore open(Home home) {
        return new LogStore(StoreFolder.create(home));
    }

    /**
     * Reads files, each told apart by its content: plain or gzip; WAF JSON; CloudFront standard logs, W3C or JSON;
     * Lambda@Edge text or JSON.
     *
     * @return what has been loaded so far, these files included
     * @throws SallyportException bad input, before anything is loaded, when a file is missing, not readable or no log
     */
    public synchronized LoadReport load(List<Path> paths, Progress progress) {
        List<LogSource> sources = new ArrayList<>();
        for (Path path : paths) {
            sources.add(SourceReader.open(path, folder.file("plain-" + files++)));
        }
        loading(() -> {
            for (LogSource source : sources) {
                warnings.addAll(source.warnings());
                if (source.kind() != null) {
                    load(source, source.kind(), done -> progress.reading(source.name(), done));
                }
                if (Files.notExists(source.original()) || Files.size(source.original()) < source.size()) {
                    warnings.add(source.name() + " shrank while it was read; what could be read was counted.");
                }
            }
        });
        return report();
    }

    /** Adds events of one log group, told apart by their content; of a Lambda group each event is a record. */
    public synchronized LoadReport load(String source, List<LogEvent> events) {
        List<String> sample = events.stream().limit(200).map(event -> event.message().strip()).toList();
        LogKind kind = LineKinds.of(sample).orElse(LogKind.EDGE);
        loading(() -> {
            Path lines = folder.file("events-" + files++);
            try (EventFile out = new EventFile(lines, kind)) {
                for (LogEvent event : events) {
                    out.add(event);
                }
            }
            add(source, kind, lines, LogFormat.LINES, kind == LogKind.EDGE, done -> {});
        });
        return report();
    }

    private void loading(LogDatabase.Loading work) {
        try {
            database.load(work);
        } catch (SQLException e) {
            throw LogDatabase.broken(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void load(LogSource source, LogKind kind, DoubleConsumer progress)
            throws SQLException, IOException {
        if (source.format() != LogFormat.JSON_TREE) {
            add(source.name(), kind, source.path(), source.format(), false, progress);
            return;
        }
        Path lines = folder.file("lines-" + files++);
        Path events = folder.file("events-" + files++);
        try (EventFile out = new EventFile(events, kind)) {
            JsonTree.split(source.path(), lines, out);
        }
        add(source.name(), kind, lines, LogFormat.LINES, false, progress);
        add(source.name(), kind, events, LogFormat.LINES, kind == LogKind.EDGE, progress);
    }

    private void add(
            String name,
            LogKind kind,
            Path lines,
            LogFormat format,
            boolean placed,
            DoubleConsumer progress)
            throws SQLException, IOException {
        boolean returnEndsLine = format == LogFormat.W3C || (kind == LogKind.EDGE && !placed);
        long before = count(kind);
        Path read = lines;
        boolean unusual = returnEndsLine && CleanCopy.needed(lines);
        if (!unusual) {
            try {
                insert(kind, lines, format, placed, progress);
            } catch (SQLException e) {
                unusual = true;
            }
        }
        if (unusual) {
            read = folder.file("clean-" + files++);
            CleanCopy.write(lines, read, returnEndsLine);
            insert(kind, read, format, placed, progress);
        }
        RawLines raw = new RawLines(read, returnEndsLine);
        loaded.add(new LoadedFile(name, kind, before, count(kind) - before, raw));
    }

    private void insert(
            LogKind kind, Path lines, LogFormat format, boolean placed, DoubleConsumer progress)
            throws SQLException {
        LogTable table = LogTable.of(kind);
        if (placed && table instanceof EdgeTable edge) {
            edge.loadEvents(database, lines, progress);
        } else {
            table.load(database, lines, format, folder.file("spare-" + files++), progress);
        }
    }

    private long count(LogKind kind) throws SQLException {
        return database.number("SELECT count(*) FROM " + kind.table());
    }

    /** What has been loaded so far. */
    public LoadReport report() {
        Map<LogKind, Long> records = new EnumMap<>(LogKind.class);
        long rejected = 0;
        try {
            for (LogKind kind : kinds()) {
                records.put(kind, database.number("SELECT count(*) FROM " + kind.view()));
                rejected += database.number("SELECT count(*) FROM " + kind.table() + " WHERE NOT \"#ok\"");
            }
        } catch (SQLException e) {
            throw LogDatabase.broken(e);
        }
        return new LoadReport(records, rejected, List.copyOf(warnings));
    }

    /** The kinds that have a source. */
    public List<LogKind> kinds() {
        return loaded.stream().map(LoadedFile::kind).distinct().sorted().toList();
    }

    /**
     * Answers a question.
     *
     * @throws SallyportException {@code SP-LOG-SQL} or {@code SP-LOG-FIELD}, both bad input
     */
    public LogResult query(LogQuery query) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        LogResult counts = query(query, rows::add);
        return new LogResult(rows, counts.records(), counts.matched(), counts.rejected(), counts.warnings());
    }

    /** The same, each row handed over as it comes and none kept. */
    public LogResult query(LogQuery query, Consumer<Map<String, @Nullable Object>> each) {
        LoadReport report = report();
        long matched = new LogAnswers(database, kinds()).answer(query, each);
        return new LogResult(List.of(), report.total(), matched, report.rejected(), report.warnings());
    }

    /** Pages, histograms and facets of one view, for a window. */
    public LogBrowser browse(LogKind kind) {
        return new LogBrowser(database, kind);
    }

    /** Rows of SQL that is ours, over the tables behind the views. */
    public List<Map<String, @Nullable Object>> rows(String sql) {
        try {
            return database.rows(sql);
        } catch (SQLException e) {
            throw LogDatabase.broken(e);
        }
    }

    /**
     * The original line of a record.
     *
     * @param id as {@link LogRow#id()}
     * @return empty when the source is gone or changed
     */
    public Optional<String> original(LogKind kind, long id) {
        return raw(kind, id).map(RawLines.Line::text);
    }

    /** The first lines that did not parse. */
    public List<RejectedLine> rejected(int limit) {
        List<RejectedLine> lines = new ArrayList<>();
        for (LogKind kind : kinds()) {
            String rejected = "SELECT rowid AS id FROM " + kind.table() + " WHERE NOT \"#ok\" ORDER BY rowid LIMIT "
                    + limit;
            for (Map<String, @Nullable Object> row : rows(rejected)) {
                long id = row.get("id") instanceof Number number ? number.longValue() : -1;
                String source = source(kind, id).map(LoadedFile::name).orElse("");
                raw(kind, id).ifPresent(line -> lines.add(new RejectedLine(source, line.number(), cut(line.text()))));
            }
        }
        return lines.subList(0, Math.min(limit, lines.size()));
    }

    private static String cut(String text) {
        return text.length() > 4096 ? text.substring(0, 4096) : text;
    }

    private Optional<LoadedFile> source(LogKind kind, long id) {
        return loaded.stream().filter(one -> one.kind() == kind && one.has(id)).findFirst();
    }

    private Optional<RawLines.Line> raw(LogKind kind, long id) {
        return source(kind, id).flatMap(one -> {
            try {
                return one.lines().line(id - one.first());
            } catch (IOException gone) {
                return Optional.empty();
            }
        });
    }

    @Override
    public synchronized void close() {
        try {
            database.close();
        } catch (SQLException e) {
            throw LogDatabase.broken(e);
        } finally {
            folder.close();
        }
    }
}
