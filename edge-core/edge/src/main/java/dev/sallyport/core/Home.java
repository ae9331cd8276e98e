package dev.sallyport.core;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder that holds all state. Folders are 0700 and files 0600 where the file system knows POSIX permissions.
 *
 * @param root the folder itself
 */
public record Home(Path root) {
    /** How the name begins of a file that {@link #writePrivate} has not put in its place yet. */
    public static final String DRAFT = ".sallyport-draft";

    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rwx------");

    /** Folders in which this process has looked for drafts of others. */
    private static final Set<Path> SWEPT = ConcurrentHashMap.newKeySet();

    /** The platform's data folder for Sallyport; not created yet. */
    public static Home standard() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        Path user = Path.of(System.getProperty("user.home", "."));
        if (os.contains("mac")) {
            return new Home(user.resolve("Library/Application Support/Sallyport"));
        }
        if (os.contains("win")) {
            String local = System.getenv("LOCALAPPDATA");
            return new Home((local == null ? user.resolve("AppData/Local") : Path.of(local)).resolve("Sallyport"));
        }
        String data = System.getenv("XDG_DATA_HOME");
        return new Home((data == null || data.isBlank() ? user.resolve(".local/share") : Path.of(data)).resolve("sallyport"));
    }

    /**
     * A folder below the home, 0700: created when it is not there, and closed to others where an older version or a copy
     * left it open, so that nothing below it is reached. The home itself may be any folder, whose rights stay the user's.
     *
     * @throws SallyportException {@code SP-HOME} when it cannot be created
     */
    public Path folder(String name) {
        Path folder = privateFolder(root.resolve(name));
        try {
            if (posix(folder) && !OWNER_ALONE.equals(Files.getPosixFilePermissions(folder))) {
                Files.setPosixFilePermissions(folder, OWNER_ALONE);
            }
        } catch (IOException e) {
            // Another user's folder, or a file system that keeps no rights or cannot be written: what can be read is.
        }
        return folder;
    }

    /** Creates {@code folder} and its parents, each new one 0700. */
    public static Path privateFolder(Path folder) {
        try {
            if (posix(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
            } else {
                Files.createDirectories(folder);
            }
            return folder;
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /**
     * Where this process puts temporary files: below the home from when the launcher has said so. The JDK itself reads
     * the property once, when it starts, so the folder is given with every file. Where somebody has swept it away it is
     * made again.
     */
    public static Path temporaryFolder() {
        return there(Path.of(System.getProperty("java.io.tmpdir")));
    }

    static Path there(Path folder) {
        return Files.isDirectory(folder) ? folder : privateFolder(folder);
    }

    /** Writes a file 0600 so that a reader sees the old content or the new, never a part. */
    public static void writePrivate(Path file, byte[] content) {
        write(file, content, false);
    }

    /**
     * As {@link #writePrivate}; after a power failure too a reader sees the old content or the new. That it is the new is
     * sure once {@link #force} was called for its folder.
     */
    public static void writeDurably(Path file, byte[] content) {
        write(file, content, true);
    }

    /** Waits until the disk has the names of a folder, where the system can say so. */
    public static void force(Path folder) {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        } catch (AccessDeniedException e) {
            // Windows opens no folder as a file, and journals its names.
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    private static void write(Path file, byte[] content, boolean durably) {
        try {
            Path folder = privateFolder(file.toAbsolutePath().normalize().resolveSibling("."));
            if (SWEPT.add(folder)) {
                removeDrafts(folder);
            }
            // A temporary file is created 0600 on POSIX file systems.
            Path draft = Files.createTempFile(folder, DRAFT, "");
            try {
                try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                    ByteBuffer left = ByteBuffer.wrap(content);
                    while (left.hasRemaining()) {
                        out.write(left);
                    }
                    if (durably) {
                        out.force(true);
                    }
                }
                try {
                    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                } catch (AtomicMoveNotSupportedException e) {
                    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
                }
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Removes drafts of processes that were killed, an hour and more ago: no process can still be writing them. */
    public static void removeDrafts(Path folder) throws IOException {
        Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder, DRAFT + "*")) {
            for (Path draft : drafts) {
                try {
                    if (Files.getLastModifiedTime(draft).toInstant().isBefore(hourAgo)) {
                        Files.deleteIfExists(draft);
                    }
                } catch (NoSuchFileException e) {
                    // Another process was faster.
                }
            }
        }
    }

    /** Writes a file that a user names: 0600, also where it was there with other rights; a device or pipe is written to. */
    public static void writeForOwner(Path file, byte[] content) throws IOException {
        if (Files.isRegularFile(file) && posix(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        Set<OpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(file, options, privately(file)))) {
            out.write(content);
        }
    }

    /** What makes a file 0600 as it is created, where the file system knows POSIX permissions. */
    public static FileAttribute<?>[] privately(Path file) {
        return posix(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static SallyportException unwritable(Path path, IOException cause) {
        return SallyportException.unavailable(
                        "SP-HOME",
                        "Cannot write " + path + ": " + cause.getMessage() + ".",
                        "Make room there, make it writable, or choose another folder with --home.")
                .causedBy(cause);
    }
}
