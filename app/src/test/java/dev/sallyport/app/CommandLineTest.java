package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.sandbox.state.SandboxState;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of the command line that needs no stack. */
class CommandLineTest {
    @TempDir
    private static Path folder = Path.of("");

    private final Program program = new Program(folder);

    @Test
    void withoutAnyAccountTheSandboxAnswers() throws Exception {
        Program.Result result = program.run("--json", "whoami");
        assertThat(result.status()).isZero();
        assertThat(result.json().fieldNames()).toIterable().containsExactly("arn", "account", "region", "mode", "expires");
        assertThat(result.json().path("account").asText()).isEqualTo("111122223333");
        assertThat(result.json().path("mode").asText()).isEqualTo("sandbox");
    }

    @Test
    void wrongUsageIsOneLineAndExitTwo() throws Exception {
        Program.Result result = program.run("inspct");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).hasSize(1).first().asString().startsWith("SP-USAGE: ");
        Program.Result json = program.run("rollout", "apply", "--json");
        assertThat(json.error().path("next").asText()).isNotEmpty();
        assertThat(json.status()).isEqualTo(2);
    }

    @Test
    void readOnlyRefusesAWriteBeforeAnyCall() throws Exception {
        Program.Result result =
                program.run("rollout", "apply", "api-perimeter", "--name", "t-api", "--yes", "--read-only", "--json");
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.error().path("code").asText()).isEqualTo("SP-READ-ONLY");
    }

    @Test
    void whatIsNotThereIsRefusedWithItsName() throws Exception {
        Program.Result stack = program.run("rollout", "verify", "no-such-stack", "--json");
        assertThat(stack.status()).isEqualTo(3);
        assertThat(stack.error().path("code").asText()).isEqualTo("SP-NOT-FOUND");
        Program.Result blueprint = program.run("rollout", "plan", "no-such", "--name", "x", "--json");
        assertThat(blueprint.status()).isEqualTo(2);
        assertThat(blueprint.error().path("code").asText()).isEqualTo("SP-BLUEPRINT");
        Program.Result parameter =
                program.run("rollout", "plan", "api-perimeter", "--name", "x", "-P", "Nope=1", "--json");
        assertThat(parameter.status()).isEqualTo(2);
        assertThat(parameter.error().path("code").asText()).isEqualTo("SP-PARAMETER");
    }

    @Test
    void aFileThatIsNoDistributionIsBadInput() throws Exception {
        Path file = Files.writeString(folder.resolve("x.json"), "{}");
        assertThat(program.run("inspect", "--config", file.toString()).status()).isEqualTo(2);
        assertThat(program.run("inspect", "--config", folder.resolve("gone.json").toString()).status())
                .isEqualTo(2);
    }

    @Test
    void withNoDisplayTheWindowSaysSoAndNamesTheTour() throws Exception {
        Program.Result result = program.run();
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("tour");
    }

    @Test
    void aSandboxOfAnotherVersionIsLeftAlone() throws Exception {
        Path other = folder.resolve("other");
        Program elsewhere = new Program(other);
        elsewhere.run("whoami");
        try (var state = SandboxState.open(other.resolve("sandbox"))) {
            state.shelf("about", String.class).put("format", "999");
        }
        Program.Result result = elsewhere.run("whoami", "--json");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.error().path("code").asText()).isEqualTo("SP-SANDBOX-VERSION");
    }
}
