package dev.sallyport.core.sandbox.s3;

import dev.sallyport.core.Home;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;

/** The bytes of objects, one file each, never changed once written. */
final class Blobs {
    private static final String SUFFIX = ".object";

    private final Path folder;

    /** Keeps only {@code known}: others are left from a write or a delete that a kill cut short. */
    Blobs(Path folder, Set<String> known) {
        this.folder = Home.privateFolder(folder);
        // Only what this class writes: the draft of a file and the file.
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "{*" + SUFFIX + "," + Home.DRAFT + "*}")) {
            for (Path file : files) {
                if (!known.contains(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of a new file with these bytes; it is whole when this returns. */
    String write(byte[] bytes) {
        String name = UUID.randomUUID() + SUFFIX;
        Home.writePrivate(folder.resolve(name), bytes);
        return name;
    }

    InputStream read(String name, long from, int length) {
        try (InputStream in = Files.newInputStream(folder.resolve(name))) {
            in.skipNBytes(from);
            return new ByteArrayInputStream(in.readNBytes(length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
