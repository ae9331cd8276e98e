package dev.sallyport.views.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.views.kit.Appearance;
import dev.sallyport.views.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.geometry.Rectangle2D;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowMemoryTest {
    private static final Rectangle2D FIRST = new Rectangle2D(0, 0, 1920, 1080);
    private static final Rectangle2D SECOND = new Rectangle2D(1920, 0, 2560, 1440);

    @Test
    void aFirstWindowStandsInTheMiddle() {
        assertThat(WindowMemory.clamp(null, List.of(FIRST)))
                .isEqualTo(new Settings.Window(320, 140, 1280, 800, false));
    }

    @Test
    void aWindowComesBackToItsScreen() {
        Settings.Window there = new Settings.Window(2000, 100, 1600, 1000, false);
        assertThat(WindowMemory.clamp(there, List.of(FIRST, SECOND))).isEqualTo(there);
    }

    @Test
    void aWindowWhoseScreenIsGoneComesHome() {
        Settings.Window gone = new Settings.Window(2000, 100, 2400, 1300, true);
        assertThat(WindowMemory.clamp(gone, List.of(FIRST))).isEqualTo(new Settings.Window(0, 0, 1920, 1080, true));
    }

    @Test
    void aWindowHalfOutsideIsPushedIn() {
        Settings.Window half = new Settings.Window(1500, -200, 1280, 800, false);
        assertThat(WindowMemory.clamp(half, List.of(FIRST))).isEqualTo(new Settings.Window(640, 0, 1280, 800, false));
    }

    @Test
    void settingsSurviveAndABrokenFileCostsNothing(@TempDir Path folder) throws IOException {
        Home home = new Home(folder);
        assertThat(Settings.read(home)).isEqualTo(Settings.standard());
        Settings chosen = Settings.standard()
                .withTheme(Appearance.Theme.DARK)
                .withScale(125)
                .withWindow(new Settings.Window(1, 2, 1300, 900, false));
        chosen.write(home);
        assertThat(Settings.read(home)).isEqualTo(chosen);
        Files.writeString(folder.resolve("settings.json"), "{\"theme\":");
        assertThat(Settings.read(home)).isEqualTo(Settings.standard());
        Files.writeString(folder.resolve("settings.json"), "{\"theme\":\"LIGHT\",\"scale\":7}");
        assertThat(Settings.read(home).scale()).isEqualTo(100);
    }
}
