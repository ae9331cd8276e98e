package dev.sallyport.core.sandbox.http;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that answers of origins take together while they are read: a tenth of the heap, so that many large ones at
 * once are read one after the other. Once it is read, an answer is a part of what {@link AnswerBudget} counts.
 */
final class ReadingRoom implements HttpWire.Room, AutoCloseable {
    private static final int KILOBYTES =
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 10 / 1024);
    private static final Semaphore FREE = new Semaphore(KILOBYTES);

    private final Duration wait;
    private int taken;

    /** @param wait for the others, at each block */
    ReadingRoom(Duration wait) {
        this.wait = wait;
    }

    @Override
    public void take(long bytes) throws InterruptedIOException, SocketTimeoutException {
        int wanted = (int) Math.min(KILOBYTES - taken, bytes / 1024 + 1);
        try {
            if (!FREE.tryAcquire(wanted, wait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SocketTimeoutException("the answers of other origins take the memory");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        taken += wanted;
    }

    @Override
    public void close() {
        FREE.release(taken);
        taken = 0;
    }
}
