package dev.sallyport.views.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.KeyRings;
import dev.sallyport.core.decrypt.KeyRings.Entry;
import dev.sallyport.core.decrypt.KeyRings.Kept;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Appearance;
import dev.sallyport.views.kit.Silent;
import dev.sallyport.views.shell.Stand;
import java.nio.file.Path;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class KeyRingSectionTest {
    @TempDir
    private Path folder;

    private KeyRings rings;
    private Stand stand;

    @Start
    void show(Stage stage) {
        Home home = new Home(folder);
        rings = new KeyRings(home);
        stand = new Stand(
                stage, "settings", desk -> new SettingsPage(desk, home, new Appearance(), "0.1.0", Stand.who(), () -> "shut in").page());
    }

    private void add(FxRobot robot, String ring, String key) {
        robot.interact(() -> {
            robot.lookup("#keyring-name").queryAs(TextField.class).setText(ring);
            robot.lookup("#keyring-prefix").queryAs(TextField.class).setText("<n:");
            robot.lookup("#keyring-suffix").queryAs(TextField.class).setText(":n>");
            robot.lookup("#keyring-key").queryAs(TextField.class).setText(key);
            robot.lookup("#keyring-add").queryButton().fire();
        });
        stand.settle(robot);
    }

    @Test
    void aSecondKeyGoesBehindTheFirstAndARingIsForgotten(FxRobot robot) {
        assertThat(robot.lookup("#keyring-add").queryButton().isDisabled()).isTrue();
        add(robot, "payments", "alias/new");
        add(robot, "payments", "alias/old");
        assertThat(rings.list()).singleElement().satisfies(kept -> {
            assertThat(kept.name()).isEqualTo("payments");
            assertThat(kept.entries()).extracting(Entry::key).containsExactly("alias/new", "alias/old");
            assertThat(kept.entries()).extracting(Entry::algorithm).containsOnly(KeyRing.OAEP_SHA256);
        });
        TableView<?> table = robot.lookup("#keyrings").query();
        assertThat(table.getItems()).hasSize(2);
        assertThat(Silent.stops(stand.shell().root())).isEmpty();
        robot.interact(() -> {
            table.getSelectionModel().select(0);
            robot.lookup("#keyring-remove").queryButton().fire();
        });
        robot.interact(() -> robot.lookup("#keyring-remove-now").queryButton().fire());
        stand.settle(robot);
        assertThat(rings.list()).isEmpty();
        assertThat(table.getItems()).isEmpty();
    }

    @Test
    void whatCannotBeKeptIsSaidAndChangesNothing(FxRobot robot) {
        add(robot, "payments", "alias/new");
        add(robot, "payments", folder.resolve("none.pem").toString());
        Activity.Notice notice = stand.desk().activity().notice().get();
        assertThat(notice == null ? "" : notice.sentence()).contains("none.pem cannot be read");
        assertThat(rings.list()).flatExtracting(Kept::entries).extracting(Entry::key).containsExactly("alias/new");
    }
}
