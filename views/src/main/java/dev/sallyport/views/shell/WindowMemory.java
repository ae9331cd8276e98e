package dev.sallyport.views.shell;

import dev.sallyport.views.settings.Settings;
import java.util.List;
import javafx.geometry.Rectangle2D;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** Puts the window back where it stood, but never where no screen shows it. */
public final class WindowMemory {
    /** The smallest window in which everything works. */
    public static final double MIN_WIDTH = 1024;

    /** The smallest window in which everything works. */
    public static final double MIN_HEIGHT = 700;

    private static final double WIDTH = 1280;
    private static final double HEIGHT = 800;

    private WindowMemory() {}

    /** Places {@code stage} as {@code remembered}, on the screens that there are now. */
    public static void restore(Stage stage, Settings.@Nullable Window remembered) {
        stage.setMinWidth(MIN_WIDTH);
        stage.setMinHeight(MIN_HEIGHT);
        List<Rectangle2D> screens =
                Screen.getScreens().stream().map(Screen::getVisualBounds).toList();
        Settings.Window place = clamp(remembered, screens);
        stage.setX(place.x());
        stage.setY(place.y());
        stage.setWidth(place.width());
        stage.setHeight(place.height());
        stage.setMaximized(place.maximized());
    }

    /** Where {@code stage} stands. */
    public static Settings.Window of(Stage stage) {
        return new Settings.Window(
                stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight(), stage.isMaximized());
    }

    /**
     * The remembered place, made to fit: on the screen that shows most of it, or in the middle of the first one.
     *
     * @param screens the visible bounds, the primary screen first
     */
    static Settings.Window clamp(Settings.@Nullable Window wanted, List<Rectangle2D> screens) {
        Rectangle2D screen = screens.getFirst();
        double most = 0;
        if (wanted != null) {
            for (Rectangle2D each : screens) {
                double seen = overlap(wanted, each);
                if (seen > most) {
                    most = seen;
                    screen = each;
                }
            }
        }
        double width = Math.clamp(wanted == null ? WIDTH : wanted.width(), MIN_WIDTH, Math.max(MIN_WIDTH, screen.getWidth()));
        double height =
                Math.clamp(wanted == null ? HEIGHT : wanted.height(), MIN_HEIGHT, Math.max(MIN_HEIGHT, screen.getHeight()));
        if (wanted == null || most == 0) {
            double x = screen.getMinX() + Math.max(0, (screen.getWidth() - width) / 2);
            double y = screen.getMinY() + Math.max(0, (screen.getHeight() - height) / 2);
            return new Settings.Window(x, y, width, height, wanted != null && wanted.maximized());
        }
        double x = Math.clamp(wanted.x(), screen.getMinX(), Math.max(screen.getMinX(), screen.getMaxX() - width));
        double y = Math.clamp(wanted.y(), screen.getMinY(), Math.max(screen.getMinY(), screen.getMaxY() - height));
        return new Settings.Window(x, y, width, height, wanted.maximized());
    }

    private static double overlap(Settings.Window window, Rectangle2D screen) {
        double width = Math.min(window.x() + window.width(), screen.getMaxX()) - Math.max(window.x(), screen.getMinX());
        double height =
                Math.min(window.y() + window.height(), screen.getMaxY()) - Math.max(window.y(), screen.getMinY());
        return width <= 0 || height <= 0 ? 0 : width * height;
    }
}
