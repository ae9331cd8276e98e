package dev.sallyport.core.log;

import com.fasterxml.jackson.core.JacksonException;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.LockedFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
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
    static final String SPILL = "spill-";

    /** All of them together, bytes; those that were not used for the longest time go first. */
    static final long MOST = 8L << 30;

    private static final Duration LONGEST_UNUSED = Duration.ofDays(30);

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
            Optional<KeptStore> whole = open(folder(wanted), wanted);
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
            Optional<StoreSize> largest = parts.stream().max(Comparator.comparingLong(StoreSize::bytes));
            return largest.isEmpty() ? Optional.empty() : open(largest.get().folder(), wanted);
        } catch (IOException e) {
            LOG.debug("no store is found again: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private record StoreSize(Path folder, long bytes) {}

    private static Optional<KeptStore> open(Path folder, List<SourceMark> wanted) throws IOException {
        if (Files.notExists(folder.resolve(INDEX))) {
            return Optional.empty();
        }
        Optional<KeptLock> lock = KeptLock.shared(lock(folder));
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        boolean used = false;
        try {
            Optional<StoreIndex> index = index(folder);
            if (index.isEmpty() || !index.get().isPartOf(wanted)) {
                return Optional.empty();
            }
            KeptStore kept = new KeptStore(folder, index.get(), lock.get());
            if (!kept.isSound()) {
                LOG.warn("a kept log store is damaged and is made again");
                Files.deleteIfExists(folder.resolve(INDEX));
                return Optional.empty();
            }
            removeSpills(folder);
            Files.setLastModifiedTime(folder.resolve(INDEX), FileTime.from(Instant.now()));
            used = true;
            return Optional.of(kept);
        } finally {
            if (!used) {
                lock.get().close();
            }
        }
    }

    private static Optional<StoreIndex> index(Path folder) throws IOException {
        Path file = folder.resolve(INDEX);
        try {
            return Files.exists(file) && Files.exists(folder.resolve(DATABASE))
                    ? Optional.of(Json.MAPPER.readValue(file.toFile(), StoreIndex.class))
                            .filter(index -> index.format() == StoreIndex.FORMAT)
                    : Optional.empty();
        } catch (JacksonException damaged) {
            return Optional.empty();
        }
    }

    /** What a killed process's questions left behind. */
    private static void removeSpills(Path folder) throws IOException {
        List<Path> spills;
        try (Stream<Path> all = Files.list(folder)) {
            spills = all.filter(KeptStores::isSpill).toList();
        }
        for (Path spill : spills) {
            String process = spill.getFileName().toString().substring(SPILL.length());
            if (ProcessHandle.of(Long.parseLong(process)).isEmpty()) {
                LockedFolder.remove(spill);
            }
        }
    }

    private static boolean isSpill(Path path) {
        return path.getFileName().toString().matches(SPILL + "\\d+");
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
        boolean moved = false;
        try {
            if (Files.exists(folder)) {
                LockedFolder.remove(folder);
            }
            Home.writePrivate(draft.resolve(INDEX), Json.MAPPER.writeValueAsBytes(index));
            ofOwnerAlone(draft);
            Files.move(draft, folder);
            moved = true;
            lock.get().share();
        } finally {
            if (!moved) {
                lock.get().close();
            }
        }
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
        return folders().stream().mapToLong(KeptStores::size).sum();
    }

    /** Removes those that nobody uses now; those in use are not found again, and go when the next ones are kept. */
    void clear() {
        for (Path folder : folders()) {
            try {
                Files.deleteIfExists(folder.resolve(INDEX));
            } catch (IOException e) {
                LOG.debug("a store stays: {}", e.getMessage());
            }
        }
        evict(0);
    }

    private void evict(long bound) {
        List<Path> oldest = new ArrayList<>(folders());
        oldest.sort(Comparator.comparing(KeptStores::used));
        long bytes = bytes();
        for (Path folder : oldest) {
            if (bytes > bound || isUseless(folder)) {
                long size = size(folder);
                bytes -= remove(folder) ? size : 0;
            }
        }
    }

    /** Whether nothing will be found in it again: of sources that are gone, or for which nobody has asked for long. */
    private static boolean isUseless(Path folder) {
        try {
            Optional<StoreIndex> index = index(folder);
            return index.isEmpty()
                    || used(folder).toInstant().isBefore(Instant.now().minus(LONGEST_UNUSED))
                    || index.get().sources().stream()
                            .anyMatch(source -> !source.head().isEmpty() && Files.notExists(Path.of(source.place())));
        } catch (IOException unreadable) {
            return true;
        }
    }

    private static boolean remove(Path folder) {
        try {
            Optional<KeptLock> lock = KeptLock.alone(lock(folder));
            if (lock.isEmpty()) {
                return false;
            }
            try {
                LockedFolder.remove(folder);
            } finally {
                lock.get().remove();
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("a store stays: {}", e.getMessage());
            return false;
        }
    }

    private static FileTime used(Path folder) {
        try {
            return Files.getLastModifiedTime(folder.resolve(INDEX));
        } catch (IOException incomplete) {
            return FileTime.from(Instant.EPOCH);
        }
    }

    private List<Path> folders() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            LOG.debug("the kept stores cannot be listed: {}", e.getMessage());
            return List.of();
        }
    }

    private static Path lock(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".lock");
    }

    /** Without what questions spill, which goes by itself. */
    private static long size(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(Path::toFile).filter(java.io.File::isFile).mapToLong(java.io.File::length).sum();
        } catch (IOException gone) {
            return 0;
        }
    }

    private Path folder(List<SourceMark> sources) throws IOException {
        List<Object> told = new ArrayList<>(List.of(StoreIndex.FORMAT));
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
