package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.guard.Locks;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/** Two stacks before one API or one function: it stays locked until the last of them goes, and is then as it was. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NeighboursTest {
    private static final String STRANGER =
            """
            Parameters:
              ApiEndpoint: {Type: String}
            Resources:
              Logs: {Type: "AWS::Logs::LogGroup"}
            """;

    private Bench bench;
    private Ahead ahead;
    private JsonNode before;
    private Rollouts theirs;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        bench = new Bench(folder.resolve("ours"));
        ahead = new Ahead(bench.aws, "eu-west-1");
        before = ahead.state();
        var me = bench.session.identity();
        theirs = new Rollouts(bench.aws, me.arn(), me.account(), new Home(folder.resolve("theirs")));
    }

    @AfterEach
    void everythingIsAsItWas() {
        assertThat(ahead.state()).isEqualTo(before);
        assertThat(bench.distributions()).isEmpty();
    }

    @AfterAll
    void close() {
        ahead.close();
        bench.close();
    }

    private static void apply(Rollouts by, String blueprint, String stack, Map<String, String> values)
            throws InterruptedException {
        Rollout rollout = by.apply(Blueprints.find(blueprint), stack, values, RolloutListener.SILENT);
        assertThat(rollout.phase()).as(rollout.note() + rollout.proofs()).isEqualTo(RolloutPhase.HOLDS);
    }

    private int direct() throws Exception {
        return ahead.get("https://" + ahead.apiHost() + "/live/orders");
    }

    /** The one that holds goes first, in the home of somebody who never saw the other; then that one goes. */
    @Test
    void theLockIsHandedToTheStackThatStays() throws Exception {
        Map<String, String> live = Map.of("ApiEndpoint", "https://" + ahead.apiHost() + "/live");
        String at = "https://" + ahead.apiHost() + "/live";
        apply(bench.rollouts, "api-perimeter", "a", live);
        assertThat(theirs.plan(Blueprints.find("api-perimeter"), "b", live)).satisfies(plan -> {
            assertThat(plan.switched()).isEmpty();
            assertThat(plan.notes()).contains(
                    at + " is locked already, by the stack a. It stays locked until the last of them goes.");
        });
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> theirs.plan(
                        Blueprints.find("api-perimeter"), "b", Map.of("ApiEndpoint", stage("other"))))
                .extracting(SallyportException::code)
                .isEqualTo("SP-API-STAGE");
        bench.aws.apiGateway("eu-west-1").deleteStage(r -> r.restApiId(ahead.outputs.get("ApiId")).stageName("other"));
        apply(theirs, "api-perimeter", "b", live);

        Rollout gone = bench.rollouts.destroy("a", RolloutListener.SILENT);

        assertThat(gone.phase()).isEqualTo(RolloutPhase.DESTROYED);
        assertThat(gone.note()).isEqualTo(at + " stays locked: the stack b is before it too, and gives it back.");
        assertThat(direct()).isEqualTo(403);
        assertThat(theirs.removal("b").notes()).anyMatch(note -> note.startsWith("First taken back"));
        assertThat(theirs.destroy("b", RolloutListener.SILENT).note()).isEmpty();
        assertThat(direct()).isEqualTo(200);
    }

    /** A stack of ours as CloudFormation tells of it, which no home knows. */
    private void stranger(String stack, String endpoint) {
        var formation = bench.aws.cloudFormation("us-east-1");
        formation.createStack(r -> r.stackName(stack)
                .templateBody(STRANGER)
                .parameters(Parameter.builder().parameterKey("ApiEndpoint").parameterValue(endpoint).build())
                .tags(Tag.builder().key("sallyport:blueprint").value("api-perimeter").build()));
        formation.waiter().waitUntilStackCreateComplete(r -> r.stackName(stack));
    }

    private void gone(String stack) {
        var formation = bench.aws.cloudFormation("us-east-1");
        formation.deleteStack(r -> r.stackName(stack));
        formation.waiter().waitUntilStackDeleteComplete(r -> r.stackName(stack));
    }

    /** It was open before, although somebody stands before it: what fails takes all of it back. */
    @Test
    void whatAFailedApplyLockedIsOpenAgainWhoeverElseStandsBeforeIt() throws Exception {
        stranger("a", "https://" + ahead.apiHost() + "/live");

        Rollout rollout = bench.rollouts.apply(
                Blueprints.find("api-perimeter"),
                "b",
                Map.of("ApiEndpoint", "https://" + ahead.apiHost() + "/live"),
                new RolloutListener() {
                    @Override
                    public void phase(Rollout now) {
                        if (now.phase() == RolloutPhase.PROVING) {
                            signersMayCallNothing();
                        }
                    }
                });

        assertThat(rollout.phase()).isEqualTo(RolloutPhase.FAILED);
        assertThat(rollout.note()).contains("The new stack was removed").doesNotContain("stays locked");
        assertThat(direct()).isEqualTo(200);
        gone("a");
    }

    private void signersMayCallNothing() {
        var iam = bench.aws.iam();
        iam.listRoles(r -> {}).roles().stream()
                .filter(role -> role.roleName().contains("SignOriginRole"))
                .forEach(role -> iam.deleteRolePolicy(r -> r.roleName(role.roleName()).policyName("invoke-origin")));
    }

    private String stage(String name) {
        String api = ahead.outputs.get("ApiId");
        var gateway = bench.aws.apiGateway("eu-west-1");
        String deployed = gateway.getStage(r -> r.restApiId(api).stageName("live")).deploymentId();
        gateway.createStage(r -> r.restApiId(api).stageName(name).deploymentId(deployed));
        return "https://" + ahead.apiHost() + "/" + name;
    }

    @Test
    void theSecondOneGoesFirstAndLeavesTheLockToTheFirst() throws Exception {
        Map<String, String> echo = Map.of("FunctionUrls", "/echo/*=https://" + ahead.functionHost(), "SigningMode", "oac");
        apply(bench.rollouts, "function-url-signed", "a", echo);
        apply(theirs, "function-url-signed", "b", echo);
        // The same again adds no second statement for the same distribution.
        JsonNode both = ahead.state();
        apply(theirs, "function-url-signed", "b", echo);
        assertThat(ahead.state()).isEqualTo(both);

        assertThat(theirs.destroy("b", RolloutListener.SILENT).note()).isEmpty();

        assertThat(ahead.get("https://" + ahead.functionHost() + "/echo/")).isEqualTo(403);
        assertThat(ahead.get(bench.output("a", "DistributionUrl") + "/echo/1")).isEqualTo(200);
        assertThat(bench.rollouts.destroy("a", RolloutListener.SILENT).note()).isEmpty();
    }

    /** Names as API Gateway and Lambda give them (their developer guides, "Amazon Resource Names"). */
    @Test
    void aLockHasOneNameWhereverItIsMet() {
        assertThat(Locks.of("arn:aws:execute-api:eu-west-1:111122223333:abc123/live/*"))
                .isEqualTo(Locks.ofApiAt("abc123.execute-api.eu-west-1.amazonaws.com"));
        assertThat(WhatStands.keys(Map.of(
                        "FunctionUrls", "/a=https://x1.lambda-url.eu-west-1.on.aws,/b=https://x2.lambda-url.eu-west-1.on.aws",
                        "FunctionArns",
                        "arn:aws:lambda:eu-west-1:111122223333:function:one,arn:aws:lambda:eu-west-1:111122223333:function:two")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Locks.of("arn:aws:lambda:eu-west-1:111122223333:function:one"), "x1.lambda-url.eu-west-1.on.aws",
                        Locks.of("arn:aws:lambda:eu-west-1:111122223333:function:two"), "x2.lambda-url.eu-west-1.on.aws"));
        assertThat(WhatStands.keys(Map.of("RateLimit", "500"))).isEmpty();
    }
}
