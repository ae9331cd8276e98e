package dev.sallyport.core.confine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/**
 * Stops a process where it stands and lets it go on, by SIGSTOP and SIGCONT, as Lambda freezes an execution environment
 * between calls (AWS page "Understanding the Lambda execution environment lifecycle"). Windows has no such thing.
 */
public final class Pause {
    private static final String OS = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    private static final boolean MAC = OS.contains("mac");

    /** Whether this system can. */
    public static final boolean AVAILABLE = MAC || OS.contains("linux");

    // signal(7) and macOS's sys/signal.h.
    private static final int SIGSTOP = MAC ? 17 : 19;
    private static final int SIGCONT = MAC ? 19 : 18;

    private static final class Kill {
        static final MethodHandle HANDLE = SystemLibrary.handle(
                "kill", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    private Pause() {}

    /** Stops the process; nothing happens to one that has ended. */
    public static void stop(Process process) {
        signal(process, SIGSTOP);
    }

    /** Lets a stopped process go on. */
    public static void resume(Process process) {
        signal(process, SIGCONT);
    }

    private static void signal(Process process, int signal) {
        if (!AVAILABLE || !process.isAlive()) {
            return;
        }
        try {
            int ignored = (int) Kill.HANDLE.invokeExact((int) process.pid(), signal);
        } catch (Throwable e) {
            throw new IllegalStateException("kill", e);
        }
    }
}
