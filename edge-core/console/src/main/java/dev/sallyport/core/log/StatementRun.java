package dev.sallyport.core.log;

import dev.sallyport.core.SallyportException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;
import org.duckdb.DuckDBPreparedStatement;

/**
 * A statement that runs. DuckDB's driver holds a lock while a statement is planned, constant expressions are worked out
 * then, and neither progress nor a cancellation gets past that lock: so only threads of its own ever speak to the driver,
 * and whoever waits can always go.
 *
 * @param <T> what comes of it
 */
final class StatementRun<T> {
    private static final long LOOK = 100;

    /** Those that do not listen included; a page asks up to six at a time. */
    private static final int MOST = 16;

    /** For a statement that was cancelled to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final FutureTask<T> task;
    private volatile double done;
    private volatile boolean unwanted;

    private StatementRun(Callable<T> work) {
        this.task = new FutureTask<>(work);
    }

    /** What is done with a statement. */
    interface Work<T> {
        T on(Statement statement) throws SQLException;
    }

    /**
     * Begins.
     *
     * @param own is closed when the work ends, however long that takes
     * @param running counts the statements whose work has not ended
     * @throws SallyportException {@code SP-LOG-BUSY} while too many have not
     */
    static <T> StatementRun<T> start(Connection own, Work<T> work, AtomicInteger running) throws SQLException {
        if (running.incrementAndGet() > MOST) {
            running.decrementAndGet();
            own.close();
            throw SallyportException.unavailable(
                    "SP-LOG-BUSY",
                    "Questions that were stopped still occupy the log store.",
                    "Try again in a moment, or start again.");
        }
        Statement statement;
        try {
            statement = own.createStatement();
        } catch (SQLException e) {
            running.decrementAndGet();
            own.close();
            throw e;
        }
        Callable<T> whole = () -> {
            try (own; statement) {
                return work.on(statement);
            } finally {
                running.decrementAndGet();
            }
        };
        StatementRun<T> run = new StatementRun<>(whole);
        Thread.ofPlatform().daemon().name("logs-sql").start(run.task);
        Thread.ofPlatform().daemon().name("logs-sql-watch").start(() -> run.watch(statement));
        return run;
    }

    private void watch(Statement statement) {
        while (!ended(unwanted ? LOOK / 5 : LOOK)) {
            try {
                if (unwanted) {
                    // Again and again: the first may come before the statement has begun.
                    statement.cancel();
                } else {
                    done = ((DuckDBPreparedStatement) statement).getQueryProgress().getPercentage() / 100;
                }
            } catch (SQLException closed) {
                // It has just ended.
            }
        }
    }

    private boolean ended(long millis) {
        try {
            task.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | InterruptedException e) {
            return task.isDone();
        } catch (ExecutionException e) {
            return true;
        }
        return true;
    }

    /**
     * Waits for it.
     *
     * @param limit after which it is cancelled
     * @param progress gets 0 to 1 now and then
     * @throws CancellationException when the calling thread was interrupted, which it stays
     * @throws TimeoutException when the limit is over
     */
    T await(Duration limit, DoubleConsumer progress) throws SQLException, TimeoutException {
        long start = System.nanoTime();
        while (true) {
            try {
                return task.get(LOOK, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                progress.accept(Math.clamp(done, 0, 1));
                if (System.nanoTime() - start > limit.toNanos()) {
                    cancel();
                    throw e;
                }
            } catch (InterruptedException e) {
                cancel();
                Thread.currentThread().interrupt();
                throw new CancellationException("The question was cancelled.");
            } catch (ExecutionException e) {
                throw unwrapped(e);
            }
        }
    }

    /** Waits for the end only a while: what does not listen goes on alone. */
    private void cancel() {
        unwanted = true;
        long start = System.nanoTime();
        boolean over = false;
        while (!over && System.nanoTime() - start < PATIENCE.toNanos()) {
            over = ended(LOOK / 5);
        }
    }

    private static SQLException unwrapped(ExecutionException e) {
        return switch (e.getCause()) {
            case SQLException sql -> sql;
            case RuntimeException ours -> throw ours;
            // One value that no memory holds; nothing else is short of it.
            case OutOfMemoryError tooMuch -> new SQLException("the answer does not fit into memory", tooMuch);
            case Error error -> throw error;
            case null, default -> new SQLException(e);
        };
    }
}
