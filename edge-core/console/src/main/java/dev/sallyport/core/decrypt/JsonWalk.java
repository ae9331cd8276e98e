package dev.sallyport.core.decrypt;

import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Goes through a JSON document of any length, as {@link JsonStrings} through one that is held. Only where a string may hold a
 * marker is it looked at.
 */
final class JsonWalk {
    /** Bytes between two strings that are not worth a piece of their own. */
    private static final int NEAR = 4096;

    private final Block block;
    private final Signs signs;
    private final Pieces.Sizes sizes;
    private final Pieces.Sink sink;
    private final boolean isStop;
    private final JsonLevels<Name> levels = new JsonLevels<>(Name::new, Name::text);
    private final List<Piece.Quoted> strings = new ArrayList<>();
    private int done;

    /** A name as it is written; the block that it stood in may be gone. */
    private static final class Name {
        private byte[] written = new byte[64];
        private int length;

        void keep(Block block, int from, int to) {
            length = to - from;
            if (written.length < length) {
                written = new byte[2 * length];
            }
            block.copy(from, to, written);
        }

        String text() {
            String name = Document.of(Arrays.copyOf(written, length)).text();
            return TextView.of(name).jsonString(0, name.length()).text();
        }
    }

    /**
     * Over a document in {@code file}.
     *
     * @param isStop whether the document is all of the file, which can be cut on from anywhere in it
     */
    JsonWalk(FileChannel file, Signs signs, Pieces.Sizes sizes, Pieces.Sink sink, boolean isStop) {
        this.block = new Block(file);
        this.signs = signs;
        this.sizes = sizes;
        this.sink = sink;
        this.isStop = isStop;
    }

    /**
     * Cuts it.
     *
     * @param first begins the document
     * @param resume nothing before it is given out
     * @param end of the document
     */
    void cut(long first, long resume, long end) throws IOException {
        long at = first;
        int wanted = sizes.block();
        while (at < end) {
            block.read(at, (int) Math.min(wanted, end - at));
            done = Math.clamp(resume - at, 0, block.text().length());
            int read = read(done);
            give(read);
            if (read > 0) {
                at += read;
                wanted = sizes.block();
            } else if (wanted < sizes.longest()) {
                wanted = Math.min(2 * wanted, sizes.longest());
            } else {
                at = pass(at, end);
            }
        }
    }

    /** Reads the block as far as its strings are whole; those before {@code resume} are not looked at. */
    private int read(int resume) throws IOException {
        String text = block.text();
        List<Occurrences> all = signs.in(text);
        int sign = Signs.next(all, 0);
        for (int i = 0; i < text.length(); i++) {
            byte c = block.at(i);
            if (c != '"') {
                levels.pass(c);
                continue;
            }
            int close = close(text, i);
            if (close < 0) {
                return i;
            }
            boolean isName = levels.atName();
            if (isName) {
                levels.name().keep(block, i + 1, close);
            }
            sign = sign <= i ? Signs.next(all, i + 1) : sign;
            if (sign < close && i >= resume) {
                add(i, close + 1, !isName);
            }
            i = close;
        }
        return text.length();
    }

    /** Where the string that opens at {@code open} closes; negative where it goes on after the text. */
    private static int close(String text, int open) {
        int close = text.indexOf('"', open + 1);
        while (close >= 0) {
            int first = close;
            while (text.charAt(first - 1) == '\\') {
                first--;
            }
            // A quote is one of the text after an odd number of backslashes.
            if ((close - first) % 2 == 0) {
                return close;
            }
            close = text.indexOf('"', close + 1);
        }
        return -1;
    }

    private void add(int open, int end, boolean isValue) throws IOException {
        if (!strings.isEmpty()) {
            int last = done + strings.getLast().end();
            if (open - last > NEAR || last - done >= sizes.piece()) {
                give(last);
            }
        }
        if (strings.isEmpty()) {
            give(open);
        }
        strings.add(new Piece.Quoted(open - done, end - done, levels.path("$"), levels.member(""), isValue));
    }

    /** Gives out what lies before {@code to}; after the last of the strings there is nothing to look at. */
    private void give(int to) throws IOException {
        if (!strings.isEmpty()) {
            int last = done + strings.getLast().end();
            long start = block.start() + done;
            long end = block.start() + last;
            long natives = Pieces.natives(block.text(), done, last);
            sink.take(Piece.ofStrings(start, end, isStop, natives, block.bytes(done, last), strings));
            strings.clear();
            done = last;
        }
        if (to > done) {
            long natives = Pieces.natives(block.text(), done, to);
            sink.take(Piece.empty(block.start() + done, block.start() + to, isStop, natives));
            done = to;
        }
    }

    /** Goes over a string that is too long to be held and has no sign of a marker; the place after it. */
    private long pass(long open, long end) throws IOException {
        boolean isEscaped = false;
        for (long at = open + 1; at < end; at = block.start() + block.text().length()) {
            // No sign may be cut in two.
            long from = Math.max(open + 1, at - signs.reach());
            block.read(from, (int) Math.min(sizes.longest(), end - from));
            int close = (int) (at - from);
            while (close < block.text().length() && (isEscaped || block.at(close) != '"')) {
                isEscaped = !isEscaped && block.at(close) == '\\';
                close++;
            }
            boolean isClosed = close < block.text().length();
            int seen = isClosed || block.start() + close == end ? close : close - signs.reach();
            if (Signs.next(signs.in(block.text()), 0) < seen) {
                throw SallyportException.badInput(
                        "SP-TOO-LARGE",
                        "The JSON string at byte " + open + " may hold a marker and is longer than "
                                + (sizes.longest() >> 20) + " MB.",
                        "Take that string out of the file, and open it by itself.");
            }
            if (isClosed) {
                sink.take(Piece.empty(open, from + close + 1, isStop, 0));
                return from + close + 1;
            }
        }
        throw new IOException("a string that does not close");
    }
}
