package dev.sallyport.core.sandbox.greengrass;

import static dev.sallyport.core.sandbox.greengrass.GreengrassBench.GROUP;
import static dev.sallyport.core.sandbox.greengrass.GreengrassBench.THING;
import static dev.sallyport.core.sandbox.greengrass.GreengrassBench.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.iam.SandboxIam;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.greengrassv2.model.Component;
import software.amazon.awssdk.services.greengrassv2.model.ComponentVersionListItem;
import software.amazon.awssdk.services.greengrassv2.model.ConflictException;
import software.amazon.awssdk.services.greengrassv2.model.Deployment;
import software.amazon.awssdk.services.greengrassv2.model.ResourceNotFoundException;
import software.amazon.awssdk.services.greengrassv2.model.ValidationException;

/** Components and deployments, as the API's documentation describes them. */
class SandboxGreengrassTest {
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

    @Test
    void aRecipeBecomesAComponentThatCanBeDeployedListedAndDeleted() {
        String first = bench.recipe("com.example.Hub", "1.2.0", "ComponentPublisher: Example\n");
        bench.recipe("com.example.Hub", "1.10.0", "ComponentPublisher: Example\n");
        bench.recipe("com.example.Also", "1.0.0", "");
        var described = bench.greengrass.describeComponent(r -> r.arn(first));
        assertThat(described.status().componentStateAsString()).isEqualTo("DEPLOYABLE");
        assertThat(described.arn())
                .isEqualTo("arn:aws:greengrass:us-east-1:111122223333:components:com.example.Hub:versions:1.2.0");
        assertThat(described.publisher()).isEqualTo("Example");
        assertThat(bench.greengrass.listComponents(r -> {}).components())
                .extracting(Component::componentName, one -> one.latestVersion().componentVersion())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("com.example.Also", "1.0.0"),
                        org.assertj.core.groups.Tuple.tuple("com.example.Hub", "1.10.0"));
        String whole = first.replace(":versions:1.2.0", "");
        assertThat(bench.greengrass
                        .listComponentVersionsPaginator(r -> r.arn(whole).maxResults(1))
                        .componentVersions())
                .extracting(ComponentVersionListItem::componentVersion)
                .containsExactly("1.10.0", "1.2.0");
        bench.greengrass.tagResource(r -> r.resourceArn(first).tags(Map.of("a", "b")));
        assertThat(bench.greengrass
                        .listTagsForResource(r -> r.resourceArn(first))
                        .tags())
                .containsEntry("a", "b");
        bench.greengrass.deleteComponent(r -> r.arn(first));
        assertThatThrownBy(() -> bench.greengrass.getComponent(r -> r.arn(first)))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void aVersionIsMadeOnceAndAClientTokenRepeatsItsAnswer() {
        String arn = bench.recipe("com.example.Hub", "1.0.0", "");
        assertThatThrownBy(() -> bench.recipe("com.example.Hub", "1.0.0", ""))
                .isInstanceOfSatisfying(
                        ConflictException.class, e -> assertThat(e.resourceId()).isEqualTo(arn));
        var recipe = SdkBytes.fromUtf8String(
                "{\"RecipeFormatVersion\":\"2020-01-25\",\"ComponentName\":\"twice\",\"ComponentVersion\":\"1.0.0\"}");
        for (int i = 0; i < 2; i++) {
            assertThat(bench.greengrass
                            .createComponentVersion(r -> r.inlineRecipe(recipe).clientToken("token-1"))
                            .arn())
                    .endsWith(":twice:versions:1.0.0");
        }
    }

    @Test
    void aRecipeWhoseArtifactsCannotBeReadFailsAndSaysWhich() {
        String arn =
                bench.recipe("com.example.Hub", "1.0.0", "Manifests: [{Artifacts: [{Uri: 's3://nowhere/hub.zip'}]}]\n");
        var status = bench.greengrass.describeComponent(r -> r.arn(arn)).status();
        assertThat(status.componentStateAsString()).isEqualTo("FAILED");
        assertThat(status.errors()).containsOnlyKeys("s3://nowhere/hub.zip");
    }

