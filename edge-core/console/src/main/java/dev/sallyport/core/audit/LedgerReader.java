package dev.sallyport.core.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads lines from a place in the ledger on, and knows where each one ends. */
final class LedgerReader {
    private final InputStream in;
    private long position;

    LedgerReader(FileChannel lines, long start) throws IOException {
        lines.position(start);
        in = new BufferedInputStream(Channels.newInputStream(lines), 1 << 16);
        position = start;
    }

    /**
     * A line that ends.
     *
     * @param entry nothing when the line is not a whole entry
     * @param end position after its line end
     */
    record Line(Optional<LedgerEntry> entry, long end) {}

    /** The next line; null at the end, or before a last line that was not written to its end. */
    @Nullable Line next() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                position += bytes.size() + 1L;
                return new Line(LedgerEntry.parse(bytes.toString(StandardCharsets.UTF_8)), position);
            }
            bytes.write(b);
        }
        return null;
    }

    /** Position after the last line that ended. */
    long position() {
        return position;
    }
}
