package dev.sallyport.core.rollout;

import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.pace.Pace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One rollout per stack at a time, over all consoles that share a home. The operating system lets go of it when the
 * process ends, however that ends; the file beside it names the holder.
 */
final class RolloutLock implements AutoCloseable {
    private static final int ATTEMPTS = 40;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    /** Where the lock lies in the file: past what it says, which others may so read everywhere. */
    private static final long LOCKED_BYTE = 1L << 30;

    /**
     * Files that this process holds. A file lock belongs to the process: it would not keep out another thread, and
     * closing any other channel of the file would give it up.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;

    private RolloutLock(Path file, FileChannel channel, FileLock lock) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
    }

    /** @throws SallyportException {@code SP-ROLLOUT-BUSY} with the process, the host and the time of the holder */
    static RolloutLock acquire(Path file, String stack) throws InterruptedException {
        Path real = file.toAbsolutePath().normalize();
        synchronized (HELD) {
            if (!HELD.add(real)) {
                throw busy(real, stack);
            }
        }
        boolean held = false;
        try {
            RolloutLock lock = acquired(real, stack);
            held = true;
            return lock;
        } catch (IOException e) {
            throw unusable(real, e);
        } finally {
            if (!held) {
                HELD.remove(real);
            }
        }
    }

    private static RolloutLock acquired(Path file, String stack) throws IOException, InterruptedException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                Home.privately(file));
        boolean locked = false;
        try {
            Pace pace = Pace.between(FIRST_PAUSE, LONGEST_PAUSE);
            // Someone who only asks for the state holds it for a moment.
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
                if (lock != null) {
                    channel.truncate(0);
                    channel.write(ByteBuffer.wrap(Json.MAPPER.writeValueAsBytes(Owner.here())), 0);
                    locked = true;
                    return new RolloutLock(file, channel, lock);
                }
                pace.rest();
            }
            throw busy(file, stack);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    /** Whether some process holds it. */
    static boolean isHeld(Path file) {
        Path real = file.toAbsolutePath().normalize();
        synchronized (HELD) {
            if (HELD.contains(real)) {
                return true;
            }
            if (!Files.exists(real)) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(real, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false)) {
                return lock == null;
            } catch (IOException e) {
                throw unusable(real, e);
            }
        }
    }

    private static SallyportException busy(Path file, String stack) {
        String who = holder(file)
                .map(owner -> "process " + owner.pid() + " on " + owner.host() + " since " + owner.since())
                .orElse("another process");
        return SallyportException.refused(
                "SP-ROLLOUT-BUSY",
                "A rollout of " + stack + " is under way: " + who + ".",
                "Follow it with sallyport rollout status " + stack + ", and try again when it is over.");
    }

    private static Optional<Owner> holder(Path file) {
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), Owner.class));
        } catch (IOException unreadableOrBeingWritten) {
            return Optional.empty();
        }
    }

    private static SallyportException unusable(Path file, IOException cause) {
        return SallyportException.unavailable(
                        "SP-JOURNAL",
                        "The lock " + file + " of the rollout cannot be taken.",
                        "Check the rights of the file and whether its file system knows locks.")
                .causedBy(cause);
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw unusable(file, e);
        } finally {
            HELD.remove(file);
        }
    }
}
