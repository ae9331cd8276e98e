package dev.sallyport.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a user names, read whole; one without an end, or with another content than meant, must not take the memory. */
public final class GivenFile {
    /** Enough for the settings of a thousand distributions, in bytes. */
    public static final int DOCUMENT = 16 << 20;

    private GivenFile() {}

    /**
     * Reads a file.
     *
     * @param most bytes that it may have; how many it says that it has does not count
     * @throws IOException if it cannot be read
     * @throws SallyportException {@code SP-FILE-SIZE} if it has more
     */
    public static byte[] read(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw SallyportException.badInput(
                        "SP-FILE-SIZE",
                        file + " has more than " + most / 1024 + " KB, more than what is looked for can have.",
                        "Name another file.");
            }
            return bytes;
        }
    }
}
