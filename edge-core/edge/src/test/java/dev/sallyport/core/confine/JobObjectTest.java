package dev.sallyport.core.confine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemoryLayout.PathElement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class JobObjectTest {
    /** Sizes of a 64-bit Windows: JOBOBJECT_BASIC_LIMIT_INFORMATION is 64 bytes, IO_COUNTERS 48. */
    @Test
    void theLayoutIsThatOfWindows() {
        assertThat(JobObject.LIMITS.byteSize()).isEqualTo(144);
        assertThat(JobObject.LIMITS.byteOffset(PathElement.groupElement("LimitFlags"))).isEqualTo(16);
        assertThat(JobObject.LIMITS.byteOffset(PathElement.groupElement("ActiveProcessLimit"))).isEqualTo(40);
        assertThat(JobObject.LIMITS.byteOffset(PathElement.groupElement("IoInfo"))).isEqualTo(64);
        assertThat(JobObject.LIMITS.byteOffset(PathElement.groupElement("ProcessMemoryLimit"))).isEqualTo(112);
    }

    @Test
    @EnabledOnOs(OS.WINDOWS)
    void aProcessInItStartsNoOther(@TempDir Path folder) throws Exception {
        Path node = Path.of(System.getProperty("sallyport.node", "node"));
        Process process = Confinement.of(node)
                .start(
                        new ProcessBuilder(List.of(
                                node.toString(),
                                "--eval",
                                "setTimeout(() => console.log(require('child_process').spawnSync('cmd', ['/c', 'ver']).error?.code), 500)")),
                        folder);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(said.strip()).isNotEmpty().isNotEqualTo("undefined");
    }
}
