package dev.sallyport.views.log;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.LogSequence;
import dev.sallyport.views.kit.Background;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableListBase;
import org.jspecify.annotations.Nullable;

/**
 * All rows of an answer, of which those in sight and near are held. A row that is not read yet has no values until
 * {@code read} tells that it came.
 */
final class RowList extends ObservableListBase<LogRow> {
    /** Rows that are read at once. */
    static final int PAGE = 200;

    private static final int HELD = 50;

    private final Background.Lane lane;
    private final Runnable read;
    private final Consumer<SallyportException> trouble;
    private final Map<Integer, List<LogRow>> pages = new LinkedHashMap<>(HELD, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, List<LogRow>> eldest) {
            return size() > HELD;
        }
    };
    private @Nullable LogSequence rows;
    private int underWay = -1;
    private int wanted = -1;

    /**
     * Shows nothing yet.
     *
     * @param read is run when rows in sight may have come
     */
    RowList(Background.Lane lane, Runnable read, Consumer<SallyportException> trouble) {
        this.lane = lane;
        this.read = read;
        this.trouble = trouble;
    }

    /** Shows another answer, of which the first rows are known. */
    void show(LogSequence now, List<LogRow> first) {
        if (now == rows) {
            return;
        }
        lane.cancel();
        underWay = -1;
        wanted = -1;
        LogSequence before = rows;
        pages.clear();
        pages.put(0, first);
        rows = now;
        fireChange(new Other(this, before));
    }

    /** Holds nothing any more; what is under way is not wanted. */
    void forget() {
        lane.cancel();
        underWay = -1;
        wanted = -1;
        LogSequence before = rows;
        pages.clear();
        rows = null;
        fireChange(new Other(this, before));
    }

    @Override
    public int size() {
        return rows == null ? 0 : rows.size();
    }

    @Override
    public LogRow get(int index) {
        List<LogRow> page = pages.get(index / PAGE);
        if (page != null && index % PAGE < page.size()) {
            return page.get(index % PAGE);
        }
        want(index / PAGE);
        return unread(rows, index);
    }

    private static LogRow unread(@Nullable LogSequence of, int index) {
        if (of == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return new LogRow(of.id(index), new HashMap<>());
    }

    @Override
    public int indexOf(Object row) {
        return rows != null && row instanceof LogRow one ? rows.indexOf(one.id()) : -1;
    }

    @Override
    public int lastIndexOf(Object row) {
        return indexOf(row);
    }

    @Override
    public boolean contains(Object row) {
        return indexOf(row) >= 0;
    }

    /** Reads the page that was asked for last, one at a time: what the reader scrolled past is not wanted. */
    private void want(int page) {
        wanted = page;
        LogSequence of = rows;
        if (underWay >= 0 || of == null) {
            return;
        }
        underWay = page;
        lane.load("Reading rows", () -> of.rows(page * PAGE, (page + 1) * PAGE))
                .quietly()
                .onSuccess(found -> {
                    pages.put(page, found);
                    underWay = -1;
                    if (!pages.containsKey(wanted)) {
                        want(wanted);
                    }
                    read.run();
                })
                .onError(error -> {
                    underWay = -1;
                    trouble.accept(error);
                })
                .run();
    }

    /** Everything is another; what was there is told without holding it. */
    private static final class Other extends ListChangeListener.Change<LogRow> {
        private final List<LogRow> before;
        private boolean told;

        Other(RowList list, @Nullable LogSequence before) {
            super(list);
            int size = before == null ? 0 : before.size();
            this.before = new AbstractList<>() {
                @Override
                public LogRow get(int index) {
                    return unread(before, index);
                }

                @Override
                public int size() {
                    return size;
                }
            };
        }

        @Override
        public boolean next() {
            boolean first = !told;
            told = true;
            return first;
        }

        @Override
        public void reset() {
            told = false;
        }

        @Override
        public int getFrom() {
            return 0;
        }

        @Override
        public int getTo() {
            return getList().size();
        }

        @Override
        public List<LogRow> getRemoved() {
            return before;
        }

        @Override
        protected int[] getPermutation() {
            return new int[0];
        }
    }
}
