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
              ApiEndpoint: {Type: String, Default: ""}
              Apis: {Type: String, Default: ""}
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
        assertThat(bench.rollouts.past("b")).filteredOn(entry -> entry.action().equals("rollout.inherit"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.details()).containsEntry("from", "the stack a"));
        assertThat(theirs.removal("b").notes()).anyMatch(note -> note.startsWith("First taken back"));
        assertThat(theirs.destroy("b", RolloutListener.SILENT).note()).isEmpty();
        assertThat(direct()).isEqualTo(200);
    }

    /** A stack of ours as CloudFormation tells of it, which no home knows. */
    private void stranger(String stack, String endpoint) {
        stranger(stack, "ApiEndpoint", endpoint, Tag.builder().key("sallyport:blueprint").value("api-perimeter").build());
    }

    private void stranger(String stack, String parameter, String value, Tag tag) {
        var formation = bench.aws.cloudFormation("us-east-1");
        formation.createStack(r -> r.stackName(stack)
                .templateBody(STRANGER)
                .parameters(Parameter.builder().parameterKey(parameter).parameterValue(value).build())
                .tags(tag));
        SoonWaiter.of(formation).waitUntilStackCreateComplete(r -> r.stackName(stack));
    }

    private void gone(String stack) {
        var formation = bench.aws.cloudFormation("us-east-1");
        formation.deleteStack(r -> r.stackName(stack));
        SoonWaiter.of(formation).waitUntilStackDeleteComplete(r -> r.stackName(stack));
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

    /** Only its signer tells of it, which the account has. */
    @Test
    void whatAGuardOfAnotherHomeNeedsIsNotOpened() throws Exception {
        String arn = "arn:aws:execute-api:eu-west-1:" + bench.session.identity().account() + ":"
                + ahead.outputs.get("ApiId") + "/live/*";
        Map<String, String> live = Map.of("ApiEndpoint", "https://" + ahead.apiHost() + "/live");
        stranger("signer", "Apis", arn, Tag.builder().key("sallyport:guard").value("E9").build());
        assertThat(bench.rollouts.plan(Blueprints.find("api-perimeter"), "a", live).notes())
                .anyMatch(note -> note.startsWith("The guard of E9, of which another home has the record, is before"));
        apply(bench.rollouts, "api-perimeter", "a", live);
        assertThat(bench.rollouts.removal("a").notes()).anyMatch(note -> note.contains("sallyport guard undo E9")
                || note.contains("The guard of E9 is before"));

        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> bench.rollouts.destroy("a", RolloutListener.SILENT))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo("SP-HANDOVER");
                    assertThat(e.next()).contains("sallyport guard undo E9");
                });

        assertThat(direct()).isEqualTo(403);
        gone("signer");
        assertThat(bench.rollouts.destroy("a", RolloutListener.SILENT).note()).isEmpty();
        assertThat(direct()).isEqualTo(200);
    }

    private Rollouts without(String operation) {
        return bench.rollouts(new Denial(bench.sandbox, operation).aws());
    }

    /** What cannot be read of a neighbour is not known, and may be that it holds another stage. */
    @Test
    void whatCouldNotBeReadOfANeighbourIsUnknown() throws Exception {
        stranger("a", "https://" + ahead.apiHost() + "/live");
        Map<String, String> live = Map.of("ApiEndpoint", "https://" + ahead.apiHost() + "/live");
        assertThat(bench.rollouts.plan(Blueprints.find("api-perimeter"), "b", live).notes()).contains(
                "The stack a is before https://" + ahead.apiHost()
                        + "/live too. It stays locked until the last of them goes.");
        assertThat(without("GetObject").plan(Blueprints.find("api-perimeter"), "b", live).notes()).anyMatch(note ->
                note.startsWith("The stack a is before https://" + ahead.apiHost()
                        + "/live too, and whether it holds the lock could not be told."));
        Map<String, String> other = Map.of("ApiEndpoint", stage("other"));
        assertThat(bench.rollouts.plan(Blueprints.find("api-perimeter"), "b", other).switched()).hasSize(1);
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> without("GetObject").plan(Blueprints.find("api-perimeter"), "b", other))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo("SP-API-STAGE");
                    assertThat(e.message()).contains("could not be read", "no GetObject");
                });
        // Without the list of stacks any of them may hold one of the other stages.
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> without("DescribeStacks").plan(Blueprints.find("api-perimeter"), "b", other))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo("SP-API-STAGE");
                    assertThat(e.message()).contains("could not be read", "no DescribeStacks", "Its other stages: live.");
                });
        bench.aws.apiGateway("eu-west-1").deleteStage(r -> r.restApiId(ahead.outputs.get("ApiId")).stageName("other"));
        // An API of one stage has no other.
        assertThat(without("DescribeStacks").plan(Blueprints.find("api-perimeter"), "b", live).notes())
                .anyMatch(note -> note.startsWith("Which other stacks are before it could not be asked: "));
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
