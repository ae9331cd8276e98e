package dev.sallyport.core.log;

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
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A private folder that lives as long as its store. What killed processes left behind is removed by the next one. */
final class StoreFolder implements AutoCloseable {
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel channel;

    private StoreFolder(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    static StoreFolder create(Home home) {
        Path parent = home.folder("logs");
        try {
            removeAbandoned(parent);
            // Created 0700 on POSIX file systems.
            Path folder = Files.createTempDirectory(parent, "store-");
            Path fresh = folder.resolve("unlocked");
            FileChannel channel =
                    FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            channel.lock();
            // Only now, so that nobody sees a lock that is still free.
            Files.move(fresh, folder.resolve(LOCK));
            return new StoreFolder(folder, channel);
        } catch (IOException e) {
            throw SallyportException.unavailable(
                            "SP-HOME",
                            "Cannot write " + parent + ": " + e.getMessage(),
                            "Choose another folder with --home, or make this one writable.")
                    .causedBy(e);
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    private static void removeAbandoned(Path parent) throws IOException {
        List<Path> stores;
        try (Stream<Path> children = Files.list(parent)) {
            stores = children.filter(child -> Files.isRegularFile(child.resolve(LOCK))).toList();
        }
        for (Path store : stores) {
            try (FileChannel channel = FileChannel.open(store.resolve(LOCK), StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock == null) {
                    continue;
                }
            } catch (OverlappingFileLockException ownProcess) {
                continue;
            } catch (IOException gone) {
                continue;
            }
            remove(store);
        }
    }

    /** Removes a folder with all that is in it. */
    static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.close();
            remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
