package dev.sallyport.core.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines of one loaded file by their rank among the non-blank ones. An index of every 1,024th is built on the first
 * question, so a file that nobody looks into costs nothing.
 */
final class RawLines {
    private static final int STEP = 1024;
    private static final int LONGEST = 1 << 22;

    private final Path file;
    private final boolean returnEndsLine;
    /** Offset and line number of the non-blank lines 0, 1024, 2048, … */
    private final List<long[]> index = new ArrayList<>();

    /** @param returnEndsLine whether a carriage return alone ends a line, as it does in text but not in JSON */
    RawLines(Path file, boolean returnEndsLine) {
        this.file = file;
        this.returnEndsLine = returnEndsLine;
    }

    /** Where they lie. */
    Path file() {
        return file;
    }

    /** Whether a carriage return alone ends a line. */
    boolean returnEndsLine() {
        return returnEndsLine;
    }

    /** @param number of the line in the file, from 1 */
    record Line(long number, String text) {}

    /** The line with so many non-blank lines before it; empty when the file no longer has it. */
    synchronized Optional<Line> line(long rank) throws IOException {
        if (index.isEmpty()) {
            index.add(new long[] {0, 1});
            scan(index.getFirst(), 0, Long.MAX_VALUE, true);
        }
        int mark = (int) Math.min(rank / STEP, index.size() - 1);
        return scan(index.get(mark), (long) mark * STEP, rank, false);
    }

    private Optional<Line> scan(long[] start, long firstRank, long wanted, boolean indexing) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(start[0]);
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            byte[] block = new byte[indexing ? 1 << 18 : 1 << 14];
            long blockStart = start[0];
            long lineStart = blockStart;
            long number = start[1];
            long rank = firstRank;
            boolean blank = true;
            int previous = 0;
            for (int size; (size = in.read(block)) >= 0; blockStart += size) {
                int from = 0;
                for (int i = 0; i < size; i++) {
                    int b = block[i];
                    if (b > ' ' || b < 0) {
                        blank = false;
                    } else if (b == '\n' || (b == '\r' && returnEndsLine)) {
                        if (!blank) {
                            if (rank == wanted) {
                                text.write(block, from, i - from);
                                return Optional.of(new Line(number, text.toString(StandardCharsets.UTF_8).strip()));
                            }
                            if (indexing && rank > 0 && rank % STEP == 0) {
                                index.add(new long[] {lineStart, number});
                            }
                            rank++;
                        }
                        number += b == '\n' && previous == '\r' && returnEndsLine ? 0 : 1;
                        lineStart = blockStart + i + 1;
                        from = i + 1;
                        text.reset();
                        blank = true;
                    } else if (b < '\t' || (b > '\r' && b < ' ')) {
                        blank = false;
                    }
                    previous = b;
                }
                if (rank == wanted && text.size() < LONGEST) {
                    text.write(block, from, size - from);
                }
            }
            return blank || rank != wanted
                    ? Optional.empty()
                    : Optional.of(new Line(number, text.toString(StandardCharsets.UTF_8).strip()));
        }
    }
}
