package dev.sallyport.views.kit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Tells once that nobody has touched the window for a while. Confined to the interface thread. */
public final class Idle {
    private final Clock clock;
    private final Duration patience;
    private final BooleanSupplier busy;
    private final Runnable then;
    private Instant touched;
    private boolean told;

    /**
     * Counts from now.
     *
     * @param busy while it holds, somebody waits for what is under way, and no time passes
     * @param then what is done after {@code patience} without a touch
     */
    public Idle(Clock clock, Duration patience, BooleanSupplier busy, Runnable then) {
        this.clock = clock;
        this.patience = patience;
        this.busy = busy;
        this.then = then;
        this.touched = clock.instant();
    }

    /** A key was pressed, or the mouse moved. */
    public void touched() {
        // After the machine slept the touch comes before the next look at the clock.
        tick();
        touched = clock.instant();
        told = false;
    }

    /** Looks at the clock. */
    public void tick() {
        if (busy.getAsBoolean()) {
            touched = clock.instant();
        } else if (!told && touched.plus(patience).isBefore(clock.instant())) {
            told = true;
            then.run();
        }
    }
}
