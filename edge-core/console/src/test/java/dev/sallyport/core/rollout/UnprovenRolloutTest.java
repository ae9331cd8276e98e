package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.proof.Outcome;
import dev.sallyport.core.proof.Proof;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** A proof that its operator may not ask says nothing against the stack. */
class UnprovenRolloutTest {
    private static final String ACTION = "logs:FilterLogEvents";

    @TempDir
    private Path folder;

    private Bench bench;
    private AwsClients limited;
    private Rollouts rollouts;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
        String allButOne = """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": "*", "Resource": "*"},
                  {"Effect": "Deny", "Action": "%s", "Resource": "*"}]}
                """
                .formatted(ACTION);
        limited = SandboxSession.clients(
                bench.sandbox, SandboxSession.user(bench.aws, "deployer", allButOne), "us-east-1");
        rollouts = bench.rollouts(limited);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Rollout apply(String rate) throws InterruptedException {
        return rollouts.apply(
                Blueprints.find("api-perimeter"), "t", Map.of("RateLimit", rate), RolloutListener.SILENT);
    }

    private String rate() {
        return bench.stack("t").parameters().stream()
                .filter(parameter -> parameter.parameterKey().equals("RateLimit"))
                .findFirst()
                .orElseThrow()
                .parameterValue();
    }

    @Test
    void theStackStandsUntilSomebodyCanAskTheRest() throws InterruptedException {
        Rollout end = apply("1500");
        assertThat(end.phase()).as(end.note()).isEqualTo(RolloutPhase.UNPROVEN);
        assertThat(end.holds()).isFalse();
        assertThat(end.fails()).isFalse();
        assertThat(end.note())
                .contains("Could not be asked: A planted cross-site-scripting request is blocked.")
                .contains("sallyport rollout verify t");
        assertThat(end.proofs())
                .filteredOn(proof -> !proof.holds())
                .singleElement()
                .satisfies(proof -> {
                    assertThat(proof.id()).isEqualTo("attack-blocked");
                    assertThat(proof.outcome()).isEqualTo(Outcome.UNKNOWN);
                    assertThat(proof.evidence()).contains(ACTION);
                });
        assertThat(bench.stack("t").stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);
        assertThat(rollouts.past("t").getFirst().outcome()).isEqualTo("unproven");
        assertThat(end.lastGood()).isNull();

        assertThat(rollouts.verify("t", RolloutListener.SILENT).phase()).isEqualTo(RolloutPhase.UNPROVEN);
        Rollout verified = bench.rollouts.verify("t", RolloutListener.SILENT);
        assertThat(verified.phase()).as(verified.note()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(verified.proofs()).allMatch(Proof::holds);
        assertThat(verified.lastGood()).containsEntry("RateLimit", "1500");
    }

    @Test
    void anUpdateThatIsUnprovenIsNotTakenBackAndIsNotTheLastGoodVersion() throws InterruptedException {
        assertThat(bench.apply("api-perimeter", "t", Map.of("RateLimit", "1500")).phase()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(apply("900").phase()).isEqualTo(RolloutPhase.UNPROVEN);
        assertThat(rate()).isEqualTo("900");
        Rollout back = bench.rollouts.rollback("t", RolloutListener.SILENT);
        assertThat(back.phase()).as(back.note()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(rate()).isEqualTo("1500");
    }
}
