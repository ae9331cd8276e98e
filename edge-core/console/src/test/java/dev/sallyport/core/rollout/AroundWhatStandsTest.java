package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.guard.Lock;
import dev.sallyport.core.proof.Proof;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

/** Stacks before an API and a function of someone else in another Region, which are given back to the byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AroundWhatStandsTest {
    private Bench bench;
    private Ahead ahead;
    private JsonNode before;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        bench = new Bench(folder);
        ahead = new Ahead(bench.aws, "eu-west-1");
        before = ahead.state();
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

    private static void holds(Rollout rollout) {
        assertThat(rollout.proofs()).allSatisfy(proof -> assertThat(proof.holds()).as(proof.toString()).isTrue());
        assertThat(rollout.phase()).as(rollout.note()).isEqualTo(RolloutPhase.HOLDS);
    }

    @Test
    void aRestApiIsCalledThroughTheEdgeAloneUntilTheStackGoes() throws Exception {
        Map<String, String> values = Map.of("ApiEndpoint", "https://" + ahead.apiHost() + "/live");
        Plan plan = bench.rollouts.plan(Blueprints.find("api-perimeter"), "t", values);
        assertThat(plan.switched()).containsExactly(new Lock.Switched(
                "the REST API " + ahead.outputs.get("ApiId") + ", stage live: ANY /orders", "NONE", "AWS_IAM"));
        assertThat(plan.notes()).contains(
                "The viewers' Authorization header does not arrive at " + ahead.apiHost() + ", since the signature stands in"
                        + " it: an application that checks a token there refuses everyone.",
                "Bodies over 1 MB are answered with 413 at the edge, whose function is shown no more of them.");
        assertThat(plan.changes()).extracting(Change::type).doesNotContain("AWS::ApiGateway::RestApi");
        assertThat(ahead.state()).isEqualTo(before);

        holds(bench.apply("api-perimeter", "t", values));

        assertThat(ahead.get("https://" + ahead.apiHost() + "/live/orders")).isEqualTo(403);
        String edge = bench.output("t", "DistributionUrl");
        // Over 8 KB, which the managed rules only count at first, and which the signer has to see whole.
        String body = "x".repeat(9000);
        assertThat(ahead.send("POST", edge + "/orders", body).body()).contains(body);
        holds(bench.rollouts.verify("t", RolloutListener.SILENT));
        // The same again finds nothing to do to the API.
        JsonNode closed = ahead.state();
        holds(bench.apply("api-perimeter", "t", values));
        assertThat(ahead.state()).isEqualTo(closed);
        assertThat(bench.rollouts.removal("t").notes()).anyMatch(note -> note.contains("First taken back"));

        Rollout gone = bench.rollouts.destroy("t", RolloutListener.SILENT);

        assertThat(gone.phase()).isEqualTo(RolloutPhase.DESTROYED);
        assertThat(gone.note()).isEmpty();
        assertThat(ahead.get("https://" + ahead.apiHost() + "/live/orders")).isEqualTo(200);
    }

    @Test
    void anHttpApiIsGivenBackWhenTheStackGoesBackToTheDemonstration() throws Exception {
        holds(bench.apply("api-perimeter", "t", Map.of()));
        Rollout rollout = bench.apply(
                "api-perimeter", "t", Map.of("ApiEndpoint", "https://" + ahead.httpApiHost() + "/$default"));
        holds(rollout);
        assertThat(rollout.parameters()).containsEntry("ApiType", "HTTP").containsEntry("ProbePath", "/carts");
        assertThat(ahead.get("https://" + ahead.httpApiHost() + "/carts")).isEqualTo(403);
        assertThat(ahead.get(bench.output("t", "DistributionUrl") + "/carts")).isEqualTo(200);

        holds(bench.rollouts.rollback("t", RolloutListener.SILENT));

        assertThat(ahead.get("https://" + ahead.httpApiHost() + "/carts")).isEqualTo(200);
        assertThat(bench.stack("t").parameters()).noneMatch(each -> each.parameterKey().equals("ApiEndpoint"));
        bench.rollouts.destroy("t", RolloutListener.SILENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oac-hash", "signer"})
    void functionsAreCalledThroughTheEdgeAlone(String mode) throws Exception {
        Map<String, String> values = Map.of(
                "FunctionUrls",
                "/echo/*=https://" + ahead.functionHost() + ",/more=https://" + ahead.functionHost() + "/",
                "SigningMode", mode,
                "ManagedRules", "block");
        assertThat(bench.rollouts.plan(Blueprints.find("function-url-signed"), "t", values).switched()).hasSize(1);

        Rollout rollout = bench.apply("function-url-signed", "t", values);

        holds(rollout);
        assertThat(rollout.proofs()).extracting(Proof::id).contains("every-origin-refuses", "attack-blocked");
        assertThat(ahead.get("https://" + ahead.functionHost() + "/echo/")).isEqualTo(403);
        String edge = bench.output("t", "DistributionUrl");
        assertThat(ahead.send("POST", edge + "/echo/1", "hello").body()).contains("hello");
        assertThat(ahead.get(edge + "/more")).isEqualTo(200);
        assertThat(ahead.get(edge + "/elsewhere")).isEqualTo(403);

        assertThat(bench.rollouts.destroy("t", RolloutListener.SILENT).note()).isEmpty();
    }

    @Test
    void anApplicationHasItsFieldsSealedBeforeItSeesThem() throws Exception {
        Map<String, String> values = Map.of("Origin", "https://" + ahead.apiHost() + "/live", "Fields", "card");
        assertThat(bench.rollouts.plan(Blueprints.find("field-encryption"), "t", values).switched()).hasSize(1);

        Rollout rollout = bench.apply("field-encryption", "t", values);
        holds(rollout);
        assertThat(rollout.proofs())
                .filteredOn(proof -> proof.id().equals("edge-seals"))
                .singleElement()
                .satisfies(proof -> assertThat(proof.evidence())
                        .contains("application/json, application/x-www-form-urlencoded, application/xml, multipart/form-data"));

        assertThat(ahead.get("https://" + ahead.apiHost() + "/live/orders")).isEqualTo(403);
        String edge = bench.output("t", "DistributionUrl");
        String seen = ahead.send("POST", edge + "/orders", "{\"card\":\"4111\",\"note\":\"plain\"}").body();
        assertThat(seen).contains("((enc:", "plain").doesNotContain("4111");
        String key = bench.output("t", "KeyArn");
        bench.rollouts.destroy("t", RolloutListener.SILENT);
        // What the application keeps can be opened for as long as somebody wants.
        assertThat(bench.aws.kms("us-east-1").describeKey(r -> r.keyId(key)).keyMetadata().enabled()).isTrue();
    }

    @Test
    void anOriginWithoutALockIsSealedForAndLeftAsItIs() throws Exception {
        String bucket = ahead.outputs.get("Bucket");
        bench.aws.s3("eu-west-1").putObject(r -> r.bucket(bucket).key("a/b.html"), RequestBody.fromString("home"));
        Map<String, String> values = Map.of(
                "Origin", "https://" + bucket + ".s3.eu-west-1.amazonaws.com/a/", "ProbePath", "/b.html", "KeyArn",
                bench.aws.kms("us-east-1").createKey(r -> r.keySpec(KeySpec.RSA_2048).keyUsage(KeyUsageType.ENCRYPT_DECRYPT))
                        .keyMetadata().arn());
        Plan plan = bench.rollouts.plan(Blueprints.find("field-encryption"), "t", values);
        assertThat(plan.switched()).isEmpty();
        assertThat(plan.notes()).anyMatch(note -> note.contains("stays open"));

        Rollout rollout = bench.apply("field-encryption", "t", values);

        holds(rollout);
        assertThat(rollout.proofs()).extracting(Proof::id).doesNotContain("origin-refuses-direct");
        bench.rollouts.destroy("t", RolloutListener.SILENT);
    }

    @Test
    void changesThatAreNotDeployedYetAreReleasedOnlyWhereThatIsAskedFor() throws Exception {
        var gateway = bench.aws.apiGateway("eu-west-1");
        String api = Objects.requireNonNull(ahead.outputs.get("ApiId"));
        String root = gateway.getResources(r -> r.restApiId(api)).items().stream()
                .filter(resource -> resource.path().equals("/"))
                .findFirst()
                .orElseThrow()
                .id();
        String draft = gateway.createResource(r -> r.restApiId(api).parentId(root).pathPart("draft")).id();
        gateway.putMethod(r -> r.restApiId(api).resourceId(draft).httpMethod("DELETE").authorizationType("NONE"));
        gateway.putIntegration(r -> r.restApiId(api).resourceId(draft).httpMethod("DELETE").type("MOCK"));
        Map<String, String> values = Map.of("ApiEndpoint", "https://" + ahead.apiHost() + "/live");
        assertThat(bench.rollouts.plan(Blueprints.find("api-perimeter"), "t", values).notes())
                .anyMatch(note -> note.contains("also releases what is not deployed yet: DELETE /draft is new."));
        assertThatThrownBy(() -> bench.apply("api-perimeter", "t", values))
                .isInstanceOfSatisfying(SallyportException.class, e -> {
                    assertThat(e.code()).isEqualTo("SP-API-UNDEPLOYED");
                    assertThat(e.message()).contains("DELETE /draft is new");
                    assertThat(e.next()).contains("AlthoughUndeployed=true");
                });
        assertThat(bench.rollouts.stacks()).isEmpty();
        gateway.deleteResource(r -> r.restApiId(api).resourceId(draft));
    }

    /** The function that answers is broken once it is locked: nothing of the attempt stays. */
    @Test
    void aProofThatFailsGivesEverythingBack() throws Exception {
        var iam = bench.aws.iam();
        Rollouts under = bench.rollouts;
        Rollout rollout = under.apply(
                Blueprints.find("api-perimeter"),
                "t",
                Map.of("ApiEndpoint", "https://" + ahead.apiHost() + "/live"),
                new RolloutListener() {
                    @Override
                    public void phase(Rollout now) {
                        // Someone takes the signer's permission away just before it is proved.
                        if (now.phase() == RolloutPhase.PROVING) {
                            iam.listRoles(r -> {}).roles().stream()
                                    .filter(role -> role.roleName().contains("SignOriginRole"))
                                    .forEach(role -> iam.deleteRolePolicy(
                                            r -> r.roleName(role.roleName()).policyName("invoke-origin")));
                        }
                    }
                });
        assertThat(rollout.phase()).isEqualTo(RolloutPhase.FAILED);
        assertThat(rollout.note()).contains("The new stack was removed");
    }

    /** By the tags that CloudFormation leaves, and by those that people write where another tool made it. */
    @Test
    void aPlanNamesWhoMadeWhatItLocksAndWhatIsLockedAlong() throws Exception {
        var routes = bench.aws.apiGatewayV2("eu-west-1");
        String http = Objects.requireNonNull(ahead.outputs.get("HttpApiId"));
        routes.createStage(r -> r.apiId(http).stageName("next").autoDeploy(true));
        routes.createStage(r -> r.apiId(http).stageName("still").autoDeploy(false));
        routes.tagResource(r -> r.resourceArn("arn:aws:apigateway:eu-west-1::/apis/" + http)
                .tags(Map.of("ManagedBy", "Terraform")));
        assertThat(bench.rollouts
                        .plan(Blueprints.find("api-perimeter"), "t", Map.of("ApiEndpoint", "https://" + ahead.httpApiHost()))
                        .notes())
                .anyMatch(note -> note.startsWith("Routes belong to all stages of an HTTP API, so that next of "))
                .anyMatch(note -> note.contains(" made " + ahead.httpApiHost() + ", and its next deployment may undo the lock."));
        Plan functions = bench.rollouts.plan(Blueprints.find("function-url-signed"), "t", Map.of(
                "FunctionUrls", "/echo=https://" + ahead.functionHost()));
        assertThat(functions.notes()).contains("The CloudFormation stack open made " + ahead.functionHost()
                + ", and its next deployment may undo the lock. Have it demand AWS_IAM as well.");
        routes.deleteStage(r -> r.apiId(http).stageName("next"));
        routes.deleteStage(r -> r.apiId(http).stageName("still"));
        routes.untagResource(r -> r.resourceArn("arn:aws:apigateway:eu-west-1::/apis/" + http).tagKeys("ManagedBy"));
    }

    /** What only a plan tells may be denied, and is not asked again to turn the lock. */
    @Test
    void whatALockShutsAlongIsAskedForThePlanAlone() throws Exception {
        Map<String, String> values = Map.of("ApiEndpoint", "https://" + ahead.httpApiHost());
        var aws = new Denial(bench.sandbox, "GetStages").aws();
        assertThat(bench.rollouts(aws).plan(Blueprints.find("api-perimeter"), "t", values).notes())
                .anyMatch(note -> note.startsWith("Which other stages of " + ahead.httpApiHost()
                        + " are locked along could not be asked: ") && note.contains("no GetStages"));
        assertThat(new WhatStands(aws, bench.session.identity().account()).locks("t", values, Map.of()))
                .singleElement()
                .satisfies(lock -> assertThat(lock.measures()).hasSize(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "api-perimeter | ApiEndpoint | https://api.example.com/live | SP-PARAMETER",
        "api-perimeter | ApiEndpoint | https://API/none | SP-NOT-FOUND",
        "api-perimeter | ApiEndpoint | https://0000000000.execute-api.eu-west-1.amazonaws.com/live | SP-NOT-FOUND",
        "field-encryption | Origin | http://app.example.com | SP-PARAMETER",
        "field-encryption | Origin | https://app.example.com:8443 | SP-PARAMETER",
        "function-url-signed | FunctionUrls | /a=https://example.com | SP-PARAMETER",
        "function-url-signed | FunctionUrls | /a=https://FUNCTION,/a=https://FUNCTION | SP-PARAMETER",
        "function-url-signed | FunctionUrls | /a=https://0000000000.lambda-url.eu-west-1.on.aws | SP-GUARD-ORIGIN",
    })
    void whatCannotBeTakenIsRefusedBeforeAnythingIsMade(String blueprint, String parameter, String value, String code) {
        String given = value.replace("//API", "//" + ahead.apiHost())
                .replace("FUNCTION", ahead.functionHost());
        assertThatThrownBy(() -> bench.apply(blueprint, "t", Map.of(parameter, given)))
                .isInstanceOfSatisfying(SallyportException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.next()).isNotEmpty();
                });
        assertThat(bench.rollouts.stacks()).isEmpty();
    }

    @Test
    void anApiWithoutAPathThatAnswersAsksForOne() {
        assertThatThrownBy(() -> bench.apply(
                        "api-perimeter",
                        "t",
                        Map.of("ApiEndpoint", "https://" + ahead.apiHost() + "/live", "ProbePath", "/nothing")))
                .isInstanceOfSatisfying(SallyportException.class, e -> {
                    assertThat(e.code()).isEqualTo("SP-PROBE-PATH");
                    assertThat(e.message()).contains("/live/nothing=403");
                });
    }
}
