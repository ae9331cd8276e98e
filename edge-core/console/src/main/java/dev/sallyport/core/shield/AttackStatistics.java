package dev.sallyport.core.shield;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attacks on all resources of the account in the year up to last midnight UTC; AWS tells it without a subscription too.
 *
 * @param from inclusive
 * @param to exclusive
 * @param items one for each kind of volume
 */
public record AttackStatistics(Instant from, Instant to, List<Item> items) {
    /**
     * Attacks of one kind of volume.
     *
     * @param count how many
     * @param bitsPerSecond largest, null for another kind
     * @param packetsPerSecond largest, null for another kind
     * @param requestsPerSecond largest, null for another kind
     */
    public record Item(
            long count,
            @Nullable Double bitsPerSecond,
            @Nullable Double packetsPerSecond,
            @Nullable Double requestsPerSecond) {}

    /** All attacks together. */
    public long attacks() {
        return items.stream().mapToLong(Item::count).sum();
    }
}
