package dev.sallyport.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileGateTest {
    @TempDir
    private Path folder;

    @Test
    void whoIsTurnedAwayLetsNobodyElseIn() throws IOException {
        Path file = folder.resolve("lock");
        try (FileGate in = FileGate.enter(file).orElseThrow()) {
            assertThat(in).isNotNull();
            assertThat(FileGate.enter(file)).isEmpty();
            assertThat(FileGate.enter(folder.resolve("x/../lock"))).isEmpty();
            assertThat(LockedFolderTest.seenByAnother(file)).isEqualTo("held");
        }
        assertThat(LockedFolderTest.seenByAnother(file)).isEqualTo("free");
        FileGate.enter(file).orElseThrow().close();
    }
}
