package dev.sallyport.core;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets one at a time do what a file stands for: other processes are kept out by the file system's lock, others of this one
 * by the file's name. A process loses its lock of a file whenever it closes that file, by whichever way it had opened it
 * (fcntl(2)), so one that it has is never opened once more. The operating system lets go of it when the process ends,
 * however that ends.
 */
public final class FileGate implements AutoCloseable {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FileGate(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Makes the file, 0600, where it is not there.
     *
     * @return empty where somebody else is in
     */
    public static Optional<FileGate> enter(Path file) throws IOException {
        Path real = file.toAbsolutePath().normalize();
        if (!HELD.add(real)) {
            return Optional.empty();
        }
        boolean in = false;
        try {
            FileChannel channel = FileChannel.open(
                    real, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), Home.privately(real));
            try {
                in = channel.tryLock() != null;
                return in ? Optional.of(new FileGate(real, channel)) : Optional.empty();
            } finally {
                if (!in) {
                    channel.close();
                }
            }
        } finally {
            if (!in) {
                HELD.remove(real);
            }
        }
    }

    /** Lets the next one in. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            HELD.remove(file);
        }
    }
}
