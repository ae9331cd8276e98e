package dev.sallyport.app;

import dev.sallyport.core.DuckDb;
import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

    /** Has all temporary files of this process made there from now on that are asked for with a folder: see {@link Home#temporaryFolder}. */
    static void moveTo(Home home) {
        try {
            Path all = home.folder("tmp");
            removeLeftovers(all);
            removeLibraries(Home.temporaryFolder(), Files.getOwner(all));
            Path own = Home.privateFolder(all.resolve(name(ProcessHandle.current())));
            System.setProperty("java.io.tmpdir", own.toString());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(own), "temporary-files-end"));
        } catch (SallyportException | IOException e) {
            // Commands that keep nothing work without a home.
            LOG.debug("no temporary folder below the home: {}", e.getMessage());
        }
    }

    /** The number of a process is given again; with its beginning it is its own. */
    private static String name(ProcessHandle process) {
        return process.pid() + "-"
                + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static void removeLeftovers(Path all) {
        try (Stream<Path> folders = Files.list(all)) {
            folders.filter(folder -> !belongsToOneThatLives(folder)).forEach(TemporaryFiles::remove);
        } catch (IOException e) {
            LOG.debug("leftovers stay: {}", e.getMessage());
        }
    }

    /** Copies of DuckDB's library that processes left which were killed while they made one, or have it on Windows. */
    private static void removeLibraries(Path folder, UserPrincipal owner) {
        Instant dayAgo = Instant.now().minus(Duration.ofDays(1));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files.filter(each -> each.getFileName().toString().matches(DuckDb.LIBRARY))::iterator) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(dayAgo) && Files.getOwner(file).equals(owner)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("copies of a library stay: {}", e.getMessage());
        }
    }

    private static boolean belongsToOneThatLives(Path folder) {
        String name = folder.getFileName().toString();
        try {
            Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(name.replaceFirst("-.*", "")));
            return process.map(TemporaryFiles::name).filter(name::equals).isPresent();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.debug("{} stays: {}", folder, e.getMessage());
        }
    }
}
