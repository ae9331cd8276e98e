package dev.sallyport.core.confine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Linux's Landlock: the calling thread, and every process that it starts from then on, may read and run only what is
 * listed, writes nothing, listens on no TCP port, and signals no process outside. Source: the kernel's page "Landlock:
 * unprivileged access control" (docs.kernel.org, userspace-api) and its header {@code linux/landlock.h}. A local socket
 * with a name in the file system can still be connected to, and versions before 4 know no ports, hence {@link
 * CallFilter}.
 */
final class Landlock {
    private static final long CREATE_RULESET = 444;
    private static final long ADD_RULE = 445;
    private static final long RESTRICT_SELF = 446;
    private static final long RULE_PATH_BENEATH = 1;

    private static final long EXECUTE = 1;
    private static final long READ_FILE = 1 << 2;
    private static final long READ_DIR = 1 << 3;
    private static final long BIND_TCP = 1;
    private static final long SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11;

    /** From this version on signals to processes outside are refused. */
    static final int WITH_SIGNALS = 6;

    private Landlock() {}

    /** The version that the kernel offers, 0 where it offers none. */
    static int version() {
        return (int) Math.max(0, SystemLibrary.syscall(CREATE_RULESET, 0, 0, 1, 0));
    }

    /** All that the version can forbid to do with files: 13 rights in the first, then one more in 2, 3 and 5. */
    private static long fileRights(int version) {
        return (1L << (version >= 5 ? 16 : version >= 3 ? 15 : version == 2 ? 14 : 13)) - 1;
    }

    /** What a version lacks of that, to end a sentence with: version 3 brought the right to cut a file short. */
    static String lacking(int version) {
        return version < 3 ? "; but it may cut short a file of its own folder that is open to others" : "";
    }

    /**
     * Prepares the rules.
     *
     * @param runnable files and folders that may be read and run
     * @param readable files and folders that may be read; those of both that are not there are left out
     * @return a descriptor for {@link #restrict}
     * @throws UnsupportedOperationException if the kernel refuses
     */
    static int rules(int version, List<Path> runnable, List<Path> readable) {
        try (Arena arena = Arena.ofConfined()) {
            int words = version >= WITH_SIGNALS ? 3 : version >= 4 ? 2 : 1;
            MemorySegment handled = SystemLibrary.longs(
                    arena, words, fileRights(version), BIND_TCP, SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS);
            int rules = (int) SystemLibrary.syscall(CREATE_RULESET, handled, handled.byteSize(), 0, 0);
            if (rules < 0) {
                throw new UnsupportedOperationException("landlock_create_ruleset");
            }
            for (Path path : runnable) {
                allow(arena, rules, path, EXECUTE | READ_FILE | READ_DIR);
            }
            for (Path path : readable) {
                allow(arena, rules, path, READ_FILE | READ_DIR);
            }
            return rules;
        }
    }

    /** Shuts in the calling thread, for good: from here on it cannot even load a class that is not loaded yet. */
    static void restrict(int rules) {
        long refused = SystemLibrary.syscall(RESTRICT_SELF, rules, 0, 0, 0);
        SystemLibrary.close(rules);
        if (refused != 0) {
            throw new UnsupportedOperationException("landlock_restrict_self");
        }
    }

    private static void allow(Arena arena, int rules, Path path, long rights) {
        int parent = SystemLibrary.openPath(arena, path);
        if (parent < 0) {
            return;
        }
        try {
            MemorySegment rule = arena.allocate(16);
            rule.set(ValueLayout.JAVA_LONG, 0, Files.isDirectory(path) ? rights : rights & ~READ_DIR);
            rule.set(ValueLayout.JAVA_INT, 8, parent);
            if (SystemLibrary.syscall(ADD_RULE, rules, RULE_PATH_BENEATH, rule.address(), 0) != 0) {
                throw new UnsupportedOperationException("landlock_add_rule");
            }
        } finally {
            SystemLibrary.close(parent);
        }
    }
}
