package dev.sallyport.core.sandbox.http;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that all answers may take together which are made and not yet read by whoever asked: a fifth of the heap.
 * Where it is taken, the connection that reads slowest is ended; where that is not enough, the newest answer gives way.
 */
final class AnswerBudget {
    /** Of all together, in bytes. */
    static final long ALL = Runtime.getRuntime().maxMemory() / 5;

    /** One as small as this is not counted: so many connections as there may be take little with it. */
    private static final int SMALL = 1 << 14;

    private static final int KILOBYTES = (int) Math.min(Integer.MAX_VALUE, ALL / 1024);
    private static final Semaphore FREE = new Semaphore(KILOBYTES);

    /** An answer that waits is there already, so only a few may. */
    private static final Semaphore WAITING = new Semaphore(4);

    private static final int WAIT_SECONDS = 2;

    private AnswerBudget() {}

    /** What one answer has taken; closing gives it back. */
    record Share(int kilobytes) implements AutoCloseable {
        @Override
        public void close() {
            FREE.release(kilobytes);
        }
    }

    /** Takes what an answer of that many bytes needs; empty where the others keep it. */
    static Optional<Share> take(int bytes) {
        int wanted = bytes <= SMALL ? 0 : Math.min(KILOBYTES, bytes / 1024 + 1);
        return FREE.tryAcquire(wanted) || waited(wanted) ? Optional.of(new Share(wanted)) : Optional.empty();
    }

    private static boolean waited(int wanted) {
        if (!WAITING.tryAcquire()) {
            return false;
        }
        try {
            Connections.endSlowestReader();
            return FREE.tryAcquire(wanted, WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            WAITING.release();
        }
    }
}
