package dev.sallyport.core.decrypt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file that can be looked through by itself: what is found in it does not depend on what lies around it. Two
 * pieces that follow each other meet.
 */
final class Piece {
    private final long start;
    private final long end;
    private final boolean isStop;
    private final long natives;
    private final byte @Nullable [] context;
    private final int lead;
    private final int brokenLine;
    private final List<Quoted> strings;

    /**
     * A JSON string that may hold a marker.
     *
     * @param start its opening quote's byte in the piece
     * @param end after its closing quote
     * @param path of it
     * @param member name of the innermost member around it, or its own where it is a name
     * @param isValue whether it is no member's name
     */
    record Quoted(int start, int end, String path, String member, boolean isValue) {}

    private Piece(
            long start,
            long end,
            boolean isStop,
            long natives,
            byte @Nullable [] context,
            int lead,
            int brokenLine,
            List<Quoted> strings) {
        this.start = start;
        this.end = end;
        this.isStop = isStop;
        this.natives = natives;
        this.context = context;
        this.lead = lead;
        this.brokenLine = brokenLine;
        this.strings = List.copyOf(strings);
    }

    /** Holds no marker; its bytes stay in the file. */
    static Piece empty(long start, long end, boolean isStop, long natives) {
        return new Piece(start, end, isStop, natives, null, 0, 0, List.of());
    }

    /**
     * Lines, or a part of one.
     *
     * @param context its bytes, with a few before and after it where it is a part of a line
     * @param lead how many are before it
     * @param brokenLine lines that begin before this byte of the context are no whole ones
     */
    static Piece ofText(long start, long end, boolean isStop, long natives, byte[] context, int lead, int brokenLine) {
        return new Piece(start, end, isStop, natives, context, lead, brokenLine, List.of());
    }

    /** Some strings of a JSON document, never none. */
    static Piece ofStrings(long start, long end, boolean isStop, long natives, byte[] bytes, List<Quoted> strings) {
        return new Piece(start, end, isStop, natives, bytes, 0, 0, strings);
    }

    /** Its first byte in the file. */
    long start() {
        return start;
    }

    /** After its last. */
    long end() {
        return end;
    }

    /** Whether the file can be cut on from its end without what lies before. */
    boolean isStop() {
        return isStop;
    }

    /** How many values in it CloudFront's own field-level encryption sealed. */
    long natives() {
        return natives;
    }

    /** What to look through; null where there is nothing. */
    byte @Nullable [] context() {
        return context;
    }

    int lead() {
        return lead;
    }

    int brokenLine() {
        return brokenLine;
    }

    List<Quoted> strings() {
        return strings;
    }
}
