package dev.sallyport.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private folder that lives as long as who made it, told by a lock in it. What killed processes left behind is removed
 * when the next one is made beside it.
 */
public final class LockedFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LockedFolder.class);
    private static final String LOCK = "lock";

    /** One that is just being made has no lock yet. */
    private static final Duration MAKING = Duration.ofDays(1);

    /** Of this process. To open and close a file that it has locked would free the lock on POSIX systems. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private LockedFolder(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Makes one, 0700 on POSIX file systems.
     *
     * @param parent that is there
     * @param prefix how its name begins, as do those of the others that are looked at
     */
    public static LockedFolder create(Path parent, String prefix) throws IOException {
        removeAbandoned(parent, prefix);
        Path folder = Files.createTempDirectory(parent.toAbsolutePath(), prefix);
        Path fresh = folder.resolve("unlocked");
        FileChannel channel = FileChannel.open(
                fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), Home.privately(fresh));
        try {
            OURS.add(folder);
            channel.lock();
            // Only now, so that nobody sees a lock that is still free.
            Files.move(fresh, folder.resolve(LOCK));
            return new LockedFolder(folder, channel);
        } catch (IOException e) {
            channel.close();
            OURS.remove(folder);
            throw e;
        }
    }

    /** Where it is. */
    public Path path() {
        return folder;
    }

    private static void removeAbandoned(Path parent, String prefix) throws IOException {
        List<Path> others;
        try (Stream<Path> children = Files.list(parent.toAbsolutePath())) {
            others = children.filter(child -> child.getFileName().toString().startsWith(prefix)).toList();
        }
        for (Path other : others) {
            try {
                if (!OURS.contains(other) && isAbandoned(other)) {
                    remove(other);
                }
            } catch (IOException | UncheckedIOException e) {
                LOG.debug("{} stays: {}", other, e.getMessage());
            }
        }
    }

    private static boolean isAbandoned(Path other) throws IOException {
        Path lock = other.resolve(LOCK);
        if (!Files.exists(lock)) {
            return Files.getLastModifiedTime(other).toInstant().isBefore(Instant.now().minus(MAKING));
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            return held != null;
        }
    }

    /** Removes a folder with all that is in it. */
    public static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Removes it; once more does nothing. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            OURS.remove(folder);
            remove(folder);
        }
    }
}
