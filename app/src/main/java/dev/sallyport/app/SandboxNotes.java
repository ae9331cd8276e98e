package dev.sallyport.app;

import dev.sallyport.core.PlainText;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * While the sandbox runs in the foreground, its warnings are told there too, each in one line and without what threw it: a
 * function that was invoked asynchronously and cannot run has nobody else to tell.
 */
final class SandboxNotes extends Handler {
    // Kept, since a logger that nobody holds forgets its handlers.
    private static final Logger SANDBOX = Logger.getLogger("dev.sallyport.core.sandbox");

    private final Consumer<String> say;

    private SandboxNotes(Consumer<String> say) {
        this.say = say;
    }

    /** Tells from now on until it is closed. */
    static SandboxNotes to(Consumer<String> say) {
        SandboxNotes notes = new SandboxNotes(say);
        SANDBOX.addHandler(notes);
        return notes;
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
            say.accept(PlainText.of(String.valueOf(record.getMessage()).replaceAll("\\s*\\R\\s*", " ")));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        SANDBOX.removeHandler(this);
    }
}
