package dev.sallyport.core.confine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/** What a process takes from the permissions of every file and folder that it creates, umask(2). */
public final class Umask {
    private static final int ALL_BUT_OWNER = 077;

    private Umask() {}

    /**
     * From now on files are 0600 and folders 0700 whoever of this process creates them, libraries too. Windows keeps the
     * rights of the folder.
     */
    public static void onlyOwner() {
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("win")) {
            return;
        }
        // mode_t has 32 bits on Linux and 16, widened, on macOS.
        MethodHandle umask = SystemLibrary.handle(
                "umask", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            int ignored = (int) umask.invokeExact(ALL_BUT_OWNER);
        } catch (Throwable e) {
            throw new IllegalStateException("umask", e);
        }
    }
}
