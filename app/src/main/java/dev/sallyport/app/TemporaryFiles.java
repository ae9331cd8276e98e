package dev.sallyport.app;

import dev.sallyport.core.DuckDb;
import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Temporary files lie below the home, a folder for each process, which goes with it. What a killed process left, the next
 * one removes.
 */
final class TemporaryFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFiles.class);
    private static final String LOCK = "lock";

    private TemporaryFiles() {}

    /** Has all temporary files of this process made there from now on that are asked for with a folder: see {@link Home#temporaryFolder}. */
    static void moveTo(Home home) {
        try {
            Path all = home.folder("tmp");
            removeLeftovers(all);
            removeLibraries(Home.temporaryFolder(), Files.getOwner(all));
            // Created 0700 on POSIX file systems.
            Path own = Files.createTempDirectory(all, "process-");
            FileChannel lock = locked(own);
            System.setProperty("java.io.tmpdir", own.toString());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(own, lock), "temporary-files-end"));
        } catch (SallyportException | IOException e) {
            // Commands that keep nothing work without a home.
            LOG.debug("no temporary folder below the home: {}", e.getMessage());
        }
    }

    /** Only a process that lives holds a lock; its number is given again, and its beginning moves with the clock. */
    private static FileChannel locked(Path own) throws IOException {
        Path fresh = own.resolve("unlocked");
        Home.writePrivate(fresh, new byte[0]);
        FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE);
        try {
            channel.lock();
            // Only now, so that nobody sees a lock that is still free.
            Files.move(fresh, own.resolve(LOCK));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void end(Path own, FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("the lock of {} stays: {}", own, e.getMessage());
        }
        remove(own);
    }

    private static void removeLeftovers(Path all) {
        try (Stream<Path> folders = Files.list(all)) {
            for (Path folder : folders.toList()) {
                if (isLeft(folder)) {
                    remove(folder);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("leftovers stay: {}", e.getMessage());
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

    private static boolean isLeft(Path folder) {
        // To open and close its own lock would free it on POSIX systems.
        if (folder.equals(Home.temporaryFolder())) {
            return false;
        }
        Path lock = folder.resolve(LOCK);
        try {
            // One that is just being made has no lock yet.
            return Files.exists(lock) ? isFree(lock) : isOld(folder);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isFree(Path lock) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            return held != null;
        } catch (OverlappingFileLockException ofThisProcess) {
            return false;
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("{} stays: {}", folder, e.getMessage());
        }
    }
}
