package dev.sallyport.core.confine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the operating system shuts in a program that runs somebody else's code from a folder. */
public final class Confinement {
    private static final Logger LOG = LoggerFactory.getLogger(Confinement.class);
    private static final Map<Path, Confinement> KNOWN = new ConcurrentHashMap<>();

    private enum Means {
        LANDLOCK,
        SEATBELT,
        JOB,
        NONE
    }

    /** Where libraries of a Linux lie, and programs that are not to be run; those that are not there are left out. */
    private static final List<Path> LIBRARIES =
            Stream.of("/lib", "/lib64", "/usr/lib", "/usr/lib64").map(Path::of).toList();

    /** What the kernel runs with every program to load its libraries: of the GNU C library, and of musl. */
    private static final List<Path> LOADERS = Stream.of(
                    "/lib64/ld-linux-x86-64.so.2",
                    "/lib/ld-linux-aarch64.so.1",
                    "/lib/ld-musl-x86_64.so.1",
                    "/lib/ld-musl-aarch64.so.1")
            .map(Path::of)
            .toList();

    /**
     * What the C library and Node read for names, certificates, time zones, and the machine's size. Never all of /proc:
     * it has the environment of the user's other processes.
     */
    private static final List<Path> SYSTEM = Stream.of(
                    "/etc/ld.so.cache",
                    "/etc/resolv.conf",
                    "/etc/hosts",
                    "/etc/host.conf",
                    "/etc/nsswitch.conf",
                    "/etc/gai.conf",
                    "/etc/services",
                    "/etc/localtime",
                    "/etc/ssl",
                    "/etc/pki",
                    "/usr/share/zoneinfo",
                    "/usr/share/ca-certificates",
                    "/proc/cpuinfo",
                    "/proc/loadavg",
                    "/proc/meminfo",
                    "/proc/stat",
                    "/proc/uptime",
                    "/sys/devices/system/cpu",
                    "/sys/fs/cgroup",
                    "/dev/null",
                    "/dev/random",
                    "/dev/urandom")
            .map(Path::of)
            .toList();

    private static final String KEPT =
            "a function reads its own folder, writes nothing, starts and reaches no other process, listens on no TCP port, "
                    + "and reaches no local socket";

    /** Without setpriv(1), which has the kernel end it with its parent. */
    private static final String STAYS = "; one that stands still when Sallyport is killed stays until it is ended by hand";

    private final Path program;
    private final Means means;
    private final int version;
    private final List<String> before;

    private Confinement(Path program, Means means, int version, List<String> before) {
        this.program = program;
        this.means = means;
        this.version = version;
        this.before = before;
    }

    /** What this machine has for the program: the strongest of its means with which the program runs. */
    public static Confinement of(Path program) {
        return KNOWN.computeIfAbsent(program, Confinement::tried);
    }

    private static Confinement tried(Path program) {
        Confinement none = new Confinement(program, Means.NONE, 0, List.of());
        return candidates(program).stream()
                .filter(Confinement::works)
                .findFirst()
                .orElseGet(() -> {
                    LOG.warn("No sandbox of the operating system shuts in {}", program.getFileName());
                    return none;
                });
    }

    private static List<Confinement> candidates(Path program) {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        Path seatbelt = Path.of("/usr/bin/sandbox-exec");
        if (os.contains("mac") && Files.isExecutable(seatbelt)) {
            return List.of(new Confinement(program, Means.SEATBELT, 0, List.of(seatbelt.toString())));
        }
        if (os.contains("windows")) {
            return List.of(new Confinement(program, Means.JOB, 0, List.of()));
        }
        if (!os.contains("linux") || !CallFilter.available() || Landlock.version() == 0) {
            return List.of();
        }
        int version = Landlock.version();
        Confinement plain = new Confinement(program, Means.LANDLOCK, version, List.of());
        // From util-linux: a process that is stopped when its parent is killed would otherwise stand there for good.
        Path setpriv = Path.of("/usr/bin/setpriv");
        return Files.isExecutable(setpriv)
                ? List.of(
                        new Confinement(
                                program,
                                Means.LANDLOCK,
                                version,
                                List.of(setpriv.toString(), "--pdeathsig", "KILL", "--")),
                        plain)
                : List.of(plain);
    }

