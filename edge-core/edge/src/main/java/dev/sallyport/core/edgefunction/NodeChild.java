package dev.sallyport.core.edgefunction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.edgefunction.Invocation.LogLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One Node process with one function in it, one call in flight. */
final class NodeChild {
    /** Lambda's synchronous payload is 6 MB; JSON escapes may double what a function returns. */
    private static final int LINE_LIMIT = 16 << 20;

    private static final int LOG_LIMIT = 1 << 20;
    private static final JsonNode END = JsonNodeFactory.instance.missingNode();
    private static final ScheduledThreadPoolExecutor DEADLINES = deadlines();

    /** Why we ended it, when we did. */
    enum Ended {
        TIMED_OUT,
        OUT_OF_MEMORY,
        GARBAGE
    }

    private final Process process;
    private final long memoryLimit;
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final List<LogLine> printed = new ArrayList<>();
    private long printedChars;
    private long calls;
    private volatile long maxMemory;
    private volatile @Nullable Ended ended;
    private volatile long idleSince = System.nanoTime();

    private NodeChild(Process process, long memoryLimit) {
        this.process = process;
        this.memoryLimit = memoryLimit;
    }

    static NodeChild start(ProcessBuilder command, long memoryLimit) throws IOException {
        NodeChild child = new NodeChild(command.start(), memoryLimit);
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
        return within(limit, () -> next("ready", 0));
    }

    /** The answer to one event, or null when the process ended instead. */
    @Nullable JsonNode call(JsonNode event, ObjectNode context, Duration limit) throws InterruptedException {
        long id = ++calls;
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("id", id).put("deadline", System.currentTimeMillis() + limit.toMillis());
        request.set("context", context);
        request.set("event", event);
        return within(limit, () -> {
            try {
                byte[] line = (Json.MAPPER.writeValueAsString(request) + '\n').getBytes(StandardCharsets.UTF_8);
                process.getOutputStream().write(line);
                process.getOutputStream().flush();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a tree that cannot be written", e);
            } catch (IOException e) {
                // The process is gone; what it said last still counts.
            }
            return next("id", id);
        });
    }

    private interface Wait {
        @Nullable JsonNode answer() throws InterruptedException;
    }

    private @Nullable JsonNode within(Duration limit, Wait wait) throws InterruptedException {
        maxMemory = ResidentMemory.bytes(pid());
        ResidentMemory.watch(this);
        ScheduledFuture<?> deadline =
                DEADLINES.schedule(() -> end(Ended.TIMED_OUT), limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return wait.answer();
        } finally {
            deadline.cancel(false);
            ResidentMemory.forget(this);
            idleSince = System.nanoTime();
        }
    }

    private @Nullable JsonNode next(String key, long id) throws InterruptedException {
        while (true) {
            JsonNode message = messages.take();
            if (message.isMissingNode()) {
                messages.add(END);
                return null;
            }
            JsonNode value = message.get(key);
            if (value != null && (id == 0 || value.asLong() == id)) {
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
        process.destroyForcibly();
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
        if (protocol && line.startsWith("{")) {
            try {
                JsonNode message = Json.MAPPER.readTree(line);
                if (message.has("log")) {
                    print(
                            Instant.ofEpochMilli(message.path("at").asLong()),
                            message.path("log").asText(),
                            message.path("text").asText());
                    return;
                }
                if (message.has("id") || message.has("ready")) {
                    messages.add(message);
                    return;
                }
            } catch (JsonProcessingException e) {
                // Not ours: the function wrote it.
            }
        }
        print(Instant.now(), "", line);
    }

    boolean alive() {
        return process.isAlive() && ended == null;
    }

    long pid() {
        return process.pid();
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
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    void kill() {
        process.destroyForcibly();
    }
}
