package dev.sallyport.core.log;

import dev.sallyport.core.DuckDb;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.masking.Masking;
import dev.sallyport.core.pace.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBFunctions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DuckDB file of a store, at each moment either for loading or for questions. While it answers questions it cannot
 * be changed, and SQL in it reaches no file, no network and no extension: see DuckDB, "Securing DuckDB".
 *
 * <p>An interrupt of the calling thread cancels the statement; the caller then gets a {@link CancellationException} and
 * stays interrupted. A statement that does not listen to that goes on alone, and nothing is loaded meanwhile.
 */
final class LogDatabase implements AutoCloseable {
    /** A hundred times what a million records take; loading takes as long as it takes. */
    private static final Duration LONGEST_QUESTION = Duration.ofMinutes(5);

    /** Five times what a million records take, in bytes. */
    private static final long MOST_SPILLED = 10_000_000_000L;

    private static final Duration NEVER = Duration.ofDays(365);

    private static final Logger LOG = LoggerFactory.getLogger(LogDatabase.class);

    private volatile Path file;
    private volatile Path spill;

    /** Shared by questions, exclusive for loading. */
    private final ReentrantReadWriteLock mode = new ReentrantReadWriteLock();

    /** Statements under way, those too for which nobody waits any more. */
    private final AtomicInteger running = new AtomicInteger();

    private final Duration limit;
    private final @Nullable Masking masking;
    private @Nullable DuckDBConnection root;
    private boolean masks;

    /** Nothing is opened before the first use. */
    LogDatabase(Path file) {
        this(file, LONGEST_QUESTION);
    }

    LogDatabase(Path file, Duration limit) {
        this(file, besides(file), limit, null);
    }

    /** @param masking what its SQL function {@link MaskedColumns#FUNCTION} does */
    LogDatabase(Path file, Masking masking) {
        this(file, besides(file), LONGEST_QUESTION, masking);
    }

    private static Path besides(Path file) {
        return file.resolveSibling(file.getFileName() + ".spill");
    }

    /** @param spill where a question may put what does not fit into memory: a private folder */
    LogDatabase(Path file, Path spill) {
        this(file, spill, LONGEST_QUESTION, null);
    }

    private LogDatabase(Path file, Path spill, Duration limit, @Nullable Masking masking) {
        this.masking = masking;
        this.file = file;
        this.spill = spill;
        this.limit = limit;
    }

    /** Work that may change the tables and read files. */
    interface Loading {
        void run() throws SQLException, IOException;
    }

    /**
     * Runs {@code work} when no question is under way; questions wait for it.
     *
     * @throws SallyportException {@code SP-LOG-BUSY} while a question that was cancelled goes on
     */
    void load(Loading work) throws SQLException, IOException {
        still(() -> {
            root = connect(new Properties());
            // Also where an earlier loading was stopped before it had made all of them.
            for (LogKind kind : LogKind.values()) {
                LogTable.of(kind).create(this);
            }
            work.run();
        });
    }

    /** Runs {@code work} while the file is not open: it may be moved then. */
    void still(Loading work) throws SQLException, IOException {
        mode.writeLock().lock();
        try {
            if (running.get() > 0) {
                throw SallyportException.unavailable(
                        "SP-LOG-BUSY",
                        "A question that was stopped still occupies the log store.",
                        "Try again in a moment, or start again.");
            }
            closeRoot();
            work.run();
        } finally {
            closeRoot();
            mode.writeLock().unlock();
        }
    }

