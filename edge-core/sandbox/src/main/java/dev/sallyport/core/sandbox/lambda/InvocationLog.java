package dev.sallyport.core.sandbox.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.edgefunction.FunctionError;
import dev.sallyport.core.edgefunction.Invocation;
import dev.sallyport.core.edgefunction.Invocation.Failed;
import dev.sallyport.core.edgefunction.Invocation.LogLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/**
 * The lines that Lambda writes for one invocation, in text or JSON as the function's LoggingConfig says.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html">Log formats</a>
 */
final class InvocationLog {
    private static final int TAIL_BYTES = 4096;
    private static final Set<String> QUIET = Set.of("TRACE", "DEBUG");
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final FunctionConfiguration configuration;
    private final String requestId;
    private final boolean json;
    private final List<Line> lines = new ArrayList<>();

    /** One event. */
    record Line(Instant at, String text) {}

    private InvocationLog(FunctionConfiguration configuration, String requestId) {
        this.configuration = configuration;
        this.requestId = requestId;
        this.json = "JSON".equals(configuration.loggingConfig().logFormatAsString());
    }

    static InvocationLog of(
            FunctionConfiguration configuration, String requestId, Invocation invocation, Instant start, Instant end) {
        InvocationLog log = new InvocationLog(configuration, requestId);
        log.start(start);
        // Node tells milliseconds only, so that a line could seem older than START.
        for (LogLine line : invocation.log()) {
            Instant at = line.at().isBefore(start) ? start : line.at().isAfter(end) ? end : line.at();
            log.printed(new LogLine(at, line.level(), line.text()));
        }
        if (invocation.outcome() instanceof Failed failed) {
            log.failed(end, failed.error());
        }
        log.end(end, invocation);
        return log;
    }

    List<Line> lines() {
        return lines;
    }

    /** The last 4 KB, base64, as {@code LogType=Tail} gives it. */
    String tail() {
        StringBuilder all = new StringBuilder();
        lines.forEach(line -> all.append(line.text()).append(line.text().endsWith("\n") ? "" : "\n"));
        byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder()
                .encodeToString(Arrays.copyOfRange(bytes, Math.max(0, bytes.length - TAIL_BYTES), bytes.length));
    }

    private void start(Instant at) {
        if (json) {
            ObjectNode event = platform(at, "platform.start");
            event.withObject("/record").put("requestId", requestId).put("version", configuration.version());
            add(at, event);
        } else {
            add(at, "START RequestId: " + requestId + " Version: " + configuration.version() + "\n");
        }
    }

    private void printed(LogLine line) {
        if (line.level().isEmpty()) {
            add(line.at(), line.text());
        } else if (json) {
            boolean wanted = !QUIET.contains(line.level())
                    || QUIET.contains(configuration.loggingConfig().applicationLogLevelAsString());
            if (wanted) {
                ObjectNode event = Json.MAPPER.createObjectNode();
                event.put("timestamp", MILLIS.format(line.at()))
                        .put("level", line.level())
                        .put("requestId", requestId)
                        .put("message", line.text());
                add(line.at(), event);
            }
        } else {
            add(line.at(), prefix(line.at()) + '\t' + line.level() + '\t' + line.text().replace('\n', '\r') + "\n");
        }
    }

    private String prefix(Instant at) {
        return MILLIS.format(at) + '\t' + requestId;
    }

    private void failed(Instant at, FunctionError error) {
        if (error.errorType().equals(FunctionError.TIMED_OUT)) {
            String what = error.errorMessage().replaceFirst("^RequestId: \\S+ Error: ", "");
            add(at, MILLIS.format(at) + ' ' + requestId + ' ' + what + "\n\n");
            return;
        }
        if (error.errorType().equals(FunctionError.EXITED)) {
            add(at, error.errorMessage() + '\n' + error.errorType() + '\n');
            return;
        }
        ObjectNode what = Json.MAPPER.createObjectNode();
        what.put("errorType", error.errorType()).put("errorMessage", error.errorMessage());
        error.trace().forEach(what.withArray(json ? "stackTrace" : "stack")::add);
        if (json) {
            ObjectNode event = Json.MAPPER.createObjectNode();
            event.put("timestamp", MILLIS.format(at)).put("level", "ERROR").put("requestId", requestId);
            event.set("message", what);
            add(at, event);
        } else {
            add(at, prefix(at) + "\tERROR\tInvoke Error \t" + what + "\n");
        }
    }

    private void end(Instant at, Invocation invocation) {
        double duration = invocation.duration().toNanos() / 1e6;
        double init = invocation.initDuration().toNanos() / 1e6;
        long billed = (long) Math.ceil(duration + init);
        int size = configuration.memorySize();
        long used = Math.min(size, (invocation.maxMemoryBytes() + (1 << 20) - 1) >> 20);
        String status = status(invocation);
        if (json) {
            ObjectNode event = platform(at, "platform.report");
            ObjectNode metrics = event.withObject("/record")
                    .put("requestId", requestId)
                    .put("status", status.isEmpty() ? "success" : status)
                    .withObject("/metrics");
            metrics.put("durationMs", Math.round(duration * 1000) / 1000.0)
                    .put("billedDurationMs", billed)
                    .put("memorySizeMB", size)
                    .put("maxMemoryUsedMB", used);
            if (init > 0) {
                metrics.put("initDurationMs", Math.round(init * 1000) / 1000.0);
            }
            add(at, event);
            return;
        }
        add(at, "END RequestId: " + requestId + "\n");
        add(at, String.format(
                Locale.ROOT,
                "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %d ms\tMemory Size: %d MB\t"
                        + "Max Memory Used: %d MB\t%s%s\n",
                requestId,
                duration,
                billed,
                size,
                used,
                init > 0 ? String.format(Locale.ROOT, "Init Duration: %.2f ms\t", init) : "",
                status.isEmpty() ? "" : "Status: " + status));
    }

    /** Lambda marks only what its own platform ended. */
    private static String status(Invocation invocation) {
        if (!(invocation.outcome() instanceof Failed failed)) {
            return "";
        }
        return switch (failed.error().errorType()) {
            case FunctionError.TIMED_OUT -> "timeout";
            case FunctionError.EXITED -> "error\tError Type: " + FunctionError.EXITED;
            default -> "";
        };
    }

    private static ObjectNode platform(Instant at, String type) {
        return Json.MAPPER.createObjectNode().put("time", MILLIS.format(at)).put("type", type);
    }

    private void add(Instant at, ObjectNode event) {
        try {
            add(at, Json.MAPPER.writeValueAsString(event));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(Instant at, String text) {
        lines.add(new Line(at, text));
    }
}
