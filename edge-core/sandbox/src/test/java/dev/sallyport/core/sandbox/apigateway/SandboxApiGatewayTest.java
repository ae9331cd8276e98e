package dev.sallyport.core.sandbox.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Identity;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.ConflictException;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.IntegrationType;
import software.amazon.awssdk.services.apigateway.model.MethodSetting;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.Resource;
import software.amazon.awssdk.services.apigateway.model.UpdateStageResponse;

class SandboxApiGatewayTest {
    private static final String FUNCTION = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
            + "arn:aws:lambda:us-east-1:111122223333:function:pets/invocations";

    private final SandboxState state = SandboxState.inMemory();
    private final SandboxApiGateway gateway = new SandboxApiGateway(
            state, new Authorizer(Identity::bare, Clock.systemUTC()), Clock.systemUTC());

    @AfterEach
    void close() {
        state.close();
    }

    private String resource(CreateRestApiResponse api, String parent, String part) {
        return gateway.createResource(r -> r.restApiId(api.id()).parentId(parent).pathPart(part)).id();
    }

    private void method(CreateRestApiResponse api, String resource, String verb, String authorization) {
        gateway.putMethod(r -> r.restApiId(api.id())
                .resourceId(resource)
                .httpMethod(verb)
                .authorizationType(authorization));
        gateway.putIntegration(r -> r.restApiId(api.id())
                .resourceId(resource)
                .httpMethod(verb)
                .type(IntegrationType.AWS_PROXY)
                .integrationHttpMethod("POST")
                .uri(FUNCTION));
    }

    private static PatchOperation patch(Op op, String path, String value) {
        return PatchOperation.builder().op(op).path(path).value(value).build();
    }

    private String host(CreateRestApiResponse api) {
        return api.id() + ".execute-api.us-east-1.amazonaws.com";
    }

