package dev.sallyport.core.fuzz;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where Jazzer begins: it looks for these two methods by their names. */
public final class FuzzEntry {
    /** The class that reads. */
    static final String READER = "fuzz.reader";

    /** The folder of its known inputs. */
    static final String INPUTS = "fuzz.inputs";

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long SECOND = 1_000_000_000;

    @SuppressWarnings("NullAway.Init")
    private static FuzzedReader reader;

    private FuzzEntry() {}

    /** Makes the reader, and has it read what is known, so that no input waits for classes. */
    public static void fuzzerInitialize() throws Exception {
        Constructor<?> constructor = Class.forName(System.getProperty(READER)).getDeclaredConstructor();
        constructor.setAccessible(true);
        reader = (FuzzedReader) constructor.newInstance();
        reader.folder = Files.createTempDirectory(Path.of(System.getProperty("java.io.tmpdir")), "read");
        List<Path> known;
        try (Stream<Path> files = Files.list(Path.of(System.getProperty(INPUTS)))) {
            known = files.toList();
        }
        for (Path file : known) {
            reader.read(Files.readAllBytes(file));
        }
    }

    /**
     * Reads one input; its second is one of the processor, so that a busy machine makes no finding, and one that it takes
     * twice, since the first may have loaded classes.
     */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        long taken = taken(input);
        if (taken > SECOND) {
            taken = Math.min(taken, taken(input));
        }
        if (taken > SECOND) {
            throw new AssertionError(input.length + " bytes take more than a second");
        }
    }

    private static long taken(byte[] input) throws Exception {
        long start = THREADS.getCurrentThreadCpuTime();
        reader.read(input);
        return THREADS.getCurrentThreadCpuTime() - start;
    }
}
