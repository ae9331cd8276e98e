package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sandbox whose state was damaged says so, and can be restored or begun afresh. */
@Tag("sandbox")
@Attack(Area.STATE)
class DamagedSandboxTest {
    @TempDir
    Path home;

    @TempDir
    Path root;

    @Test
    void itIsRefusedRestoredOrBegunAfresh() throws Exception {
        Program program = new Program(home);
        assertThat(program.run("whoami").status()).isZero();
        assertThat(program.run("whoami").status()).isZero();
        Path state = home.resolve("sandbox/state.mv");
        byte[] good = Files.readAllBytes(state);
        Files.write(state, Arrays.copyOf(good, good.length / 2));

        Program.Result refused = program.run("whoami", "--json");
        assertThat(refused.status()).isEqualTo(4);
        assertThat(refused.error().path("code").asText()).isEqualTo("SP-SANDBOX-DAMAGED");
        assertThat(refused.error().path("next").asText()).contains("sandbox restore", "sandbox reset");

        Program.Result restored = program.run("sandbox", "restore", "--yes");
        assertThat(restored.status()).as(restored.err()).isZero();
        assertThat(restored.err()).contains("is lost");
        assertThat(program.run("whoami").status()).isZero();

        Files.write(state, new byte[0]);
        assertThat(program.run("whoami").status()).isEqualTo(4);
        Program.Result fresh = program.run("sandbox", "reset", "--yes");
        assertThat(fresh.status()).as(fresh.err()).isZero();
        assertThat(program.run("whoami").status()).isZero();
    }

    /** Between the damaged store's going and the next one's coming there is none, which must not pass for a new sandbox. */
    @ParameterizedTest
    @ValueSource(strings = {"restore", "reset"})
    @Attack(Area.KILLED)
    void killedOnTheWayItIsStillRefused(String way) throws Exception {
        Program program = new Program(home);
        assertThat(program.run("whoami").status()).isZero();
        assertThat(program.run("whoami").status()).isZero();
        Path state = home.resolve("sandbox/state.mv");
        Files.write(state, new byte[] {1});
        Program killed = new Program(home, FaultPoints.environment(root, "after StateFiles.setAside", 1));
        assertThat(killed.run("sandbox", way, "--yes").status()).isEqualTo(FaultPoints.ENDED);
        assertThat(state).doesNotExist();
        Program.Result refused = program.run("whoami", "--json");
        assertThat(refused.status()).as(refused.out()).isEqualTo(4);
        assertThat(refused.error().path("code").asText()).isEqualTo("SP-SANDBOX-DAMAGED");
        assertThat(program.run("sandbox", way, "--yes").status()).isZero();
        assertThat(program.run("whoami").status()).isZero();
    }
}
