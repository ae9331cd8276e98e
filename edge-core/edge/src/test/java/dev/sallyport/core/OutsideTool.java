package dev.sallyport.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A program that we did not write, as a judge. Where it is missing the test is skipped and says so; with
 * {@code SALLYPORT_REQUIRE_TOOLS=1} it fails instead.
 */
public final class OutsideTool {
    private OutsideTool() {}

    /** What a program printed. */
    public record Output(int status, String out, String err) {}

    /** Goes on only when {@code probe} ends with status 0. */
    public static void require(String... probe) {
        require("SALLYPORT_REQUIRE_TOOLS", probe);
    }

    /**
     * Goes on only when {@code probe} ends with status 0, for what only the owner of a machine can bring: programs to be
     * installed, namespaces to be allowed. With {@code SALLYPORT_REQUIRE_SYSTEM=1} it fails instead.
     */
    public static void requireOfSystem(String... probe) {
        require("SALLYPORT_REQUIRE_SYSTEM", probe);
    }

    private static void require(String variable, String... probe) {
        boolean there = works(probe);
        if ("1".equals(System.getenv(variable))) {
            assertThat(there).as("%s must work here", List.of(probe)).isTrue();
        }
        Assumptions.assumeTrue(there, () -> String.join(" ", probe) + " does not work here; this judge is left out");
    }

    /** Goes on only when {@code probe} ends with status 0, for programs that no build has to have. */
    public static void wanted(String... probe) {
        Assumptions.assumeTrue(works(probe), () -> String.join(" ", probe) + " does not work here");
    }

    private static boolean works(String... probe) {
        try {
            return run(Map.of(), new byte[0], List.of(probe)).status() == 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Runs {@code command} with {@code input} on its stdin, at most a minute. */
    public static Output run(Map<String, String> environment, byte[] input, List<String> command) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            Process process = builder.start();
            Future<String> err = threads.submit(() -> text(process.getErrorStream()));
            Future<?> fed = threads.submit(() -> feed(process.getOutputStream(), input));
            Future<String> out = threads.submit(() -> text(process.getInputStream()));
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end");
            }
            fed.get();
            return new Output(process.exitValue(), out.get(), err.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static void feed(OutputStream in, byte[] input) {
        try (in) {
            in.write(input);
        } catch (IOException e) {
            // A program that ends early closes its stdin; its status tells.
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
