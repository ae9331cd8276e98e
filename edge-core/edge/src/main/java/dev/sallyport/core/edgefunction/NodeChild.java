package dev.sallyport.core.edgefunction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.confine.Confinement;
import dev.sallyport.core.confine.Pause;
import dev.sallyport.core.edgefunction.Invocation.LogLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One Node process with one function in it, one call in flight. Between calls it stands still, as Lambda freezes an
 * execution environment. What it says counts only behind a word that is drawn for it and that its code never sees; what
 * stands elsewhere on its output is what the function printed.
 */
final class NodeChild {
    /** Lambda's synchronous payload is 6 MB; JSON escapes may double what a function returns. */
    private static final int LINE_LIMIT = 16 << 20;

    private static final int LOG_LIMIT = 1 << 20;

    /** Of a processor, a quarter for a process that runs between calls. */
    private static final int SHARE = 4;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final JsonNode END = JsonNodeFactory.instance.missingNode();

    /** Stands for an answer that no JSON reader takes, such as one nested thousands of levels deep. */
    private static final JsonNode UNREADABLE = JsonNodeFactory.instance
            .objectNode()
            .set(
                    "error",
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("errorType", "Runtime.MarshalError")
                            .put("errorMessage", "The response is no JSON that can be read, or nested too deeply"));

    private static final ScheduledThreadPoolExecutor DEADLINES = deadlines();

    /** Why we ended it, when we did. */
    enum Ended {
        TIMED_OUT,
        OUT_OF_MEMORY,
        GARBAGE
    }

    private final Process process;
    private final ProcessHandle handle;
    private final long memoryLimit;
    private final ToIntFunction<String> hosts;
    private final String word = random();
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final List<LogLine> printed = new ArrayList<>();
    private long printedChars;
    private volatile boolean runsOn;
    private Duration used = Duration.ZERO;
    private Duration overdraft = Duration.ZERO;
    private long looked;
    private volatile long maxMemory;
    private volatile @Nullable Ended ended;
    private volatile long idleSince = System.nanoTime();

    private NodeChild(Process process, long memoryLimit, ToIntFunction<String> hosts) {
        this.process = process;
        this.hosts = hosts;
        this.handle = Confinement.handle(process);
        this.memoryLimit = memoryLimit;
    }

    private static String random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Takes over a process that has just been started with the worker in it.
     *
     * @param code whose environment the function finds
     */
    static NodeChild over(Process process, long memoryLimit, NodeHost.Code code) throws IOException {
        NodeChild child = new NodeChild(process, memoryLimit, code.hosts());
        child.write(child.word + '\n' + Json.MAPPER.writeValueAsString(code.environment()));
        Thread.Builder readers = Thread.ofPlatform().daemon().name("function-output");
        readers.start(() -> child.read(child.process.getInputStream(), true));
        readers.start(() -> child.read(child.process.getErrorStream(), false));
        return child;
    }

