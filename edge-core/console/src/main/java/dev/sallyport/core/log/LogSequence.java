package dev.sallyport.core.log;

import java.util.Arrays;
import java.util.List;

/**
 * Records of one kind in one order, of which only the places are held: eight bytes a record. They stay where they are
 * as long as the store is open.
 */
public final class LogSequence {
    private final LogBrowser browser;
    private final long[] ids;

    LogSequence(LogBrowser browser, long[] ids) {
        this.browser = browser;
        this.ids = ids;
    }

    /** The ids, for who reads all of them at once. */
    long[] ids() {
        return ids;
    }

    /** How many records there are. */
    public int size() {
        return ids.length;
    }

    /** The id of the record at a place from 0, as {@link LogRow#id()}. */
    public long id(int place) {
        return ids[place];
    }

    /** The place of a record; -1 where it is not among them. */
    public int indexOf(long id) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Reads the records from one place to another.
     *
     * @param until exclusive; cut to the last
     */
    public List<LogRow> rows(int from, int until) {
        return browser.rows(Arrays.copyOfRange(ids, from, Math.min(until, ids.length)));
    }
}
