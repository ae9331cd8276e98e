package dev.sallyport.core.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
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
    /** Many times the second of a run of its own: a build shares its machine. */
    private static final Duration KNOWN = Duration.ofSeconds(20);

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
        return known().stream()
                .map(file -> DynamicTest.dynamicTest(String.valueOf(file.getFileName()), () -> {
                    byte[] input = Files.readAllBytes(file);
                    assertTimeoutPreemptively(KNOWN, () -> read(input));
                }));
    }

    @Test
    void andSomeChangesOfThem() throws Exception {
        List<byte[]> inputs = new ArrayList<>();
        for (Path file : known()) {
            inputs.add(Files.readAllBytes(file));
        }
        Random random = new Random(7);
        for (int i = 0; i < changes(); i++) {
            byte[] input = Changes.of(inputs, random);
            try {
                read(input);
            } catch (Throwable e) {
                throw new AssertionError(HexFormat.of().formatHex(input), e);
            }
        }
    }

    @Test
    @Tag("fuzz")
    @EnabledIfSystemProperty(named = "fuzz.seconds", matches = "\\d+")
    void andWhatAFuzzerMakesOfThem() throws Exception {
        FuzzRun.of(getClass(), inputs()).findsNothing(Long.getLong("fuzz.seconds"));
    }

    private List<Path> known() throws Exception {
        try (Stream<Path> files = Files.list(inputs())) {
            return files.sorted().toList();
        }
    }

    private Path inputs() throws URISyntaxException {
        URL inputs = getClass().getResource(getClass().getSimpleName());
        if (inputs == null) {
            throw new IllegalStateException("no inputs beside " + getClass());
        }
        return Path.of(inputs.toURI());
    }
}
