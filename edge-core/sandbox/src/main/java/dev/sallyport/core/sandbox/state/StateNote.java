package dev.sallyport.core.sandbox.state;

import dev.sallyport.core.Home;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What is known of a store's file beside the file itself: the last version that was written and, once it is closed, what
 * its bytes add up to. The store alone would open on an older version in silence when its end is damaged.
 *
 * @param version of the last commit
 * @param closed whether the file has not been written since
 * @param length of the closed file, in bytes
 * @param sum CRC-32C of the closed file
 * @param at when it was closed
 */
record StateNote(long version, boolean closed, long length, long sum, Instant at) {
    /** All notes have this many bytes, so that one is written over the other in a single call. */
    private static final int SIZE = 128;

    /** Of a store that has not been made yet. */
    static final StateNote NEW = open(0);

    static StateNote open(long version) {
        return new StateNote(version, false, 0, 0, Instant.EPOCH);
    }

    /** Of a file that nobody writes. */
    static StateNote closed(long version, Path file) throws IOException {
        return new StateNote(version, true, Files.size(file), sum(file), Instant.now());
    }

    /** Whether the file is to the byte what was closed. */
    boolean fits(Path file) throws IOException {
        return Files.exists(file) && Files.size(file) == length && sum(file) == sum;
    }

    private static long sum(Path file) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sum.update(buffer, 0, n);
            }
        }
        return sum.getValue();
    }

    /** The note in the file; nothing where there is none or it cannot be read. */
    static Optional<StateNote> read(Path file) {
        try {
            String[] words = Files.readString(file, StandardCharsets.ISO_8859_1).strip().split(" ", -1);
            return words.length == 5
                    ? Optional.of(new StateNote(
                            Long.parseLong(words[0]),
                            words[1].equals("closed"),
                            Long.parseLong(words[2]),
                            Long.parseLong(words[3]),
                            Instant.parse(words[4])))
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private byte[] bytes() {
        String text = version + (closed ? " closed " : " open ") + length + ' ' + sum + ' ' + at;
        return (text + " ".repeat(SIZE - 1 - text.length()) + '\n').getBytes(StandardCharsets.ISO_8859_1);
    }

    void write(Path file) {
        Home.writePrivate(file, bytes());
    }

    /** Keeps the note of a store that is open. */
    static final class Keeper implements AutoCloseable {
        private final FileChannel channel;

        Keeper(Path file, long version) throws IOException {
            open(version).write(file);
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
        }

        /** One write of few bytes, which a kill of the program cannot divide. */
        synchronized void committed(long version) {
            try {
                channel.write(ByteBuffer.wrap(open(version).bytes()), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
