package dev.sallyport.core.decrypt;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One run over a file: pieces are opened side by side and written in their order, with a bounded number under way. */
final class BulkRun implements AutoCloseable {
    private static final long MOST_BYTES = 8 << 20;
    private static final int MOST_PIECES = 2048;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final BulkOrder order;
    private final KeyOpener opener;
    private final Pieces.Sizes sizes;
    private final Duration keeping;
    private final BulkListener listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Under> under = new ArrayDeque<>();
    private final long began = System.nanoTime();
    private volatile boolean isStopping;
    private long bytesUnder;
    private long kept;
    private long told = began;
    private BulkJournal reached = BulkJournal.none("", "", false);

    /** It was stopped; what was done before is kept. */
    static final class Stopped extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** A piece whose turn to be written has not come; nothing was looked for in it where {@code seen} is null. */
    private record Under(Piece piece, @Nullable Future<Looking.Seen> seen) {}

    BulkRun(BulkOrder order, KeyOpener opener, Pieces.Sizes sizes, Duration keeping, BulkListener listener) {
        this.order = order;
        this.opener = opener;
        this.sizes = sizes;
        this.keeping = keeping;
        this.listener = listener;
    }

    /** Before anything is done. */
    BulkJournal begin(String source) throws IOException {
        try (FileChannel file = FileChannel.open(order.source())) {
            boolean isJson = new Pieces(file, file.size(), order.ring().keys().keySet(), sizes).isJson();
            reached = BulkJournal.none(source, order.keys(), isJson);
            return reached;
        }
    }

    /** How far it is kept. */
    BulkJournal reached() {
        return reached;
    }

    /** Ends it soon, on any thread. */
    void stop() {
        isStopping = true;
        threads.shutdownNow();
    }

    /** Goes on to the end of the file. */
    BulkJournal go(BulkDraft draft, BulkJournal from) throws IOException {
        reached = from;
        BulkTally tally = new BulkTally(from);
        try (FileChannel file = FileChannel.open(order.source())) {
            long size = Files.size(order.source());
            Writer writer = new Writer(draft, tally, file, size, from);
            Pieces pieces = new Pieces(file, size, order.ring().keys().keySet(), sizes);
            try {
                pieces.cut(from.read(), from.isJson(), piece -> take(piece, writer));
                while (!under.isEmpty()) {
                    write(under.remove(), writer);
                }
            } catch (RejectedExecutionException e) {
                writer.keep();
                throw new Stopped();
            } catch (Stopped e) {
                writer.keep();
                throw e;
            }
            reached = draft.keep(tally, size);
            return reached;
        }
    }

    private void take(Piece piece, Writer writer) throws IOException {
        byte[] context = piece.context();
        Future<Looking.Seen> seen = null;
        if (context != null) {
            seen = threads.submit(new Looking(piece, context, order.ring(), order.reveal(), opener, threads));
            bytesUnder += context.length;
        }
        under.add(new Under(piece, seen));
        while (!under.isEmpty() && (isDone(under.element()) || bytesUnder > MOST_BYTES || under.size() > MOST_PIECES)) {
            write(under.remove(), writer);
        }
    }

    private static boolean isDone(Under head) {
        return head.seen() == null || head.seen().isDone();
    }

    private void write(Under head, Writer writer) throws IOException {
        Looking.Seen seen = null;
        if (head.seen() != null) {
            try {
                seen = head.seen().get();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            } catch (ExecutionException e) {
                if (!isStopping) {
                    throw new IllegalStateException("a task that catches what is foreseen", e.getCause());
                }
            }
            byte[] context = head.piece().context();
            bytesUnder -= context == null ? 0 : context.length;
        }
        if (isStopping) {
            // What was under way may not have been opened for that reason alone.
            throw new Stopped();
        }
        writer.write(head.piece(), seen);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Puts what was opened into the draft. */
    private final class Writer {
        private final BulkDraft draft;
        private final BulkTally tally;
        private final FileChannel file;
        private final long size;
        private final long first;
        private long fields;
        private long all;
        private @Nullable Piece last;

        Writer(BulkDraft draft, BulkTally tally, FileChannel file, long size, BulkJournal from) {
            this.draft = draft;
            this.tally = tally;
            this.file = file;
            this.size = size;
            this.first = from.read();
            this.all = from.fields();
        }

        void write(Piece piece, Looking.@Nullable Seen seen) throws IOException {
            if (seen == null) {
                draft.append(file, piece.start(), piece.end());
            } else {
                draft.append(seen.bytes(), seen.from(), seen.length());
                for (Looking.Done done : seen.fields()) {
                    tally.add(done.field(), done.opener());
                    draft.list(done.field());
                    listener.field(done.field());
                }
                fields += seen.fields().size();
                all += seen.fields().size();
            }
            tally.addNatives(piece.natives());
            last = piece;
            long now = System.nanoTime();
            if (piece.isStop() && (kept == 0 || now - kept >= keeping.toNanos())) {
                reached = draft.keep(tally, piece.end());
                kept = now;
            }
            if (now - told >= SECOND) {
                told = now;
                listener.progress(progress(piece.end(), now));
            }
        }

        /** Notes what is written, where it is possible to go on from there. */
        void keep() throws IOException {
            if (last != null && last.isStop()) {
                reached = draft.keep(tally, last.end());
            }
        }

        private BulkListener.Progress progress(long read, long now) {
            double seconds = (double) (now - began) / SECOND;
            double bytesPerSecond = (read - first) / seconds;
            Duration left = bytesPerSecond <= 0
                    ? Duration.ZERO
                    : Duration.ofSeconds((long) Math.ceil((size - read) / bytesPerSecond));
            return new BulkListener.Progress(read, size, all, fields / seconds, left);
        }
    }
}
