package dev.sallyport.views.kit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands, so that the same is drawn at each run, until a test sets it forward. */
public final class LaterClock extends Clock {
    /** Where it stands at first. */
    public static final Instant START = Instant.parse("2026-03-14T09:26:53Z");

    private volatile Duration ahead = Duration.ZERO;

    /** Sets it forward. */
    public void later(Duration by) {
        ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
        return START.plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
