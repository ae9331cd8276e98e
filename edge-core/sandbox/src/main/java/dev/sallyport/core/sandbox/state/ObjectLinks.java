package dev.sallyport.core.sandbox.state;

import dev.sallyport.core.Home;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Second names for the files of objects, so that their bytes outlive a removal of the first. Files that never change can
 * share their bytes; where the file system has no second names, they are copied.
 */
final class ObjectLinks {
    private ObjectLinks() {}

    /** Gives every file of {@code from} its name in {@code to} too. */
    static void add(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        Home.privateFolder(to);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from, file -> Files.isRegularFile(file))) {
            for (Path file : files) {
                add(file, to, to.resolve(file.getFileName()));
            }
        }
    }

    private static void add(Path file, Path folder, Path name) throws IOException {
        try {
            Files.createLink(name, file);
        } catch (FileAlreadyExistsException e) {
            // The same bytes: the names of objects are drawn and never used again.
        } catch (UnsupportedOperationException | FileSystemException e) {
            Home.writePrivate(folder.resolve(name.getFileName()), Files.readAllBytes(file));
        }
    }

    /** Removes from {@code copies} what {@code originals} has no more. */
    static void keepOnly(Path originals, Path copies) throws IOException {
        if (!Files.isDirectory(copies)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(copies)) {
            for (Path file : files) {
                if (Files.notExists(originals.resolve(file.getFileName()))) {
                    Files.delete(file);
                }
            }
        }
    }
}
