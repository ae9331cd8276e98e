package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.proof.Proof;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.greengrassv2.GreengrassV2Client;
import software.amazon.awssdk.services.greengrassv2.model.ComponentDeploymentSpecification;

/** The Outpost blueprint through the console's own engine, on a sandbox of its own. */
class OutpostRolloutTest {
    private static final String TARGET = "arn:aws:iot:us-east-1:111122223333:thinggroup/outpost-devices";

    @TempDir
    Path folder;

    private Session session;
    private Rollouts rollouts;
    private GreengrassV2Client greengrass;

    @BeforeEach
    void open() {
        Home home = new Home(folder);
        session = SandboxSession.open(home).session();
        var me = session.identity();
        rollouts = new Rollouts(session.clients(), me.arn(), me.account(), home);
        greengrass = session.clients().greengrass("us-east-1");
    }

    @AfterEach
    void close() {
        session.close();
    }

    private Map<String, ComponentDeploymentSpecification> latest() {
        String id = greengrass
                .listDeployments(r -> r.targetArn(TARGET))
                .deployments()
                .getFirst()
                .deploymentId();
        return greengrass.getDeployment(r -> r.deploymentId(id)).components();
    }

    private static Map<String, Boolean> held(Rollout rollout) {
        return rollout.proofs().stream().collect(Collectors.toMap(Proof::id, Proof::holds));
    }

    private static String evidence(Rollout rollout, String id) {
        return rollout.proofs().stream()
                .filter(proof -> proof.id().equals(id))
                .map(Proof::evidence)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theComponentIsProvedOnEachDeviceAndLeavesNothingBehind() throws Exception {
        Map<String, ComponentDeploymentSpecification> before = latest();
        Rollout applied =
                rollouts.apply(Blueprints.find("outpost-lambda"), "t-outpost", Map.of(), RolloutListener.SILENT);
        assertThat(held(applied))
                .as("%s", applied)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "functions-private", true,
                        "component-deployable", true,
                        "component-on-devices", true,
                        "components-kept", true,
                        "component-answers", true));
        assertThat(evidence(applied, "component-on-devices"))
                .contains("simulated-outpost-core-1: SUCCEEDED, outpost-hello 1.0.0 RUNNING, HEALTHY as of ");
        assertThat(evidence(applied, "component-answers"))
                .contains("\"version\":\"1\",\"device\":\"simulated-outpost-core-1\"");
        assertThat(latest()).containsAllEntriesOf(before).hasSize(before.size() + 1);

        // Another who forgets the rule of the one deployment drops what was there: the proof sees it.
        greengrass.createDeployment(r -> r.targetArn(TARGET).components(Map.of()));
        Rollout dropped = rollouts.verify("t-outpost", RolloutListener.SILENT);
        assertThat(held(dropped)).containsEntry("components-kept", false).containsEntry("component-deployable", true);
        assertThat(evidence(dropped, "components-kept")).contains("gone: aws.greengrass.LogManager@2.3.7");

        assertThat(rollouts.destroy("t-outpost", RolloutListener.SILENT).phase())
                .isEqualTo(RolloutPhase.DESTROYED);
        assertThat(greengrass.listComponents(r -> {}).components()).isEmpty();
    }

    @Test
    void othersComponentsStayAndAnUnknownLogIsNoProof() throws Exception {
        for (String name : new String[] {"theirs.one", "theirs.two"}) {
            greengrass.createComponentVersion(r -> r.inlineRecipe(
                    SdkBytes.fromUtf8String("{\"RecipeFormatVersion\":\"2020-01-25\",\"ComponentName\":\"" + name
                            + "\",\"ComponentVersion\":\"1.0.0\"}")));
        }
        ComponentDeploymentSpecification one = ComponentDeploymentSpecification.builder()
                .componentVersion("1.0.0")
                .build();
        Map<String, ComponentDeploymentSpecification> theirs = Map.of("theirs.one", one, "theirs.two", one);
        greengrass.createDeployment(r -> r.targetArn(TARGET).components(theirs));

        Rollout applied =
                rollouts.apply(Blueprints.find("outpost-lambda"), "t-outpost", Map.of(), RolloutListener.SILENT);
        assertThat(applied.holds()).as("%s", applied).isTrue();
        assertThat(held(applied)).doesNotContainKey("component-answers");
        assertThat(evidence(applied, "component-on-devices"))
                .contains("is unknown: no log manager of the target uploads it");
        assertThat(evidence(applied, "components-kept")).contains("kept: theirs.one@1.0.0, theirs.two@1.0.0");

        rollouts.destroy("t-outpost", RolloutListener.SILENT);
        assertThat(latest()).isEqualTo(theirs);
    }

    @Test
    void aDeviceThatFailsIsSeenAndTheStackGoesAgain() throws Exception {
        Map<String, ComponentDeploymentSpecification> before = latest();
        Rollout failed = rollouts.apply(
                Blueprints.find("outpost-lambda"),
                "t-outpost",
                Map.of("IsolationMode", "GreengrassContainer"),
                RolloutListener.SILENT);
        assertThat(failed.phase()).isEqualTo(RolloutPhase.FAILED);
        assertThat(held(failed)).containsEntry("component-on-devices", false).containsEntry("components-kept", true);
        assertThat(evidence(failed, "component-on-devices"))
                .contains("FAILED (DEPLOYMENT_FAILURE > COMPONENT_UPDATE_ERROR > COMPONENT_BROKEN", "cgroups v1");
        assertThat(failed.note()).contains("The new stack was removed");
        assertThat(latest()).isEqualTo(before);
    }
}
