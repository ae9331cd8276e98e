package dev.sallyport.views.kit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Round moments of a time axis, in UTC. */
final class Ticks {
    private static final long[] STEPS = {
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
        1_209_600, 2_592_000
    };

    /** A moment, and how it is written. */
    record Tick(Instant at, String text) {}

    private Ticks() {}

    /** At most {@code most} multiples of a round step from {@code first} on, before {@code end}. */
    static List<Tick> of(Instant first, Instant end, int most) {
        long seconds = Math.max(1, Duration.between(first, end).toSeconds());
        long step = STEPS[STEPS.length - 1];
        for (long each : STEPS) {
            if (seconds / each <= Math.max(1, most)) {
                step = each;
                break;
            }
        }
        List<Tick> ticks = new ArrayList<>();
        long at = Math.ceilDiv(first.toEpochMilli(), step * 1000) * step;
        for (; at * 1000 < end.toEpochMilli(); at += step) {
            Instant moment = Instant.ofEpochSecond(at);
            ticks.add(new Tick(moment, text(moment, step)));
        }
        return ticks;
    }

    /** The day where one begins. */
    private static String text(Instant at, long step) {
        if (at.getEpochSecond() % 86_400 == 0) {
            return Format.utc(at).substring(5, 10);
        }
        return step < 60 ? Format.utc(at).substring(11) : Format.utcClock(at);
    }
}
