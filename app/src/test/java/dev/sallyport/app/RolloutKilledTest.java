package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.RolloutListener;
import dev.sallyport.core.rollout.RolloutPhase;
import dev.sallyport.core.rollout.Rollouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rollouts whose process is really killed: what is then told is so, and what was begun can be ended. */
@Tag("sandbox")
@Attack(Area.KILLED)
class RolloutKilledTest {
    @TempDir
    Path folder;

    private static final String[] APPLY = {"rollout", "apply", "api-perimeter", "--name", "t", "--yes"};

    private static JsonNode status(Program program) throws Exception {
        Program.Result result = program.run("--json", "rollout", "status", "t");
        assertThat(result.status()).as(result.err()).isZero();
        return result.json();
    }

    private static void holds(Program.Result result) {
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.json().path("holds").asBoolean()).isTrue();
        assertThat(result.json().path("phase").asText()).isEqualTo("holds");
    }

    /** Lines of events start with their time, and those of proofs with their outcome. */
    @ParameterizedTest
    @ValueSource(strings = {"20", "proving"})
    void aCreationThatIsKilledIsToldTrulyAndEndsWellWhenAppliedAgain(String line) throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Program program = new Program(folder.resolve("home"), Program.temporary(temporary));
        try (Program.Server owner = program.serve()) {
            assertThat(owner.process().isAlive()).isTrue();
            program.killedAt(line, APPLY);
            JsonNode told = status(program);
            assertThat(told.path("phase").asText()).isEqualTo("interrupted");
            assertThat(told.path("holds").asBoolean()).isFalse();
            assertThat(told.path("note").asText()).startsWith("Interrupted while ").contains("CloudFormation");
            holds(program.run("rollout", "apply", "api-perimeter", "--name", "t", "--yes", "--json"));
            assertThat(status(program).path("phase").asText()).isEqualTo("holds");
        }
        // The owner, who ran the functions of the stack that was proved, is killed too.
        assertThat(temporary).isEmptyDirectory();
        assertThat(program.run("audit").status()).isZero();
        assertThat(folder.resolve("home/tmp")).isEmptyDirectory();
    }

    @Test
    void theOwnerOfTheSandboxMayBeTheOneThatIsKilled() throws Exception {
        Program program = new Program(folder);
        program.killedAt("20", APPLY);
        JsonNode told = status(program);
        assertThat(told.path("phase").asText()).isEqualTo("interrupted");
        Program.Result ledger = program.run("--json", "audit", "--verify");
        assertThat(ledger.status()).as(ledger.out()).isZero();
        assertThat(ledger.json().path("entries").findValuesAsText("outcome")).containsExactly("begun");
        holds(program.run("--json", "rollout", "resume", "t"));
        program.killedAt("20", "rollout", "destroy", "t", "--yes");
        assertThat(status(program).path("phase").asText()).isEqualTo("interrupted");
        Program.Result gone = program.run("--json", "rollout", "resume", "t");
        assertThat(gone.status()).as(gone.err()).isZero();
        assertThat(gone.json().path("phase").asText()).isEqualTo("destroyed");
        assertThat(program.run("--json", "stacks").json().path("stacks")).isEmpty();
    }

    @EnabledIfSystemProperty(named = "kills.all", matches = "true")
    @Test
    void aStagedRolloutMayBeKilledAnywhere() throws Exception {
        Program program = new Program(folder);
        String[] stage = {
            "rollout", "apply", "field-encryption", "--name", "t", "-P", "Fields=card,iban", "--staged", "0.1", "--yes"
        };
        try (Program.Server owner = program.serve();
                Session session = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(folder)).session()) {
            assertThat(owner.process().isAlive()).isTrue();
            holds(program.run(
                    "rollout", "apply", "field-encryption", "--name", "t", "-P", "Fields=card", "--yes", "--json"));
            for (String line : new String[] {"staging", "proving", "holds"}) {
                program.killedAt(line, stage);
                JsonNode told = status(program);
                assertThat(told.path("phase").asText()).isEqualTo("interrupted");
                assertThat(told.path("status").asText()).isEqualTo("UPDATE_COMPLETE");
                assertThat(told.path("outputs").path("Fields").asText()).isEqualTo("card");
            }
            Program.Result staged = program.run("--json", "rollout", "resume", "t");
            assertThat(staged.status()).as(staged.err()).isZero();
            assertThat(staged.json().path("phase").asText()).isEqualTo("staged");
            assertThat(staged.json().path("staged").path("weight").asDouble()).isEqualTo(0.1);
            assertThat(copies(session)).isEqualTo(2);

            program.killedAt("deploying", "rollout", "promote", "t");
            assertThat(status(program).path("phase").asText()).isEqualTo("interrupted");
            holds(program.run("--json", "rollout", "resume", "t"));
            assertThat(status(program).path("outputs").path("Fields").asText()).isEqualTo("card,iban");
            assertThat(copies(session)).isEqualTo(1);
            assertThat(session.clients()
                            .cloudFront()
                            .listContinuousDeploymentPolicies(r -> {})
                            .continuousDeploymentPolicyList()
                            .quantity())
                    .isZero();
        }
    }

    private static int copies(Session session) {
        return session.clients().cloudFront().listDistributions(r -> {}).distributionList().items().size();
    }

    @Test
    void oneRolloutPerStackAtATime() throws Exception {
        Program program = new Program(folder);
        try (Session session = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(folder)).session()) {
            Rollouts rollouts = Rollouts.of(session, new Home(folder));
            Rollout first = rollouts.apply(Blueprints.find("api-perimeter"), "t", Map.of(), new RolloutListener() {
                @Override
                public void phase(Rollout rollout) {
                    if (rollout.phase() == RolloutPhase.PACKAGING) {
                        isRefused(program);
                    }
                }
            });
            assertThat(first.phase()).isEqualTo(RolloutPhase.HOLDS);
            holds(program.run("rollout", "apply", "api-perimeter", "--name", "t", "--yes", "--json"));
        }
    }

    private static void isRefused(Program program) {
        try {
            assertThat(status(program).path("phase").asText()).isEqualTo("packaging");
            Program.Result second = program.run("rollout", "apply", "api-perimeter", "--name", "t", "--yes", "--json");
            assertThat(second.status()).isEqualTo(3);
            assertThat(second.error().path("code").asText()).isEqualTo("SP-ROLLOUT-BUSY");
            assertThat(second.error().path("message").asText())
                    .contains("process " + ProcessHandle.current().pid() + " on ")
                    .contains(" since 20");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
