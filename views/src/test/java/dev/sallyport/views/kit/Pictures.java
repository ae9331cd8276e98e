package dev.sallyport.views.kit;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javafx.scene.Parent;
import org.testfx.api.FxRobot;

/** Pictures for the eye of a reviewer, below the build folder. */
public final class Pictures {
    private static final Path FOLDER = Path.of(System.getProperty("pictures", "target/pictures"));

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

    /** Writes {@code name} with the theme's name behind. */
    public void take(FxRobot robot, String name) {
        String theme = appearance.theme().get().name().toLowerCase(Locale.ROOT);
        robot.interact(() -> Snapshot.write(root.getScene(), FOLDER.resolve(name + "-" + theme + ".png")));
    }
}
