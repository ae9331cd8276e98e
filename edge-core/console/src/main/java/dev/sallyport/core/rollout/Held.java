package dev.sallyport.core.rollout;

import dev.sallyport.core.guard.Measure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was done to what stood before the stack.
 *
 * @param key which lock it is of
 * @param measure knows the way back
 * @param made whether it was made for certain; else it was begun, and may be there or not
 * @param since when it was made; null where it was not for certain, or a journal of before does not tell
 */
record Held(String key, Measure measure, boolean made, @Nullable Instant since) {
    /** Whether it shuts that lock, as {@link dev.sallyport.core.guard.Locks} names it. */
    boolean shuts(String lock) {
        return measure.closes() && measure.locks().contains(lock);
    }

    /** Whether the lock is of that function or of an API at that host, whichever of its stages. */
    boolean isOf(String host) {
        return key.equals(host) || key.startsWith(host + "/");
    }
}
