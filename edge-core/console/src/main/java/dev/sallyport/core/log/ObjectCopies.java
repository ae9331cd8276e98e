package dev.sallyport.core.log;

import dev.sallyport.core.Home;
import dev.sallyport.core.bucket.LogObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects that were read before, below the home folder in {@code s3}, so that one that is unchanged is not sent again.
 * Who uses a copy has a hard link to it, which stays when another process removes the copy. Where the file system knows no
 * such links nothing is kept.
 */
final class ObjectCopies {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectCopies.class);

    /** All copies together, bytes; those that were not used for the longest time go first. */
    static final long MOST = 2L << 30;

    private final Path folder;
    private final long most;

    ObjectCopies(Home home) {
        this(home, MOST);
    }

    ObjectCopies(Home home, long most) {
        this.folder = home.root().resolve("s3");
        this.most = most;
    }

    /** Whether there is a copy of the object as it was listed; then it lies in {@code target} too. */
    boolean take(LogObject object, Path target) {
        Path copy = copy(object);
        try {
            Files.createLink(target, copy);
            Files.setLastModifiedTime(target, FileTime.from(Instant.now()));
            return true;
        } catch (IOException | UnsupportedOperationException none) {
            return false;
        }
    }

    /** Keeps a file that has the whole object. */
    void keep(LogObject object, Path file) {
        Home.privateFolder(folder);
        try {
            Files.createLink(copy(object), file);
        } catch (FileAlreadyExistsException another) {
            LOG.debug("another process has read it too");
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("no copy is kept: {}", e.getMessage());
        }
    }

    private Path copy(LogObject object) {
        try {
            String identity = object.name() + '\n' + object.etag() + '\n' + object.size();
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            return folder.resolve(HexFormat.of().formatHex(hash.digest(identity.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Copy(Path file, long size, FileTime used) {}

    /** Removes the oldest until the rest is within the bound. */
    void evict() {
        evict(most);
    }

    /** Removes all of them; who uses one keeps it. */
    void clear() {
        evict(0);
    }

    /** Bytes that all of them take. */
    long bytes() {
        try {
            return copies().stream().mapToLong(Copy::size).sum();
        } catch (IOException gone) {
            return 0;
        }
    }

    private List<Copy> copies() throws IOException {
        List<Copy> copies = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.list(folder)) {
                for (Path file : all.toList()) {
                    copies.add(new Copy(file, Files.size(file), Files.getLastModifiedTime(file)));
                }
            }
        }
        copies.sort(Comparator.comparing(Copy::used));
        return copies;
    }

    private void evict(long bound) {
        try {
            List<Copy> copies = copies();
            long bytes = copies.stream().mapToLong(Copy::size).sum();
            for (Copy copy : copies) {
                if (bytes <= bound) {
                    return;
                }
                Files.deleteIfExists(copy.file());
                bytes -= copy.size();
            }
        } catch (IOException e) {
            // Another process may remove the same copies.
            LOG.debug("not all old copies are gone: {}", e.getMessage());
        }
    }
}
