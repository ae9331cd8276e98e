package dev.sallyport.core.log;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Where the rows of one file are in the table of its kind.
 *
 * @param name of the source
 * @param kind of its records
 * @param first row of it
 * @param rows it has, records, rejected lines and header lines together
 * @param lines the originals
 * @param base how many lines of other files stand before its own in {@code lines}
 * @param part that was loaded
 */
record LoadedFile(String name, LogKind kind, long first, long rows, RawLines lines, long base, SourceFiles.Part part) {
    /** The line of a row, as it stands in the source. */
    Optional<RawLines.Line> line(long row) throws IOException {
        long[] numbers = part.numbers();
        int rank = (int) (row - first);
        return lines.line(base + rank).map(line -> rank < numbers.length
                ? new RawLines.Line(numbers[rank], part.placed() ? EventFile.text(line.text()) : line.text())
                : line);
    }

    /** Leaves its rows out as if they were header lines: the others keep their places, by which lines are found. */
    void leaveOut(LogDatabase database) throws SQLException {
        leaveOut(database, kind, first, first + rows);
    }

    /** The same of the rows of a kind from one place to another. */
    static void leaveOut(LogDatabase database, LogKind kind, long from, long until) throws SQLException {
        database.execute(
                """
                UPDATE %s SET "#ok" = NULL WHERE rowid >= %d AND rowid < %d
                """
                        .formatted(kind.table(), from, until),
                done -> {});
    }

    boolean has(long row) {
        return row >= first && row < first + rows;
    }
}
