package dev.sallyport.views.kit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * When a secret is taken away again. The clock goes on while the machine sleeps but can be set back, the count of the
 * processor stands still in sleep but is never set: what says first that the time is over is believed.
 */
public final class Deadline {
    private final Clock clock;
    private final LongSupplier nanos;
    private final Instant byClock;
    private final long byCount;

    Deadline(Duration from, Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.byClock = clock.instant().plus(from);
        this.byCount = nanos.getAsLong() + from.toNanos();
    }

    /** What is left of the time, in whole seconds begun; 0 when it is over. */
    public int secondsLeft() {
        long clockMillis = Duration.between(clock.instant(), byClock).toMillis();
        long countMillis = Math.ceilDiv(byCount - nanos.getAsLong(), 1_000_000L);
        return Math.toIntExact(Math.max(0, Math.ceilDiv(Math.min(clockMillis, countMillis), 1_000L)));
    }

    /** Whether the time is over. */
    public boolean isOver() {
        return secondsLeft() == 0;
    }
}