    @Test
    void badRecipesAreRefused() {
        for (String recipe : List.of("[]", "a: [", "RecipeFormatVersion: '2020-01-25'\nComponentName: a\n", "{}")) {
            assertThatThrownBy(() -> bench.greengrass.createComponentVersion(
                            r -> r.inlineRecipe(SdkBytes.fromUtf8String(recipe))))
                    .as(recipe)
                    .isInstanceOf(ValidationException.class);
        }
        assertThatThrownBy(() -> bench.greengrass.createComponentVersion(r -> {}))
                .isInstanceOf(ValidationException.class);
    }

    @Test
    void anImportedFunctionHasTheDefaultsOfTheApiAndOnlyItsOwnParameters() throws Exception {
        String version = bench.function("hello", "exports.handler = async () => 1");
        String arn = bench.greengrass
                .createComponentVersion(r -> r.lambdaFunction(l -> l.lambdaArn(version)
                        .componentLambdaParameters(p -> p.environmentVariables(Map.of("GROUP_ID", "g")))))
                .arn();
        assertThat(arn).endsWith(":components:hello:versions:1.0.0");
        JsonNode recipe = Json.MAPPER.readTree(
                bench.greengrass.getComponent(r -> r.arn(arn)).recipe().asUtf8String());
        JsonNode configuration = recipe.at("/ComponentConfiguration/DefaultConfiguration");
        assertThat(configuration.path("pinned").asBoolean()).isTrue();
        assertThat(configuration.path("containerMode").asText()).isEqualTo("GreengrassContainer");
        assertThat(configuration.at("/containerParams/memorySize").asInt()).isEqualTo(16_384);
        assertThat(configuration.path("inputPayloadEncodingType").asText()).isEqualTo("json");
        assertThat(configuration
                        .at("/lambdaExecutionParameters/EnvironmentVariables")
                        .toString())
                .isEqualTo("{\"GROUP_ID\":\"g\"}");
        assertThat(recipe.path("ComponentDependencies").has("aws.greengrass.LambdaLauncher"))
                .isTrue();
        for (String bad :
                List.of(version.replaceFirst(":\\d+$", ""), version.replaceFirst("\\d+$", "\\$LATEST"), "x")) {
            assertThatThrownBy(
                            () -> bench.greengrass.createComponentVersion(r -> r.lambdaFunction(l -> l.lambdaArn(bad))))
                    .isInstanceOf(ValidationException.class);
        }
        assertThatThrownBy(() -> bench.greengrass.createComponentVersion(
                        r -> r.lambdaFunction(l -> l.lambdaArn(version.replaceFirst("\\d+$", "77")))))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("77");
    }

    @Test
    void everyDeploymentOfATargetIsARevisionThatReplacesTheOneBefore() {
        bench.recipe("one", "1.0.0", "");
        String first = bench.deploy(
                THING,
                Map.of("one", at("1.0.0")),
                r -> r.deploymentName("first").tags(Map.of("k", "v")));
        assertThat(bench.settled(first).coreDeviceExecutionStatusAsString()).isEqualTo("SUCCEEDED");
        assertThat(bench.greengrass.getDeployment(r -> r.deploymentId(first)).deploymentStatusAsString())
                .isEqualTo("COMPLETED");
        String second = bench.deploy(THING, Map.of());
        bench.settled(second);
        var old = bench.greengrass.getDeployment(r -> r.deploymentId(first));
        var now = bench.greengrass.getDeployment(r -> r.deploymentId(second));
        assertThat(old.isLatestForTarget()).isFalse();
        assertThat(old.revisionId()).isEqualTo("1");
        assertThat(old.tags()).containsEntry("k", "v");
        assertThat(now.isLatestForTarget()).isTrue();
        assertThat(now.revisionId()).isEqualTo("2");
        assertThat(bench.greengrass.listDeployments(r -> r.targetArn(THING)).deployments())
                .extracting(Deployment::deploymentId)
                .containsExactly(second);
        assertThat(bench.greengrass
                        .listDeploymentsPaginator(
                                r -> r.targetArn(THING).historyFilter("ALL").maxResults(1))
                        .deployments())
                .extracting(Deployment::deploymentId)
                .containsExactly(second, first);
        assertThat(bench.installed()).doesNotContainKey("one");
    }

