package dev.sallyport.core.confine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** The few calls of the C library that the JDK does not offer, on Linux and macOS. */
@SuppressWarnings("restricted")
final class SystemLibrary {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    /** open(2): a descriptor that only names the file; not left to children. */
    private static final int O_PATH_CLOEXEC = 0x200000 | 0x80000;

    private static final MethodHandle SYSCALL = handle(
            "syscall",
            FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle PRCTL = handle(
            "prctl", FunctionDescriptor.of(INT, INT, LONG, LONG, LONG, LONG), Linker.Option.firstVariadicArg(1));
    private static final MethodHandle OPEN =
            handle("open", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(INT, INT));

    private SystemLibrary() {}

    static MethodHandle handle(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(() -> new UnsupportedOperationException(name)),
                type,
                options);
    }

    static long syscall(long number, MemorySegment first, long second, long third, long fourth) {
        return syscall(number, first.address(), second, third, fourth);
    }

    static long syscall(long number, long first, long second, long third, long fourth) {
        try {
            return (long) SYSCALL.invokeExact(number, first, second, third, fourth);
        } catch (Throwable e) {
            throw new IllegalStateException("syscall", e);
        }
    }

    static boolean prctl(int option, long second, long third) {
        try {
            return (int) PRCTL.invokeExact(option, second, third, 0L, 0L) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("prctl", e);
        }
    }

    /** A descriptor that names the file, negative where there is none. */
    static int openPath(Arena arena, Path path) {
        try {
            return (int) OPEN.invokeExact(arena.allocateFrom(path.toString()), O_PATH_CLOEXEC);
        } catch (Throwable e) {
            throw new IllegalStateException("open", e);
        }
    }

    static void close(int descriptor) {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw new IllegalStateException("close", e);
        }
    }

    static MemorySegment longs(Arena arena, int count, long... values) {
        MemorySegment segment = arena.allocate(MemoryLayout.sequenceLayout(count, LONG));
        for (int i = 0; i < count; i++) {
            segment.setAtIndex(LONG, i, values[i]);
        }
        return segment;
    }
}
