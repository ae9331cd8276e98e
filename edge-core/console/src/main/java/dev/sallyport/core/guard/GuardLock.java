package dev.sallyport.core.guard;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.pace.Pace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One at a time at the guards of a distribution, over all consoles that share a home. The operating system lets go of it
 * when the process ends, however that ends.
 */
final class GuardLock implements AutoCloseable {
    private static final int ATTEMPTS = 40;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    /** Files that this process holds: a file lock belongs to the process, and would not keep out another thread. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private GuardLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws SallyportException {@code SP-GUARD-BUSY} while somebody holds it for longer than a step takes */
    static GuardLock acquire(Path file, String distribution) throws InterruptedException {
        Path real = file.toAbsolutePath().normalize();
        Pace pace = Pace.between(FIRST_PAUSE, LONGEST_PAUSE);
        // Who hands something over holds it for a moment.
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (HELD.add(real)) {
                @Nullable GuardLock lock = null;
                try {
                    lock = locked(real);
                    if (lock != null) {
                        return lock;
                    }
                } finally {
                    if (lock == null) {
                        HELD.remove(real);
                    }
                }
            }
            pace.rest();
        }
        throw SallyportException.refused(
                "SP-GUARD-BUSY",
                "Another process or window is at the guard of " + distribution + ".",
                "Wait for its end, then try again.");
    }

    private static @Nullable GuardLock locked(Path file) {
        try {
            FileChannel channel = FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), Home.privately(file));
            boolean locked = false;
            try {
                FileLock lock = channel.tryLock();
                locked = lock != null;
                return locked ? new GuardLock(file, channel) : null;
            } finally {
                if (!locked) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static SallyportException unusable(Path file, IOException cause) {
        return SallyportException.unavailable(
                        "SP-GUARD-JOURNAL",
                        "The lock " + file + " of the guard cannot be taken.",
                        "Check the rights of the file and whether its file system knows locks.")
                .causedBy(cause);
    }

    @Override
    public void close() {
        try {
            // Closing the channel lets go of its lock.
            channel.close();
        } catch (IOException e) {
            throw unusable(file, e);
        } finally {
            HELD.remove(file);
        }
    }
}
