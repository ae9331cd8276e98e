package dev.sallyport.core.shield;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attack that Shield detected.
 *
 * @param id of the attack
 * @param resourceArn what was attacked
 * @param start when it began
 * @param end when it ended, null while it lasts
 * @param vectors such as {@code REQUEST_FLOOD}
 */
public record Attack(String id, String resourceArn, Instant start, @Nullable Instant end, List<String> vectors) {
    /** Whether it has not ended yet. */
    public boolean underWay() {
        return end == null;
    }
}
