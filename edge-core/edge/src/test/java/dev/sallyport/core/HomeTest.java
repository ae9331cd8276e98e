package dev.sallyport.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written, with which rights, and what is left of it when writing fails or ends in between. */
class HomeTest {
    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static String rights(Path file) throws IOException {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aTemporaryFolderThatWasSweptAwayIsMadeAgainForItsOwnerAlone() throws IOException {
        Path swept = folder.resolve("home/tmp/42");
        assertThat(Home.there(swept)).isEqualTo(swept).isDirectory();
        assertThat(rights(swept)).isEqualTo("rwx------");
        assertThat(Home.there(folder)).isEqualTo(folder);
    }

    @Test
    void aReportThatOthersCouldReadIsOfTheOwnerAlone() throws Exception {
        Path report = Files.writeString(folder.resolve("report.html"), "an older and longer one");
        Files.setPosixFilePermissions(report, PosixFilePermissions.fromString("rw-r--r--"));
        Home.writeForOwner(report, new byte[] {'n', 'e', 'w'});
        assertThat(report).hasContent("new");
        assertThat(rights(report)).isEqualTo("rw-------");
        Path fresh = folder.resolve("fresh.sarif");
        Home.writeForOwner(fresh, new byte[] {'x'});
        assertThat(rights(fresh)).isEqualTo("rw-------");
    }

    @Test
    void aFolderOfTheHomeThatStoodOpenIsClosedAndTheHomeIsLeft() throws Exception {
        Path open = Files.createDirectory(folder.resolve("sandbox"));
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        new Home(folder).folder("sandbox");
        assertThat(rights(open)).isEqualTo("rwx------");
        assertThat(rights(folder)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void aDeviceStaysOne() throws Exception {
        Path device = Path.of("/dev/null");
        assumeTrue(Files.exists(device));
        Home.writeForOwner(device, new byte[] {'x'});
        assertThat(Files.isRegularFile(device)).isFalse();
    }

    @Test
    void nothingIsLeftOfWhatCannotBePutInItsPlace() throws Exception {
        Files.createDirectories(folder.resolve("taken/by-a-folder"));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> Home.writePrivate(folder.resolve("taken"), new byte[] {'x'}))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-HOME"));
        assertThat(names()).containsExactly("taken");
    }

    @Test
    @Attack(Area.KILLED)
    void whatAKilledProcessWasWritingGoesWithTheNext() throws Exception {
        Path old = Files.writeString(folder.resolve(".sallyport-draft123"), "half of someth");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Files.writeString(folder.resolve(".sallyport-draft124"), "being written by another");
        Home.writePrivate(folder.resolve("note"), new byte[] {'x'});
        assertThat(names()).containsExactly(".sallyport-draft124", "note");
    }

    /** Without an end, and without a size that it would tell. */
    @Test
    @Attack(Area.DOCUMENTS)
    void aFileWithoutAnEndIsNotReadIntoTheMemory() throws Exception {
        Path endless = Path.of("/dev/zero");
        assumeTrue(Files.exists(endless));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> GivenFile.read(endless, 1 << 20))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-FILE-SIZE"));
        Path just = Files.write(folder.resolve("just"), new byte[1 << 20]);
        assertThat(GivenFile.read(just, 1 << 20)).hasSize(1 << 20);
    }
}
