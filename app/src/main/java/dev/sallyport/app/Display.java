package dev.sallyport.app;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sallyport.core.SallyportException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What of JavaFX works here. On Linux its own libraries are linked with some of the system's; a missing one would show
 * only as a stack trace from the middle of the start, so that they are tried before. On macOS and Windows nothing is
 * needed that the system does not bring.
 */
final class Display {
    /** What {@code libjavafx_font_pango.so} is linked with, beyond what these need themselves. */
    static final List<String> TEXT =
            List.of("libfontconfig.so.1", "libfreetype.so.6", "libpango-1.0.so.0", "libpangoft2-1.0.so.0");

    /** The same of {@code libglass.so} and {@code libglassgtk3.so}. */
    static final List<String> WINDOW = List.of("libX11.so.6", "libXtst.so.6", "libgtk-3.so.0");

    private Display() {}

    /** Why nothing can be drawn, not even into a file; empty where it can. */
    static Optional<SallyportException> obstacleToPictures() {
        return isLinux() ? missing("JavaFX draws with ", TEXT) : Optional.empty();
    }

    /** Why no window can be opened; empty where one can. */
    static Optional<SallyportException> obstacleToWindow() {
        if (!isLinux()) {
            return Optional.empty();
        }
        // JavaFX speaks X11; under Wayland through XWayland, which sets DISPLAY too.
        String display = System.getenv("DISPLAY");
        if (display == null || display.isBlank()) {
            return Optional.of(noDisplay("There is no display to open a window on."));
        }
        return missing("The window needs ", Stream.concat(TEXT.stream(), WINDOW.stream()).toList())
                .or(() -> answers()
                        ? Optional.empty()
                        : Optional.of(noDisplay("No X server answers at DISPLAY=" + display + ".")));
    }

    private static boolean isLinux() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    }

    private static SallyportException noDisplay(String message) {
        return SallyportException.badInput(
                "SP-NO-DISPLAY",
                message,
                "Run sallyport tour DIR to see the main job as pictures, or any command of sallyport --help.");
    }

    private static Optional<SallyportException> missing(String use, List<String> libraries) {
        List<String> missing = libraries.stream().filter(library -> !loads(library)).toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(SallyportException.unavailable(
                        "SP-LIBRARY",
                        use + String.join(", ", missing) + ", which cannot be loaded here.",
                        "Install what is missing, as packaging/setup in the source does; until then sallyport tour DIR"
                                + " and every command of sallyport --help work."));
    }

    /** They stay loaded: JavaFX is the next to want them. */
    @SuppressWarnings("restricted")
    private static boolean loads(String library) {
        try {
            SymbolLookup.libraryLookup(library, Arena.global());
            return true;
        } catch (IllegalArgumentException notFoundOrBroken) {
            return false;
        }
    }

    /** Whether the X server that {@code DISPLAY} names lets us in. */
    @SuppressWarnings("restricted")
    private static boolean answers() {
        SymbolLookup x11 = SymbolLookup.libraryLookup("libX11.so.6", Arena.global());
        Linker linker = Linker.nativeLinker();
        try {
            MemorySegment display = (MemorySegment) linker.downcallHandle(
                            x11.findOrThrow("XOpenDisplay"), FunctionDescriptor.of(ADDRESS, ADDRESS))
                    .invokeExact(MemorySegment.NULL);
            if (display.equals(MemorySegment.NULL)) {
                return false;
            }
            int ignored = (int) linker.downcallHandle(
                            x11.findOrThrow("XCloseDisplay"), FunctionDescriptor.of(JAVA_INT, ADDRESS))
                    .invokeExact(display);
            return true;
        } catch (Throwable e) {
            throw new IllegalStateException("libX11 cannot be called", e);
        }
    }
}
