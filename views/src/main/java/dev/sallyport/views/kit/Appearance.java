package dev.sallyport.views.kit;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Scene;
import javafx.scene.text.Font;

/** Light or dark, and how large: for every scene that it dresses. */
public final class Appearance {
    /** The sizes on offer, in per cent. */
    public static final List<Integer> SCALES = List.of(90, 100, 110, 125, 150, 175, 200);

    private static final List<String> FILES = List.of(
            "inter/Inter-Regular.otf",
            "inter/Inter-SemiBold.otf",
            "inter/Inter-Bold.otf",
            "jetbrains_mono/JetBrainsMono-Regular.ttf",
            "jetbrains_mono/JetBrainsMono-Bold.ttf");
    private static final double BODY = 13;

    /** What the reader asked for. */
    public enum Theme {
        /** As the operating system. */
        AUTOMATIC("Automatic"),
        LIGHT("Light"),
        DARK("Dark");

        private final String word;

        Theme(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    private final ObjectProperty<Theme> theme = new SimpleObjectProperty<>(Theme.AUTOMATIC);
    private final IntegerProperty scale = new SimpleIntegerProperty(100);

    /** As the operating system, at 100 %. */
    public Appearance() {
        Fonts.load();
    }

    /** Loads the fonts once for the life of the process. */
    private static final class Fonts {
        private static final List<Font> LOADED =
                FILES.stream().map(Fonts::read).toList();

        static void load() {
            if (LOADED.isEmpty()) {
                throw new IllegalStateException("No fonts");
            }
        }

        private static Font read(String name) {
            try (InputStream in = Appearance.class.getResourceAsStream("/com/formdev/flatlaf/fonts/" + name)) {
                return Objects.requireNonNull(Font.loadFont(in, BODY), name);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What the reader asked for. */
    public ObjectProperty<Theme> theme() {
        return theme;
    }

    /** Size in per cent. */
    public IntegerProperty scale() {
        return scale;
    }

    /** Whether dark is shown now. */
    public boolean dark() {
        return switch (theme.get()) {
            case AUTOMATIC -> Platform.getPreferences().getColorScheme() == ColorScheme.DARK;
            case LIGHT -> false;
            case DARK -> true;
        };
    }

    /** Dresses {@code scene} now and whenever the theme, the scale or the operating system's scheme changes. */
    public void dress(Scene scene) {
        Runnable again = () -> apply(scene);
        theme.subscribe(again);
        scale.subscribe(again);
        Platform.getPreferences().colorSchemeProperty().subscribe(again);
        apply(scene);
    }

    private void apply(Scene scene) {
        Application.setUserAgentStylesheet(
                (dark() ? new PrimerDark() : new PrimerLight()).getUserAgentStylesheetBSS());
        Letters.set(scene, scale.get() / 100.0);
        scene.getStylesheets()
                .setAll(sheet(dark() ? "tokens-dark.css" : "tokens-light.css"), sheet("base.css"), sizes());
    }

    private String sizes() {
        double body = BODY * scale.get() / 100;
        String css = ".root{-fx-font-size:%.2fpx;}.ikonli-font-icon{-fx-icon-size:%dpx;}.state-message .ikonli-font-icon{-fx-icon-size:%dpx;}"
                .formatted(body, Math.round(body * 16 / 13), Math.round(body * 28 / 13));
        return "data:text/css;base64,"
                + Base64.getEncoder().encodeToString(css.getBytes(StandardCharsets.UTF_8));
    }

    private static String sheet(String name) {
        URL url = Appearance.class.getResource("/sallyport/css/" + name);
        return Objects.requireNonNull(url, name).toExternalForm();
    }
}
