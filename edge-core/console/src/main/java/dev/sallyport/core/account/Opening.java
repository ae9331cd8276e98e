package dev.sallyport.core.account;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;

/**
 * Reaches an AWS when it is first needed. Whoever comes meanwhile waits for the same attempt; one that failed is
 * forgotten, so that the next to come tries anew.
 */
final class Opening implements AutoCloseable {
    private final Supplier<Reached> reach;
    private @Nullable FutureTask<Reached> attempt;
    private @Nullable Reached reached;
    private boolean closed;

    /**
     * An AWS that can be called.
     *
     * @param whenClosed what ends with it
     */
    record Reached(AwsClients.Connection connection, Runnable whenClosed) {}

    /** {@code reach} may take its time and may fail. */
    Opening(Supplier<Reached> reach) {
        this.reach = reach;
    }

    /**
     * Waits until it is open.
     *
     * @throws dev.sallyport.core.SallyportException when it cannot be opened
     */
    AwsClients.Connection get() {
        FutureTask<Reached> current = attempt();
        try {
            return current.get().connection();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("Interrupted while the account was being opened", e);
        } catch (ExecutionException e) {
            throw AwsErrors.told(e);
        }
    }

    private synchronized FutureTask<Reached> attempt() {
        if (closed) {
            throw AbortedException.create("the session is closed");
        }
        if (attempt == null || attempt.state() == Future.State.FAILED) {
            attempt = new FutureTask<>(this::open);
            // A thread of its own: who waits may lose interest, and the others still wait.
            Thread.ofVirtual().name("opening").start(attempt);
        }
        return attempt;
    }

    private Reached open() {
        Reached now = reach.get();
        synchronized (this) {
            if (!closed) {
                reached = now;
                return now;
            }
        }
        now.whenClosed().run();
        throw AbortedException.create("the session was closed while it was being opened");
    }

    /** Closes what is open; what is being opened closes as soon as it is. Waits for nothing. */
    @Override
    public void close() {
        Reached last;
        synchronized (this) {
            closed = true;
            last = reached;
            reached = null;
        }
        if (last != null) {
            last.whenClosed().run();
        }
    }
}
