package dev.sallyport.core.bucket;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The time that logs are asked for.
 *
 * @param since the first moment; null for all that is older too
 * @param until the first moment after it; null for all that is newer too
 */
public record TimeSpan(@Nullable Instant since, @Nullable Instant until) {
    /** Without bounds. */
    public static final TimeSpan ALL = new TimeSpan(null, null);

    /** Whether it has no bounds. */
    public boolean isAll() {
        return since == null && until == null;
    }

    /** Whether a moment lies in it. */
    public boolean holds(Instant moment) {
        return (since == null || !moment.isBefore(since)) && (until == null || moment.isBefore(until));
    }

    /** Words that go behind "records": empty without bounds. */
    public String words() {
        String from = since == null ? "" : " from " + since;
        return until == null ? from : from + " until " + until;
    }
}
