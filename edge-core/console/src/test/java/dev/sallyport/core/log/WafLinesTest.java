package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the lines of packed logs need on the disk. */
class WafLinesTest {
    private static final int LINES = 2_000;

    @TempDir
    private Path folder;

    private static String record(int number) {
        return "{\"timestamp\":1750000000000,\"terminatingRuleId\":\"Default_Action\",\"action\":\"ALLOW\","
                + "\"httpRequest\":{\"clientIp\":\"192.0.2.1\",\"uri\":\"/\",\"requestId\":\"r" + number + "\"}}\n";
    }

    private Path packed(String name) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < LINES; i++) {
                out.write(record(i).getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    private Home home() {
        return new Home(folder.resolve("home"));
    }

    /** Bytes of everything below the home folder. */
    private long used() {
        try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void onePackedFileAtATimeLiesUnpackedBelowTheHome() throws IOException {
        List<Path> logs = List.of(packed("a.gz"), packed("b.gz"), packed("c.gz"));
        try (WafLines lines = WafLines.open(home(), logs)) {
            for (int time = 0; time < 2; time++) {
                long[] read = {0, 0};
                lines.each(line -> {
                    read[0]++;
                    read[1] = Math.max(read[1], read[0] % LINES == 1 ? used() : 0);
                });
                assertThat(read[0]).isEqualTo(3L * LINES);
                assertThat(read[1]).isBetween(record(0).length() * (long) LINES, 2L * record(0).length() * LINES);
                assertThat(used()).isZero();
            }
            assertThat(lines.report(3L * LINES, 0, 0).warnings()).isEmpty();
        }
    }

    /** A pipe is read by the first reading; the second sees the same. */
    @Test
    void whatCanBeReadOnlyOnceIsKept() throws Exception {
        Path pipe = folder.resolve("pipe");
        Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assumeThat(made.waitFor()).isZero();
        CountDownLatch written = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            try {
                Files.writeString(pipe, record(1) + record(2));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                written.countDown();
            }
        });
        try (WafLines lines = WafLines.open(home(), List.of(pipe))) {
            List<String> first = new ArrayList<>();
            lines.each(first::add);
            written.await();
            List<String> second = new ArrayList<>();
            lines.each(second::add);
            assertThat(first).hasSize(2).isEqualTo(second);
        }
    }

    @Test
    void whateverEndsAReadingLeavesNothingBelowTheHome() throws IOException {
        Path log = packed("a.gz");
        Path none = folder.resolve("none");
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> {
            try (WafLines lines = WafLines.open(home(), List.of(log))) {
                lines.each(line -> {
                    throw new IllegalStateException("the reader's own");
                });
            }
        });
        assertThatExceptionOfType(SallyportException.class).isThrownBy(() -> {
            try (WafLines lines = WafLines.open(home(), List.of(log, none))) {
                lines.each(line -> {});
            }
        });
        try (Stream<Path> stores = Files.list(home().folder("logs"))) {
            assertThat(stores).isEmpty();
        }
    }

    /** {@code /dev/full} answers every write as a full disk does: full(4). */
    @Test
    void aFullDiskIsNoFaultOfTheLog() throws IOException {
        Path full = Path.of("/dev/full");
        assumeThat(Files.exists(full)).isTrue();
        Path log = packed("a.gz");
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> SourceReader.open(LogFile.named(log), full))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo("SP-HOME");
                    assertThat(e.message()).isEqualTo("Cannot write /dev: No space left on device.");
                });
    }
}
