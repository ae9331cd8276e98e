package dev.sallyport.core.sandbox;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.pace.Pace;
import dev.sallyport.core.sandbox.Tenancy.Notice;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.wire.InProcessTransport;
import dev.sallyport.core.sandbox.wire.LoopbackServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/**
 * The embedded AWS of one folder. The first process that opens it owns it: services run there, with their data plane on
 * loopback. The others reach it through its endpoint, and the next one takes over when the owner ends.
 */
public final class Sandbox implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Tenancy tenancy;
    private final boolean goesOn;
    private final Notice notice;
    private @Nullable Running running;

    /** What an owner runs. */
    private record Running(SandboxServices services, LoopbackServer server, SdkHttpClient inProcess) {}

    private Sandbox(Tenancy tenancy, boolean goesOn) {
        this.tenancy = tenancy;
        this.goesOn = goesOn;
        this.notice = tenancy.acquire() ? own() : join();
    }

    /**
     * Opens the sandbox in {@code folder}, as its owner or as a client of the owner, and goes on with what a kill
     * interrupted.
     *
     * @throws SallyportException as {@link #open(Path, boolean)}
     */
    public static Sandbox open(Path folder) {
        return open(folder, true);
    }

    /**
     * Opens the sandbox in {@code folder}, as its owner or as a client of the owner.
     *
     * @param goesOn whether what a kill interrupted goes on at once, and the code of simulated devices with it; where not,
     *     both wait for the first call that writes
     * @throws SallyportException {@code SP-SANDBOX-VERSION} when another version wrote it, {@code SP-SANDBOX-DAMAGED} when it
     *     is not what was written last, {@code SP-SANDBOX-STATE} when it cannot be opened, {@code SP-SANDBOX-GONE} when its owner does not answer
     */
    public static Sandbox open(Path folder, boolean goesOn) {
        return new Sandbox(new Tenancy(folder), goesOn);
    }

    private synchronized Notice own() {
        Deque<Runnable> undo = new ArrayDeque<>();
        undo.push(tenancy::release);
        try {
            SandboxServices services = SandboxServices.open(tenancy.folder());
            undo.push(services::close);
            int port = tenancy.notice().map(last -> last.endpoint().getPort()).orElse(0);
            LoopbackServer server = listen(services, port);
            undo.push(server::close);
            services.start(server.endpoint(), goesOn);
            var root = services.keys().root();
            Notice told = new Notice(
                    server.endpoint(),
                    root.accessKeyId(),
                    root.secretAccessKey(),
                    services.edgeToken(),
                    ProcessHandle.current().pid());
            tenancy.tell(told);
            services.addresses().follow(tenancy::tell);
            running = new Running(services, server, new InProcessTransport(services.front()));
            return told;
        } catch (RuntimeException | Error e) {
            // The next attempt, here or elsewhere, finds nothing taken.
            undo.forEach(step -> undone(step, e));
            throw e;
        }
    }

    private static void undone(Runnable step, Throwable failure) {
        try {
            step.run();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** On the port that the last owner had, so that tools which know it go on working; on another when it is taken. */
    private static LoopbackServer listen(SandboxServices services, int port) {
        try {
            return LoopbackServer.start(services.front(), port);
        } catch (SallyportException taken) {
            if (port == 0) {
                throw taken;
            }
            return LoopbackServer.start(services.front(), 0);
        }
    }

    private Notice join() {
        Instant patience = Instant.now().plus(PATIENCE);
        Pace pace = Pace.between(Duration.ofMillis(5), Duration.ofMillis(50));
        while (Instant.now().isBefore(patience)) {
            Optional<Notice> told = tenancy.notice().filter(Notice::isOwnerAlive);
            if (told.isPresent()) {
                return told.get();
            }
            if (tenancy.acquire()) {
                return own();
            }
            try {
                pace.rest();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw gone();
    }

    private SallyportException gone() {
        return SallyportException.unavailable(
                "SP-SANDBOX-GONE",
                "Another process holds the sandbox in " + tenancy.folder() + " and does not answer.",
                "Close that process, or use another --home.");
    }

    /** In this process where it is the owner. */
    synchronized Optional<SdkHttpClient> inProcess() {
        return Optional.ofNullable(running).map(Running::inProcess);
    }

    /** Becomes the owner after the old one has gone; empty when yet another process did. */
    synchronized Optional<SdkHttpClient> takeOver() {
        if (running == null && tenancy.acquire()) {
            own();
        }
        return inProcess();
    }

    /** Where AWS's wire protocols are spoken; stays the same from owner to owner while its port is free. */
    public URI endpoint() {
        return notice.endpoint();
    }

    /** The key pair of the account's root. */
    public AwsCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(notice.accessKeyId(), notice.secretAccessKey()));
    }

    /** Lets its holder say from where a viewer request seems to come. */
    public String edgeToken() {
        return notice.edgeToken();
    }

    /** Where a host of the sandbox answers on loopback; empty for other hosts. */
    public synchronized Optional<URI> address(String host) {
        return running == null
                ? Optional.ofNullable(tenancy.ports().get(host.toLowerCase(Locale.ROOT)))
                        .map(port -> URI.create("http://127.0.0.1:" + port))
                : running.services().addresses().loopback(host);
    }

    /** The Region of everything at the edge. */
    public String region() {
        return EdgeRegion.NAME;
    }

    /** A transport for SDK clients; closing it leaves the sandbox running. */
    public SdkHttpClient transport() {
        return new SharedTransport(this, ApacheHttpClient.create());
    }

    /**
     * Empties the sandbox.
     *
     * @throws SallyportException {@code SP-SANDBOX-BUSY} when another process owns it
     */
    public synchronized void reset() {
        if (running == null) {
            throw busy(tenancy.folder());
        }
        running.services().reset();
    }

    /**
     * Puts the whole copy of an earlier time in the place of a damaged state, which is kept beside it.
     *
     * @return when the copy was written, and what is lost
     * @throws SallyportException {@code SP-NOT-FOUND} when there is no whole copy, {@code SP-SANDBOX-BUSY} when a process
     *     owns the sandbox
     */
    public static SandboxState.Restored restore(Path folder) {
        return alone(folder, () -> SandboxState.restore(folder));
    }

    /**
     * Moves a damaged state out of the way, so that the next owner begins with an empty one.
     *
     * @return where it is kept
     * @throws SallyportException {@code SP-SANDBOX-BUSY} when a process owns the sandbox
     */
    public static Optional<Path> startAfresh(Path folder) {
        return alone(folder, () -> SandboxState.setAside(folder));
    }

    private static <T> T alone(Path folder, Supplier<T> work) {
        Tenancy tenancy = new Tenancy(folder);
        if (!tenancy.acquire()) {
            throw busy(folder);
        }
        try {
            return work.get();
        } finally {
            tenancy.release();
        }
    }

    private static SallyportException busy(Path folder) {
        return SallyportException.refused(
                "SP-SANDBOX-BUSY", "Another process owns the sandbox in " + folder + ".", "Close it, then try again.");
    }

    /** Stops the services where this process owns them, and lets the next process take over. */
    @Override
    public synchronized void close() {
        if (running != null) {
            running.server().close();
            running.services().close();
            running = null;
            tenancy.release();
        }
    }
}