    /** Waits a while for statements that were cancelled to end; a loading that reads a large file takes a moment. */
    void rest() {
        try {
            boolean ended = Pace.between(Duration.ofMillis(20), Duration.ofMillis(200))
                    .until(Duration.ofSeconds(10), () -> running.get() == 0);
            LOG.debug("statements that were cancelled have ended: {}", ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where it lies. */
    Path file() {
        return file;
    }

    /** Lies elsewhere from now on; called while it is {@link #still}. */
    void move(Path to, Path spills) {
        file = to;
        spill = spills;
    }

    private synchronized DuckDBConnection root() throws SQLException {
        DuckDBConnection open = root;
        if (open == null) {
            Properties settings = new Properties();
            settings.setProperty("access_mode", "READ_ONLY");
            settings.setProperty("enable_external_access", "false");
            settings.setProperty("lock_configuration", "true");
            settings.setProperty("jdbc_stream_results", "true");
            open = connect(settings);
            root = open;
        }
        return open;
    }

    private DuckDBConnection connect(Properties settings) throws SQLException {
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("temp_directory", spill.toString());
        settings.setProperty("max_temp_directory_size", Math.min(MOST_SPILLED, free() / 2) / 1_000_000 + "MB");
        return (DuckDBConnection) DuckDb.connect(file.toString(), settings);
    }

    /** Only where it is asked for: the first one of a process takes a moment. */
    private synchronized void provide(String sql) throws SQLException {
        if (masking != null && !masks && sql.contains(MaskedColumns.FUNCTION + "(")) {
            Masking known = masking;
            DuckDBFunctions.scalarFunction()
                    .withName(MaskedColumns.FUNCTION)
                    .withParameters(String.class, String.class)
                    .withReturnType(String.class)
                    .withFunction((String column, @Nullable String value) ->
                            value == null ? null : MaskedColumns.value(known, column, value))
                    .register(root());
            masks = true;
        }
    }

    private long free() {
        try {
            return Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
        } catch (IOException e) {
            return MOST_SPILLED;
        }
    }

    private synchronized void closeRoot() throws SQLException {
        if (root != null) {
            root.close();
            root = null;
            masks = false;
        }
    }

    /** Runs a statement that answers nothing; {@code progress} gets 0 to 1 now and then. */
    void execute(String sql, DoubleConsumer progress) throws SQLException {
        run(
                sql,
                statement -> {
                    statement.execute("SET enable_progress_bar = true");
                    statement.execute("SET enable_progress_bar_print = false");
                    return statement.execute(sql);
                },
                progress);
    }

    /** The first column of the first row, 0 where there is none. */
    long number(String sql) throws SQLException {
        return run(
                sql,
                statement -> {
                    try (ResultSet result = statement.executeQuery(sql)) {
                        return result.next() ? result.getLong(1) : 0L;
                    }
                },
                done -> {});
    }

    /** How many rows of the table of a kind fulfil a condition. */
    long count(LogKind kind, String condition) throws SQLException {
        return number("SELECT count(*) FROM %s WHERE %s".formatted(kind.table(), condition));
    }

    /** The first column of all rows, which is a number: without an object for each. */
    long[] numbers(String sql) throws SQLException {
        return run(
                sql,
                statement -> {
                    LongStream.Builder numbers = LongStream.builder();
                    try (ResultSet result = statement.executeQuery(sql)) {
                        while (result.next()) {
                            numbers.add(result.getLong(1));
                        }
                    }
                    return numbers.build().toArray();
                },
                done -> {});
    }

    /** All rows. */
    List<Map<String, @Nullable Object>> rows(String sql) throws SQLException {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        each(sql, Integer.MAX_VALUE, rows::add);
        return rows;
    }

    /**
     * Hands at most {@code limit} rows to {@code consumer}, ready to be written as JSON; returns how many there are.
     */
    long each(String sql, int limit, Consumer<Map<String, @Nullable Object>> consumer) throws SQLException {
        return each(List.of(), sql, limit, consumer);
    }

    /**
     * The same after other statements, whose effect ends with it.
     *
     * @param before such as make temporary views
     */
    long each(List<String> before, String sql, int limit, Consumer<Map<String, @Nullable Object>> consumer)
            throws SQLException {
        return run(
                String.join(" ", before) + sql,
                statement -> {
                    for (String one : before) {
                        statement.execute(one);
                    }
                    long count = 0;
                    try (ResultSet result = statement.executeQuery(sql)) {
                        List<String> columns = columns(result);
                        while (result.next()) {
                            if (count++ < limit) {
                                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                                for (int i = 0; i < columns.size(); i++) {
                                    row.put(columns.get(i), SqlValues.json(result, i + 1));
                                }
                                consumer.accept(row);
                            }
                        }
                    }
                    return count;
                },
                done -> {});
    }

    private static List<String> columns(ResultSet result) throws SQLException {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            String name = result.getMetaData().getColumnLabel(i);
            String free = name;
            for (int n = 2; names.contains(free); n++) {
                free = name + "_" + n;
            }
            names.add(free);
        }
        return names;
    }

    private <T> T run(String sql, StatementRun.Work<T> work, DoubleConsumer progress) throws SQLException {
        boolean loads = mode.isWriteLockedByCurrentThread();
        mode.readLock().lock();
        try {
            provide(sql);
            return StatementRun.start(root().duplicate(), work, running).await(loads ? NEVER : limit, progress);
        } catch (TimeoutException e) {
            throw SallyportException.unavailable(
                            "SP-LOG-SLOW",
                            "The question was not answered within " + limit.toSeconds() + " seconds and was stopped.",
                            "Ask for less: a shorter time, fewer sources, or SQL without a join of everything.")
                    .causedBy(e);
        } finally {
            mode.readLock().unlock();
        }
    }

    /** DuckDB's message without its drawing of the place. */
    static String message(SQLException e) {
        String text = String.valueOf(e.getMessage());
        int drawing = text.indexOf("\nLINE ");
        return (drawing > 0 ? text.substring(0, drawing) : text).replaceAll("\\s+", " ").strip();
    }

    /** What is asked of a database. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws SQLException;
    }

    /** Asks; {@code told} says what a failure means to the user. */
    static <T> T asking(Question<T> question, Function<SQLException, SallyportException> told) {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw told.apply(e);
        }
    }

    /** A failure that is not the user's SQL. */
    static SallyportException broken(SQLException e) {
        return SallyportException.unavailable(
                        "SP-LOG-STORE",
                        "The log store failed: " + message(e),
                        "Check the free space under the home folder, clear the kept logs in Settings, then load the logs again.")
                .causedBy(e);
    }

    @Override
    public void close() throws SQLException {
        mode.writeLock().lock();
        try {
            closeRoot();
        } finally {
            mode.writeLock().unlock();
        }
    }
}
