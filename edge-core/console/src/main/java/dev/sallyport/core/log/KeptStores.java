package dev.sallyport.core.log;

import com.fasterxml.jackson.core.JacksonException;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores that were read before, below the home folder in {@code logs/kept}, so that sources that are unchanged are not read
 * again, by this process or another. Each has a folder under the hash of its sources, and beside it a file to lock.
 */
final class KeptStores {
    static final String DATABASE = "logs.duckdb";
    static final String INDEX = "index.json";

    /** All of them together, bytes; those that were not used for the longest time go first. */
    static final long MOST = 8L << 30;

    /** Counts up when tables or ways of reading change: what was kept before is not found again then. */
    private static final int FORMAT = 1;

    private static final Logger LOG = LoggerFactory.getLogger(KeptStores.class);

    private final Path root;
    private final long most;

    /** Those of a home folder. */
    KeptStores(Home home) {
        this(home, MOST);
    }

    KeptStores(Home home, long most) {
        this.root = home.root().resolve("logs/kept");
        this.most = most;
    }

    /** The store of just these sources, or else the one that has most of them and nothing else; shared with others. */
    Optional<KeptStore> find(List<SourceMark> wanted) {
        try {
            Optional<KeptStore> whole = open(folder(wanted)).filter(kept -> usable(kept, wanted));
            if (whole.isPresent()) {
                return whole;
            }
            List<StoreSize> parts = new ArrayList<>();
            for (Path folder : folders()) {
                Optional<StoreIndex> index = index(folder);
                if (index.isPresent() && index.get().isPartOf(wanted)) {
                    long bytes = index.get().sources().stream().mapToLong(SourceMark::size).sum();
                    parts.add(new StoreSize(folder, bytes));
                }
            }
            Optional<StoreSize> most = parts.stream().max(Comparator.comparingLong(StoreSize::bytes));
            return most.isEmpty() ? Optional.empty() : open(most.get().folder()).filter(kept -> usable(kept, wanted));
        } catch (IOException e) {
            LOG.debug("no store is found again: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private record StoreSize(Path folder, long bytes) {}

    private static boolean usable(KeptStore kept, List<SourceMark> wanted) {
        try {
            if (kept.index().isPartOf(wanted)) {
                return true;
            }
            kept.close();
        } catch (IOException e) {
            LOG.debug("a source cannot be compared: {}", e.getMessage());
            kept.close();
        }
        return false;
    }

    private Optional<KeptStore> open(Path folder) throws IOException {
        if (Files.notExists(folder.resolve(INDEX))) {
            return Optional.empty();
        }
        Optional<KeptLock> lock = KeptLock.shared(lock(folder));
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        Optional<StoreIndex> index = index(folder);
        if (index.isEmpty()) {
            lock.get().close();
            return Optional.empty();
        }
        KeptStore kept = new KeptStore(folder, index.get(), lock.get());
        if (!kept.isSound()) {
            LOG.warn("a kept log store is damaged and is made again");
            if (lock.get().takeAlone()) {
                StoreFolder.remove(folder);
            }
            kept.close();
            return Optional.empty();
        }
        Files.setLastModifiedTime(folder.resolve(INDEX), FileTime.from(Instant.now()));
        return Optional.of(kept);
    }

    private static Optional<StoreIndex> index(Path folder) throws IOException {
        Path file = folder.resolve(INDEX);
        try {
            return Files.exists(file) && Files.exists(folder.resolve(DATABASE))
                    ? Optional.of(Json.MAPPER.readValue(file.toFile(), StoreIndex.class))
                    : Optional.empty();
        } catch (JacksonException damaged) {
            return Optional.empty();
        }
    }

    /**
     * Keeps what lies in {@code draft}, whose database is not open; it is gone from there then.
     *
     * @return shared with others; empty where another process keeps the same, or this is more than all may be together
     */
    Optional<KeptStore> keep(StoreIndex index, Path draft) throws IOException {
        Home.privateFolder(root);
        Path folder = folder(index.sources());
        Optional<KeptLock> lock = size(draft) > most ? Optional.empty() : KeptLock.alone(lock(folder));
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        remove(folder);
        Home.writePrivate(draft.resolve(INDEX), Json.MAPPER.writeValueAsBytes(index));
        ofOwnerAlone(draft);
        Files.move(draft, folder);
        lock.get().share();
        evict(most);
        return Optional.of(new KeptStore(folder, index, lock.get()));
    }

    private static void ofOwnerAlone(Path draft) throws IOException {
        try (Stream<Path> files = Files.list(draft)) {
            for (Path file : files.toList()) {
                PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
                if (posix != null) {
                    posix.setPermissions(PosixFilePermissions.fromString("rw-------"));
                }
            }
        }
    }

    /** Bytes that all of them take. */
    long bytes() {
        try {
            return Files.isDirectory(root) ? size(root) : 0;
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Removes those that nobody uses now. */
    void clear() {
        try {
            evict(0);
        } catch (IOException e) {
            LOG.debug("not every store is gone: {}", e.getMessage());
        }
    }

    private void evict(long bound) throws IOException {
        List<Path> oldest = new ArrayList<>(folders());
        oldest.sort(Comparator.comparing(KeptStores::used));
        long bytes = bytes();
        for (Path folder : oldest) {
            if (bytes <= bound) {
                return;
            }
            Optional<KeptLock> lock = KeptLock.alone(lock(folder));
            if (lock.isPresent()) {
                bytes -= size(folder);
                remove(folder);
                lock.get().remove();
            }
        }
    }

    private static FileTime used(Path folder) {
        try {
            return Files.getLastModifiedTime(folder.resolve(INDEX));
        } catch (IOException incomplete) {
            return FileTime.from(Instant.EPOCH);
        }
    }

    private List<Path> folders() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(Files::isDirectory).toList();
        }
    }

    private static Path lock(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".lock");
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            long bytes = 0;
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    private static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            StoreFolder.remove(folder);
        }
    }

    private Path folder(List<SourceMark> sources) throws IOException {
        List<Object> told = new ArrayList<>(List.of(FORMAT));
        for (SourceMark source : sources) {
            told.addAll(List.of(source.place(), source.size(), source.version(), source.head(), source.tail()));
        }
        try {
            byte[] text = Json.MAPPER.writeValueAsString(told).getBytes(StandardCharsets.UTF_8);
            return root.resolve(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
