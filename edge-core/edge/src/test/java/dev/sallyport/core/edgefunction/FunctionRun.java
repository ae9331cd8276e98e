package dev.sallyport.core.edgefunction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.OutsideTool;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The functions under assets, run as they stand by the Node that runs them in the sandbox. */
final class FunctionRun {
    /** The credentials that a signing function is given. */
    static final Map<String, String> CREDENTIALS = Map.of(
            "AWS_ACCESS_KEY_ID", "ASIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "AWS_SESSION_TOKEN", "IQoJb3JpZ2luX2VjEXAMPLE//token+with=signs==");

    private FunctionRun() {}

    /** The answers, one per event, and what the function logged. */
    record Result(List<JsonNode> answers, String log) {}

    static Path functions() {
        return resource("/sallyport/functions");
    }

    static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(FunctionRun.class.getResource(name), name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives the events to the function in one process. */
    static Result run(Path functions, String name, Map<String, String> environment, List<? extends JsonNode> events) {
        return run(functions, name, "handler", environment, events);
    }

    /** Gives the events to one of the functions that a folder exports, in one process. */
    static Result run(
            Path functions,
            String name,
            String exported,
            Map<String, String> environment,
            List<? extends JsonNode> events) {
        StringBuilder input = new StringBuilder();
        events.forEach(event -> input.append(event).append('\n'));
        OutsideTool.Output output = OutsideTool.run(
                environment,
                input.toString().getBytes(StandardCharsets.UTF_8),
                List.of(
                        Objects.requireNonNull(System.getProperty("sallyport.node")),
                        resource("drive.mjs").toString(),
                        main(functions.resolve(name)).toString(),
                        exported));
        assertThat(output.status()).as(output.err()).isZero();
        List<JsonNode> answers = output.out().lines().map(FunctionRun::json).toList();
        assertThat(answers).hasSameSizeAs(events);
        return new Result(answers, output.err());
    }

    private static Path main(Path function) {
        Path module = function.resolve("index.mjs");
        return Files.exists(module) ? module : function.resolve("index.js");
    }

    static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
