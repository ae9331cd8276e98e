package dev.sallyport.app;

import java.util.Locale;

/** Whether a window can be opened. */
final class Display {
    private Display() {}

    static boolean isThere() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (!os.contains("linux")) {
            return true;
        }
        // JavaFX speaks X11; under Wayland through XWayland, which sets DISPLAY too.
        String display = System.getenv("DISPLAY");
        return display != null && !display.isBlank();
    }
}
