package dev.sallyport.core.confine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/** Where a process's standard output goes. Java's console tells it of input and output together only. */
public final class StandardOutput {
    private static final int NUMBER = 1;

    private StandardOutput() {}

    /** Whether it is a terminal, isatty(3), whatever the standard input is; one that cannot be asked about is taken for one. */
    public static boolean isTerminal() {
        boolean windows = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("win");
        try {
            return (int) SystemLibrary.handle(
                            windows ? "_isatty" : "isatty",
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invokeExact(NUMBER)
                    != 0;
        } catch (Throwable e) {
            return true;
        }
    }
}
