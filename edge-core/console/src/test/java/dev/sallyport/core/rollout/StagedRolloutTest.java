package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.proof.Proof;
import dev.sallyport.core.shape.Shapes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;

/** A change of an edge function is shown to a share of the viewers, and then promoted or taken back. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StagedRolloutTest {
    private static final Map<String, String> CARD = Map.of("Fields", "card");
    private static final Map<String, String> BOTH = Map.of("Fields", "card,iban");

    @TempDir
    static Path folder;

    private static Bench bench;

    @BeforeAll
    static void deploy() throws InterruptedException {
        bench = new Bench(folder);
        assertThat(bench.apply("field-encryption", "t", CARD).phase()).isEqualTo(RolloutPhase.HOLDS);
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    private static void refused(String code, double weight, Map<String, String> given) {
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> bench.stage("field-encryption", "t", given, weight))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    private static void nothingIsLeft() {
        assertThat(bench.policies()).isZero();
        assertThat(bench.distributions()).hasSize(1);
        assertThat(bench.primary("t").continuousDeploymentPolicyId()).isEmpty();
        assertThat(bench.runsItsVersion("t")).isTrue();
    }

    @Test
    @Order(1)
    void whatCannotBeStagedIsRefusedBeforeAnythingIsMade() {
        refused("SP-STAGED-WEIGHT", 0.16, BOTH);
        refused("SP-STAGED-WEIGHT", 0, BOTH);
        refused("SP-STAGED-NOTHING", 0.1, CARD);
        refused("SP-STAGED-SETTING", 0.1, Map.of("Fields", "card", "PriceClass", "PriceClass_All"));
        refused("SP-STAGED-WEB-ACL", 0.1, Map.of("Fields", "card", "WebAcl", "false"));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> bench.stage("field-encryption", "none", BOTH, 0.1))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-STAGED-NO-STACK"));
        nothingIsLeft();
        assertThat(bench.temporaryFunctions()).isEmpty();
        assertThat(bench.rollouts.status("t").orElseThrow().lastGood()).isNotNull();
    }

    @Test
    @Order(2)
    void http3AndForeignPoliciesAreNamed() {
        String id = bench.output("t", "DistributionId");
        var now = bench.aws.cloudFront().getDistributionConfig(r -> r.id(id));
        bench.aws.cloudFront().updateDistribution(r -> r.id(id)
                .ifMatch(now.eTag())
                .distributionConfig(now.distributionConfig().toBuilder().httpVersion("http2and3").build()));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> bench.rollouts.apply(
                        Blueprints.find("field-encryption"),
                        "t",
                        BOTH,
                        new RolloutOptions(0.1, true, null),
                        RolloutListener.SILENT))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-STAGED-HTTP3"));
        var then = bench.aws.cloudFront().getDistributionConfig(r -> r.id(id));
        bench.aws.cloudFront().updateDistribution(
                r -> r.id(id).ifMatch(then.eTag()).distributionConfig(now.distributionConfig()));
        nothingIsLeft();
    }

    @Test
    @Order(3)
    void aShareOfTheViewersSeesItAndRollingBackLeavesThePrimaryAsItWas() throws Exception {
        DistributionConfig before = bench.primary("t");
        Rollout staged = bench.stage("field-encryption", "t", BOTH, 0.15);
        assertThat(staged.phase()).as(staged.note()).isEqualTo(RolloutPhase.STAGED);
        assertThat(staged.proofs()).allMatch(Proof::holds).extracting(Proof::id).contains("field-sealed",
                "field-opens");
        Staged copy = Objects.requireNonNull(staged.staged());
        assertThat(copy.probes().requests()).isPositive();
        assertThat(bench.runsItsVersion("t")).isTrue();
        assertThat(bench.distributions()).hasSize(2);
        assertThat(bench.rollouts.comparison("t").orElseThrow().verdict()).isEqualTo(Comparison.Verdict.UNKNOWN);

        long sealed = bench.post("t", 200).stream()
                .filter(answer -> answer.startsWith("201") || answer.startsWith("200")).count();
        assertThat(sealed).isEqualTo(200);
        Comparison figures = figures(200);
        assertThat(figures.staging().requests()).isBetween(10L, 60L);
        assertThat(figures.staging().serverErrors()).isZero();

        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> bench.apply("field-encryption", "t", BOTH))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-STAGED-ALREADY"));
        Rollout back = bench.rollouts.rollback("t", RolloutListener.SILENT);
        assertThat(back.phase()).as(back.note()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(bench.primary("t")).isEqualTo(before);
        nothingIsLeft();
        assertThat(bench.stack("t").parameters())
                .anyMatch(parameter -> parameter.parameterKey().equals("Fields") && parameter.parameterValue()
                        .equals("card"));
    }

    /** CloudFront's metrics come late; in the sandbox, a second. */
    private static Comparison figures(long requests) {
        Instant end = Instant.now().plusSeconds(60);
        Comparison figures = bench.rollouts.comparison("t").orElseThrow();
        while (figures.primary().requests() + figures.staging().requests() < requests) {
            assertThat(Instant.now()).as("%s of %s requests", figures, requests).isBefore(end);
            LockSupport.parkNanos(100_000_000);
            figures = bench.rollouts.comparison("t").orElseThrow();
        }
        return figures;
    }

    @Test
    @Order(4)
    void aStagingProofThatFailsTakesTheCopyAwayByItself() throws Exception {
        DistributionConfig before = bench.primary("t");
        Rollout end = bench.rollouts.apply(
                Blueprints.find("field-encryption"),
                "t",
                BOTH,
                new RolloutOptions(0.1, false, null),
                new RolloutListener() {
                    @Override
                    public void phase(Rollout rollout) {
                        if (rollout.phase() == RolloutPhase.PROVING) {
                            breakCopy(Objects.requireNonNull(rollout.staged()));
                        }
                    }
                });
        assertThat(end.phase()).isEqualTo(RolloutPhase.FAILED);
        assertThat(end.proofs()).anyMatch(proof -> !proof.holds());
        assertThat(end.note()).contains("no viewer saw it");
        assertThat(bench.primary("t")).isEqualTo(before);
        nothingIsLeft();
        assertThat(bench.rollouts.verify("t", RolloutListener.SILENT).phase()).isEqualTo(RolloutPhase.HOLDS);
    }

    private static void breakCopy(Staged copy) {
        var now = bench.aws.cloudFront().getDistributionConfig(r -> r.id(copy.stagingId()));
        var json = Shapes.toJson(now.distributionConfig());
        ((ObjectNode) json.path("Origins").path("Items").get(0)).put("OriginPath",
                "/gone");
        bench.aws.cloudFront().updateDistribution(r -> r.id(copy.stagingId())
                .ifMatch(now.eTag())
                .distributionConfig(Shapes.fromJson(json, DistributionConfig.builder())));
    }

    @Test
    @Order(5)
    void aWorseCopyIsNotPromoted() throws Exception {
        Rollout staged = bench.stage("field-encryption", "t", BOTH, 0.15);
        assertThat(staged.phase()).as(staged.note()).isEqualTo(RolloutPhase.STAGED);
        breakCopy(Objects.requireNonNull(staged.staged()));
        bench.post("t", 600);
        assertThat(figures(600).verdict()).isEqualTo(Comparison.Verdict.WORSE);
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> bench.rollouts.promote("t", false, RolloutListener.SILENT))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-STAGED-WORSE"));
        bench.rollouts.rollback("t", RolloutListener.SILENT);
        nothingIsLeft();
    }

    @Test
    @Order(6)
    void promotingIsTheStacksOwnUpdateAndLeavesNoDrift() throws Exception {
        Rollout staged = bench.stage("field-encryption", "t", BOTH, 0.05);
        assertThat(staged.phase()).as(staged.note()).isEqualTo(RolloutPhase.STAGED);
        String temporary = Objects.requireNonNull(staged.staged()).functions().getFirst().name();
        Rollout end = bench.rollouts.promote("t", false, RolloutListener.SILENT);
        assertThat(end.phase()).as(end.note()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(end.staged()).isNull();
        nothingIsLeft();
        assertThat(bench.output("t", "EdgeFunctionVersion")).doesNotContain(temporary);
        assertThat(bench.output("t", "Fields")).isEqualTo("card,iban");
        assertThat(bench.post("t", 1).getFirst()).doesNotContain("DE89");
        // The same change again changes nothing: what stands is what CloudFormation knows.
        assertThat(bench.rollouts.plan(Blueprints.find("field-encryption"), "t", BOTH).changes()).isEmpty();
    }

    @Test
    @Order(7)
    void destroyingLeavesNoTemporaryFunction() throws Exception {
        assertThat(bench.rollouts.destroy("t", RolloutListener.SILENT).phase()).isEqualTo(RolloutPhase.DESTROYED);
        assertThat(bench.temporaryFunctions()).isEmpty();
        assertThat(bench.distributions()).isEmpty();
    }
}
