package dev.sallyport.core.log;

import dev.sallyport.core.log.LineRecords.Piece;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sorts the lines of a file by what they are: several records on a line become one each, and what Lambda prints over
 * several lines (a stack trace, an object) stays with the line that has its time.
 */
final class SortedLines {
    private static final int LONGEST_MESSAGE = 1 << 20;
    private static final Pattern RETURN = Pattern.compile("\r");
    private static final Set<String> BETWEEN = Set.of("[", "]", ",", "],");

    /** Lines that are read in the same way. */
    enum Shelf {
        WAF(LogKind.WAF, LogFormat.LINES),
        CLOUDFRONT(LogKind.CLOUDFRONT, LogFormat.LINES),
        CLOUDFRONT_W3C(LogKind.CLOUDFRONT, LogFormat.W3C),
        EDGE(LogKind.EDGE, LogFormat.LINES);

        private final LogKind kind;
        private final LogFormat format;

        Shelf(LogKind kind, LogFormat format) {
            this.kind = kind;
            this.format = format;
        }

        LogKind kind() {
            return kind;
        }

        LogFormat format() {
            return format;
        }

        private static Shelf of(LogKind kind, String text) {
            return switch (kind) {
                case WAF -> WAF;
                case EDGE -> EDGE;
                case CLOUDFRONT -> text.stripLeading().startsWith("{") ? CLOUDFRONT : CLOUDFRONT_W3C;
            };
        }
    }

    /** Gets the sorted lines. */
    @FunctionalInterface
    interface Out {
        /**
         * Takes one.
         *
         * @param number of the line in the file where it begins, from 1
         */
        void accept(Shelf shelf, String line, long number);
    }

    private final LogKind main;
    private final Out out;
    private final Set<Shelf> used = EnumSet.noneOf(Shelf.class);
    private boolean odd;
    /** A text of Lambda to which lines may still belong. */
    private @Nullable StringBuilder open;
    private long opened;

    /**
     * Sorts lines.
     *
     * @param main the kind to which lines belong that tell none themselves
     * @param out gets each line; {@link #end} hands out the last
     */
    SortedLines(LogKind main, Out out) {
        this.main = main;
        this.out = out;
    }

    /** In a log of CloudFront a carriage return ends a line too, as the reader of its columns has it. */
    void add(String text, long number) {
        if (main == LogKind.CLOUDFRONT && text.indexOf('\r') >= 0) {
            RETURN.splitAsStream(text).filter(line -> !line.isEmpty()).forEach(line -> sort(line, number));
        } else {
            sort(text, number);
        }
    }

    private void sort(String line, long number) {
        String bare = line.strip();
        if (main != LogKind.EDGE && BETWEEN.contains(bare)) {
            odd = true;
            return;
        }
        List<Piece> pieces = LineRecords.of(line);
        odd |= pieces.size() > 1 || !pieces.getFirst().text().strip().equals(bare);
        pieces.forEach(piece -> put(piece, number));
    }

    private void put(Piece piece, long number) {
        LogKind kind = piece.kind();
        String text = piece.text();
        if (kind == null && open != null && open.length() < LONGEST_MESSAGE) {
            open.append('\n').append(text.stripTrailing());
            odd = true;
            return;
        }
        end();
        if (kind == LogKind.EDGE && LineKinds.isTimedText(text.strip())) {
            used.add(Shelf.EDGE);
            open = new StringBuilder(text.stripTrailing());
            opened = number;
        } else if (kind != null) {
            Shelf shelf = Shelf.of(kind, text);
            used.add(shelf);
            out.accept(shelf, text, number);
        } else {
            boolean json = used.contains(Shelf.CLOUDFRONT) && !used.contains(Shelf.CLOUDFRONT_W3C);
            out.accept(main == LogKind.CLOUDFRONT && json ? Shelf.CLOUDFRONT : Shelf.of(main, text), text, number);
        }
    }

    /** Hands out the text that waits for more of its lines. */
    void end() {
        if (open != null) {
            String text = open.toString();
            open = null;
            out.accept(Shelf.EDGE, text, opened);
        }
    }

    /** Whether the lines so far are anything but one record each, all of them to be read in one way. */
    boolean isMixed() {
        return odd || used.size() > 1;
    }

    /** Whether a line so far is one of a W3C log. */
    boolean isW3c() {
        return used.contains(Shelf.CLOUDFRONT_W3C);
    }

    /** The kinds of the records so far. */
    Set<LogKind> kinds() {
        Set<LogKind> kinds = EnumSet.noneOf(LogKind.class);
        used.forEach(shelf -> kinds.add(shelf.kind()));
        return kinds;
    }
}
