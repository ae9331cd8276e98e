package dev.sallyport.core.shield;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of the account's protection. Each part is read by itself, so that one that is denied hides no other.
 *
 * @param subscription {@code ACTIVE}, {@code INACTIVE}, or {@link #UNKNOWN} where it could not be read
 * @param protections of Shield Advanced; none without a subscription
 * @param coverage every distribution, covered or not
 * @param attacks in the asked time, latest first; none without a subscription
 * @param statistics of the last year; null where they could not be read
 * @param warnings a sentence for each part that could not be read
 */
public record ShieldReport(
        String subscription,
        List<ProtectedResource> protections,
        List<Coverage> coverage,
        List<Attack> attacks,
        @Nullable AttackStatistics statistics,
        List<String> warnings) {
    /** What the subscription is while it could not be read. */
    public static final String UNKNOWN = "UNKNOWN";

    /** One that was read as a whole. */
    public ShieldReport(
            String subscription,
            List<ProtectedResource> protections,
            List<Coverage> coverage,
            List<Attack> attacks,
            AttackStatistics statistics) {
        this(subscription, protections, coverage, attacks, statistics, List.of());
    }
}
