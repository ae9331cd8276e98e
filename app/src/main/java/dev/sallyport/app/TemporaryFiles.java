package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Has all temporary files of this process, those of libraries too, made there from now on. */
    static void moveTo(Home home) {
        try {
            Path all = home.folder("tmp");
            removeLeftovers(all);
            Path own = Home.privateFolder(all.resolve(name(ProcessHandle.current())));
            System.setProperty("java.io.tmpdir", own.toString());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(own), "temporary-files-end"));
        } catch (SallyportException e) {
            // Commands that keep nothing work without a home.
            LOG.debug("no temporary folder below the home: {}", e.message());
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