    @Test
    void aStageServesWhatWasDeployedUntilTheNextDeployment() {
        CreateRestApiResponse api = gateway.createRestApi(r -> r.name("pets"));
        assertThat(api.id()).matches("[a-z][a-z0-9]{9}");
        String pets = resource(api, api.rootResourceId(), "pets");
        method(api, pets, "GET", "NONE");
        String first = gateway.createDeployment(r -> r.restApiId(api.id()).stageName("prod")).id();
        gateway.updateMethod(r -> r.restApiId(api.id())
                .resourceId(pets)
                .httpMethod("GET")
                .patchOperations(patch(Op.REPLACE, "/authorizationType", "AWS_IAM")));
        assertThat(authorization(api)).isEqualTo("NONE");
        String second = gateway.createDeployment(r -> r.restApiId(api.id()).stageName("prod")).id();
        assertThat(authorization(api)).isEqualTo("AWS_IAM");
        gateway.updateStage(r -> r.restApiId(api.id())
                .stageName("prod")
                .patchOperations(patch(Op.REPLACE, "/deploymentId", first)));
        assertThat(authorization(api)).isEqualTo("NONE");
        gateway.deleteDeployment(r -> r.restApiId(api.id()).deploymentId(second));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> gateway.deleteDeployment(r -> r.restApiId(api.id()).deploymentId(first)))
                .withMessageContaining("Active stages");
    }

    private @Nullable String authorization(CreateRestApiResponse api) {
        return Objects.requireNonNull(served(api, "/pets").resourceMethods().get("GET")).authorizationType();
    }

    private Resource served(CreateRestApiResponse api, String path) {
        return gateway.deployed(host(api), "prod").orElseThrow().match(path).orElseThrow().resource();
    }

    @Test
    void literalsComeBeforeVariablesAndGreedyOnesLast() {
        CreateRestApiResponse api = gateway.createRestApi(r -> r.name("pets"));
        String pets = resource(api, api.rootResourceId(), "pets");
        method(api, resource(api, pets, "{petId}"), "GET", "NONE");
        resource(api, pets, "mine");
        resource(api, api.rootResourceId(), "{proxy+}");
        gateway.createDeployment(r -> r.restApiId(api.id()).stageName("prod"));
        assertThat(served(api, "/pets/mine").path()).isEqualTo("/pets/mine");
        assertThat(served(api, "/pets/7").path()).isEqualTo("/pets/{petId}");
        assertThat(served(api, "/pets/7/x").path()).isEqualTo("/{proxy+}");
        assertThat(served(api, "/").path()).isEqualTo("/");
        DeployedApi deployed = gateway.deployed(host(api), "prod").orElseThrow();
        assertThat(deployed.match("/pets/a%20b").orElseThrow().parameters()).containsEntry("petId", "a%20b");
        assertThat(deployed.match("/x/y/z").orElseThrow().parameters()).containsEntry("proxy", "x/y/z");
        assertThat(gateway.deployed(host(api), "dev")).isEmpty();
    }

    @Test
    void stageSettingsArePatchedByResourceAndVerb() {
        CreateRestApiResponse api = gateway.createRestApi(r -> r.name("pets"));
        method(api, api.rootResourceId(), "ANY", "NONE");
        gateway.createDeployment(r -> r.restApiId(api.id()).stageName("prod"));
        UpdateStageResponse stage = gateway.updateStage(r -> r.restApiId(api.id())
                .stageName("prod")
                .patchOperations(
                        patch(Op.REPLACE, "/*/*/throttling/rateLimit", "12.5"),
                        patch(Op.REPLACE, "/~1pets~1{petId}/GET/logging/loglevel", "INFO"),
                        patch(Op.ADD, "/variables/tier", "a/b"),
                        patch(Op.REPLACE, "/tracingEnabled", "true")));
        assertThat(stage.methodSettings())
                .containsEntry("*/*", MethodSetting.builder().throttlingRateLimit(12.5).build())
                .containsEntry("pets/{petId}/GET", MethodSetting.builder().loggingLevel("INFO").build());
        assertThat(stage.variables()).containsEntry("tier", "a/b");
        assertThat(stage.tracingEnabled()).isTrue();
    }

    @Test
    void refusesWhatApiGatewayRefuses() {
        CreateRestApiResponse api = gateway.createRestApi(r -> r.name("pets"));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> gateway.createDeployment(r -> r.restApiId(api.id())))
                .withMessageContaining("doesn't contain any methods");
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> gateway.createRestApi(r -> r.name("x").policy("{\"Statement\":[]}")));
        resource(api, api.rootResourceId(), "pets");
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> resource(api, api.rootResourceId(), "pets"));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> gateway.getResources(r -> r.restApiId("nothere123")));
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> gateway.getMethod(
                r -> r.restApiId(api.id()).resourceId(api.rootResourceId()).httpMethod("GET")));
        gateway.deleteRestApi(r -> r.restApiId(api.id()));
        assertThat(gateway.getRestApis(r -> {}).items()).isEmpty();
    }

    @Test
    void tagsAndAccountArePatched() {
        CreateRestApiResponse api = gateway.createRestApi(r -> r.name("pets").tags(Map.of("a", "1")));
        String arn = "arn:aws:apigateway:us-east-1::/restapis/" + api.id();
        gateway.tagResource(r -> r.resourceArn(arn).tags(Map.of("b", "2")));
        gateway.untagResource(r -> r.resourceArn(arn).tagKeys("a"));
        assertThat(gateway.getTags(r -> r.resourceArn(arn)).tags()).containsExactly(Map.entry("b", "2"));
        String role = "arn:aws:iam::111122223333:role/apigw";
        gateway.updateAccount(r -> r.patchOperations(patch(Op.REPLACE, "/cloudwatchRoleArn", role)));
        assertThat(gateway.getAccount(r -> {}).cloudwatchRoleArn()).isEqualTo(role);
    }
}