    private boolean works() {
        try {
            Path folder = program.toAbsolutePath().getParent();
            // A process that has ended cannot be put into a job any more.
            List<String> briefly = means == Means.JOB
                    ? List.of(program.toString(), "--eval", "setTimeout(() => {}, 500)")
                    : List.of(program.toString(), "--version");
            Process process = start(new ProcessBuilder(briefly), folder == null ? Path.of("/") : folder);
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                handle(process).destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} does not work here", means, e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether there is any, beside what the program does itself. */
    public boolean holds() {
        return means != Means.NONE;
    }

    /** One sentence for a person: what shuts the program in, and from what. */
    public String told() {
        return switch (means) {
            case LANDLOCK -> "Landlock %d and seccomp of Linux: %s%s%s."
                    .formatted(version, KEPT, Landlock.lacking(version), before.isEmpty() ? STAYS : "");
            case SEATBELT -> "sandbox-exec of macOS: " + KEPT + STAYS + ".";
            case JOB ->
                "A job object of Windows: a function starts no program and reaches no clipboard and no window; "
                        + "files and sockets are kept from it by Node's own permissions alone.";
            case NONE -> "Node's own permissions alone. This system offers no sandbox that works here.";
        };
    }

    /**
     * Starts the program, shut in. See {@link #handle} for how to end it.
     *
     * @param command begins with the program
     * @param folder all that it may read beside itself and the system's libraries
     * @throws IOException if it cannot be started
     */
    public Process start(ProcessBuilder command, Path folder) throws IOException {
        List<String> words = new ArrayList<>(before);
        if (means == Means.SEATBELT) {
            words.addAll(List.of("-p", profile(folder)));
        }
        words.addAll(command.command());
        command.command(words);
        return switch (means) {
            case LANDLOCK -> startFromShutInThread(command, folder);
            case JOB -> startInJob(command);
            case SEATBELT, NONE -> command.start();
        };
    }

    /** Node needs longer to load its first script than Windows to put it into the job. */
    private static Process startInJob(ProcessBuilder command) throws IOException {
        Process process = command.start();
        try {
            new JobObject().shutIn(process);
            return process;
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw new IOException(e);
        }
    }

    /**
     * By which such a process is ended and asked about. Its own methods for that do nothing: it was made in a thread
     * that could not read when the process started, and without that Java takes it for another.
     */
    public static ProcessHandle handle(Process process) {
        return ProcessHandle.of(process.pid()).orElseGet(process::toHandle);
    }

    /**
     * Restrictions belong to a thread and to what it starts, so a thread of its own starts the program. It lives as
     * long as the program does, since Linux takes its end for the parent's death.
     */
    private Process startFromShutInThread(ProcessBuilder command, Path folder) throws IOException {
        List<Path> runnable = new ArrayList<>(LOADERS);
        runnable.add(program);
        runnable.add(Path.of(System.getProperty("java.home", ""), "lib", "jspawnhelper"));
        before.stream().limit(1).map(Path::of).forEach(runnable::add);
        List<Path> readable = new ArrayList<>(SYSTEM);
        readable.addAll(LIBRARIES);
        readable.add(folder);
        CompletableFuture<Process> started = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("function-keeper").start(() -> {
            try {
                int rules = Landlock.rules(version, runnable, readable);
                CallFilter.restrict(version < Landlock.WITH_SIGNALS);
                Landlock.restrict(rules);
                Process process = command.start();
                started.complete(process);
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Throwable e) {
                // An error too: whoever waits for the start must hear of it.
                started.completeExceptionally(e);
            }
        });
        try {
            return started.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    /** In the language of macOS's sandbox profiles (sandbox-exec(1), and the profiles in /System/Library/Sandbox). */
    private String profile(Path folder) throws IOException {
        String home = quoted(Path.of(System.getProperty("user.home", "/Users")));
        String binary = quoted(program);
        return """
                (version 1)
                (allow default)
                (deny file-write*)
                (deny file-read* (subpath %s) (subpath "/Users") (subpath "/Volumes"))
                (deny file-read* (subpath "/private/var/folders") (subpath "/private/var/tmp") (subpath "/private/tmp"))
                (allow file-read* (subpath %s) (literal %s))
                (allow file-read-metadata)
                (deny process-fork)
                (deny process-exec)
                (allow process-exec (literal %s))
                (deny signal)
                (allow signal (target self))
                (deny network-bind)
                (deny network* (remote unix-socket))
                (allow network* (remote unix-socket (path-literal "/private/var/run/mDNSResponder")))
                """
                .formatted(home, quoted(folder), binary, binary);
    }

    /** As macOS compares it: without links, of which /tmp and /var are two. */
    private static String quoted(Path path) throws IOException {
        Path real = Files.exists(path) ? path.toRealPath() : path;
        return '"' + real.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
