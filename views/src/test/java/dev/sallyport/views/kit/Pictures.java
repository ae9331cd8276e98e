package dev.sallyport.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.robot.Robot;
import javafx.stage.Window;
import javax.imageio.ImageIO;
import org.testfx.api.FxRobot;

/**
 * Pictures of the window, each compared with its reference in {@code src/test/pictures}. One that is not as its reference
 * is written below the build folder for the eye of a reviewer.
 *
 * <p>On the system and the JDK that {@code made-on.txt} beside the references names, hardly a pixel may be off by more than
 * the shade at the edge of a letter that a fraction of a pixel makes: a word that changed is a few dozen pixels. On another
 * Linux letters are drawn a little otherwise, so a few pixels may be; on macOS and Windows they are drawn so differently
 * that nothing is compared. Where a change of the looks is
 * meant, {@code -Dpictures.renew=true} takes the new picture for the reference, and the difference is reviewed with the
 * change.
 */
public final class Pictures {
    private static final Path FOLDER = Path.of(System.getProperty("pictures", "target/pictures"));
    private static final Path REFERENCES = Path.of("src", "test", "pictures");
    private static final boolean RENEW = Boolean.getBoolean("pictures.renew");
    private static final boolean COMPARED =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");

    private static final Path MADE_ON = REFERENCES.resolve("made-on.txt");
    private static final boolean SAME = here().equals(madeOn());

    /** A caret blinks, so that it stands in one picture and not in the next. */
    private static final String STILL = "data:text/css;base64,"
            + Base64.getEncoder()
                    .encodeToString(".text-input{-fx-display-caret:false;}".getBytes(StandardCharsets.UTF_8));

    /** A channel of a pixel may be off by this much of 255. */
    private static final int TOLERANCE = 24;

    /** So many pixels may be further off: the corners of one check mark, and less than any letter that changed. */
    private static final int SPECK = 6;

    /** Elsewhere, of all pixels, those that may be further off: a few letters, drawn a little otherwise. */
    private static final double STRAY = 0.0005;

    private final Appearance appearance;
    private final Parent root;
    private final Node part;

    private Pictures(Appearance appearance, Parent root, Node part) {
        this.appearance = appearance;
        this.root = root;
        this.part = part;
    }

    /** Takes pictures of the scene of {@code root}. */
    public static Pictures ofTheFrame(Appearance appearance, Parent root) {
        return new Pictures(appearance, root, root);
    }

    /** Takes pictures of that part of the scene of {@code root} alone. */
    public static Pictures of(Appearance appearance, Parent root, String part) {
        return new Pictures(appearance, root, root.lookup(part));
    }

    /** Runs {@code steps} once light and once dark. */
    public void inBothThemes(FxRobot robot, Runnable steps) {
        for (Appearance.Theme theme : List.of(Appearance.Theme.LIGHT, Appearance.Theme.DARK)) {
            robot.interact(() -> appearance.theme().set(theme));
            steps.run();
        }
    }

    /** Compares {@code name}, with the theme's name behind, with its reference. */
    public void take(FxRobot robot, String name) {
        String file = name + "-" + appearance.theme().get().name().toLowerCase(Locale.ROOT) + ".png";
        rest(robot);
        AtomicReference<BufferedImage> shown = new AtomicReference<>();
        robot.interact(() -> shown.set(cut(Snapshot.of(root.getScene()))));
        BufferedImage taken = shown.get();
        try {
            if (RENEW) {
                renew(taken, file);
            } else if (COMPARED) {
                Difference found = Difference.of(taken, file);
                if (found.pixels() > 0) {
                    Snapshot.write(taken, FOLDER.resolve(file));
                }
                assertThat(found.pixels())
                        .as("pixels of " + FOLDER.resolve(file) + " that are not as in its reference, between the lines "
                                + found.top() + " and " + found.bottom())
                        .isLessThanOrEqualTo(SAME ? SPECK : (long) (STRAY * found.of()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BufferedImage cut(BufferedImage whole) {
        Bounds bounds = part.localToScene(part.getLayoutBounds());
        return part.equals(root)
                ? whole
                : whole.getSubimage((int) bounds.getMinX(), (int) bounds.getMinY(), (int) bounds.getWidth(), (int) bounds.getHeight());
    }

    /** Nothing lies under the mouse, and nothing blinks. */
    private void rest(FxRobot robot) {
        Window window = root.getScene().getWindow();
        robot.interact(() -> {
            new Robot().mouseMove(window.getX() + window.getWidth() / 2, window.getY() + window.getHeight() - 1);
            if (!root.getScene().getStylesheets().contains(STILL)) {
                root.getScene().getStylesheets().add(STILL);
            }
        });
    }

    /** What decides how a letter is drawn. */
    private static String here() {
        try {
            Path release = Path.of("/etc/os-release");
            String system = Files.exists(release)
                    ? Files.readAllLines(release).stream()
                            .filter(line -> line.startsWith("PRETTY_NAME="))
                            .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                            .collect(Collectors.joining())
                    : System.getProperty("os.name") + " " + System.getProperty("os.version");
            return system + " " + System.getProperty("os.arch") + ", Java " + Runtime.version() + ", JavaFX "
                    + System.getProperty("javafx.runtime.version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String madeOn() {
        try {
            return Files.exists(MADE_ON) ? Files.readString(MADE_ON).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A reference that still holds stays as it is. */
    private static void renew(BufferedImage taken, String file) throws IOException {
        Path reference = REFERENCES.resolve(file);
        if (!Files.exists(reference) || Difference.of(taken, file).pixels() > 0) {
            Snapshot.write(taken, reference);
        }
        Files.writeString(MADE_ON, here() + "\n");
    }

    /** How many pixels {@code of} how many are off, and the first and the last line with one. */
    private record Difference(long pixels, long of, int top, int bottom) {
        static Difference of(BufferedImage taken, String file) throws IOException {
            Path reference = REFERENCES.resolve(file);
            assertThat(reference).as("a reference, which -Dpictures.renew=true makes").exists();
            BufferedImage wanted = ImageIO.read(reference.toFile());
            long all = (long) taken.getWidth() * taken.getHeight();
            if (taken.getWidth() != wanted.getWidth() || taken.getHeight() != wanted.getHeight()) {
                return new Difference(all, all, 0, taken.getHeight() - 1);
            }
            int top = Integer.MAX_VALUE;
            int bottom = -1;
            long off = 0;
            int[] one = colours(wanted);
            int[] other = colours(taken);
            for (int y = 0; y < taken.getHeight(); y++) {
                for (int x = 0; x < taken.getWidth(); x++) {
                    int place = y * taken.getWidth() + x;
                    if (one[place] != other[place] && differs(one[place], other[place])) {
                        off++;
                        top = Math.min(top, y);
                        bottom = y;
                    }
                }
            }
            return new Difference(off, all, top, bottom);
        }
    }

    private static int[] colours(BufferedImage image) {
        BufferedImage plain = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D paper = plain.createGraphics();
        paper.drawImage(image, 0, 0, null);
        paper.dispose();
        return ((DataBufferInt) plain.getRaster().getDataBuffer()).getData();
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
