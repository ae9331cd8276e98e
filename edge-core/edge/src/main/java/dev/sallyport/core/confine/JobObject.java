package dev.sallyport.core.confine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * A job object of Windows with one process in it, which starts no other, reaches no clipboard and no other program's
 * windows, and ends with the console. It keeps no file from it.
 *
 * @see <a href="https://learn.microsoft.com/en-us/windows/win32/procthread/job-objects">Job objects</a>
 */
@SuppressWarnings("restricted")
final class JobObject {
    /** JOBOBJECT_EXTENDED_LIMIT_INFORMATION of a 64-bit Windows. */
    static final MemoryLayout LIMITS = MemoryLayout.structLayout(
            JAVA_LONG.withName("PerProcessUserTimeLimit"),
            JAVA_LONG.withName("PerJobUserTimeLimit"),
            JAVA_INT.withName("LimitFlags"),
            MemoryLayout.paddingLayout(4),
            JAVA_LONG.withName("MinimumWorkingSetSize"),
            JAVA_LONG.withName("MaximumWorkingSetSize"),
            JAVA_INT.withName("ActiveProcessLimit"),
            MemoryLayout.paddingLayout(4),
            JAVA_LONG.withName("Affinity"),
            JAVA_INT.withName("PriorityClass"),
            JAVA_INT.withName("SchedulingClass"),
            MemoryLayout.sequenceLayout(6, JAVA_LONG).withName("IoInfo"),
            JAVA_LONG.withName("ProcessMemoryLimit"),
            JAVA_LONG.withName("JobMemoryLimit"),
            JAVA_LONG.withName("PeakProcessMemoryUsed"),
            JAVA_LONG.withName("PeakJobMemoryUsed"));

    private static final int EXTENDED_LIMITS = 9;
    private static final int UI_RESTRICTIONS = 4;
    private static final int ACTIVE_PROCESS = 0x8;
    private static final int DIE_ON_UNHANDLED_EXCEPTION = 0x400;
    private static final int KILL_ON_JOB_CLOSE = 0x2000;

    /** Handles, clipboard, system parameters, display settings, global atoms, desktops, ending Windows. */
    private static final int ALL_OF_THE_INTERFACE = 0xFF;

    private static final int PROCESS_SET_QUOTA_AND_TERMINATE = 0x101;

    private final MethodHandle create;
    private final MethodHandle set;
    private final MethodHandle open;
    private final MethodHandle assign;
    private final MethodHandle close;

    /** @throws IllegalArgumentException where there is no Windows */
    JobObject() {
        SymbolLookup kernel = SymbolLookup.libraryLookup("kernel32", Arena.global());
        create = handle(kernel, "CreateJobObjectW", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
        set = handle(
                kernel,
                "SetInformationJobObject",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
        open = handle(kernel, "OpenProcess", FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
        assign = handle(kernel, "AssignProcessToJobObject", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        close = handle(kernel, "CloseHandle", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    private static MethodHandle handle(SymbolLookup kernel, String name, FunctionDescriptor type) {
        return Linker.nativeLinker()
                .downcallHandle(kernel.find(name).orElseThrow(() -> new UnsupportedOperationException(name)), type);
    }

    /**
     * Puts a process into a job of its own, which is closed when the process has ended; while this program runs nobody
     * else can close it.
     *
     * @throws UnsupportedOperationException if Windows refuses
     */
    void shutIn(Process process) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment job = (MemorySegment) create.invokeExact(MemorySegment.NULL, MemorySegment.NULL);
            MemorySegment limits = arena.allocate(LIMITS);
            limits.set(
                    JAVA_INT,
                    LIMITS.byteOffset(PathElement.groupElement("LimitFlags")),
                    ACTIVE_PROCESS | DIE_ON_UNHANDLED_EXCEPTION | KILL_ON_JOB_CLOSE);
            limits.set(JAVA_INT, LIMITS.byteOffset(PathElement.groupElement("ActiveProcessLimit")), 1);
            demand((int) set.invokeExact(job, EXTENDED_LIMITS, limits, (int) LIMITS.byteSize()));
            MemorySegment restrictions = arena.allocateFrom(JAVA_INT, ALL_OF_THE_INTERFACE);
            demand((int) set.invokeExact(job, UI_RESTRICTIONS, restrictions, (int) JAVA_INT.byteSize()));
            MemorySegment opened = (MemorySegment) open.invokeExact(
                    PROCESS_SET_QUOTA_AND_TERMINATE, 0, Math.toIntExact(process.pid()));
            int assigned = (int) assign.invokeExact(job, opened);
            closed(opened);
            demand(assigned);
            var _ = process.onExit().thenRun(() -> closed(job));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void closed(MemorySegment handle) {
        try {
            demand((int) close.invokeExact(handle));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void demand(int answer) {
        if (answer == 0) {
            throw new UnsupportedOperationException("job object");
        }
    }
}
