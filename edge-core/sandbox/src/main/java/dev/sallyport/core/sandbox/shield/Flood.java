package dev.sallyport.core.sandbox.shield;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A flood of requests that was detected.
 *
 * @param id of the attack, a UUID
 * @param resourceArn the distribution that it came to
 * @param start of its first ten seconds
 * @param end of its last ten seconds, null while it lasts
 * @param counts requests in each ten seconds of it
 * @param contributors the requests of each contributor, by AttackPropertyIdentifier; the largest hundred of each
 */
record Flood(
        String id,
        String resourceArn,
        Instant start,
        @Nullable Instant end,
        List<Long> counts,
        Map<String, Map<String, Long>> contributors) {
    /** Length of what is counted together. */
    static final int SECONDS = 10;

    long total() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    double maxPerSecond() {
        return counts.stream().mapToLong(Long::longValue).max().orElse(0) / (double) SECONDS;
    }

    double averagePerSecond() {
        return counts.isEmpty() ? 0 : total() / (double) (counts.size() * SECONDS);
    }
}
