package dev.sallyport.core.decrypt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a file of any length into pieces that can be looked through by themselves. A JSON document is cut between its
 * strings, every other text at line ends, where no marker is open; a long line that is JSON as a document is, another one
 * between its markers. Where nothing is that could be a marker, nothing is looked at.
 *
 * <p>What is found is the same as in the text as a whole, but for two cases. An open marker is waited for as long as what
 * follows it may be a ciphertext, at most {@link Sizes#longest()}, and else for {@link #PATIENCE} bytes; one that closes
 * only after that counts as one that never does. And each piece has a charset of its own: UTF-8, or else bytes.
 */
final class Pieces {
    private static final int PATIENCE = 64 << 10;

    /** Bytes without a sign after which a piece ends. */
    private static final int QUIET = 4096;

    /** Bytes around a part of a line: as many as a cell of comma-separated values looks at. */
    private static final int AROUND = 4;

    private static final Pattern NATIVE = Pattern.compile("(?<![A-Za-z0-9+/])AYAB[A-Za-z0-9+/%]{100}");

    private final FileChannel file;
    private final long size;
    private final Signs signs;
    private final Sizes sizes;
    private final Block block;

    /** Before it the line that was begun is known to be longer than a block, and no JSON. */
    private long broken;

    /**
     * How much is held, in bytes.
     *
     * @param block what is read at once
     * @param piece where a piece ends if it can
     * @param longest what is held of one ciphertext, and of one string of JSON
     */
    record Sizes(int block, int piece, int longest) {
        /** Blocks that a small heap takes as it takes any object, so that they cost little. */
        static final Sizes USUAL = new Sizes(1 << 18, 32 << 10, 16 << 20);
    }

    /** Takes the pieces in order. */
    interface Sink {
        void take(Piece piece) throws IOException;
    }

    /** Of the first {@code size} bytes of {@code file}. */
    Pieces(FileChannel file, long size, Collection<Marker> markers, Sizes sizes) {
        this.file = file;
        this.size = size;
        this.signs = new Signs(markers);
        this.sizes = sizes;
        this.block = new Block(file);
    }

    /** Whether the file is one JSON object or array; reads it to its end where it is. */
    boolean isJson() throws IOException {
        return isJson(0, size);
    }

    private boolean isJson(long from, long to) throws IOException {
        byte[] mark = new byte[(int) Math.min(3, to - from)];
        Block.fill(file, from, ByteBuffer.wrap(mark));
        boolean isMarked = new String(mark, StandardCharsets.UTF_8).equals("\uFEFF");
        InputStream bytes = new Range(file, isMarked ? from + 3 : from, to);
        // Outside of its strings JSON is ASCII, and inside any character will do.
        return JsonStrings.isJson(new BufferedReader(new InputStreamReader(bytes, StandardCharsets.ISO_8859_1), 1 << 16));
    }

    /**
     * Cuts all pieces from a place on.
     *
     * @param from the beginning, or the end of a piece that is a stop
     * @param isJson what {@link #isJson()} says
     */
    void cut(long from, boolean isJson, Sink sink) throws IOException {
        if (isJson) {
            new JsonWalk(file, signs, sizes, sink, true).cut(0, from, size);
            return;
        }
        int wanted = sizes.block();
        for (long at = from; at < size; ) {
            block.read(at, (int) Math.min(wanted, size - at));
            String text = block.text();
            boolean isLast = at + text.length() == size;
            int lines = text.lastIndexOf('\n') + 1;
            if (lines == 0 && !isLast && at >= broken) {
                long end = lineEnd(at + text.length());
                if (isJson(at, end)) {
                    new JsonWalk(file, signs, sizes, sink, false).cut(at, at, end);
                    at = end;
                    continue;
                }
                broken = end;
            }
            int limit = isLast ? text.length() : lines > 0 ? lines : block.boundary(Math.max(0, text.length() - signs.reach()));
            int given = give(limit, isLast, wanted >= sizes.longest(), sink);
            at += given;
            wanted = given > 0 ? sizes.block() : Math.min(2 * wanted, sizes.longest());
        }
    }

    private long lineEnd(long from) throws IOException {
        Block ahead = new Block(file);
        for (long at = from; at < size; at += ahead.text().length()) {
            ahead.read(at, (int) Math.min(sizes.block(), size - at));
            int end = ahead.text().indexOf('\n');
            if (end >= 0) {
                return at + end;
            }
        }
        return size;
    }

    /** Gives out pieces of the block up to {@code limit}, or as far as markers are closed; how far that is. */
    private int give(int limit, boolean isLast, boolean isFull, Sink sink) throws IOException {
        List<Occurrences> all = signs.in(block.text());
        int done = 0;
        while (done < limit) {
            int sign = Signs.next(all, done);
            int start = sign >= limit ? limit : Math.max(done, startOf(sign, done));
            if (start > done) {
                long natives = natives(block.text(), done, start);
                sink.take(Piece.empty(block.start() + done, block.start() + start, isStop(start), natives));
                done = start;
            }
            if (done < limit) {
                int end = end(done, sign, limit, all);
                if (end < 0 && !isLast && !isFull) {
                    return done;
                }
                end = end < 0 ? limit : end;
                sink.take(text(done, end));
                done = end;
            }
        }
        return done;
    }

    private boolean isStop(int at) {
        return block.start() + at >= broken;
    }

    /** Where a piece with that sign begins: its line, or in a broken one a little before it. */
    private int startOf(int sign, int done) {
        int reach = signs.hasLineFeed() ? signs.reach() : 0;
        int line = block.text().lastIndexOf('\n', Math.max(0, sign - reach) - 1) + 1;
        return line <= done && !isStop(done) ? block.boundary(Math.max(0, sign - signs.reach())) : line;
    }

    private Piece text(int start, int end) throws IOException {
        long from = block.start() + start;
        long to = block.start() + end;
        long natives = natives(block.text(), start, end);
        if (from >= broken) {
            return Piece.ofText(from, to, true, natives, block.bytes(start, end), 0, 0);
        }
        long first = Math.max(0, from - AROUND);
        byte[] context = new byte[(int) (Math.min(size, to + AROUND) - first)];
        Block.fill(file, first, ByteBuffer.wrap(context));
        int skipped = 0;
        while (skipped < from - first && (context[skipped] & 0xc0) == 0x80) {
            skipped++;
        }
        int kept = context.length;
        while (kept > to - first && isCut(context, kept)) {
            kept--;
        }
        byte[] whole = Arrays.copyOfRange(context, skipped, kept);
        int lead = (int) (from - first) - skipped;
        int brokenLine = (int) Math.min(whole.length, broken - first - skipped);
        return Piece.ofText(from, to, to >= broken, natives, whole, lead, brokenLine);
    }

    /** Whether the last character of UTF-8 in the first {@code length} bytes is not all there. */
    private static boolean isCut(byte[] bytes, int length) {
        int first = length - 1;
        while (first > 0 && length - first < 4 && (bytes[first] & 0xc0) == 0x80) {
            first--;
        }
        int lead = bytes[first] & 0xff;
        int needed = lead < 0x80 ? 1 : lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        return needed > length - first;
    }

    /** Where the piece from {@code start} on, with a sign, can end; negative where that is not before {@code limit}. */
    private int end(int start, int sign, int limit, List<Occurrences> all) {
        Settling settling = new Settling(block.text(), start, signs, PATIENCE);
        int at = sign + 1;
        while (at < limit) {
            int line = block.text().indexOf('\n', at);
            int next = line < 0 ? limit : Math.min(line + 1, limit);
            boolean isInLine = block.start() + at < broken;
            if (isInLine) {
                next = Math.min(next, settling.afterSuffix(at, QUIET));
            }
            boolean isEnough = next - start >= sizes.piece() || isQuiet(next, isInLine, all);
            boolean isLineEnd = block.text().charAt(next - 1) == '\n';
            if (isEnough && (isLineEnd || next == block.text().length() || isBetween(next))) {
                int again = settling.settled(next);
                if (again == next) {
                    return next;
                }
                at = again;
            } else {
                at = next;
            }
        }
        return -1;
    }

    private boolean isQuiet(int from, boolean isInLine, List<Occurrences> all) {
        int line = block.text().indexOf('\n', from);
        int until = isInLine ? from + QUIET : line < 0 ? block.text().length() : line + 1;
        return Signs.next(all, from) >= until;
    }

    /** Whether a line can be cut there: outside of characters, escapes and prefixes. */
    private boolean isBetween(int at) {
        String text = block.text();
        if (block.isContinuation(at) || text.lastIndexOf('%', at - 1) >= Math.max(0, at - signs.reach())) {
            return false;
        }
        for (Marker marker : signs.markers()) {
            for (int length = 1; length < marker.prefix().length(); length++) {
                if (text.startsWith(marker.prefix().substring(0, length), at - length)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** How many messages of the AWS Encryption SDK begin between two places, see {@link NativeForm}. */
    static long natives(String text, int from, int to) {
        int first = text.indexOf("AYAB", from);
        if (first < 0 || first >= to) {
            return 0;
        }
        Matcher matcher = NATIVE.matcher(text);
        long count = 0;
        for (int at = first; matcher.find(at) && matcher.start() < to; at = matcher.end()) {
            count++;
        }
        return count;
    }

    /** The bytes of a file between two places. */
    private static final class Range extends InputStream {
        private final FileChannel file;
        private final long end;
        private long at;

        Range(FileChannel file, long from, long to) {
            this.file = file;
            this.at = from;
            this.end = to;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (at >= end) {
                return -1;
            }
            int read = file.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, end - at)), at);
            at += Math.max(0, read);
            return read;
        }
    }
}
