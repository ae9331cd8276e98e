package dev.sallyport.core.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Home;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.RolloutListener;
import dev.sallyport.core.rollout.RolloutPhase;
import dev.sallyport.core.rollout.Rollouts;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;

/** Each proof against a stack that holds, and against the same stack once somebody has weakened it behind the console. */
@SuppressWarnings("NullAway.Init")
class ProofsTest {
    @TempDir
    private static Path folder = Path.of("");

    private static Session session;
    private static Rollouts rollouts;

    @BeforeAll
    static void deploy() throws InterruptedException {
        Home home = new Home(folder);
        session = SandboxSession.open(home).session();
        Identity me = session.identity();
        rollouts = new Rollouts(session.clients(), me.arn(), me.account(), home);
        Rollout rollout = rollouts.apply(Blueprints.find("api-perimeter"), "t-api", Map.of(), RolloutListener.SILENT);
        assertThat(rollout.phase()).isEqualTo(RolloutPhase.HOLDS);
    }

    @AfterAll
    static void close() {
        session.close();
    }

    private static Map<String, String> outputs() {
        return rollouts.stacks().getFirst().outputs();
    }

    private static String output(String name) {
        return String.valueOf(outputs().get(name));
    }

    private static List<String> broken() throws InterruptedException {
        return rollouts.verify("t-api", RolloutListener.SILENT).proofs().stream()
                .filter(proof -> !proof.holds())
                .map(Proof::id)
                .toList();
    }

    @Test
    void everyProofOfTheApiPerimeterHolds() throws InterruptedException {
        List<Proof> proofs = rollouts.verify("t-api", RolloutListener.SILENT).proofs();
        assertThat(proofs)
                .extracting(Proof::id)
                .containsExactly(
                        "viewer-answers",
                        "web-acl-attached",
                        "attack-blocked",
                        "origin-refuses-direct",
                        "origin-refuses-unsigned",
                        "origin-refuses-forged",
                        "origin-refuses-late",
                        "origin-refuses-elsewhere",
                        "methods-signed",
                        "functions-private",
                        "function-version:sign-origin");
        assertThat(proofs).allMatch(Proof::holds);
        // The evidence shows what made the difference: the same request, rightly signed, is let in.
        assertThat(proofs)
                .filteredOn(proof -> proof.id().matches("origin-refuses-(late|elsewhere)"))
                .allSatisfy(proof -> assertThat(proof.evidence()).endsWith("the same request signed as it should be → 200"));
    }

    @Test
    void anApiThatWasOpenedIsFoundOpen() throws InterruptedException {
        ApiGatewayClient gateway = session.clients().apiGateway(EdgeRegion.NAME);
        String api = output("ApiId");
        String pets = gateway.getResources(request -> request.restApiId(api)).items().stream()
                .filter(resource -> resource.path().equals("/pets"))
                .findFirst()
                .orElseThrow()
                .id();
        change(gateway, api, pets, "NONE");
        // What was changed and not deployed is served to nobody.
        assertThat(broken()).isEmpty();
        deploy(gateway, api);
        assertThat(broken())
                .containsExactly(
                        "origin-refuses-direct",
                        "origin-refuses-unsigned",
                        "origin-refuses-forged",
                        "origin-refuses-late",
                        "origin-refuses-elsewhere",
                        "methods-signed");
        change(gateway, api, pets, "AWS_IAM");
        assertThat(broken()).contains("methods-signed");
        deploy(gateway, api);
        assertThat(broken()).isEmpty();
    }

    private static void change(ApiGatewayClient gateway, String api, String resource, String type) {
        gateway.updateMethod(request -> request.restApiId(api)
                .resourceId(resource)
                .httpMethod("GET")
                .patchOperations(PatchOperation.builder()
                        .op(Op.REPLACE)
                        .path("/authorizationType")
                        .value(type)
                        .build()));
    }

    private static void deploy(ApiGatewayClient gateway, String api) {
        gateway.createDeployment(request -> request.restApiId(api).stageName("prod"));
    }

    @Test
    void aFunctionThatEveryoneMayInvokeIsFound() throws InterruptedException {
        String function = output("EdgeFunctionVersion").replaceFirst(":\\d+$", "");
        var lambda = session.clients().lambda(EdgeRegion.NAME);
        lambda.addPermission(request -> request.functionName(function)
                .statementId("open-door")
                .action("lambda:InvokeFunction")
                .principal("*"));
        assertThat(broken()).containsExactly("functions-private");
        lambda.removePermission(request -> request.functionName(function).statementId("open-door"));
        assertThat(broken()).isEmpty();
    }

    @Test
    void aProofThatFailsBringsTheLastGoodVersionBack() throws InterruptedException {
        String function = output("EdgeFunctionVersion").replaceFirst(":\\d+$", "");
        var lambda = session.clients().lambda(EdgeRegion.NAME);
        List<RolloutPhase> phases = new ArrayList<>();
        // Open while the change is proved, closed again before the version before is.
        RolloutListener doorman = new RolloutListener() {
            @Override
            public void phase(Rollout rollout) {
                phases.add(rollout.phase());
                if (rollout.phase() == RolloutPhase.PROVING) {
                    lambda.addPermission(request -> request.functionName(function)
                            .statementId("open-for-now")
                            .action("lambda:InvokeFunction")
                            .principal("*"));
                } else if (rollout.phase() == RolloutPhase.ROLLING_BACK) {
                    lambda.removePermission(request -> request.functionName(function).statementId("open-for-now"));
                }
            }
        };
        Rollout asked = rollouts.apply(Blueprints.find("api-perimeter"), "t-api", Map.of("RateLimit", "500"), doorman);
        assertThat(asked.phase()).isEqualTo(RolloutPhase.FAILED);
        assertThat(asked.holds()).isFalse();
        assertThat(asked.note()).contains("No function of the stack lets everyone in", "The last good version is back.");
        assertThat(phases).contains(RolloutPhase.ROLLING_BACK);
        Rollout standing = rollouts.status("t-api").orElseThrow();
        assertThat(standing.phase()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(standing.parameters()).containsEntry("RateLimit", "2000");
        assertThat(rollouts.plan(Blueprints.find("api-perimeter"), "t-api", Map.of()).changes()).isEmpty();
        assertThat(rollouts.past("t-api").getFirst().outcome()).isEqualTo("failed");
    }

    @Test
    void aDistributionWithoutItsWebAclIsFound() throws InterruptedException {
        CloudFrontClient cloudFront = session.clients().cloudFront();
        String id = output("DistributionId");
        var found = cloudFront.getDistributionConfig(request -> request.id(id));
        var changed = cloudFront.updateDistribution(request -> request.id(id)
                .ifMatch(found.eTag())
                .distributionConfig(found.distributionConfig().toBuilder().webACLId("").build()));
        assertThat(broken()).containsExactly("web-acl-attached", "attack-blocked");
        cloudFront.updateDistribution(
                request -> request.id(id).ifMatch(changed.eTag()).distributionConfig(found.distributionConfig()));
        assertThat(broken()).isEmpty();
    }

    @Test
    void theLedgerKeepsEachProofWithItsEvidence() throws InterruptedException {
        rollouts.verify("t-api", RolloutListener.SILENT);
        LedgerEntry last = new Ledger(new Home(folder), Clock.systemUTC())
                .entries()
                .getLast();
        assertThat(last.action()).isEqualTo("rollout.verify");
        assertThat(last.details().get("proof.origin-refuses-direct")).startsWith("holds: GET http://127.0.0.1:");
    }
}
