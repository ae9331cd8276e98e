package dev.sallyport.core;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files that the program carries as resources, whether it runs from a jar or from a folder of classes. */
public final class ProgramFiles {
    private ProgramFiles() {}

    /** Reads from a path that is valid during the call only. */
    @FunctionalInterface
    public interface Reader<T> {
        /** Reads what is at {@code path}. */
        T read(Path path) throws IOException;
    }

    /**
     * Reads a resource and what lies around it.
     *
     * @param resource absolute name of a file, such as {@code /sallyport/functions/sign-origin/index.mjs}
     * @return null when the program carries no such file
     */
    // A jar can be opened as a file system once at a time.
    public static synchronized <T> @Nullable T read(String resource, Reader<T> reader) {
        URL url = ProgramFiles.class.getResource(resource);
        if (url == null) {
            return null;
        }
        try {
            URI uri = url.toURI();
            if (!"jar".equals(uri.getScheme())) {
                return reader.read(Path.of(uri));
            }
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return reader.read(jar.getPath(resource));
            }
        } catch (URISyntaxException | IOException e) {
            throw new IllegalStateException("the program's own resources cannot be read", e);
        }
    }

    /** Every file below {@code folder}, by its path inside, with {@code /} between names. */
    public static SortedMap<String, byte[]> below(Path folder) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return files;
    }
}
