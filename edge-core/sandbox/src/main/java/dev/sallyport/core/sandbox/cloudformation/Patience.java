package dev.sallyport.core.sandbox.cloudformation;

import dev.sallyport.core.pace.Pace;
import dev.sallyport.core.sandbox.cloudformation.resource.ResourceException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Waits for a service to finish what it was asked for, without end but not past a cancellation. */
final class Patience {
    private static final Duration FIRST = Duration.ofMillis(5);
    private static final Duration LONGEST = Duration.ofMillis(250);

    private final StackStore store;

    Patience(StackStore store) {
        this.store = store;
    }

    /** Asks {@code ready} until it says so. */
    void until(BooleanSupplier ready, BooleanSupplier cancelled) {
        Pace pace = Pace.between(FIRST, LONGEST);
        try {
            while (!ready.getAsBoolean()) {
                if (store.isClosed()) {
                    throw new CancellationException("the sandbox is closing");
                }
                if (cancelled.getAsBoolean()) {
                    throw new ResourceException("Resource creation cancelled");
                }
                pace.rest();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }
}
