package dev.sallyport.core.log;

import dev.sallyport.core.Home;

/** What the console keeps of logs that it read, so that it need not read them again: stores, and copies of objects in S3. */
public final class KeptLogs {
    private final KeptStores stores;
    private final ObjectCopies copies;

    /** Those of a home folder. */
    public KeptLogs(Home home) {
        this.stores = new KeptStores(home);
        this.copies = new ObjectCopies(home);
    }

    /** Bytes that they take. */
    public long bytes() {
        return stores.bytes() + copies.bytes();
    }

    /** Bytes that they may take; beyond that those go that were not used for the longest time. */
    public static long most() {
        return KeptStores.MOST + ObjectCopies.MOST;
    }

    /** Removes all that nobody uses now. The logs themselves are not touched. */
    public void clear() {
        stores.clear();
        copies.clear();
    }
}
