package dev.sallyport.app;

import dev.sallyport.core.DuckDb;
import dev.sallyport.core.Home;
import dev.sallyport.core.LockedFolder;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Temporary files lie below the home, a folder for each process, which goes with it. What a killed process left, the next
 * one removes.
 */
final class TemporaryFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFiles.class);

    private TemporaryFiles() {}

    /**
     * Has all temporary files of this process made there from now on that are asked for with a folder: see {@link
     * Home#temporaryFolder}.
     */
    static void moveTo(Home home) {
        try {
            Path all = home.folder("tmp");
            removeLibraries(Home.temporaryFolder(), Files.getOwner(all));
            LockedFolder own = LockedFolder.create(all, "");
            System.setProperty("java.io.tmpdir", own.path().toString());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(own), "temporary-files-end"));
        } catch (SallyportException | IOException e) {
            // Commands that keep nothing work without a home.
            LOG.debug("no temporary folder below the home: {}", e.getMessage());
        }
    }

    private static void end(LockedFolder own) {
        try {
            own.close();
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("{} stays: {}", own.path(), e.getMessage());
        }
    }

    /** Copies of DuckDB's library that processes left which were killed while they made one, or have it on Windows. */
    private static void removeLibraries(Path folder, UserPrincipal owner) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files.filter(each -> each.getFileName().toString().matches(DuckDb.LIBRARY))::iterator) {
                if (isOld(file) && Files.getOwner(file).equals(owner)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("copies of a library stay: {}", e.getMessage());
        }
    }

    private static boolean isOld(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(Duration.ofDays(1)));
    }
}
