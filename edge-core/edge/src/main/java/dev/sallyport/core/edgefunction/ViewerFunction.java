package dev.sallyport.core.edgefunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.edgefunction.Invocation.Failed;
import dev.sallyport.core.edgefunction.Invocation.Returned;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One CloudFront Function, run in the processes of a {@link NodeHost} and, in them, in a realm of its own that has the language
 * and the modules of CloudFront's runtime: no network, no timers, no evaluation of text, a clock that stands still. What
 * CloudFront's engine does not know of newer syntax is not refused.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html">
 *     JavaScript runtime 2.0 features</a>
 */
public final class ViewerFunction implements AutoCloseable {
    /**
     * CloudFront grants less than a millisecond of its own machines, which no other machine can count; this is when the
     * sandbox gives a function up.
     */
    public static final Duration LIMIT = Duration.ofSeconds(1);

    private static final int MEMORY_MB = 128;
    private static final int CHILDREN = 4;

    private final NodeHost host;

    /**
     * What came of one event.
     *
     * @param value what the handler returned; null when it failed
     * @param error in one line, why it failed
     * @param logs what it printed, a line each
     */
    public record Run(@Nullable JsonNode value, @Nullable String error, List<String> logs, Duration took) {}

    /**
     * Lays the code down in a folder; nothing runs yet.
     *
     * @param folder for it alone, made when it is not there
     * @param source the function's code
     * @param runtime {@code cloudfront-js-1.0} or {@code cloudfront-js-2.0}
     * @param store the key value store as {@code id}, {@code meta} and {@code values}; JSON's null for none
     */
    public ViewerFunction(Path folder, String source, String runtime, JsonNode store) {
        ObjectNode settings = JsonNodeFactory.instance.objectNode().put("runtime", runtime);
        settings.set("store", store);
        Map<String, String> files = Map.of(
                "index.mjs", resource("viewer-function.mjs"),
                "viewer-runtime.js", resource("viewer-runtime.js"),
                "function.js", source,
                "settings.json", settings.toString());
        try {
            Home.privateFolder(folder);
            for (Map.Entry<String, String> file : files.entrySet()) {
                Home.writeForOwner(folder.resolve(file.getKey()), file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        host = new NodeHost(new NodeHost.Code(folder, "index.handler", false, Map.of()), MEMORY_MB, CHILDREN);
    }

    private static String resource(String name) {
        try (InputStream text = Objects.requireNonNull(ViewerFunction.class.getResourceAsStream(name))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands an event to the handler. */
    public Run run(JsonNode event) {
        Invocation invocation = host.invoke(event, Json.MAPPER.createObjectNode(), LIMIT);
        return switch (invocation.outcome()) {
            case Returned(JsonNode told) -> {
                List<String> logs = new ArrayList<>();
                told.path("logs").forEach(line -> logs.add(line.asText()));
                String error = told.path("error").textValue();
                yield new Run(error == null ? told.path("value") : null, error, logs, invocation.duration());
            }
            case Failed(FunctionError error) -> new Run(null, reason(error), List.of(), invocation.duration());
        };
    }

    private static String reason(FunctionError error) {
        return switch (error.errorType()) {
            case FunctionError.TIMED_OUT -> "The function was still running after " + LIMIT.toMillis() + " ms.";
            case FunctionError.EXITED -> "The function used more memory than it may, or ended its process.";
            default -> error.errorType().replaceFirst("^Runtime\\.UserCodeSyntaxError$", "SyntaxError") + ": "
                    + error.errorMessage().replaceFirst("^SyntaxError: ", "");
        };
    }

    @Override
    public void close() {
        host.close();
    }
}
