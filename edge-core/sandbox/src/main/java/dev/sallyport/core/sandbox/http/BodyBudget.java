package dev.sallyport.core.sandbox.http;

import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that the bodies of all requests under way may take together: two fifths of the heap, and half of that those
 * whose head does not show who sends them. Whoever comes when it is taken waits, and is answered with 503 when it stays
 * taken.
 */
final class BodyBudget {
    /** Of all together, in bytes. */
    static final long ALL = Runtime.getRuntime().maxMemory() / 5 * 2;

    private static final int KILOBYTES = (int) Math.min(Integer.MAX_VALUE, ALL / 1024);
    private static final Semaphore FREE = new Semaphore(KILOBYTES);
    private static final Semaphore FREE_FOR_UNKNOWN = new Semaphore(KILOBYTES / 2);
    private static final int WAIT_SECONDS = 10;

    private BodyBudget() {}

    /**
     * A share of one request, empty at first.
     *
     * @param known whether its head shows who sends it
     */
    static Share share(boolean known) {
        return new Share(known);
    }

    /** What one request has taken; closing gives it back. */
    static final class Share implements AutoCloseable {
        private final boolean known;
        private int taken;

        private Share(boolean known) {
            this.known = known;
        }

        /**
         * Takes what {@code bytes} more need.
         *
         * @throws HttpException 503 when the others keep what is there, 413 when so much is never there
         */
        void take(long bytes) throws InterruptedIOException, HttpException {
            long wanted = (bytes + 1023) / 1024;
            if (wanted + taken > (known ? KILOBYTES : KILOBYTES / 2)) {
                throw new HttpException(413, "the body is larger than the memory for all of them");
            }
            try {
                acquire((int) wanted);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
            taken += (int) wanted;
        }

        private void acquire(int wanted) throws InterruptedException, HttpException {
            if (!known && !FREE_FOR_UNKNOWN.tryAcquire(wanted, WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new HttpException(503, "the bodies of other requests take the memory");
            }
            boolean got = false;
            try {
                got = FREE.tryAcquire(wanted, WAIT_SECONDS, TimeUnit.SECONDS);
            } finally {
                if (!got) {
                    release(wanted, 0);
                }
            }
            if (!got) {
                throw new HttpException(503, "the bodies of other requests take the memory");
            }
        }

        private void release(int ofUnknown, int ofAll) {
            FREE.release(ofAll);
            if (!known) {
                FREE_FOR_UNKNOWN.release(ofUnknown);
            }
        }

        @Override
        public void close() {
            release(taken, taken);
            taken = 0;
        }
    }
}
