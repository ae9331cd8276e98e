package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
    void anAnswerThatNoMemoryHoldsIsRefused() throws Exception {
        try (LogDatabase database = database(Duration.ofMinutes(1))) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> database.each(
                            "SELECT 1 AS one", 1, row -> { throw new OutOfMemoryError("Java heap space"); }))
                    .withMessage("the answer does not fit into memory");
        }
    }
}
