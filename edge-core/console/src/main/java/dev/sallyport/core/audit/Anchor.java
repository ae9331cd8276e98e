package dev.sallyport.core.audit;

import dev.sallyport.core.SallyportException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place outside the ledger's folder that remembers where the ledger ended. */
public interface Anchor {
    /**
     * The end of a ledger at some time.
     *
     * @param sequence of the last entry
     * @param hash of the last entry
     * @param time when that entry was written; null where the place does not tell
     */
    record Kept(long sequence, String hash, @Nullable Instant time) {
        static Kept of(LedgerEntry entry) {
            return new Kept(entry.sequence(), entry.hash(), entry.time());
        }
    }

    /** The place in words that follow "in", such as {@code the log group /sallyport/ledger}. */
    String place();

    /**
     * All that is kept there, oldest first; a place that holds one thing only has the last.
     *
     * @throws SallyportException when the place cannot be asked
     */
    List<Kept> all();

    /**
     * Keeps another end beside, or in the place of, the last one.
     *
     * @throws SallyportException when the place does not take it
     */
    void keep(Kept end);

    /** Who may take away what is kept there, as far as the place tells: one sentence. */
    String removable();
}
