package dev.sallyport.core.log;

import dev.sallyport.core.SallyportException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of ours below the home folder. Where it cannot be written the home is at fault, not the log that is being read:
 * each method throws {@code SP-HOME}.
 */
final class SpareFile extends FilterOutputStream {
    private final Path file;

    private SpareFile(Path file, OutputStream out) {
        super(out);
        this.file = file;
    }

    /** Makes the file, or empties it. */
    static SpareFile create(Path file) {
        try {
            return new SpareFile(file, Files.newOutputStream(file));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    @Override
    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Why such a file cannot be written. */
    static SallyportException unwritable(Path file, IOException e) {
        return SallyportException.unavailable(
                        "SP-HOME",
                        "Cannot write " + file.getParent() + ": " + e.getMessage() + ".",
                        "Make room on its disk, or choose another folder with --home.")
                .causedBy(e);
    }
}