    private static ScheduledThreadPoolExecutor deadlines() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("function-deadline").factory());
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** Waits until the code is loaded; the answer carries {@code error} when it could not be. */
    @Nullable JsonNode awaitReady(Duration limit) throws InterruptedException {
        return within(limit, () -> next("ready", "", null));
    }

    /** The answer to one event, or null when the process ended instead. */
    @Nullable JsonNode call(
            JsonNode event, ObjectNode context, Duration limit, @Nullable Consumer<JsonNode> pieces)
            throws InterruptedException {
        // Drawn for each call, so that nothing can be answered before it is asked.
        String id = random();
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("id", id).put("deadline", System.currentTimeMillis() + limit.toMillis());
        request.put("stream", pieces != null);
        request.set("context", context);
        request.set("event", event);
        return within(limit, () -> {
            try {
                Pause.resume(process);
                write(Json.MAPPER.writeValueAsString(request));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a tree that cannot be written", e);
            } catch (IOException e) {
                // The process is gone; what it said last still counts.
            }
            return next("id", id, pieces);
        });
    }

    private void write(String line) throws IOException {
        process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    private interface Wait {
        @Nullable JsonNode answer() throws InterruptedException;
    }

    private @Nullable JsonNode within(Duration limit, Wait wait) throws InterruptedException {
        ResidentMemory.watch(this);
        maxMemory = ResidentMemory.bytes(pid());
        ScheduledFuture<?> deadline =
                DEADLINES.schedule(() -> end(Ended.TIMED_OUT), limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return wait.answer();
        } finally {
            deadline.cancel(false);
            idleSince = System.nanoTime();
        }
    }

    private @Nullable JsonNode next(String key, String id, @Nullable Consumer<JsonNode> pieces)
            throws InterruptedException {
        while (true) {
            JsonNode message = messages.take();
            if (message.isMissingNode()) {
                messages.add(END);
                return null;
            }
            JsonNode value = message.get(key);
            boolean answers = value != null && (id.isEmpty() || value.asText().equals(id));
            if (answers && pieces != null && (message.has("head") || message.has("part"))) {
                pieces.accept(message);
                continue;
            }
            if (answers || message.equals(UNREADABLE)) {
                return message;
            }
        }
    }

    void sawMemory(long bytes) {
        maxMemory = Math.max(maxMemory, bytes);
        if (bytes > memoryLimit) {
            end(Ended.OUT_OF_MEMORY);
        }
    }

    private void end(Ended why) {
        if (ended == null) {
            ended = why;
        }
        handle.destroyForcibly();
    }

    /** What was printed since the last call of this method. */
    synchronized List<LogLine> takePrinted() {
        List<LogLine> taken = List.copyOf(printed);
        printed.clear();
        printedChars = 0;
        return taken;
    }

    private synchronized void print(Instant at, String level, String text) {
        if (printedChars > LOG_LIMIT) {
            return;
        }
        printedChars += text.length() + 32;
        printed.add(new LogLine(at, level, printedChars > LOG_LIMIT ? "[output over 1 MB was cut]" : text));
    }

    private void read(InputStream from, boolean protocol) {
        try (from) {
            ByteArrayOutputStream line = new ByteArrayOutputStream(8192);
            byte[] buffer = new byte[1 << 16];
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                int start = 0;
                for (int i = 0; i < n; i++) {
                    if (buffer[i] == '\n') {
                        line.write(buffer, start, i - start);
                        accept(line.toString(StandardCharsets.UTF_8), protocol);
                        line.reset();
                        start = i + 1;
                    }
                }
                line.write(buffer, start, n - start);
                if (line.size() > LINE_LIMIT) {
                    end(Ended.GARBAGE);
                    line.reset();
                }
            }
            accept(line.toString(StandardCharsets.UTF_8), protocol);
        } catch (IOException e) {
            // A killed process closes its pipes under the reader.
        } finally {
            if (protocol) {
                messages.add(END);
            }
        }
    }

    private void accept(String line, boolean protocol) {
        if (line.isBlank()) {
            return;
        }
        if (protocol && line.startsWith(word)) {
            try {
                JsonNode message = Json.MAPPER.readTree(line.substring(word.length()));
                if (message.has("log")) {
                    print(
                            Instant.ofEpochMilli(message.path("at").asLong()),
                            message.path("log").asText(),
                            message.path("text").asText());
                    return;
                }
                if (message.has("where")) {
                    // Not by the thread that empties the output: the input may be full until it is read.
                    String host = message.path("where").asText();
                    Thread.startVirtualThread(() -> tellPort(host));
                    return;
                }
                messages.add(message);
            } catch (JsonProcessingException e) {
                messages.add(UNREADABLE);
            }
            return;
        }
        print(Instant.now(), "", line);
    }

    private void tellPort(String host) {
        ObjectNode told = JsonNodeFactory.instance.objectNode().put("there", host).put("port", hosts.applyAsInt(host));
        try {
            write(told.toString());
        } catch (IOException e) {
            // The process is gone, and nobody asks any more.
        }
    }

    /** From now on it is not frozen between calls, and has a share of a processor. */
    void runOn() {
        runsOn = true;
        countFromNow();
    }

    /** Leaves out of the count what it used since it was last counted: a call has a limit of its own. */
    void countFromNow() {
        used = processor();
        looked = System.nanoTime();
    }

    /**
     * Counts what it used between calls. What it leaves of its share makes up for what it used before, and for nothing
     * that it uses later.
     */
    void count() {
        Duration usedNow = processor();
        long now = System.nanoTime();
        Duration more = overdraft.plus(usedNow.minus(used)).minusNanos((now - looked) / SHARE);
        overdraft = more.isNegative() ? Duration.ZERO : more;
        used = usedNow;
        looked = now;
    }

    /** Whether it has used {@code burst} more of a processor between calls than its share. */
    boolean overdrawn(Duration burst) {
        count();
        return overdraft.compareTo(burst) > 0;
    }

    boolean runsOn() {
        return runsOn;
    }

    /**
     * Stops it between calls.
     *
     * @return whether this system can; a child that goes on must be ended instead
     */
    boolean pause() {
        Pause.stop(process);
        ResidentMemory.forget(this);
        return Pause.AVAILABLE;
    }

    boolean alive() {
        return process.isAlive() && ended == null;
    }

    long pid() {
        return process.pid();
    }

    /** The processor time used so far; nothing where the system does not tell. */
    Duration processor() {
        return handle.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    long maxMemory() {
        return maxMemory;
    }

    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - idleSince);
    }

    /** Why we ended it, or null when it ended by itself. */
    @Nullable Ended ended() {
        return ended;
    }

    int exitStatus() throws InterruptedException {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            handle.destroyForcibly();
        }
        return process.waitFor();
    }

    void kill() {
        ResidentMemory.forget(this);
        handle.destroyForcibly();
    }
}
