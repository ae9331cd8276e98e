package dev.sallyport.core.confine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Linux's seccomp: system calls that reach other processes, local sockets and the kernel's back doors answer EPERM, for
 * the calling thread and every process that it starts from then on. Java itself still starts a program there; the
 * program starts threads, but no process. Source: the kernel's page "Seccomp BPF" and its
 * headers {@code linux/seccomp.h}, {@code linux/filter.h}, {@code asm/unistd.h}.
 */
final class CallFilter {
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_SET_SECCOMP = 22;
    private static final int MODE_FILTER = 2;

    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_MORE = 0x25;
    private static final int JUMP_IF_AT_LEAST = 0x35;
    private static final int JUMP_IF_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;
    private static final int ALLOW = 0x7fff0000;
    private static final int REFUSE = 0x00050000 | 1;

    /** ENOSYS, after which the C library makes a thread by the older call, whose flags can be looked at. */
    private static final int UNKNOWN = 0x00050000 | 38;

    // struct seccomp_data: the number, the machine, the address of the call, and the low half of the first argument on a
    // little-endian machine.
    private static final int NUMBER = 0;
    private static final int MACHINE = 4;
    private static final int ADDRESS = 8;
    private static final int ADDRESS_UPPER = 12;
    private static final int FIRST_ARGUMENT = 16;

    /** On x86-64, numbers from here on are of the x32 machine, whose calls are others. */
    private static final int X32 = 0x40000000;

    /** CLONE_THREAD of linux/sched.h. */
    private static final int THREAD = 0x10000;

    /** The same header's CLONE_NEW: a thread in a namespace of its own. */
    private static final int NAMESPACES = 0x7e020000;

    /** IPv4, IPv6 and the kernel's own routing table, which name resolution reads. */
    private static final List<Integer> SOCKETS = List.of(2, 10, 16);

    /**
     * The numbers of a machine.
     *
     * @param audit AUDIT_ARCH of linux/audit.h
     * @param refused ptrace, process_vm_readv, process_vm_writev, pidfd_getfd, pidfd_send_signal, io_uring_setup,
     *     add_key, request_key, keyctl, bpf, perf_event_open, userfaultfd, unshare, setns, mount, umount2, pivot_root,
     *     chroot, open_by_handle_at, setpriority, listen, truncate, sched_setaffinity, sched_setscheduler, sched_setparam,
     *     sched_setattr, ioprio_set, open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr, init_module,
     *     finit_module, delete_module, kexec_load, kexec_file_load, reboot, swapon, clock_settime, settimeofday,
     *     sethostname
     * @param signals kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo
     * @param forks fork, vfork
     */
    private record Machine(
            int audit,
            int socket,
            int prlimit,
            int cloned,
            List<Integer> refused,
            List<Integer> signals,
            List<Integer> forks) {}

    private static final int CLONE3 = 435;

    private static final Machine X86_64 = new Machine(
            0xc000003e,
            41,
            302,
            56,
            List.of(
                    101, 310, 311, 438, 424, 425, 248, 249, 250, 321, 298, 323, 272, 308, 165, 166, 155, 161, 304,
                    141, 50, 76, 203, 144, 142, 314, 251, 428, 429, 430, 431, 432, 433, 442, 175, 313, 176, 246, 320, 169,
                    167, 227, 164, 170),
            List.of(62, 200, 234, 129, 297),
            List.of(57, 58));
    private static final Machine AARCH64 = new Machine(
            0xc00000b7,
            198,
            261,
            220,
            List.of(
                    117, 270, 271, 438, 424, 425, 217, 218, 219, 280, 241, 282, 97, 268, 40, 39, 41, 51, 265, 140, 201, 45, 122,
                    119, 118, 274, 30, 428, 429, 430, 431, 432, 433, 442, 105, 273, 106, 104, 294, 142, 224, 112, 170,
                    161),
            List.of(129, 130, 131, 138, 240),
            List.of());

    private CallFilter() {}

