package dev.sallyport.core.log;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A copy that DuckDB can always read, line for line: what is not UTF-8 becomes U+FFFD, control characters that it would
 * take for separators become U+FFFD too, and a line longer than any record becomes its beginning, which does not parse.
 */
final class CleanCopy {
    /** Longer than any log record: CloudWatch Logs and WAF end a record below this. */
    private static final int LONGEST = 1 << 20;

    private static final int KEPT = 4096;
    private static final char SEPARATOR = '\u001F';

    private CleanCopy() {}

    /** Copies; where {@code returnEndsLine}, each kind of line end becomes a line feed. */
    static void write(Path from, Path to, boolean returnEndsLine) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(from), 1 << 16);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 16)) {
            byte[] line = new byte[LONGEST];
            int length = 0;
            long skipped = 0;
            int previous = 0;
            for (int b; (b = in.read()) >= 0; previous = b) {
                if (b == '\n' && previous == '\r' && returnEndsLine) {
                    continue;
                }
                if (b == '\n' || (b == '\r' && returnEndsLine)) {
                    put(line, length, skipped, out);
                    length = 0;
                    skipped = 0;
                } else if (length < LONGEST) {
                    line[length++] = (byte) b;
                } else {
                    skipped++;
                }
            }
            put(line, length, skipped, out);
        }
    }

    /** Whether a text holds the separator of {@link LogTable#lines}, which DuckDB would take away in silence. */
    static boolean needed(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[1 << 18];
            for (int size; (size = in.read(block)) >= 0; ) {
                for (int i = 0; i < size; i++) {
                    if (block[i] == SEPARATOR) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private static void put(byte[] line, int length, long skipped, OutputStream out) throws IOException {
        // A decoder of a string puts U+FFFD where bytes are malformed.
        String text = new String(line, 0, skipped > 0 ? KEPT : length, StandardCharsets.UTF_8);
        if (skipped > 0) {
            text = "(a line of " + (length + skipped) + " bytes) " + text;
        }
        String clean = text.replace(SEPARATOR, '\uFFFD').replace('\0', '\uFFFD');
        out.write(clean.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }
}
