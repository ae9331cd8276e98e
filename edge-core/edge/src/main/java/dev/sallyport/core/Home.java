package dev.sallyport.core;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/**
 * The folder that holds all state. Folders are 0700 and files 0600 where the file system knows POSIX permissions.
 *
 * @param root the folder itself
 */
public record Home(Path root) {

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
     * A folder below the home, created 0700 when it is not there.
     *
     * @throws SallyportException {@code SP-HOME} when it cannot be created
     */
    public Path folder(String name) {
        return privateFolder(root.resolve(name));
    }

    /** Creates {@code folder} and its parents, each new one 0700. */
    public static Path privateFolder(Path folder) {
        try {
            if (posix(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
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
     * the property once, when it starts, so the folder is given with every file.
     */
    public static Path temporaryFolder() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Writes a file 0600 so that a reader sees the old content or the new, never a part. */
    public static void writePrivate(Path file, byte[] content) {
        try {
            Path folder = privateFolder(file.toAbsolutePath().normalize().resolveSibling("."));
            // A temporary file is created 0600 on POSIX file systems.
            Path draft = Files.createTempFile(folder, ".draft", "");
            Files.write(draft, content);
            try {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw unwritable(file, e);
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
                        "Cannot write " + path + ": " + cause.getMessage(),
                        "Choose another folder with --home, or make this one writable.")
                .causedBy(cause);
    }
}
