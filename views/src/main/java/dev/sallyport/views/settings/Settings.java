package dev.sallyport.views.settings;

import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.views.kit.Appearance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the reader chose about the window.
 *
 * @param theme light, dark or as the operating system
 * @param scale in per cent
 * @param window where the window stood, or null when it never did
 */
public record Settings(Appearance.Theme theme, int scale, @Nullable Window window) {
    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);

    /** Where a window stood, in screen pixels. */
    public record Window(double x, double y, double width, double height, boolean maximized) {}

    /** A size that is not on offer becomes 100 %. */
    public Settings {
        scale = Appearance.SCALES.contains(scale) ? scale : 100;
    }

    /** Before the reader chose anything. */
    public static Settings standard() {
        return new Settings(Appearance.Theme.AUTOMATIC, 100, null);
    }

    /** What stands in {@code home}; the standard where there is nothing or nothing readable. */
    public static Settings read(Home home) {
        Path file = file(home);
        if (!Files.exists(file)) {
            return standard();
        }
        try {
            return Json.MAPPER.readValue(file.toFile(), Settings.class);
        } catch (IOException e) {
            LOG.info("settings.json cannot be read and is replaced on the next change: {}", e.getClass().getSimpleName());
            return standard();
        }
    }

    /** Writes the settings to {@code home}. */
    public void write(Home home) {
        try {
            Home.writePrivate(file(home), Json.MAPPER.writeValueAsBytes(this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with another theme. */
    public Settings withTheme(Appearance.Theme now) {
        return new Settings(now, scale, window);
    }

    /** The same with another size. */
    public Settings withScale(int now) {
        return new Settings(theme, now, window);
    }

    /** The same with the window standing elsewhere. */
    public Settings withWindow(Window now) {
        return new Settings(theme, scale, now);
    }

    private static Path file(Home home) {
        return home.root().resolve("settings.json");
    }
}
