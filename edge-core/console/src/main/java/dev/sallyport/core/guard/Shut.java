package dev.sallyport.core.guard;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is shut, and handed over.
 *
 * @param measure that was made
 * @param since when, by which several at one lock are opened in the other order; null where a journal of before does not
 *     tell
 */
public record Shut(Measure measure, @Nullable Instant since) {}
