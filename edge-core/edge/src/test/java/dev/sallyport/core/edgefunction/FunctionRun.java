package dev.sallyport.core.edgefunction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.ProgramFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

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

    /** As files, which Node reads; below the build folder where the tests of another module find them in a jar. */
    static Path resource(String name) {
        String absolute = name.startsWith("/") ? name : "/dev/sallyport/core/edgefunction/" + name;
        Path files = ProgramFiles.read(
                absolute, found -> found.getFileSystem().equals(FileSystems.getDefault()) ? found : unpacked(found));
        return Objects.requireNonNull(files, name);
    }

    private static Path unpacked(Path inJar) throws IOException {
        Path target = Path.of("target", "unpacked").resolve(inJar.toString().substring(1));
        try (Stream<Path> all = Files.walk(inJar)) {
            for (Path from : all.toList()) {
                Path to = target.resolve(inJar.relativize(from).toString());
                if (Files.isDirectory(from)) {
                    Files.createDirectories(to);
                } else {
                    Files.createDirectories(Objects.requireNonNull(to.toAbsolutePath().getParent()));
                    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return target.toAbsolutePath();
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
