package dev.sallyport.app;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reader's browser, opened by the system's own command; where there is none the reader opens the page. */
final class Browser {
    private static final Logger LOG = LoggerFactory.getLogger(Browser.class);

    private Browser() {}

    /** Opens a page if that can be done; waits for nothing. */
    static void open(URI page) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        boolean isLinux = !system.contains("mac") && !system.contains("win");
        if (isLinux && System.getenv("DISPLAY") == null && System.getenv("WAYLAND_DISPLAY") == null) {
            return;
        }
        List<String> command = isLinux
                ? List.of("xdg-open", page.toString())
                : system.contains("mac")
                        ? List.of("open", page.toString())
                        : List.of("rundll32", "url.dll,FileProtocolHandler", page.toString());
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            LOG.info("No browser could be opened: {}", e.getClass().getSimpleName());
        }
    }
}
