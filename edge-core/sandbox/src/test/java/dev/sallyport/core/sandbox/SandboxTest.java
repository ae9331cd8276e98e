package dev.sallyport.core.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sandbox of a folder: what a start that failed leaves. */
class SandboxTest {
    @TempDir
    private Path folder;

    /** Where the last owner was is read once the state is open; here it cannot be read. */
    @Test
    void aStartThatFailedCanBeTriedAgain() throws Exception {
        Path told = Files.createDirectory(folder.resolve("endpoint.json"));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> Sandbox.open(folder))
                .extracting(SallyportException::code)
                .isEqualTo("SP-SANDBOX-STATE");
        Files.delete(told);
        try (Sandbox again = Sandbox.open(folder)) {
            assertThat(again.inProcess().isPresent()).isTrue();
        }
    }
}
