package dev.sallyport.core.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check of the whole ledger found.
 *
 * @param intact whether every line is the entry that was written, in order, up to the noted head and nothing after it
 * @param entries how many whole entries there are
 * @param head hash of the last entry, 64 zeros while there is none
 * @param firstBroken number of the first line that does not fit, 1 for the first line; null when intact
 * @param problem one sentence; empty when intact
 * @param mends what was put in order after a crash or after somebody's hand, oldest first: such an entry is intact itself,
 *     and says what can no longer be known
 * @param anchors what the places outside the folder say that were asked
 */
public record LedgerState(
        boolean intact,
        long entries,
        String head,
        @Nullable Long firstBroken,
        String problem,
        List<Mend> mends,
        List<Anchored> anchors) {
    /** What no check of the folder alone can find. */
    public static final String UNKNOWN = "Whoever may write this folder can write another chain with another head; only a "
            + "head that was kept elsewhere shows that, and what was added after it was kept is not covered.";

    /**
     * An entry that the ledger wrote about itself.
     *
     * @param why a sentence without a capital and a full stop
     */
    public record Mend(long sequence, Instant time, String why) {}

    /**
     * What a place outside the folder says of the ledger.
     *
     * @param place in words that follow "in"
     * @param sequence of the last entry that it knows; null when it knows none or could not be asked
     * @param holds whether the ledger has that entry; null when there is nothing to compare
     * @param said one sentence
     */
    public record Anchored(String place, @Nullable Long sequence, @Nullable Boolean holds, String said) {}

    /** Copies the lists. */
    public LedgerState {
        mends = List.copyOf(mends);
        anchors = List.copyOf(anchors);
    }
}
