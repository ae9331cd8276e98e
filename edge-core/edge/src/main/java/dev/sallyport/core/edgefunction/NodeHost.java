package dev.sallyport.core.edgefunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.confine.Confinement;
import dev.sallyport.core.edgefunction.Invocation.Failed;
import dev.sallyport.core.edgefunction.Invocation.LogLine;
import dev.sallyport.core.edgefunction.Invocation.Outcome;
import dev.sallyport.core.edgefunction.Invocation.Returned;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs one function's code in Node child processes, the way Lambda does: one call in flight per process, frozen between
 * calls, a cleared environment, a cap on heap and resident memory, a hard deadline after which the process is killed,
 * and read access to the function's own folder only, by Node's permissions and by the {@link Confinement} beneath.
 * Connections to other machines stay possible. A hostile function costs its own process, never ours.
 *
 * <p>The binary is the one that the system property {@code sallyport.node} names.
 */
public final class NodeHost implements AutoCloseable {
    /** Lambda's own limit for loading the code. */
    private static final Duration INIT_LIMIT = Duration.ofSeconds(10);

    /** What Node itself takes before any code of the function runs, which Lambda's runtime keeps smaller. */
    private static final int NODE_OWN_MB = 64;

    private static final Set<NodeChild> ALL = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALL.forEach(NodeChild::kill), "functions-end"));
    }

    /** The worker's text, given on the command line, so that no file of it stays anywhere. */
    private static final String WORKER = worker();

    /**
     * What to run.
     *
     * @param folder the unpacked deployment package
     * @param handler {@code file.export}, as in Lambda's configuration
     * @param callbacks whether callback-style handlers are served; Lambda does up to nodejs22.x
     * @param environment all the variables that the function sees. Its process starts without them, since Node and the
     *     system's loader obey some: of {@code NODE_OPTIONS}, {@code --import}, {@code --require} and
     *     {@code --enable-source-maps} are done for it, the rest is left out and named in its log
     * @param hosts the loopback port that stands for a host of API Gateway, a function URL, CloudFront or custom resources'
     *     answers, which the function asks for by TLS; 0 for one that is not there
     */
    public record Code(
            Path folder,
            String handler,
            boolean callbacks,
            Map<String, String> environment,
            ToIntFunction<String> hosts) {
        /** Copies the environment. */
        public Code {
            environment = Map.copyOf(environment);
        }

        /** Code for which no such host is there. */
        public Code(Path folder, String handler, boolean callbacks, Map<String, String> environment) {
            this(folder, handler, callbacks, environment, host -> 0);
        }
    }

    private final Code code;
    private final int memoryMb;
    private final int children;
    private final Semaphore free;
    private final Set<NodeChild> mine = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Nothing is started before the first call.
     *
     * @param memoryMb the function's memory size, 128 to 10,240
     * @param children how many calls may run at once
     */
    public NodeHost(Code code, int memoryMb, int children) {
        this.code = code;
        this.memoryMb = memoryMb;
        this.children = children;
        this.free = new Semaphore(children);
    }

    /**
     * Runs the handler once.
     *
     * @param context the context object's plain members; {@code awsRequestId} is named in the errors of Lambda's own
     * @param timeout of the handler; loading the code has its own 10 s
     * @throws SallyportException {@code SP-NODE} when there is no Node to run
     */
    public Invocation invoke(JsonNode event, ObjectNode context, Duration timeout) {
        return invoke(event, context, timeout, null);
    }

    /**
     * Runs the handler once.
     *
     * @param context the context object's plain members; {@code awsRequestId} is named in the errors of Lambda's own
     * @param timeout of the handler; loading the code has its own 10 s
     * @param pieces what a handler streams, as it comes: first {@code head} with the members of its HTTP response, then
     *     {@code part}s in base64; null for one value at the end
     * @throws SallyportException {@code SP-NODE} when there is no Node to run
     */
    public Invocation invoke(
            JsonNode event, ObjectNode context, Duration timeout, @Nullable Consumer<JsonNode> pieces) {
        String requestId = context.path("awsRequestId").asText();
        try {
            if (!free.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return ended(new FunctionError(FunctionError.THROTTLED, "Rate Exceeded.", List.of()));
            }
            try {
                return run(event, context, timeout, requestId, pieces);
            } finally {
                free.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ended(exited(requestId, "Runtime exited without providing a reason"));
        } catch (IOException e) {
            throw noNode("cannot be started: " + e.getMessage()).causedBy(e);
        }
    }

    /**
     * Loads the code in a process that runs on, as a long-lived function of a Greengrass core device does. It is ended
     * when it takes too much memory, or uses thirty seconds more of a processor than a quarter of the time.
     *
     * @return nothing returned, or why the code cannot be loaded; and what it printed
     * @throws SallyportException {@code SP-NODE} when there is no Node to run
     */
    public Invocation load() {
        try {
            long start = System.nanoTime();
            NodeChild child = launch();
            JsonNode ready = interruptibly(child, c -> c.awaitReady(INIT_LIMIT));
            Duration init = Duration.ofNanos(System.nanoTime() - start);
            boolean failed = ready == null || ready.has("error");
            Outcome outcome = failed
                    ? outcome(child, ready, INIT_LIMIT, "")
                    : new Returned(JsonNodeFactory.instance.nullNode());
            child.runOn();
            return finish(child, outcome, Duration.ZERO, init, failed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ended(exited("", "Runtime exited without providing a reason"));
        } catch (IOException e) {
            throw noNode("cannot be started: " + e.getMessage()).causedBy(e);
        }
    }

    /** Whether any process with the loaded code is there. */
    public boolean isAlive() {
        return mine.stream().anyMatch(NodeChild::alive);
    }

    /** How many calls are under way. */
    public int busy() {
        return children - free.availablePermits();
    }

    private Invocation run(
            JsonNode event,
            ObjectNode context,
            Duration timeout,
            String requestId,
            @Nullable Consumer<JsonNode> pieces)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        NodeChild child = Reaper.take(this);
        Duration init = Duration.ZERO;
        if (child == null) {
            child = launch();
            JsonNode ready = interruptibly(child, c -> c.awaitReady(INIT_LIMIT));
            init = Duration.ofNanos(System.nanoTime() - start);
            if (ready == null || ready.has("error")) {
                return finish(child, outcome(child, ready, INIT_LIMIT, requestId), Duration.ZERO, init, true);
            }
            start = System.nanoTime();
        }
        JsonNode answer = interruptibly(child, c -> c.call(event, context, timeout, pieces));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        return finish(child, outcome(child, answer, timeout, requestId), took, init, isLast(answer));
    }

    private interface Work {
        @Nullable JsonNode on(NodeChild child) throws InterruptedException;
    }

    private @Nullable JsonNode interruptibly(NodeChild child, Work work) throws InterruptedException {
        try {
            return work.on(child);
        } catch (InterruptedException e) {
            drop(child);
            throw e;
        }
    }

    /** Whether the process said this on its way out. */
    private static boolean isLast(@Nullable JsonNode answer) {
        return answer == null || answer.path("last").asBoolean();
    }

    private Invocation finish(NodeChild child, Outcome outcome, Duration took, Duration init, boolean last) {
        boolean waits = child.runsOn() || child.pause();
        List<LogLine> log = child.takePrinted();
        if (last || !waits || !child.alive()) {
            drop(child);
        } else {
            if (child.runsOn()) {
                Reaper.watch(this, child);
            } else {
                Reaper.keep(this, child);
            }
            if (closed) {
                close();
            }
        }
        return new Invocation(outcome, log, took, init, child.maxMemory());
    }

    private static Outcome outcome(NodeChild child, @Nullable JsonNode answer, Duration limit, String requestId)
            throws InterruptedException {
        if (answer != null && answer.has("ok")) {
            return new Returned(Objects.requireNonNull(answer.get("ok")));
        }
        if (answer != null) {
            JsonNode error = answer.path("error");
            List<String> trace = new ArrayList<>();
            error.path("trace").forEach(line -> trace.add(line.asText()));
            return new Failed(
                    new FunctionError(error.path("errorType").asText(), error.path("errorMessage").asText(), trace));
        }
        int status = child.exitStatus();
        return new Failed(switch (child.ended()) {
            case TIMED_OUT -> new FunctionError(
                    FunctionError.TIMED_OUT,
                    String.format(
                            Locale.ROOT,
                            "RequestId: %s Error: Task timed out after %.2f seconds",
                            requestId,
                            limit.toMillis() / 1000.0),
                    List.of());
            case OUT_OF_MEMORY -> exited(requestId, "Runtime exited with error: signal: killed");
            case GARBAGE -> exited(requestId, "Runtime wrote a response that is too large");
            case null -> exited(
                    requestId,
                    status == 0
                            ? "Runtime exited without providing a reason"
                            : status > 128 && status < 160
                                    ? "Runtime exited with error: signal: " + signal(status - 128)
                                    : "Runtime exited with error: exit status " + status);
        });
    }

    private static String signal(int number) {
        return switch (number) {
            case 6 -> "aborted";
            case 9 -> "killed";
            case 11 -> "segmentation fault";
            case 15 -> "terminated";
            default -> Integer.toString(number);
        };
    }

    private static FunctionError exited(String requestId, String reason) {
        return new FunctionError(FunctionError.EXITED, "RequestId: " + requestId + " Error: " + reason, List.of());
    }

    private static Invocation ended(FunctionError error) {
        return new Invocation(new Failed(error), List.of(), Duration.ZERO, Duration.ZERO, 0);
    }

    private NodeChild launch() throws IOException {
        Path node = binary();
        // Node's permission model compares real paths.
        Path folder = code.folder().toRealPath();
        ProcessBuilder command = new ProcessBuilder(
                node.toString(),
                "--max-old-space-size=" + memoryMb,
                "--permission",
                "--allow-fs-read=" + folder,
                "--no-experimental-sqlite",
                "--input-type=module",
                "--eval",
                WORKER,
                "--",
                folder.toString(),
                code.handler(),
                code.callbacks() ? "callbacks" : "async");
        command.directory(folder.toFile());
        Map<String, String> environment = command.environment();
        String systemRoot = environment.get("SystemRoot");
        environment.clear();
        if (systemRoot != null) {
            // Windows cannot load its own sockets and random numbers without it.
            environment.put("SystemRoot", systemRoot);
        }
        Process process = Confinement.of(node).start(command, folder);
        NodeChild child =
                NodeChild.over(process, (memoryMb + NODE_OWN_MB) * 1024L * 1024L, code);
        ALL.add(child);
        mine.add(child);
        return child;
    }

    void drop(NodeChild child) {
        child.kill();
        ALL.remove(child);
        mine.remove(child);
    }

    private static Path binary() {
        String named = System.getProperty("sallyport.node");
        if (named == null || !Files.isExecutable(Path.of(named))) {
            throw noNode(named == null ? "is not named" : "is not at " + named);
        }
        return Path.of(named);
    }

    private static SallyportException noNode(String how) {
        return SallyportException.unavailable(
                "SP-NODE",
                "The Node binary that runs edge functions " + how + ".",
                "Start Sallyport by its own launcher, or name the binary with -Dsallyport.node=FILE.");
    }

    /** One sentence: what keeps the functions' code inside its processes on this machine. */
    public static String confinement() {
        return Confinement.of(binary()).told();
    }

    private static String worker() {
        try (InputStream script = Objects.requireNonNull(NodeHost.class.getResourceAsStream("worker.mjs"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        Reaper.forget(this);
        mine.forEach(this::drop);
    }
}