    private static @Nullable Machine machine() {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            default -> null;
        };
    }

    /** Whether the calls of this machine are known. */
    static boolean available() {
        return machine() != null;
    }

    /** One instruction of struct sock_filter, the jumps counted from the next one. */
    private record Step(int code, int ifTrue, int ifFalse, int value) {}

    /**
     * Shuts in the calling thread, for good, and takes from it the right to gain any, without which neither this nor
     * Landlock is to be had.
     *
     * @param signalsToo where Landlock does not keep signals inside
     * @throws UnsupportedOperationException if the kernel refuses or the machine is another
     */
    static void restrict(boolean signalsToo) {
        Machine machine = machine();
        if (machine == null) {
            throw new UnsupportedOperationException("seccomp");
        }
        List<Step> program = program(machine, signalsToo);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment steps = arena.allocate(8L * program.size(), 8);
            for (int i = 0; i < program.size(); i++) {
                Step step = program.get(i);
                steps.set(ValueLayout.JAVA_SHORT, 8L * i, (short) step.code());
                steps.set(ValueLayout.JAVA_BYTE, 8L * i + 2, (byte) step.ifTrue());
                steps.set(ValueLayout.JAVA_BYTE, 8L * i + 3, (byte) step.ifFalse());
                steps.set(ValueLayout.JAVA_INT, 8L * i + 4, step.value());
            }
            MemorySegment whole = arena.allocate(16, 8);
            whole.set(ValueLayout.JAVA_SHORT, 0, (short) program.size());
            whole.set(ValueLayout.ADDRESS, 8, steps);
            if (!SystemLibrary.prctl(PR_SET_NO_NEW_PRIVS, 1, 0)
                    || !SystemLibrary.prctl(PR_SET_SECCOMP, MODE_FILTER, whole.address())) {
                throw new UnsupportedOperationException("seccomp");
            }
        }
    }

    private static List<Step> program(Machine machine, boolean signalsToo) {
        List<Step> program = new ArrayList<>(List.of(
                new Step(LOAD_WORD, 0, 0, MACHINE),
                new Step(JUMP_IF_EQUAL, 1, 0, machine.audit()),
                new Step(RETURN, 0, 0, REFUSE),
                new Step(LOAD_WORD, 0, 0, NUMBER)));
        if (machine.equals(X86_64)) {
            program.add(new Step(JUMP_IF_AT_LEAST, 0, 1, X32));
            program.add(new Step(RETURN, 0, 0, REFUSE));
        }
        List<Integer> refused = new ArrayList<>(machine.refused());
        if (signalsToo) {
            refused.addAll(machine.signals());
        }
        for (int number : refused) {
            program.add(new Step(JUMP_IF_EQUAL, 0, 1, number));
            program.add(new Step(RETURN, 0, 0, REFUSE));
        }
        firstArgument(program, machine.socket(), SOCKETS);
        firstArgument(program, machine.prlimit(), List.of(0));
        forks(program, machine);
        program.add(new Step(RETURN, 0, 0, ALLOW));
        return program;
    }

    private static void forks(List<Step> program, Machine machine) {
        for (OwnLibrary ours : OwnLibrary.find().halves()) {
            program.add(new Step(LOAD_WORD, 0, 0, ADDRESS_UPPER));
            program.add(new Step(JUMP_IF_EQUAL, 0, 4, ours.upper()));
            program.add(new Step(LOAD_WORD, 0, 0, ADDRESS));
            program.add(new Step(JUMP_IF_AT_LEAST, 0, 2, (int) ours.from()));
            program.add(new Step(JUMP_IF_MORE, 1, 0, (int) ours.to()));
            program.add(new Step(RETURN, 0, 0, ALLOW));
        }
        program.add(new Step(LOAD_WORD, 0, 0, NUMBER));
        for (int number : machine.forks()) {
            program.add(new Step(JUMP_IF_EQUAL, 0, 1, number));
            program.add(new Step(RETURN, 0, 0, REFUSE));
        }
        program.add(new Step(JUMP_IF_EQUAL, 0, 1, CLONE3));
        program.add(new Step(RETURN, 0, 0, UNKNOWN));
        program.add(new Step(JUMP_IF_EQUAL, 0, 4, machine.cloned()));
        program.add(new Step(LOAD_WORD, 0, 0, FIRST_ARGUMENT));
        program.add(new Step(JUMP_IF_ANY_BIT, 1, 0, NAMESPACES));
        program.add(new Step(JUMP_IF_ANY_BIT, 1, 0, THREAD));
        program.add(new Step(RETURN, 0, 0, REFUSE));
    }

    /** Only with one of these as its first argument is the call let through. */
    private static void firstArgument(List<Step> program, int number, List<Integer> allowed) {
        program.add(new Step(JUMP_IF_EQUAL, 0, 2 * allowed.size() + 2, number));
        program.add(new Step(LOAD_WORD, 0, 0, FIRST_ARGUMENT));
        for (int value : allowed) {
            program.add(new Step(JUMP_IF_EQUAL, 0, 1, value));
            program.add(new Step(RETURN, 0, 0, ALLOW));
        }
        program.add(new Step(RETURN, 0, 0, REFUSE));
    }
}
