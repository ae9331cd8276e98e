package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.PlainText;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.ErrorManager;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The program's own log: warnings and errors in {@code HOME/logs}, never on the standard streams. The file is made when
 * there is something to write.
 */
final class ProgramLog extends Handler {
    private static final int FILE_BYTES = 1_000_000;
    private static final int FILES = 3;

    // Kept, since a logger that nobody holds forgets its handlers.
    private static final Logger SANDBOX = Logger.getLogger("dev.sallyport.core.sandbox");

    private final Supplier<Home> home;
    private @Nullable FileHandler file;
    private boolean lost;

    private ProgramLog(Supplier<Home> home) {
        this.home = home;
    }

    /** Takes over from whatever would log to the console. */
    static void start(Supplier<Home> home) {
        LogManager.getLogManager().reset();
        var root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(new ProgramLog(home));
    }

    /** Goes on until it is closed. */
    interface Telling extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Tells the sandbox's warnings where it runs in the foreground, each in one line and without what threw it: a function
     * that was invoked asynchronously and cannot run has nobody else to tell.
     */
    static Telling ofSandbox(Consumer<String> say) {
        Handler teller = new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                    say.accept(PlainText.of(String.valueOf(record.getMessage()).replaceAll("\\s*\\R\\s*", " ")));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        SANDBOX.addHandler(teller);
        return () -> SANDBOX.removeHandler(teller);
    }

    @Override
    public synchronized void publish(LogRecord record) {
        if (file == null && !lost) {
            file = open();
        }
        if (file != null) {
            file.publish(record);
        }
    }

    private @Nullable FileHandler open() {
        try {
            Path folder = home.get().folder("logs");
            for (int i = 0; i < FILES; i++) {
                Path each = folder.resolve("sallyport-" + i + ".log");
                if (!Files.exists(each)) {
                    // The handler itself would create it readable for others.
                    Home.writePrivate(each, new byte[0]);
                }
            }
            FileHandler opened = new FileHandler(folder.resolve("sallyport-%g.log").toString(), FILE_BYTES, FILES, true);
            opened.setFormatter(new SimpleFormatter() {
                @Override
                public String format(LogRecord record) {
                    return PlainText.of(super.format(record));
                }
            });
            // A full disk is no reason to print a stack trace between the answers.
            opened.setErrorManager(new ErrorManager() {
                @Override
                public synchronized void error(@Nullable String message, @Nullable Exception e, int code) {
                    lost = true;
                }
            });
            return opened;
        } catch (IOException | SallyportException e) {
            // A log that cannot be kept must not keep the user from working.
            lost = true;
            return null;
        }
    }

    @Override
    public void flush() {
        if (file != null) {
            file.flush();
        }
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
