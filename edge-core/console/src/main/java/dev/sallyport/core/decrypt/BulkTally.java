package dev.sallyport.core.decrypt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts what becomes of the fields of a file; for one thread. */
final class BulkTally {
    /** More places than an entry of the ledger has room for. */
    private static final int PLACES = 500;

    private final BulkJournal before;
    private final Map<String, Long> counts;
    private final Set<String> tried;
    private final Set<String> openers;
    private final List<String> places;
    private long natives;

    /** Goes on from there. */
    BulkTally(BulkJournal before) {
        this.before = before;
        this.counts = new TreeMap<>(before.counts());
        this.tried = new LinkedHashSet<>(before.tried());
        this.openers = new LinkedHashSet<>(before.openers());
        this.places = new ArrayList<>(before.places());
        this.natives = before.natives();
    }

    /** Counts one; {@code opener} is empty where it stayed closed. */
    void add(Field field, String opener) {
        counts.merge(field.status().word(), 1L, Long::sum);
        if (!field.key().isEmpty()) {
            tried.add(field.key());
        }
        if (field.status() == FieldStatus.DECRYPTED) {
            openers.add(opener);
            if (places.size() < PLACES) {
                places.add(field.place());
            }
        }
    }

    void addNatives(long more) {
        natives += more;
    }

    /** As it is now. */
    BulkJournal at(long read, long written, long listed) {
        return new BulkJournal(
                before.source(),
                before.keys(),
                before.isJson(),
                read,
                written,
                listed,
                natives,
                counts,
                List.copyOf(tried),
                List.copyOf(openers),
                places);
    }
}
