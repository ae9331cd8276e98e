package dev.sallyport.core.log;

import java.io.BufferedInputStream;
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
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            in.skipNBytes(start[0]);
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            long offset = start[0];
            long number = start[1];
            long lineStart = offset;
            long rank = firstRank;
            boolean blank = true;
            int previous = 0;
            while (true) {
                int b = in.read();
                boolean end = b < 0 || b == '\n' || (b == '\r' && returnEndsLine);
                if (!end) {
                    blank &= b == ' ' || b == '\t' || b == 0x0B || b == '\f' || b == '\r';
                    if (!indexing && rank == wanted && text.size() < LONGEST) {
                        text.write(b);
                    }
                } else {
                    if (!blank) {
                        if (rank == wanted) {
                            return Optional.of(new Line(number, text.toString(StandardCharsets.UTF_8).strip()));
                        }
                        if (indexing && rank > 0 && rank % STEP == 0) {
                            index.add(new long[] {lineStart, number});
                        }
                        rank++;
                    }
                    if (b < 0) {
                        return Optional.empty();
                    }
                    text.reset();
                    boolean pair = b == '\n' && previous == '\r' && returnEndsLine;
                    number += pair ? 0 : 1;
                    lineStart = offset + 1;
                    blank = true;
                }
                previous = b;
                offset++;
            }
        }
    }
}
