package dev.sallyport.core.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.RolloutListener;
import dev.sallyport.core.rollout.RolloutPhase;
import dev.sallyport.core.rollout.Rollouts;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.model.Bucket;

/** The blueprint edge-ssr, from its packages to its proofs and to its end. */
class EdgeSsrTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void itsProofsHoldAndItsEndLeavesNothing() throws Exception {
        Home home = new Home(folder);
        try (Session session = SandboxSession.open(home).session()) {
            Identity me = session.identity();
            Rollouts rollouts = new Rollouts(session.clients(), me.arn(), me.account(), home);
            Rollout rollout = rollouts.apply(Blueprints.find("edge-ssr"), "t-ssr", Map.of(), RolloutListener.SILENT);
            assertThat(rollout.proofs()).allSatisfy(proof -> assertThat(proof.holds()).as(proof.evidence()).isTrue());
            assertThat(rollout.phase()).isEqualTo(RolloutPhase.HOLDS);
            assertThat(rollout.proofs())
                    .extracting(Proof::id)
                    .contains("page:/", "page:/ssr", "page:/edgessr", "page-cached:/edgessr")
                    .contains("bucket-refuses-unsigned");
            Map<String, String> outputs = rollouts.stacks().getFirst().outputs();
            theViewerSeesWhatItShould(String.valueOf(outputs.get("DistributionUrl")));
            onlyThisDistributionCallsTheFunction(session.clients(), outputs);
            aBrokenStackIsFoundOut(session.clients(), rollouts, outputs);
            assertThat(rollouts.destroy("t-ssr", RolloutListener.SILENT).phase()).isEqualTo(RolloutPhase.DESTROYED);
            nothingIsLeft(session.clients());
        }
    }

    private static HttpProbe.Answer get(String url) throws InterruptedException {
        return Viewer.send("GET", URI.create(url), Map.of(), null);
    }

    private static void theViewerSeesWhatItShould(String viewer) throws InterruptedException {
        for (String path : List.of("/", "/ssr", "/edgessr", "/app.mjs", "/modules/react-dom/client.js")) {
            HttpProbe.Answer answer = get(viewer + path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.header("content-security-policy"))
                    .as(path)
                    .startsWith("default-src 'none'; script-src 'self' ");
            assertThat(answer.header("strict-transport-security")).as(path).isEqualTo("max-age=31536000");
            assertThat(answer.header("x-content-type-options")).as(path).isEqualTo("nosniff");
            assertThat(answer.header("x-frame-options")).as(path).isEqualTo("DENY");
            assertThat(answer.header("cache-control")).as(path).isNotEmpty();
            if (path.endsWith("js")) {
                assertThat(answer.header("content-type")).as(path).startsWith("text/javascript");
            }
        }
        HttpProbe.Answer head = Viewer.send("HEAD", URI.create(viewer + "/edgessr"), Map.of(), null);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(Viewer.send("POST", URI.create(viewer + "/ssr"), Map.of(), "x").status()).isEqualTo(403);
    }

    private static void onlyThisDistributionCallsTheFunction(AwsClients aws, Map<String, String> outputs)
            throws Exception {
        LambdaClient lambda = aws.lambda(EdgeRegion.NAME);
        String name = lambda.listFunctions().functions().stream()
                .map(function -> Objects.requireNonNull(function.functionName()))
                .filter(function -> function.contains("ServePage"))
                .findFirst()
                .orElseThrow();
        JsonNode policy = Json.MAPPER.readTree(lambda.getPolicy(request -> request.functionName(name)).policy());
        assertThat(policy.path("Statement"))
                .hasSize(2)
                .allSatisfy(statement -> {
                    assertThat(statement.at("/Principal/Service").asText()).isEqualTo("cloudfront.amazonaws.com");
                    assertThat(statement.at("/Condition/ArnLike/AWS:SourceArn").asText())
                            .endsWith("::111122223333:distribution/" + outputs.get("DistributionId"));
                })
                .extracting(statement -> statement.path("Action").asText())
                .containsExactlyInAnyOrder("lambda:InvokeFunctionUrl", "lambda:InvokeFunction");
    }

    /** Without the second permission the function URL refuses the distribution too, and the proof says so. */
    private static void aBrokenStackIsFoundOut(AwsClients aws, Rollouts rollouts, Map<String, String> outputs)
            throws Exception {
        LambdaClient lambda = aws.lambda(EdgeRegion.NAME);
        String arn = lambda.listFunctions().functions().stream()
                .filter(function -> function.functionName().contains("ServePage"))
                .findFirst()
                .orElseThrow()
                .functionArn();
        for (JsonNode statement : Json.MAPPER.readTree(
                        lambda.getPolicy(request -> request.functionName(arn)).policy())
                .path("Statement")) {
            if (statement.path("Action").asText().equals("lambda:InvokeFunction")) {
                lambda.removePermission(request ->
                        request.functionName(arn).statementId(statement.path("Sid").asText()));
            }
        }
        aws.cloudFront().createInvalidation(request -> request.distributionId(outputs.get("DistributionId"))
                .invalidationBatch(batch -> batch.callerReference("t").paths(paths -> paths.quantity(1).items("/*"))));
        assertThat(rollouts.verify("t-ssr", RolloutListener.SILENT).proofs())
                .filteredOn(proof -> !proof.holds())
                .extracting(Proof::id)
                .containsExactly("page:/ssr", "page-cached:/ssr");
    }

    private static void nothingIsLeft(AwsClients aws) {
        assertThat(aws.cloudFront().listDistributions(request -> {}).distributionList().items()).isEmpty();
        assertThat(aws.cloudFront().listOriginAccessControls(request -> {}).originAccessControlList().items())
                .isEmpty();
        assertThat(aws.cloudFront().listCachePolicies(request -> request.type("custom")).cachePolicyList().items())
                .isEmpty();
        assertThat(aws.lambda(EdgeRegion.NAME).listFunctions().functions()).isEmpty();
        assertThat(aws.iam().listRoles().roles()).isEmpty();
        assertThat(aws.waf(EdgeRegion.NAME).listWebACLs(request -> request.scope("CLOUDFRONT")).webACLs())
                .isEmpty();
        assertThat(aws.s3(EdgeRegion.NAME).listBuckets().buckets())
                .extracting(Bucket::name)
                .allMatch(name -> name.startsWith("sallyport-artifacts-"));
        assertThat(aws.logs(EdgeRegion.NAME).describeLogGroups().logGroups()).isEmpty();
    }
}
