package dev.sallyport.core.audit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The files of a ledger: lines, head, and a lock that holds between threads and between processes. */
final class LedgerFile {
    /** File locks belong to the whole process, so threads are kept apart by a lock of their own. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final Path folder;

    /**
     * The end of the ledger as it was last written.
     *
     * @param sequence of the last entry
     * @param hash of the last entry
     * @param bytes length of the file
     * @param next hash of the entry that is being written after it, empty when none is: only that one may stand after
     *     the head when the program was ended between the two
     */
    record Head(long sequence, String hash, long bytes, String next) {
        static final Head NONE = new Head(0, "0".repeat(64), 0);

        Head(long sequence, String hash, long bytes) {
            this(sequence, hash, bytes, "");
        }

        // Files of the first version have no next.
        @JsonCreator
        static Head read(
                @JsonProperty("sequence") long sequence,
                @JsonProperty("hash") @Nullable String hash,
                @JsonProperty("bytes") long bytes,
                @JsonProperty("next") @Nullable String next) {
            return new Head(sequence, hash == null ? "" : hash, bytes, next == null ? "" : next);
        }

        boolean possible() {
            return sequence >= 0 && bytes >= 0 && hash.matches("[0-9a-f]{64}");
        }
    }

    interface Work<T> {
        T run(FileChannel lines) throws IOException;
    }

    LedgerFile(Path folder) {
        this.folder = folder;
    }

    Path lines() {
        return folder.resolve("ledger.jsonl");
    }

    private Path headFile() {
        return folder.resolve("head.json");
    }

    /** Runs {@code work} alone with the ledger's lines, which are created when they are not there. */
    <T> T locked(Work<T> work) throws IOException {
        Home.privateFolder(folder);
        ReentrantLock threads = THREADS.computeIfAbsent(folder.toRealPath(), key -> new ReentrantLock());
        threads.lock();
        try (FileChannel lock = open(folder.resolve("lock"));
                FileLock held = lock.lock();
                FileChannel lines = begun(lock, held)) {
            return work.run(lines);
        } finally {
            threads.unlock();
        }
    }

    /**
     * Runs {@code work}, which only reads: alone where the folder can be written, else as it lies there, where nobody
     * writes.
     */
    <T> T reading(Work<T> work) throws IOException {
        try {
            return locked(work);
        } catch (FileSystemException e) {
            if (Files.isWritable(folder) || !Files.isReadable(lines())) {
                throw e;
            }
            try (FileChannel lines = FileChannel.open(lines(), StandardOpenOption.READ)) {
                return work.run(lines);
            }
        }
    }

    /**
     * The lines. A ledger has a head from its beginning on, and the lock's file then holds a sign: without a head all
     * else would look like a ledger that is new. Versions before left no lines and no sign where nothing was written
     * yet.
     */
    private FileChannel begun(FileChannel lock, FileLock held) throws IOException {
        if (!held.isValid()) {
            throw new IOException("its lock was lost");
        }
        if (lock.size() == 0) {
            boolean none = Files.notExists(lines()) || Files.size(lines()) == 0;
            if (none && Files.notExists(headFile())) {
                note(Head.NONE);
            }
            lock.write(ByteBuffer.wrap(new byte[] {'1'}));
        }
        return open(lines());
    }

    private static FileChannel open(Path file) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        return FileChannel.open(file, options, attributes);
    }

    /** The head that was noted; nothing when there is none or it cannot be read. */
    Optional<Head> head() throws IOException {
        if (!Files.exists(headFile())) {
            return Optional.empty();
        }
        try {
            // As text: from bytes the parser would guess other encodings, whose faults are no faults of JSON to it.
            String text = new String(Files.readAllBytes(headFile()), StandardCharsets.UTF_8);
            return Optional.ofNullable(Json.MAPPER.readValue(text, Head.class))
                    .filter(Head::possible);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    void note(Head head) throws IOException {
        Home.writeDurably(headFile(), Json.MAPPER.writeValueAsBytes(head));
    }

    /**
     * As {@link #note}, and waits until the disk has it: after a power failure no line may stand there whose hash no head
     * has.
     */
    void announce(Head head) throws IOException {
        note(head);
        Home.force(folder);
    }

    /** Adds a line and waits until the disk has it; on failure the file is as it was. */
    static void add(FileChannel lines, String line) throws IOException {
        long before = lines.size();
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            lines.position(before);
            while (bytes.hasRemaining()) {
                lines.write(bytes);
            }
            lines.force(true);
        } catch (IOException e) {
            lines.truncate(before);
            throw e;
        }
    }

    /** Moves the bytes from {@code start} on into a file of their own; gives back its name. */
    String setAside(FileChannel lines, long start, long sequence) throws IOException {
        lines.position(start);
        byte[] torn = Channels.newInputStream(lines).readAllBytes();
        String name = "torn-before-" + sequence + ".txt";
        Home.writePrivate(folder.resolve(name), torn);
        lines.truncate(start);
        lines.force(true);
        return name;
    }
}
