package dev.sallyport.core.sandbox.greengrass;

import static dev.sallyport.core.sandbox.greengrass.GreengrassBench.GROUP;
import static dev.sallyport.core.sandbox.greengrass.GreengrassBench.THING;
import static dev.sallyport.core.sandbox.greengrass.GreengrassBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.sandbox.logs.SandboxLogs;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.greengrassv2.model.ComponentDeploymentSpecification;
import software.amazon.awssdk.services.greengrassv2.model.CoreDevice;
import software.amazon.awssdk.services.greengrassv2.model.DeploymentFailureHandlingPolicy;
import software.amazon.awssdk.services.greengrassv2.model.EffectiveDeployment;
import software.amazon.awssdk.services.greengrassv2.model.LambdaIsolationMode;

/** What the simulated core device makes of its deployments. */
class CoreDeviceTest {
    private static final String SAYS = """
            console.log(JSON.stringify({device: process.env.AWS_IOT_THING_NAME, word: process.env.WORD,
              cloud: process.env.CLOUD, key: process.env.AWS_ACCESS_KEY_ID}))
            exports.handler = async () => 1
            """;
    private static final String THROWS = "throw new RangeError('no luck')";

    @TempDir
    Path folder;

    private GreengrassBench bench;

    @BeforeEach
    void open() {
        bench = new GreengrassBench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** The log manager, told to upload a component's log. */
    private static ComponentDeploymentSpecification uploading(String component) {
        return at("2.3.7").toBuilder()
                .configurationUpdate(
                        update -> update.merge("{\"logsUploaderConfiguration\":{\"componentLogsConfigurationMap\":{\""
                                + component + "\":{}}}}"))
                .build();
    }

    private void has(String status, EffectiveDeployment deployment) {
        assertThat(deployment.coreDeviceExecutionStatusAsString())
                .as("%s", deployment)
                .isEqualTo(status);
    }

    @Test
    void aFunctionRunsWithItsParametersAloneAndItsLogIsUploaded() {
        bench.component("hello", SAYS, p -> p.environmentVariables(Map.of("WORD", "w")));
        String id = bench.deploy(GROUP, Map.of("hello", at("1.0.0"), "aws.greengrass.LogManager", uploading("hello")));
        has("SUCCEEDED", bench.settled(id));
        var hello = bench.installed("hello");
        assertThat(hello.lifecycleStateAsString()).isEqualTo("RUNNING");
        assertThat(hello.isRoot()).isTrue();
        assertThat(hello.lastInstallationSource()).isEqualTo(id);
        assertThat(bench.installed("aws.greengrass.LambdaLauncher").isRoot())
                .isFalse();
        assertThat(bench.greengrass
                        .listInstalledComponents(r -> r.coreDeviceThingName(SandboxGreengrass.DEVICE))
                        .installedComponents())
                .extracting(one -> one.componentName())
                .containsExactly("aws.greengrass.LogManager", "aws.greengrass.Nucleus", "hello");
        assertThat(bench.log("hello"))
                .singleElement()
                .asString()
                .matches("/\\d{4}/\\d\\d/\\d\\d/thing/" + SandboxGreengrass.DEVICE + " .*")
                .contains("{\"device\":\"" + SandboxGreengrass.DEVICE + "\",\"word\":\"w\"}");
        assertThat(bench.greengrass.listCoreDevices(r -> r.thingGroupArn(GROUP)).coreDevices())
                .extracting(CoreDevice::coreDeviceThingName)
                .containsExactly(SandboxGreengrass.DEVICE);
    }

    @Test
    void withoutALogManagerThatNamesTheComponentNothingIsUploaded() {
        bench.component("hello", SAYS);
        has(
                "SUCCEEDED",
                bench.settled(bench.deploy(
                        GROUP, Map.of("hello", at("1.0.0"), "aws.greengrass.LogManager", uploading("other")))));
        has("SUCCEEDED", bench.settled(bench.deploy(THING, Map.of())));
        bench.deliver();
        assertThat(bench.service(SandboxLogs.class).describeLogGroups(r -> {}).logGroups()).isEmpty();
    }

    @Test
    void codeThatDoesNotLoadFailsAndTheDeviceGoesBackToWhatItHad() {
        bench.component("hello", SAYS);
        has("SUCCEEDED", bench.settled(bench.deploy(GROUP, Map.of("hello", at("1.0.0")))));
        String first = "arn:aws:greengrass:us-east-1:111122223333:components:hello:versions:1.0.0";
        bench.component("hello", THROWS);
        // The device has its own copy: that the version is gone from the cloud does not keep it from going back.
        bench.greengrass.deleteComponent(r -> r.arn(first));
        EffectiveDeployment failed = bench.settled(bench.deploy(GROUP, Map.of("hello", at("2.0.0"))));
        has("FAILED", failed);
        assertThat(failed.statusDetails().errorStack())
                .containsExactly("DEPLOYMENT_FAILURE", "COMPONENT_UPDATE_ERROR", "COMPONENT_BROKEN");
        assertThat(failed.statusDetails().errorTypes()).containsExactly("USER_COMPONENT_ERROR");
        assertThat(failed.reason()).contains("FAILED_ROLLBACK_COMPLETE", "RangeError: no luck");
        assertThat(bench.installed("hello").componentVersion()).isEqualTo("1.0.0");
        assertThat(bench.installed("hello").lifecycleStateAsString()).isEqualTo("RUNNING");
        assertThat(bench.greengrass
                        .getCoreDevice(r -> r.coreDeviceThingName(SandboxGreengrass.DEVICE))
                        .statusAsString())
                .isEqualTo("HEALTHY");
    }

    @Test
    void withoutRollbackTheBrokenComponentStays() {
        bench.component("hello", THROWS);
        EffectiveDeployment failed = bench.settled(bench.deploy(
                THING,
                Map.of("hello", at("1.0.0")),
                r -> r.deploymentPolicies(p -> p.failureHandlingPolicy(DeploymentFailureHandlingPolicy.DO_NOTHING))));
        has("FAILED", failed);
        assertThat(failed.reason()).contains("FAILED_ROLLBACK_NOT_REQUESTED");
        assertThat(bench.installed("hello").lifecycleStateAsString()).isEqualTo("BROKEN");
        assertThat(bench.greengrass.listCoreDevices(r -> r.status("UNHEALTHY")).coreDevices())
                .hasSize(1);
        assertThat(bench.greengrass
                        .getDeployment(r -> r.deploymentId(failed.deploymentId()))
                        .deploymentStatusAsString())
                .isEqualTo("FAILED");
    }

    @Test
    void aContainerAndAnUnknownComponentFail() {
        bench.component(
                "boxed",
                SAYS,
                p -> p.linuxProcessParams(l -> l.isolationMode(LambdaIsolationMode.GREENGRASS_CONTAINER)));
        assertThat(bench.settled(bench.deploy(THING, Map.of("boxed", at("1.0.0"))))
                        .reason())
                .contains("cgroups v1");
        EffectiveDeployment unknown = bench.settled(bench.deploy(THING, Map.of("nobody.knows", at("1.0.0"))));
        has("FAILED", unknown);
        assertThat(unknown.statusDetails().errorStack()).contains("NO_AVAILABLE_COMPONENT_VERSION");
    }

    @Test
    void aDeviceHasTheComponentsOfAllItsTargetsUnlessTheyContradict() {
        bench.recipe("one", "1.0.0", "");
        bench.recipe("two", "1.0.0", "ComponentDependencies: {one: {VersionRequirement: '^1.0.0'}}\n");
        bench.recipe("one", "1.1.0", "");
        has("SUCCEEDED", bench.settled(bench.deploy(GROUP, Map.of("one", at("1.0.0")))));
        has("SUCCEEDED", bench.settled(bench.deploy(THING, Map.of("two", at("1.0.0")))));
        assertThat(bench.installed()).containsKeys("one", "two");
        assertThat(bench.installed("one").componentVersion()).isEqualTo("1.0.0");
        EffectiveDeployment contradiction = bench.settled(bench.deploy(THING, Map.of("one", at("1.1.0"))));
        has("FAILED", contradiction);
        assertThat(contradiction.reason()).contains("FAILED_NO_STATE_CHANGE");
        assertThat(bench.installed()).containsKeys("one", "two");
    }

    @Test
    void valuesOfTheDeviceStayUntilTheyAreReset() {
        bench.component("hello", SAYS, p -> p.environmentVariables(Map.of("WORD", "first")));
        var manager = uploading("hello");
        bench.settled(bench.deploy(GROUP, Map.of("hello", at("1.0.0"), "aws.greengrass.LogManager", manager)));
        bench.component("hello", SAYS + "// 2", p -> p.environmentVariables(Map.of("WORD", "second")));
        bench.settled(bench.deploy(GROUP, Map.of("hello", at("2.0.0"), "aws.greengrass.LogManager", manager)));
        assertThat(bench.log("hello").getLast()).contains("\"word\":\"first\"");
        bench.component("hello", SAYS + "// 3", p -> p.environmentVariables(Map.of("WORD", "third")));
        var reset =
                at("3.0.0").toBuilder().configurationUpdate(u -> u.reset("")).build();
        bench.settled(bench.deploy(GROUP, Map.of("hello", reset, "aws.greengrass.LogManager", manager)));
        assertThat(bench.log("hello").getLast()).contains("\"word\":\"third\"");
    }

    @Test
    void whatRanRunsAgainAfterARestartAndWhatEndedIsSeen() {
        bench.component("hello", SAYS);
        bench.component("brief", "setTimeout(() => process.exit(3), 50)\nexports.handler = async () => 1");
        bench.settled(bench.deploy(GROUP, Map.of("hello", at("1.0.0"), "brief", at("1.0.0"))));
        GreengrassBench.until(
                () -> bench.installed("brief").lifecycleStateAsString().equals("BROKEN"));
        assertThat(bench.installed("hello").lifecycleStateAsString()).isEqualTo("RUNNING");
        var before = bench.installed("hello").lastStatusChangeTimestamp();
        bench.restart();
        GreengrassBench.until(() -> bench.installed("hello")
                        .lifecycleStateAsString()
                        .equals("RUNNING")
                && bench.installed("hello").lastStatusChangeTimestamp().isAfter(before));
    }

    @Test
    void scriptsOfRecipesAreNeverRun() throws Exception {
        Path trace = folder.resolve("trace");
        bench.recipe(
                "script", "1.0.0", "Manifests: [{Platform: {os: linux}, Lifecycle: {Run: 'touch " + trace + "'}}]\n");
        has("SUCCEEDED", bench.settled(bench.deploy(THING, Map.of("script", at("1.0.0")))));
        assertThat(bench.installed("script").lifecycleStateAsString()).isEqualTo("INSTALLED");
        assertThat(bench.installed("script").lifecycleStateDetails()).contains("no scripts");
        assertThat(trace).doesNotExist();
    }

    @Test
    void eachDeviceOfAGroupReportsForItself() {
        bench.greengrass.enroll("simulated-outpost-core-2", Set.of(SandboxGreengrass.GROUP));
        bench.recipe("one", "1.0.0", "");
        bench.recipe("one", "2.0.0", "");
        String second = "arn:aws:iot:us-east-1:111122223333:thing/simulated-outpost-core-2";
        has("SUCCEEDED", bench.settled("simulated-outpost-core-2", bench.deploy(second, Map.of("one", at("2.0.0")))));
        String id = bench.deploy(GROUP, Map.of("one", at("1.0.0")));
        has("SUCCEEDED", bench.settled(SandboxGreengrass.DEVICE, id));
        has("FAILED", bench.settled("simulated-outpost-core-2", id));
    }
}
