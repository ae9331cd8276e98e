package dev.sallyport.views.kit;

import dev.sallyport.core.SallyportException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.Scene;
import javax.imageio.ImageIO;

/** Pictures of the window. */
public final class Snapshot {
    private Snapshot() {}

    /** What {@code scene} shows. Call it on the interface thread. */
    public static BufferedImage of(Scene scene) {
        scene.getRoot().applyCss();
        scene.getRoot().layout();
        return SwingFXUtils.fromFXImage(scene.snapshot(null), null);
    }

    /**
     * Writes what {@code scene} shows as a PNG file. Call it on the interface thread.
     *
     * @throws SallyportException {@code SP-PICTURE} when the file cannot be written
     */
    public static void write(Scene scene, Path file) {
        write(of(scene), file);
    }

    /**
     * Writes a picture as a PNG file.
     *
     * @throws SallyportException {@code SP-PICTURE} when the file cannot be written
     */
    public static void write(BufferedImage image, Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException e) {
            throw SallyportException.unavailable(
                            "SP-PICTURE", "Cannot write " + file + ".", "Name a folder that can be written.")
                    .causedBy(e);
        }
    }
}
