package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rollout verify} as a nightly job calls it. */
@Tag("sandbox")
class VerificationTest {
    @TempDir
    private Path folder;

    @Test
    void everyStackIsProvedAndReported() throws Exception {
        // The functions at the edge and the origin run in processes of their own, which must leave nothing there either.
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Program program = new Program(folder.resolve("home"), Program.temporary(temporary));
        Path junit = folder.resolve("proofs.xml");
        Path sarif = folder.resolve("proofs.sarif");
        Program.Result none = program.run("--json", "rollout", "verify", "--all", "--junit", junit.toString());
        assertThat(none.status()).as(none.err()).isZero();
        assertThat(none.json().path("stacks")).isEmpty();
        Program.Result applied = program.run("--json", "rollout", "apply", "api-perimeter", "--name", "t", "--yes");
        assertThat(applied.status()).as(applied.err()).isZero();
        Program.Result all = program.run(
                "--json", "rollout", "verify", "--all", "--junit", junit.toString(), "--sarif", sarif.toString());
        assertThat(all.status()).as(all.err()).isZero();
        assertThat(all.json().path("holds").asBoolean()).isTrue();
        JsonNode proofs = all.json().path("stacks").path(0).path("proofs");
        assertThat(proofs).isNotEmpty().allSatisfy(proof -> {
            assertThat(proof.path("outcome").asText()).isEqualTo("holds");
            assertThat(proof.path("holds").asBoolean()).isTrue();
            assertThat(proof.path("millis").isIntegralNumber()).isTrue();
        });
        assertThat(Files.readString(junit)).contains("<testsuite name=\"t\" tests=\"" + proofs.size() + "\" failures=\"0\"");
        assertThat(Json.MAPPER.readTree(Files.readString(sarif)).path("runs").path(0).path("results"))
                .hasSize(proofs.size());

        assertThat(temporary).isEmptyDirectory();
        String id = applied.json().path("outputs").path("DistributionId").asText();
        Program.Result one = program.run("--json", "rollout", "verify", "--distribution", id);
        assertThat(one.status()).as(one.err()).isZero();
        assertThat(one.json().path("stack").asText()).isEqualTo("t");

        assertThat(program.run("--json", "rollout", "verify", "--distribution", "E1NONE").status()).isEqualTo(3);
        assertThat(program.run("--json", "rollout", "verify").status()).isEqualTo(2);
        assertThat(program.run("--json", "rollout", "verify", "t", "--all").status()).isEqualTo(2);
    }
}
