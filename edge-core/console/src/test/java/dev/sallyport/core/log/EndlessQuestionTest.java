package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.OperatingSystemMXBean;
import dev.sallyport.core.DuckDb;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQL that goes on and on: it ends by itself or when it is cancelled, also where the database does not listen. */
@Attack(Area.SQL)
class EndlessQuestionTest {
    private static final String ENDLESS = "SELECT count(*) FROM range(100000000000) a, range(1000) b";

    /** Worked out while the statement is planned, in which the driver lets nothing past it: some ten seconds. */
    private static final String DEAF = "SELECT levenshtein(repeat('a', 60000), repeat('b', 60000))";

    @TempDir
    Path folder;

    private LogDatabase database(Duration limit) throws Exception {
        LogDatabase database = new LogDatabase(folder.resolve("logs.duckdb"), limit);
        database.load(() -> {});
        return database;
    }

    private static String code(LogDatabase database, String sql) {
        return assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> database.rows(sql))
                .actual()
                .code();
    }

    @Test
    void itEndsAtItsLimitAndTheNextIsAnswered() throws Exception {
        try (LogDatabase database = database(Duration.ofMillis(300))) {
            assertThat(code(database, ENDLESS)).isEqualTo("SP-LOG-SLOW");
            assertThat(database.rows("SELECT 1 AS one")).hasSize(1);
            database.load(() -> {});
        }
    }

    @Test
    void whoWaitsForOneThatDoesNotListenCanGoAndNothingIsLoadedOverIt() throws Exception {
        try (LogDatabase database = database(Duration.ofMillis(300))) {
            CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
            Thread asking = Thread.ofPlatform().start(() -> {
                try {
                    database.rows(DEAF);
                    cancelled.complete(false);
                } catch (CancellationException e) {
                    cancelled.complete(Thread.currentThread().isInterrupted());
                } catch (SQLException e) {
                    cancelled.completeExceptionally(e);
                }
            });
            asking.interrupt();
            assertThat(cancelled.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(database.rows("SELECT 1 AS one")).hasSize(1);
            assertThatExceptionOfType(SallyportException.class)
                    .isThrownBy(() -> database.load(() -> {}))
                    .matches(e -> e.code().equals("SP-LOG-BUSY"));
        }
    }

    @Test
    void theThreadOfOneThatIsStoppedEnds() throws Exception {
        AtomicInteger running = new AtomicInteger();
        StatementRun<Boolean> run = StatementRun.start(
                DuckDb.connect("", new Properties()), statement -> statement.execute(ENDLESS), running);
        assertThat(running.get()).isEqualTo(1);
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> run.await(Duration.ofMillis(200), done -> {}));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (running.get() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(running.get()).isZero();
    }

    /** They hold a thread and memory each until they end by themselves. */
    @Test
    void noMoreThanSomeGoOnAloneAtATime() throws Exception {
        AtomicInteger running = new AtomicInteger(16);
        try (Connection one = DuckDb.connect("", new Properties())) {
            assertThatExceptionOfType(SallyportException.class)
                    .isThrownBy(() -> StatementRun.start(one, statement -> 1, running))
                    .matches(e -> e.code().equals("SP-LOG-BUSY"));
            assertThat(one.isClosed()).isTrue();
        }
        running.decrementAndGet();
        assertThat(StatementRun.start(DuckDb.connect("", new Properties()), statement -> 1, running)
                        .await(Duration.ofSeconds(20), done -> {}))
                .isEqualTo(1);
    }

    /** What does not fit into memory goes to the disk, but not for as long as the disk has room. */
    @Test
    void whatIsPutAsideHasABound() throws Exception {
        Properties settings = new Properties();
        settings.setProperty("memory_limit", "100MB");
        settings.setProperty("temp_directory", folder.resolve("spill").toString());
        settings.setProperty("max_temp_directory_size", "50MB");
        settings.setProperty("lock_configuration", "true");
        try (Connection connection = DuckDb.connect("", settings);
                Statement statement = connection.createStatement();
                Statement other = connection.createStatement()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.executeQuery("SELECT * FROM range(10000000000) ORDER BY random()"))
                    .withMessageContaining("max_temp_directory_size");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> other.execute("SET memory_limit = '1TB'"))
                    .withMessageContaining("locked");
        }
    }

    @Test
    void theStoreTakesAPartOfTheMachine() throws Exception {
        long memory = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        try (LogDatabase database = database(Duration.ofMinutes(1))) {
            Map<String, @Nullable Object> set = database.rows(
                            "SELECT current_setting('memory_limit') AS memory, current_setting('max_temp_directory_size') AS disk")
                    .getFirst();
            assertThat(bytes(set.get("memory"))).isBetween(memory * 0.15, memory * 0.3);
            assertThat(bytes(set.get("disk"))).isBetween(1.0, 10e9);
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> database.rows("SET memory_limit = '1TB'"));
        }
    }

    /** As DuckDB writes sizes, such as 5.8 GiB. */
    private static double bytes(@Nullable Object size) {
        String[] parts = String.valueOf(size).split(" ", 2);
        return Double.parseDouble(parts[0]) * Math.pow(1024, List.of("bytes", "KiB", "MiB", "GiB", "TiB").indexOf(parts[1]));
    }

    @Test
    void anAnswerThatNoMemoryHoldsIsRefused() throws Exception {
        try (LogDatabase database = database(Duration.ofMinutes(1))) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> database.each(
                            "SELECT 1 AS one", 1, row -> { throw new OutOfMemoryError("Java heap space"); }))
                    .withMessage("the answer does not fit into memory");
        }
    }
}
