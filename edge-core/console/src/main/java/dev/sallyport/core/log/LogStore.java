package dev.sallyport.core.log;

import dev.sallyport.core.Home;
import dev.sallyport.core.bucket.TimeSpan;
import dev.sallyport.core.log.SourceFiles.Part;
import dev.sallyport.core.masking.Masking;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs of any size, loaded into an embedded DuckDB below the home folder and removed when it is closed. Questions may
 * be asked from several threads; loading waits for those under way, and new ones wait for it. An interrupt cancels either
 * one with a {@link java.util.concurrent.CancellationException}.
 *
 * <p>What it answers is masked by the rules of the home folder, unless the caller brings a {@link Masking} of its
 * own. Rules, replay and trail of a request are worked out from the records as they were logged.
 */
public final class LogStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogStore.class);

    private final StoreFolder folder;
    private final Masking masking;
    private final LogDatabase database;
    private final SourceFiles files;
    private final StoreContent content = new StoreContent();
    private final StoredLines lines;
    private final SourceLoader loader;
    private final Keeping keeping;
    /** What was missing beside the sources. */
    private final List<String> gaps = new CopyOnWriteArrayList<>();
    /** Records that were left out for their time. */
    private final AtomicLong outside = new AtomicLong();

    private LogStore(StoreFolder folder, KeptStores kept, Masking masking) {
        this.folder = folder;
        this.masking = masking;
        this.files = new SourceFiles(folder);
        this.database = new LogDatabase(folder.file(KeptStores.DATABASE), masking);
        this.loader = new SourceLoader(database, files, content);
        this.lines = new StoredLines(database, content);
        this.keeping = new Keeping(folder, kept, database, content);
    }

    /** An empty store. */
    public static LogStore open(Home home) {
        return open(home, new KeptStores(home));
    }

    /** An empty store that looks for what was read before among {@code kept}. */
    static LogStore open(Home home, KeptStores kept) {
        Masking masking = Masking.of(home);
        return new LogStore(StoreFolder.create(home), kept, masking);
    }

    /**
     * Reads files, each told apart by its content: plain or gzip; WAF JSON; CloudFront standard logs, W3C or JSON;
     * Lambda@Edge text or JSON. What was read before and is unchanged is not read again.
     *
     * @return what has been loaded so far, these files included
     * @throws SallyportException bad input, before anything is loaded, when a file is missing, not readable or no log
     */
    public LoadReport load(List<Path> paths, Progress progress) {
        return load(LogInput.of(paths, TimeSpan.ALL), progress);
    }

    /**
     * The same of sources from anywhere; of their records those that lie outside the input's time are left out.
     *
     * @param input stays open as long as this
     */
    public synchronized LoadReport load(LogInput input, Progress progress) {
        storing(() -> {
            boolean begun = false;
            Keeping.Plan plan = keeping.plan(input.files());
            try {
                List<String> left = new ArrayList<>();
                List<LogFile> whole = plan.unread().stream()
                        .filter(one -> one.before() == null)
                        .map(Keeping.Unread::file)
                        .toList();
                List<LogSource> sources = files.open(whole, left);
                keeping.begin(plan);
                begun = true;
                gaps.addAll(input.gaps());
                gaps.addAll(plan.twice());
                read(plan, sources, left, progress);
            } finally {
                if (!begun) {
                    plan.close();
                }
            }
        });
        if (!input.span().isAll()) {
            changing(() -> outside.addAndGet(loader.limit(input.span(), gaps)));
        }
        return report();
    }

    private void read(Keeping.Plan plan, List<LogSource> sources, List<String> left, Progress progress)
            throws SQLException, IOException {
        if (plan.unread().isEmpty()) {
            if (content.opened().isEmpty()) {
                // Also where there was no file at all, questions find the tables.
                database.load(() -> {});
            }
            content.opened().forEach(source -> progress.reading(source.name(), 1));
            return;
        }
        keeping.own(true);
        StoreContent.Mark before = content.mark();
        Map<LogKind, Long> rows = new EnumMap<>(LogKind.class);
        boolean done = false;
        try {
            database.load(() -> {
                for (LogKind kind : LogKind.values()) {
                    rows.put(kind, database.count(kind, "true"));
                }
                content.warnings().addAll(left);
                for (Keeping.Unread one : plan.unread()) {
                    SourceMark had = one.before();
                    if (had != null) {
                        loader.addTail(one.file(), had.name(), had.size(), progress);
                    }
                }
                loader.load(sources, progress);
            });
            done = true;
        } finally {
            if (!done) {
                keeping.forget();
                leaveOut(before, rows);
            }
        }
        keeping.keep(plan);
    }

    /** What a load brought that did not come to its end: as if nothing of it had been read, also where it was stopped. */
    private void leaveOut(StoreContent.Mark before, Map<LogKind, Long> rows) {
        boolean stopped = Thread.interrupted();
        try {
            database.rest();
            database.load(() -> {
                // Also those of a statement that ended while it was cancelled, which no file knows of.
                for (Map.Entry<LogKind, Long> had : rows.entrySet()) {
                    LoadedFile.leaveOut(database, had.getKey(), had.getValue(), Long.MAX_VALUE);
                }
            });
            content.cut(before);
        } catch (SQLException | IOException | SallyportException e) {
            LOG.warn("what was read of a load that was stopped stays: {}", e.getMessage());
        } finally {
            if (stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Adds events of one log group, told apart by their content; of a Lambda group each event is a record. */
    public synchronized LoadReport load(String source, List<LogEvent> events) {
        List<String> sample = events.stream().limit(200).map(event -> event.message().strip()).toList();
        LogKind kind = LineKinds.of(sample).orElse(LogKind.EDGE);
        changing(() -> {
            Path lines = files.next("events");
            try (EventFile out = new EventFile(lines, kind)) {
                for (LogEvent event : events) {
                    out.add(event);
                }
            }
            loader.add(new Part(source, kind, lines, LogFormat.LINES, kind == LogKind.EDGE), done -> {});
        });
        return report();
    }

    /** Changes what stands in the database: it cannot be known again then. */
    private void changing(LogDatabase.Loading work) {
        storing(() -> {
            keeping.own(false);
            keeping.forget();
            database.load(work);
        });
    }

    private static void storing(LogDatabase.Loading work) {
        try {
            work.run();
        } catch (SQLException e) {
            throw LogDatabase.broken(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What has been loaded so far. */
    public LoadReport report() {
        return report(kinds(), List.of());
    }

    /** The same of one kind alone, for who counts no other. */
    public LoadReport report(LogKind kind) {
        List<String> uncounted = new ArrayList<>();
        content.opened().forEach(source -> source.uncounted(kind).ifPresent(uncounted::add));
        return report(List.of(kind), uncounted);
    }

    private LoadReport report(List<LogKind> kinds, List<String> more) {
        List<String> sentences = new ArrayList<>(gaps);
        sentences.addAll(content.warnings());
        sentences.addAll(more);
        Map<LogKind, Long> records = new EnumMap<>(LogKind.class);
        long rejected = 0;
        try {
            for (LogKind kind : kinds) {
                if (!content.files().isEmpty()) {
                    records.put(kind, database.number("SELECT count(*) FROM %s".formatted(kind.view())));
                    rejected += database.number(
                            """
                            SELECT count(*) FROM %s WHERE NOT "#ok"
                            """
                                    .formatted(kind.table()));
                }
            }
        } catch (SQLException e) {
            throw LogDatabase.broken(e);
        }
        return LoadReport.of(
                records, rejected, outside.get(), sentences, content.opened().stream().map(LogSource::name).toList());
    }

    /** What each source brought, by kind; one with lines of two kinds is there twice. */
    public List<LoadedSource> sources() {
        return LogDatabase.asking(() -> SourceCounts.of(database, content.files()), LogDatabase::broken);
    }

    /** Leaves out what the source of that name brought, as if it had never been opened. */
    public synchronized void remove(String name) {
        List<LoadedFile> gone = content.files().stream().filter(file -> file.name().equals(name)).toList();
        changing(() -> {
            for (LoadedFile file : gone) {
                file.leaveOut(database);
            }
            keeping.forget(name);
            content.files().removeIf(file -> file.name().equals(name));
            for (LogSource source :
                    content.opened().stream().filter(one -> one.name().equals(name)).toList()) {
                content.opened().remove(source);
                content.warnings().removeAll(source.warnings());
                SourceFiles.shrunk(source).ifPresent(content.warnings()::remove);
            }
        });
    }

    /**
     * Writes records into a file that only the user reads; an existing one is replaced.
     *
     * @param to its name tells the form, see {@link LogExport#of}
     * @throws SallyportException {@code SP-LOG-EXPORT} where it cannot be written
     */
    public synchronized void export(
            LogKind kind, LogSequence records, Masking by, Path to, DoubleConsumer progress) {
        LogExport form = LogExport.of(to);
        try {
            keeping.own(false);
            database.load(() -> form.write(
                    database,
                    kind,
                    new LogAnswers(database, kinds()).fields(kind).keySet(),
                    by,
                    records.ids(),
                    files.next("places"),
                    files.next("export"),
                    to,
                    progress));
        } catch (SQLException e) {
            throw LogDatabase.broken(e);
        } catch (IOException e) {
            throw SallyportException.unavailable(
                            "SP-LOG-EXPORT", "Cannot write " + to + ": " + e.getMessage(), "Choose another folder.")
                    .causedBy(e);
        }
    }

    /** The kinds that have a source. */
    public List<LogKind> kinds() {
        return content.kinds();
    }

    /**
     * Answers a question.
     *
     * @throws SallyportException {@code SP-LOG-SQL} or {@code SP-LOG-FIELD}, both bad input
     */
    public LogResult query(LogQuery query) {
        return query(query, masking());
    }

    /** The same by other masks. */
    public LogResult query(LogQuery query, Masking by) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        LogResult counts = query(query, by, rows::add);
        return new LogResult(rows, counts.records(), counts.matched(), counts.rejected(), counts.warnings());
    }

    /** The same, each row handed over as it comes and none kept. */
    public LogResult query(LogQuery query, Masking by, Consumer<Map<String, @Nullable Object>> each) {
        LoadReport report = report();
        long matched = new LogAnswers(database, kinds()).answer(query, by, each);
        return new LogResult(List.of(), report.total(), matched, report.rejected(), report.warnings());
    }

    /** Pages, bars over time and facets of one view, for a window. */
    public LogBrowser browse(LogKind kind) {
        return browse(kind, masking());
    }

    /** The same by other masks. */
    public LogBrowser browse(LogKind kind, Masking by) {
        return new LogBrowser(database, kind, by);
    }

    /** The masks of what it answers, by the rules as they are now. */
    public Masking masking() {
        return masking.refreshed();
    }

    /**
     * What the rules of web ACLs met.
     *
     * @param since only requests from then on; null for all
     */
    public WafMatches matches(@Nullable Instant since) {
        return new WafMatches(database, since == null ? "true" : "timestamp >= " + LogTable.time(since));
    }

    /**
     * What the web ACL records met that fulfil an SQL condition as {@link LogBrowser} takes it.
     *
     * @param where empty for all
     */
    public WafMatches matches(String where) {
        return new WafMatches(database, where.isBlank() ? "true" : UserSql.condition(database, where));
    }

    /**
     * The original line of a record, as it was logged: for who works with it, not for who looks at it.
     *
     * @param id as {@link LogRow#id()}
     * @return empty when the source is gone or changed
     */
    public Optional<String> original(LogKind kind, long id) {
        return lines.original(kind, id);
    }

    /** The same, masked; of tab-separated values the record in the order of its fields. */
    public Optional<String> line(LogKind kind, long id, Masking by) {
        return lines.line(kind, id, by);
    }

    /** The first lines of each kind that did not parse, at most so many. */
    public List<RejectedLine> rejected(int limit) {
        return rejected(limit, masking());
    }

    /** The same by other masks. */
    public List<RejectedLine> rejected(int limit, Masking by) {
        return lines.rejected(limit, by);
    }

    @Override
    public synchronized void close() {
        try {
            database.close();
        } catch (SQLException e) {
            throw LogDatabase.broken(e);
        } finally {
            keeping.close();
            folder.close();
        }
    }
}