    @Test
    void aGroupsDeploymentStaysActiveUntilItIsCanceled() {
        String id = bench.deploy(GROUP, Map.of());
        bench.settled(id);
        assertThat(bench.greengrass.getDeployment(r -> r.deploymentId(id)).deploymentStatusAsString())
                .isEqualTo("ACTIVE");
        assertThatThrownBy(() -> bench.greengrass.deleteDeployment(r -> r.deploymentId(id)))
                .isInstanceOf(ConflictException.class);
        bench.greengrass.cancelDeployment(r -> r.deploymentId(id));
        assertThatThrownBy(() -> bench.greengrass.cancelDeployment(r -> r.deploymentId(id)))
                .isInstanceOf(ConflictException.class);
        bench.greengrass.deleteDeployment(r -> r.deploymentId(id));
        assertThatThrownBy(() -> bench.greengrass.getDeployment(r -> r.deploymentId(id)))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void aClientTokenMakesOneDeployment() {
        String first = bench.deploy(GROUP, Map.of(), r -> r.clientToken("t-1"));
        assertThat(bench.deploy(GROUP, Map.of(), r -> r.clientToken("t-1"))).isEqualTo(first);
        assertThat(bench.deploy(GROUP, Map.of(), r -> r.clientToken("t-2"))).isNotEqualTo(first);
    }

    @Test
    void badDeploymentsAreRefused() {
        assertThatThrownBy(() -> bench.deploy(GROUP + "-none", Map.of())).isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> bench.deploy("arn:aws:iot:us-east-1:111122223333:policy/x", Map.of()))
                .isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> bench.deploy(GROUP, Map.of("a", at("1")))).isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> bench.deploy(
                        GROUP,
                        Map.of(
                                "a",
                                at("1.0.0").toBuilder()
                                        .configurationUpdate(u -> u.merge("{"))
                                        .build())))
                .isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> bench.deploy(
                        GROUP,
                        Map.of(
                                "a",
                                at("1.0.0").toBuilder()
                                        .configurationUpdate(u -> u.reset("x"))
                                        .build())))
                .isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> bench.greengrass.listDeployments(r -> r.nextToken("?")))
                .isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> bench.greengrass.getCoreDevice(r -> r.coreDeviceThingName("none")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void whoMayNotMakeAJobForTheTargetMayNotDeploy() {
        String role = "arn:aws:iam::111122223333:role/role";
        Call call = new Call(Caller.assumedRole(role, "s", "k"), "us-east-1", "r");
        String policy =
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":[%s],\"Resource\":\"*\"}}";
        bench.service(SandboxIam.class).putRolePolicy(r -> r.roleName("role")
                .policyName("p")
                .policyDocument(policy.formatted("\"greengrass:*\",\"iot:DescribeThingGroup\"")));
        assertThatThrownBy(() -> call.answer(() -> bench.deploy(GROUP, Map.of())))
                .isInstanceOfSatisfying(AwsServiceException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
                    assertThat(e.statusCode()).isEqualTo(403);
                    assertThat(e).hasMessageContaining("iot:CreateJob");
                });
        bench.service(SandboxIam.class).putRolePolicy(r -> r.roleName("role")
                .policyName("p")
                .policyDocument(policy.formatted(
                        "\"greengrass:CreateDeployment\",\"iot:DescribeThingGroup\",\"iot:CreateJob\"")));
        assertThat(call.answer(() -> bench.deploy(GROUP, Map.of()))).isNotEmpty();
    }
}
