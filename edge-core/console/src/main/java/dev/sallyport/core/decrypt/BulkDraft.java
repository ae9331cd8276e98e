package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The new document while it is written, beside its place, with a journal of how far it is and, where it is asked for, a
 * list of the fields; all 0600. Whoever is killed leaves them for the next one.
 */
final class BulkDraft implements AutoCloseable {
    private static final int BUFFER = 1 << 18;

    private final Path out;
    private final Path draft;
    private final Path journal;
    private final Path list;
    private final FileChannel document;
    private final @Nullable FileChannel fields;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private long listed;

    private BulkDraft(Path out, Path draft, Path journal, Path list, FileChannel document, @Nullable FileChannel fields) {
        this.out = out;
        this.draft = draft;
        this.journal = journal;
        this.list = list;
        this.document = document;
        this.fields = fields;
    }

    /**
     * The draft of {@code out}, new or as it was left.
     *
     * @param isListed whether the fields are kept
     * @throws SallyportException {@code SP-OUT-BUSY} where another process is writing it
     */
    static BulkDraft open(Path out, boolean isListed) throws IOException {
        Path whole = out.toAbsolutePath().normalize();
        Path folder = Home.privateFolder(whole.resolveSibling("."));
        String name = ".sallyport-opening-" + whole.getFileName();
        Path draft = folder.resolve(name);
        Path list = folder.resolve(name + ".fields");
        requireOwn(out, folder, List.of(draft, list));
        FileChannel document = channel(draft);
        try {
            FileLock alone = document.tryLock();
            if (alone == null) {
                throw busy(out);
            }
            FileChannel fields = isListed ? channel(list) : null;
            return new BulkDraft(whole, draft, folder.resolve(name + ".json"), list, document, fields);
        } catch (OverlappingFileLockException e) {
            document.close();
            throw busy(out).causedBy(e);
        } catch (IOException | SallyportException e) {
            document.close();
            throw e;
        }
    }

    private static FileChannel channel(Path file) throws IOException {
        Set<OpenOption> options = Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(file, options, Home.privately(file));
    }

    /** In a folder where others may write, what lies in our place need not be ours. */
    private static void requireOwn(Path out, Path folder, List<Path> files) throws IOException {
        for (Path file : files) {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            Path own = Files.createTempFile(folder, Home.DRAFT, "");
            UserPrincipal me = Files.getOwner(own);
            Files.delete(own);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || !Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).equals(me)) {
                throw SallyportException.badInput(
                        "SP-OUT",
                        file + " is in the way of the draft of " + out + ", and is not yours.",
                        "Name a file with --out in a folder where nobody else may write.");
            }
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        }
    }

    private static SallyportException busy(Path out) {
        return SallyportException.unavailable(
                "SP-OUT-BUSY", "Another process is writing " + out + ".", "Wait for it, or name another file with --out.");
    }

    /** How far the one before came; nothing where it left no whole journal. */
    Optional<BulkJournal> left() throws IOException {
        if (!Files.exists(journal)) {
            return Optional.empty();
        }
        try {
            BulkJournal read = Json.MAPPER.readValue(Files.readAllBytes(journal), BulkJournal.class);
            boolean isWhole = document.size() >= read.written() && (fields == null ? 0 : fields.size()) >= read.listed();
            return isWhole ? Optional.of(read) : Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Goes on from there; what was written after it is dropped. */
    void goOn(BulkJournal from) throws IOException {
        document.truncate(from.written());
        document.position(from.written());
        if (fields != null) {
            fields.truncate(from.listed());
            fields.position(from.listed());
        }
        listed = from.listed();
    }

    void append(byte[] bytes, int from, int length) throws IOException {
        int at = from;
        for (int left = length; left > 0; ) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int now = Math.min(left, buffer.remaining());
            buffer.put(bytes, at, now);
            at += now;
            left -= now;
        }
    }

    /** Copies bytes of a file. */
    void append(FileChannel source, long from, long to) throws IOException {
        if (to - from <= buffer.remaining()) {
            ByteBuffer room = buffer.slice(buffer.position(), (int) (to - from));
            Block.fill(source, from, room);
            buffer.position(buffer.position() + room.limit());
            return;
        }
        flush();
        for (long at = from; at < to; ) {
            long copied = source.transferTo(at, to - at, document);
            if (copied <= 0) {
                throw new IOException("the file became shorter while it was read");
            }
            at += copied;
        }
    }

    /** Adds one to the list, where it is kept. */
    void list(Field field) throws IOException {
        if (fields != null) {
            byte[] line = (Json.MAPPER.writeValueAsString(field) + '\n').getBytes(StandardCharsets.UTF_8);
            write(fields, ByteBuffer.wrap(line));
            listed += line.length;
        }
    }

    private void flush() throws IOException {
        write(document, buffer.flip());
        buffer.clear();
    }

    private static void write(FileChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    /** Notes how far the work is, once the disk has it. */
    BulkJournal keep(BulkTally tally, long read) throws IOException {
        flush();
        document.force(false);
        if (fields != null) {
            fields.force(false);
        }
        BulkJournal now = tally.at(read, document.position(), listed);
        Home.writePrivate(journal, Json.MAPPER.writeValueAsBytes(now));
        return now;
    }

    /** Puts the document in its place, and leaves nothing else but the list; its file, where it is kept. */
    Optional<Path> finish() throws IOException {
        OutFile.require(out);
        try {
            Files.move(draft, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, out, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(journal);
        return fields == null ? Optional.empty() : Optional.of(list);
    }

    /** Leaves nothing. */
    void discard() throws IOException {
        Files.deleteIfExists(journal);
        Files.deleteIfExists(list);
        Files.deleteIfExists(draft);
    }

    @Override
    public void close() throws IOException {
        document.close();
        if (fields != null) {
            fields.close();
        }
    }
}
