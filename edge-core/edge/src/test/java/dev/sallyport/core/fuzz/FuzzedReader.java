package dev.sallyport.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reader that must stand any bytes: it may refuse them in the way that it declares, but neither throw anything else nor
 * go on for more than a second. The inputs beside a test class, in a folder of its name, are where a run begins, and what
 * runs have found; they and some changes of them are read in every build, and others as long as {@code mvn -Pfuzz} says.
 */
public abstract class FuzzedReader {
    /** After which a reading is given up, so that one that never ends stops no build. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(20);

    /** A reader that takes so long hangs. */
    private static final Duration HANGS = Duration.ofSeconds(Long.getLong("fuzz.hangs", 1));

    /** For what is read from files. */
    @TempDir
    @SuppressWarnings("NullAway.Init")
    protected Path folder;

    /**
     * Reads an input.
     *
     * @throws Exception when it is neither read nor refused in the declared way: a finding
     */
    protected abstract void read(byte[] input) throws Exception;

    /** How many changes of known inputs a build reads: fewer of what costs more. */
    protected int changes() {
        return 600;
    }

    /** A file in {@link #folder} that holds the input. */
    protected final Path file(String name, byte[] input) throws IOException {
        return Files.write(folder.resolve(name), input);
    }

    @TestFactory
    Stream<DynamicTest> everyKnownInputIsReadOrRefused() throws Exception {
        return known().entrySet().stream()
                .map(input -> DynamicTest.dynamicTest(
                        input.getKey(), () -> isQuick(input.getValue())));
    }

    @Test
    void andSomeChangesOfThem() throws Exception {
        List<byte[]> inputs = List.copyOf(known().values());
        Random random = new Random(7);
        for (int i = 0; i < changes(); i++) {
            byte[] input = Changes.of(inputs, random);
            try {
                isQuick(input);
            } catch (Throwable e) {
                throw new AssertionError(HexFormat.of().formatHex(input), e);
            }
        }
    }

    @Test
    @Tag("fuzz")
    @EnabledIfSystemProperty(named = "fuzz.seconds", matches = "\\d+")
    void andWhatAFuzzerMakesOfThem() throws Exception {
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        for (Map.Entry<String, byte[]> input : known().entrySet()) {
            Files.write(seeds.resolve(input.getKey()), input.getValue());
        }
        FuzzRun.of(getClass(), seeds).findsNothing(Long.getLong("fuzz.seconds"));
    }

    /** Without a guide hundreds of times as many are read in the time; the seed is printed, so that a run can be repeated. */
    @Test
    @Tag("fuzz")
    @EnabledIfSystemProperty(named = "fuzz.seconds", matches = "\\d+")
    void andManyMoreChangesOfThem() throws Exception {
        List<byte[]> inputs = List.copyOf(known().values());
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        Random random = new Random(seed);
        long read = 0;
        long end = System.nanoTime() + Duration.ofSeconds(Long.getLong("fuzz.seconds")).toNanos();
        for (; System.nanoTime() < end; read++) {
            byte[] input = Changes.of(inputs, random);
            try {
                assertThat(quickest(input)).isLessThan(HANGS);
            } catch (Throwable e) {
                throw new AssertionError("input " + read + " of seed " + seed + ": " + HexFormat.of().formatHex(input), e);
            }
        }
        System.out.printf("fuzz %-28s %,14d inputs, nothing found: changes of known ones, seed %d%n",
                getClass().getSimpleName(), read, seed);
    }

    private void isQuick(byte[] input) {
        assertTimeoutPreemptively(GIVEN_UP, () -> assertThat(quickest(input)).isLessThan(HANGS));
    }

    /** What takes long once may have waited for its machine; what hangs takes as long again. */
    private Duration quickest(byte[] input) throws Exception {
        Duration quickest = Duration.ofNanos(Long.MAX_VALUE);
        for (int times = 0; times < 3 && quickest.compareTo(HANGS) >= 0; times++) {
            long began = System.nanoTime();
            read(input);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            quickest = took.compareTo(quickest) < 0 ? took : quickest;
        }
        return quickest;
    }

    /** By name. What is no text lies in base64, in a file whose name ends with {@code .b64}. */
    private Map<String, byte[]> known() throws Exception {
        Map<String, byte[]> known = new TreeMap<>();
        try (Stream<Path> files = Files.list(inputs())) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                byte[] bytes = Files.readAllBytes(file);
                known.put(
                        name,
                        name.endsWith(".b64")
                                ? Base64.getMimeDecoder().decode(new String(bytes, StandardCharsets.US_ASCII))
                                : bytes);
            }
        }
        return known;
    }

    private Path inputs() throws URISyntaxException {
        URL inputs = getClass().getResource(getClass().getSimpleName());
        if (inputs == null) {
            throw new IllegalStateException("no inputs beside " + getClass());
        }
        return Path.of(inputs.toURI());
    }
}
