package dev.sallyport.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run of Jazzer in a process of its own, with little memory and a small stack. What it has learnt lies in {@code
 * target/fuzz} and is where the next run goes on.
 */
final class FuzzRun {
    private static final Pattern INPUTS = Pattern.compile("stat::number_of_executed_units: (\\d+)");
    private static final int LAST_LINES = 60;

    /** Seconds after which an input waits for something that never comes. */
    private static final int HANGS = 25;

    /** Of an input, in bytes. */
    private static final int LONGEST = 8192;

    private final Class<?> reader;
    private final Path seeds;

    private FuzzRun(Class<?> reader, Path seeds) {
        this.reader = reader;
        this.seeds = seeds;
    }

    static FuzzRun of(Class<?> reader, Path seeds) {
        return new FuzzRun(reader, seeds);
    }

    /** Goes on for so long, or until something is found; how many inputs it read is printed. */
    void findsNothing(long seconds) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of("target/fuzz", reader.getSimpleName()).toAbsolutePath());
        Path learnt = Files.createDirectories(folder.resolve("learnt"));
        Path temporary = Files.createDirectories(folder.resolve("temporary"));
        Process process = new ProcessBuilder(command(folder, learnt, temporary, seconds))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        Deque<String> last = new ArrayDeque<>();
        String inputs = "0";
        try (var out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                Matcher counted = INPUTS.matcher(line);
                inputs = counted.matches() ? counted.group(1) : inputs;
                last.add(line);
                if (last.size() > LAST_LINES) {
                    last.remove();
                }
            }
        } finally {
            process.destroyForcibly();
        }
        int status = process.waitFor();
        System.out.printf("fuzz %-28s %,14d inputs, %s%n", reader.getSimpleName(), Long.parseLong(inputs),
                status == 0 ? "nothing found" : "see " + folder);
        assertThat(status).as(String.join("\n", last)).isZero();
    }

    private List<String> command(Path folder, Path learnt, Path temporary, long seconds) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporary,
                "-D" + FuzzEntry.READER + "=" + reader.getName(),
                "-D" + FuzzEntry.INPUTS + "=" + seeds));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "com.code_intelligence.jazzer.Jazzer"));
        command.addAll(List.of(
                "--target_class=" + FuzzEntry.class.getName(),
                "--instrumentation_includes=dev.sallyport.**",
                // Regular expressions are what people write into web ACLs and queries.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.RegexInjection",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-max_total_time=" + seconds,
                "-max_len=" + LONGEST,
                "-timeout=" + HANGS,
                "-rss_limit_mb=4096",
                "-print_final_stats=1",
                learnt.toString(),
                seeds.toString()));
        return command;
    }
}
