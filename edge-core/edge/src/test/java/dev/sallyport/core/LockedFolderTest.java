package dev.sallyport.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockedFolderTest {
    @TempDir
    private Path parent;

    /** Another process, which tells whether a lock is free. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws IOException {
            try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
                System.out.print(channel.tryLock() == null ? "held" : "free");
            }
        }
    }

    static String seenByAnother(Path lock) throws IOException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        lock.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** A process loses its lock of a file whenever it closes that file, by whichever way it had opened it: fcntl(2). */
    @Test
    void oneStaysLockedWhileOthersAreMadeBesideIt() throws IOException {
        try (LockedFolder first = LockedFolder.create(parent, "store-");
                LockedFolder second = LockedFolder.create(parent, "store-")) {
            assertThat(seenByAnother(first.path().resolve("lock"))).isEqualTo("held");
            assertThat(seenByAnother(second.path().resolve("lock"))).isEqualTo("held");
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatIsLeftGoesAndWhatIsBeingMadeStays() throws IOException {
        Path left = Files.createDirectory(parent.resolve("store-left"));
        Files.createFile(left.resolve("lock"));
        Files.writeString(left.resolve("data"), "x");
        Path making = Files.createDirectory(parent.resolve("store-making"));
        Path neverMade = Files.createDirectory(parent.resolve("store-never"));
        Files.setLastModifiedTime(neverMade, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path another = Files.createDirectory(parent.resolve("kept"));
        Files.createFile(another.resolve("lock"));
        try (LockedFolder own = LockedFolder.create(parent, "store-")) {
            assertThat(left).doesNotExist();
            assertThat(neverMade).doesNotExist();
            assertThat(making).exists();
            assertThat(another).exists();
            Files.writeString(own.path().resolve("data"), "x");
        }
        try (Stream<Path> stay = Files.list(parent)) {
            assertThat(stay).containsExactlyInAnyOrder(making, another);
        }
    }
}
