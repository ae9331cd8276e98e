package dev.sallyport.views.kit;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import javafx.stage.FileChooser;

/** Asks the operating system for files. */
public final class Choose {
    private Choose() {}

    /** Files to open; none when the reader cancels. */
    public static List<Path> open(Node owner, String title) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(title);
        List<File> files = chooser.showOpenMultipleDialog(owner.getScene().getWindow());
        return files == null ? List.of() : files.stream().map(File::toPath).toList();
    }

    /** A file to write; nothing when the reader cancels. */
    public static Optional<Path> save(Node owner, String title, String name) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(title);
        chooser.setInitialFileName(name);
        return Optional.ofNullable(chooser.showSaveDialog(owner.getScene().getWindow())).map(File::toPath);
    }
}
