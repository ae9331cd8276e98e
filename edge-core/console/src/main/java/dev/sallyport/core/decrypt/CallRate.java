package dev.sallyport.core.decrypt;

import dev.sallyport.core.pace.Pace;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When the next call of KMS may be made, so that an account's quota of calls a second is used and not exceeded. Others use
 * the same quota: what AWS throttles slows the calls down to what it let pass, and without throttling they grow more again,
 * up to the quota.
 */
public final class CallRate {
    /**
     * Of RSA operations in a second, shared by the whole account in a Region (AWS page "Request quotas" of KMS, quota
     * {@code L-2AC98190}), where nobody says otherwise.
     */
    public static final int QUOTA = 1000;

    /** A little is left, since KMS's seconds are not ours. */
    private static final double SHARE = 0.985;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long WINDOW = SECOND / 4;

    /** Calls that come late may be made up for as long as this. */
    private static final long BURST = SECOND / 20;

    private final LongSupplier clock;
    private final Pace.Sleeper sleeper;
    private final double most;
    private double rate;
    private long next;
    private long window;
    private long passed;
    private long throttled;
    private long allThrottled;

    /** At most so many calls a second, by the clock of the machine. */
    public CallRate(double quota) {
        this(quota, System::nanoTime, Thread::sleep);
    }

    /** At most {@code quota} calls a second, by a clock of nanoseconds. */
    CallRate(double quota, LongSupplier clock, Pace.Sleeper sleeper) {
        this.most = quota * SHARE;
        this.rate = most;
        this.clock = clock;
        this.sleeper = sleeper;
        this.next = clock.getAsLong();
        this.window = next;
    }

    /** Waits until a call may be made. */
    void take() throws InterruptedException {
        long wait = turn();
        if (wait > 0) {
            sleeper.sleep(Duration.ofNanos(wait));
        }
    }

    private synchronized long turn() {
        long now = clock.getAsLong();
        next = Math.max(next, now - BURST);
        long wait = next - now;
        next += (long) (SECOND / rate);
        return wait;
    }

    /** A call was answered. */
    synchronized void passed() {
        passed++;
        adapt();
    }

    /** A call was throttled. */
    synchronized void throttled() {
        throttled++;
        allThrottled++;
        adapt();
    }

    private void adapt() {
        long now = clock.getAsLong();
        if (now - window < WINDOW) {
            return;
        }
        double share = (double) throttled / (passed + throttled);
        // By a hundredth of the quota each second.
        rate = throttled == 0
                ? Math.min(most, rate + most / 100 * (now - window) / SECOND)
                : Math.max(1, rate * (1 - Math.clamp(share, 0.02, 0.9)));
        window = now;
        passed = 0;
        throttled = 0;
    }

    /** Calls a second that are made at most now. */
    public synchronized double now() {
        return rate;
    }

    /** How many calls were throttled. */
    public synchronized long throttledCalls() {
        return allThrottled;
    }
}
