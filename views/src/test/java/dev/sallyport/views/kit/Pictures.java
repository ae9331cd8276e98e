package dev.sallyport.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import javafx.scene.Parent;
import javax.imageio.ImageIO;
import org.testfx.api.FxRobot;

/**
 * Pictures of the window, below the build folder for the eye of a reviewer, and each compared with its reference in
 * {@code src/test/pictures}.
 *
 * <p>With the bundled fonts one JDK renders alike bit by bit; the tolerance is for another version of the libraries that
 * draw letters. Where a change of the looks is meant, {@code -Dpictures.renew=true} takes the new picture for the
 * reference, and the difference is reviewed with the change. Letters are drawn otherwise on macOS and Windows, so there
 * nothing is compared.
 */
public final class Pictures {
    private static final Path FOLDER = Path.of(System.getProperty("pictures", "target/pictures"));
    private static final Path REFERENCES = Path.of("src", "test", "pictures");
    private static final boolean RENEW = Boolean.getBoolean("pictures.renew");
    private static final boolean COMPARED =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");

    /** A channel of a pixel may be off by this much of 255. */
    private static final int TOLERANCE = 24;

    /** Of all pixels, those that may be further off: a few letters, drawn a little otherwise. */
    private static final double STRAY = 0.0005;

    private final Appearance appearance;
    private final Parent root;

    private Pictures(Appearance appearance, Parent root) {
        this.appearance = appearance;
        this.root = root;
    }

    /** Takes pictures of the scene of {@code root}. */
    public static Pictures ofTheFrame(Appearance appearance, Parent root) {
        return new Pictures(appearance, root);
    }

    /** Runs {@code steps} once light and once dark. */
    public void inBothThemes(FxRobot robot, Runnable steps) {
        for (Appearance.Theme theme : List.of(Appearance.Theme.LIGHT, Appearance.Theme.DARK)) {
            robot.interact(() -> appearance.theme().set(theme));
            steps.run();
        }
    }

    /** Writes {@code name} with the theme's name behind, and compares it with its reference. */
    public void take(FxRobot robot, String name) {
        String file = name + "-" + appearance.theme().get().name().toLowerCase(Locale.ROOT) + ".png";
        robot.interact(() -> Snapshot.write(root.getScene(), FOLDER.resolve(file)));
        try {
            if (RENEW) {
                Files.createDirectories(REFERENCES);
                Files.copy(FOLDER.resolve(file), REFERENCES.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            } else if (COMPARED) {
                compare(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compare(String file) throws IOException {
        Path reference = REFERENCES.resolve(file);
        assertThat(reference).as("a reference, which -Dpictures.renew=true makes").exists();
        BufferedImage wanted = ImageIO.read(reference.toFile());
        BufferedImage taken = ImageIO.read(FOLDER.resolve(file).toFile());
        assertThat(List.of(taken.getWidth(), taken.getHeight()))
                .as("size of " + file)
                .isEqualTo(List.of(wanted.getWidth(), wanted.getHeight()));
        int top = Integer.MAX_VALUE;
        int bottom = -1;
        long off = 0;
        for (int y = 0; y < taken.getHeight(); y++) {
            for (int x = 0; x < taken.getWidth(); x++) {
                if (differs(wanted.getRGB(x, y), taken.getRGB(x, y))) {
                    off++;
                    top = Math.min(top, y);
                    bottom = y;
                }
            }
        }
        assertThat(off)
                .as("pixels of " + FOLDER.resolve(file) + " that are not as in " + reference + ", between the lines " + top
                        + " and " + bottom)
                .isLessThanOrEqualTo((long) (STRAY * taken.getWidth() * taken.getHeight()));
    }

    private static boolean differs(int one, int other) {
        for (int shift = 0; shift <= 16; shift += 8) {
            if (Math.abs((one >> shift & 0xff) - (other >> shift & 0xff)) > TOLERANCE) {
                return true;
            }
        }
        return false;
    }
}
