package dev.sallyport.core.log;

import dev.sallyport.core.Home;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who uses a kept store: those who ask share it, one who changes or removes it has it alone. Between processes the file
 * system tells them apart; within one a count does, because a lock of a file belongs to the whole process.
 */
final class KeptLock implements AutoCloseable {
    /** The byte that is locked by one who has the store alone. */
    private static final long CHANGER = 0;
    /** The byte that those who ask share. Who wants it alone must have the other one first. */
    private static final long USER = 1;

    private static final Map<Path, KeptLock> HELD = new HashMap<>();

    private final Path file;
    private final FileChannel channel;
    private @Nullable FileLock changing;
    private @Nullable FileLock using;
    private int users = 1;

    private KeptLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** To ask; empty where another one changes the store. */
    static Optional<KeptLock> shared(Path file) throws IOException {
        synchronized (HELD) {
            KeptLock held = HELD.get(file);
            if (held == null) {
                return open(file, false);
            }
            if (held.changing != null) {
                return Optional.empty();
            }
            held.users++;
            return Optional.of(held);
        }
    }

    /** To change; empty where another one uses the store. */
    static Optional<KeptLock> alone(Path file) throws IOException {
        synchronized (HELD) {
            return HELD.containsKey(file) ? Optional.empty() : open(file, true);
        }
    }

    private static Optional<KeptLock> open(Path file, boolean alone) throws IOException {
        FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                Home.privately(file));
        KeptLock lock = new KeptLock(file, channel);
        boolean got = false;
        try {
            Object before = key(file);
            lock.changing = alone ? channel.tryLock(CHANGER, 1, false) : null;
            lock.using = alone && lock.changing == null ? null : channel.tryLock(USER, 1, !alone);
            // One who removed the store meanwhile has removed this file too, and left a lock that nobody sees.
            got = lock.using != null && before.equals(key(file));
            if (!got) {
                return Optional.empty();
            }
            HELD.put(file, lock);
            return Optional.of(lock);
        } finally {
            if (!got) {
                channel.close();
            }
        }
    }

    private static Object key(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.fileKey() == null ? attributes.creationTime() : attributes.fileKey();
    }

    /** Lets others ask too. */
    void share() throws IOException {
        synchronized (HELD) {
            if (changing != null && using != null) {
                using.release();
                // Nobody else has it: who wants it alone must have the other byte first.
                using = channel.tryLock(USER, 1, true);
                changing.release();
                changing = null;
            }
        }
    }

    /** Whether it is now held alone, because nobody else asks. */
    boolean takeAlone() throws IOException {
        synchronized (HELD) {
            if (users > 1 || using == null) {
                return false;
            }
            FileLock wanted = channel.tryLock(CHANGER, 1, false);
            if (wanted == null) {
                return false;
            }
            using.release();
            FileLock alone = channel.tryLock(USER, 1, false);
            if (alone == null) {
                using = channel.tryLock(USER, 1, true);
                wanted.release();
                return false;
            }
            using = alone;
            changing = wanted;
            return true;
        }
    }

    /** Removes the file of a lock that is held alone: its store is gone. */
    void remove() throws IOException {
        synchronized (HELD) {
            Files.deleteIfExists(file);
            close();
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            if (--users == 0) {
                HELD.remove(file);
                channel.close();
            }
        }
    }
}
