package dev.sallyport.core.decrypt;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** A file that a user names for what was opened or sealed anew: 0600, and never one that others can read. */
public final class OutFile {
    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private OutFile() {}

    /**
     * Goes on only where {@code file} can be written and no other can read what is there; asked before anything is opened.
     *
     * @throws SallyportException {@code SP-OUT}
     */
    public static void require(Path file) {
        Path whole = file.toAbsolutePath().normalize();
        try {
            if (Files.exists(whole)) {
                if (!Files.isRegularFile(whole)) {
                    throw refused(file + " is no file.", "Name a file with --out.");
                }
                if (whole.getFileSystem().supportedFileAttributeViews().contains("posix")
                        && Files.getPosixFilePermissions(whole).stream().anyMatch(OF_OTHERS::contains)) {
                    throw refused(
                            "Others can read " + file + ".",
                            "Name another file with --out, or let nobody else read that one: chmod 600.");
                }
            }
            Path folder = whole.getParent();
            while (folder != null && !Files.exists(folder)) {
                folder = folder.getParent();
            }
            if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
                throw refused(
                        "Nothing can be written into " + folder + ".",
                        "Name a file in another folder with --out, or make this one writable.");
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /**
     * Writes it whole.
     *
     * @throws SallyportException {@code SP-OUT}
     */
    public static void write(Path file, byte[] content) {
        require(file);
        try {
            Home.writePrivate(file.toAbsolutePath(), content);
        } catch (SallyportException e) {
            throw unwritable(file, e);
        }
    }

    private static SallyportException refused(String message, String next) {
        return SallyportException.badInput("SP-OUT", message, next);
    }

    static SallyportException unwritable(Path file, Exception why) {
        return SallyportException.unavailable(
                        "SP-OUT",
                        "Cannot write " + file + ".",
                        "Name another file with --out, or see that its folder is writable and its disk has room.")
                .causedBy(why);
    }
}
