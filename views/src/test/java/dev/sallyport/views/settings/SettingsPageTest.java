package dev.sallyport.views.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.views.kit.Appearance;
import dev.sallyport.views.shell.Stand;
import java.nio.file.Path;
import java.util.function.Supplier;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class SettingsPageTest {
    private static final String SENTENCE =
            "Landlock 7 and seccomp of Linux: a function reads its own folder, writes nothing, and reaches no other process, "
                    + "port or local socket here.";

    private Stand stand;
    private volatile Supplier<String> confinement = () -> SENTENCE;

    @Start
    void show(Stage stage) {
        // No such folder is there, so that the page is the same on every machine.
        Home home = new Home(Path.of("/home/ann/.local/share/sallyport"));
        stand = new Stand(
                stage,
                "settings",
                desk -> new SettingsPage(desk, home, new Appearance(), "0.1.0", () -> confinement.get()).page());
    }

    @Test
    void whatKeepsEdgeFunctionsInIsSaid(FxRobot robot) {
        stand.settle(robot);
        assertThat(robot.lookup(SENTENCE).tryQuery()).isPresent();
    }

    @Test
    void thatNoNodeIsThereIsSaidInItsPlace(FxRobot robot) {
        confinement = () -> {
            throw SallyportException.unavailable("SP-NODE", "The Node binary that runs edge functions is not named.", "Name it.");
        };
        robot.push(KeyCode.R);
        stand.settle(robot);
        assertThat(robot.lookup("The Node binary that runs edge functions is not named.").tryQuery()).isPresent();
    }

    @Test
    void pictures(FxRobot robot) {
        stand.pictures(robot, "settings");
        stand.smallPictures(robot, "settings-small");
    }
}
