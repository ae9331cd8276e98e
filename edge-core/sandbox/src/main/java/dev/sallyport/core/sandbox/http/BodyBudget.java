package dev.sallyport.core.sandbox.http;

import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that the bodies of all requests under way may take together: a quarter of the heap. Whoever comes when it
 * is taken waits, and is answered with 503 when it stays taken.
 */
final class BodyBudget {
    private static final int KILOBYTES =
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 4 / 1024);
    private static final Semaphore FREE = new Semaphore(KILOBYTES);
    private static final int WAIT_SECONDS = 10;

    private BodyBudget() {}

    /** A share of one request, empty at first. */
    static Share share() {
        return new Share();
    }

    /** What one request has taken; closing gives it back. */
    static final class Share implements AutoCloseable {
        private int taken;

        /**
         * Takes what {@code bytes} more need.
         *
         * @throws HttpException 503 when the others keep what is there, 413 when so much is never there
         */
        void take(long bytes) throws InterruptedIOException, HttpException {
            long wanted = (bytes + 1023) / 1024;
            if (wanted + taken > KILOBYTES) {
                throw new HttpException(413, "the body is larger than the memory for all of them");
            }
            try {
                if (!FREE.tryAcquire((int) wanted, WAIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new HttpException(503, "the bodies of other requests take the memory");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
            taken += (int) wanted;
        }

        @Override
        public void close() {
            FREE.release(taken);
            taken = 0;
        }
    }
}
