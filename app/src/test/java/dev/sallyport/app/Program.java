package dev.sallyport.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.OutsideTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line as users have it: a process of its own, with a home folder of its own. */
final class Program {
    private final Path home;
    private final Map<String, String> environment;

    Program(Path home) {
        this(home, Map.of());
    }

    /** With more in its environment. */
    Program(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    /** An environment in which the program and what it starts have this folder for temporary files. */
    static Map<String, String> temporary(Path folder) {
        return Map.of(
                "JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder + " -XX:-UsePerfData", "TMPDIR", folder.toString());
    }

    /** What a run left. */
    record Result(int status, String out, String err) {
        JsonNode json() {
            try {
                return Json.MAPPER.readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException(err, e);
            }
        }

        JsonNode error() {
            try {
                return Json.MAPPER.readTree(err).path("error");
            } catch (IOException e) {
                throw new UncheckedIOException(err, e);
            }
        }
    }

    Result run(String... arguments) throws Exception {
        return run(builder(arguments));
    }

    /** Runs it after the shell has done {@code first}. */
    Result limited(String first, String... arguments) throws Exception {
        ProcessBuilder builder = builder(arguments);
        List<String> command = new ArrayList<>(List.of("sh", "-c", first + "; exec \"$@\"", "sh"));
        command.addAll(builder.command());
        return run(builder.command(command));
    }

    private static Result run(ProcessBuilder builder) throws Exception {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        try {
            Process process = builder
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(3, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("did not end: " + String.join(" ", builder.command()) + "\n" + Files.readString(err));
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Runs until a line on the error stream starts with {@code line}, and is killed there; the process id. */
    long killedAt(String line, String... arguments) throws IOException {
        Process process = builder(arguments)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().close();
            BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
            StringBuilder said = new StringBuilder();
            for (String now = err.readLine(); now != null; now = err.readLine()) {
                said.append(now).append('\n');
                if (now.strip().startsWith(line)) {
                    process.destroyForcibly().onExit().join();
                    return process.pid();
                }
            }
            throw new IllegalStateException("never said " + line + ":\n" + said);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A {@code sandbox serve} that has printed its addresses. */
    record Server(Process process, JsonNode addresses) implements AutoCloseable {
        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    Server serve() throws IOException {
        Process process = builder("sandbox", "serve", "--for", "10m")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        return new Server(process, Json.MAPPER.readTree(out.readLine()));
    }

    /**
     * Runs it with the standard output on a terminal of its own, and {@code in} on the standard input; what the terminal
     * gets, and what is said on the error stream.
     */
    byte[] onTerminal(byte[] in, String... arguments) throws Exception {
        OutsideTool.require("python3", "--version");
        String terminal = """
                import os, pty, subprocess, sys, tty
                owner, other = pty.openpty()
                tty.setraw(other)
                subprocess.Popen(sys.argv[1:], stdout=other, stderr=other)
                os.close(other)
                try:
                    while data := os.read(owner, 65536):
                        sys.stdout.buffer.write(data)
                except OSError:
                    pass
                """;
        ProcessBuilder builder = builder(arguments);
        List<String> command = new ArrayList<>(List.of("python3", "-c", terminal));
        command.addAll(builder.command());
        Process process = builder.command(command).redirectErrorStream(true).start();
        try (OutputStream out = process.getOutputStream()) {
            out.write(in);
        }
        byte[] shown = process.getInputStream().readAllBytes();
        process.waitFor();
        return shown;
    }

    /** Starts it; what it says is not kept. */
    Process start(String... arguments) throws IOException {
        return builder(arguments)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(List.of(QuickStart.java()));
        command.addAll(QuickStart.options());
        command.addAll(List.of(Launcher.class.getName(), "--home", home.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        // A developer's own credentials must not decide what the tests talk to.
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.equals("DISPLAY"));
        builder.environment().put("AWS_CONFIG_FILE", home.resolve("no-config").toString());
        builder.environment().put("AWS_SHARED_CREDENTIALS_FILE", home.resolve("no-credentials").toString());
        builder.environment().putAll(environment);
        return builder;
    }
}
