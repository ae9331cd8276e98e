package dev.sallyport.core.sandbox.apigatewayv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Identity;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigatewayv2.model.Api;
import software.amazon.awssdk.services.apigatewayv2.model.BadRequestException;
import software.amazon.awssdk.services.apigatewayv2.model.ConflictException;
import software.amazon.awssdk.services.apigatewayv2.model.CreateIntegrationRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateRouteRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateStageRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetStageResponse;
import software.amazon.awssdk.services.apigatewayv2.model.NotFoundException;

class SandboxApiGatewayV2Test {
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:pets";

    private final SandboxState state = SandboxState.inMemory();
    private final SandboxApiGatewayV2 gateway = new SandboxApiGatewayV2(
            state, new Authorizer(Identity::bare, Clock.systemUTC()), Clock.systemUTC());

    @AfterEach
    void close() {
        state.close();
    }

    private String api() {
        return gateway.createApi(r -> r.name("pets").protocolType("HTTP")).apiId();
    }

    private String integration(String api, Consumer<CreateIntegrationRequest.Builder> more) {
        return gateway.createIntegration(r -> {
                    r.apiId(api).integrationType("AWS_PROXY").integrationUri(FUNCTION).payloadFormatVersion("2.0");
                    more.accept(r);
                })
                .integrationId();
    }

    private String route(String api, String key, Consumer<CreateRouteRequest.Builder> more) {
        return gateway.createRoute(r -> {
                    r.apiId(api).routeKey(key);
                    more.accept(r);
                })
                .routeId();
    }

    private void stage(String api, String name, Consumer<CreateStageRequest.Builder> more) {
        gateway.createStage(r -> {
            r.apiId(api).stageName(name);
            more.accept(r);
        });
    }

    private @Nullable String served(String api, String path) {
        return gateway.deployed(api + ".execute-api.us-east-1.amazonaws.com", path)
                .flatMap(found -> found.match("GET"))
                .map(match -> match.route().authorizationTypeAsString())
                .orElse(null);
    }

    @Test
    void aStageFollowsChangesOnlyWithAutomaticDeployment() {
        String api = api();
        String route = route(api, "GET /pets", r -> {});
        stage(api, "auto", r -> r.autoDeploy(true));
        stage(api, "manual", r -> {});
        assertThat(served(api, "/auto/pets")).isEqualTo("NONE");
        assertThat(served(api, "/manual/pets")).as("nothing deployed").isNull();
        String first = gateway.createDeployment(r -> r.apiId(api).stageName("manual")).deploymentId();
        gateway.updateRoute(r -> r.apiId(api).routeId(route).authorizationType("AWS_IAM"));
        assertThat(served(api, "/auto/pets")).isEqualTo("AWS_IAM");
        assertThat(served(api, "/manual/pets")).isEqualTo("NONE");
        GetStageResponse auto = gateway.getStage(r -> r.apiId(api).stageName("auto"));
        assertThat(gateway.getDeployment(r -> r.apiId(api).deploymentId(auto.deploymentId())).autoDeployed()).isTrue();
        assertThat(auto.lastDeploymentStatusMessage()).contains(auto.deploymentId());
        assertThat(gateway.getDeployments(r -> r.apiId(api)).items()).hasSize(2);
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> gateway.deleteDeployment(r -> r.apiId(api).deploymentId(first)))
                .withMessageContaining("Active stages");
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> gateway.updateStage(r -> r.apiId(api).stageName("auto").deploymentId(first)))
                .withMessageContaining("auto deploy");
        String second = gateway.createDeployment(r -> r.apiId(api)).deploymentId();
        gateway.updateStage(r -> r.apiId(api).stageName("manual").deploymentId(second));
        assertThat(served(api, "/manual/pets")).isEqualTo("AWS_IAM");
        gateway.deleteDeployment(r -> r.apiId(api).deploymentId(first));
    }

    @Test
    void aStageIsChosenByThePathElseTheDefaultOneServes() {
        String api = api();
        route(api, "GET /pets", r -> {});
        stage(api, "prod", r -> r.autoDeploy(true));
        assertThat(served(api, "/prod/pets")).isEqualTo("NONE");
        assertThat(served(api, "/pets")).as("no $default stage").isNull();
        stage(api, "$default", r -> r.autoDeploy(true));
        assertThat(served(api, "/pets")).isEqualTo("NONE");
        assertThat(served(api, "/prod/pets")).isEqualTo("NONE");
        assertThat(served(api, "/$default/pets")).as("not a path").isNull();
        assertThat(served("unknown", "/pets")).isNull();
    }

    @Test
    void aStageBeforeItsRoutesWaitsForThem() {
        String api = api();
        stage(api, "prod", r -> r.autoDeploy(true));
        assertThat(gateway.getStage(r -> r.apiId(api).stageName("prod")).lastDeploymentStatusMessage())
                .isEqualTo("At least one route is required before deploying the Api.");
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> gateway.createDeployment(r -> r.apiId(api)));
        route(api, "GET /pets", r -> {});
        assertThat(served(api, "/prod/pets")).isEqualTo("NONE");
    }

    @Test
    void refusesWhatApiGatewayRefusesAndWhatTheSandboxCouldNotServe() {
        String api = api();
        String behind = integration(api, r -> {});
        String route = route(api, "GET /pets", r -> r.target("integrations/" + behind));
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> route(api, "GET /pets", r -> {}))
                .withMessageContaining("already exists");
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> gateway.deleteIntegration(r -> r.apiId(api).integrationId(behind)))
                .withMessageContaining(route);
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> route(api, "GET /x", r -> r.target("integrations/nothere")));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> gateway.getApi(r -> r.apiId("nothere")))
                .withMessageContaining("Invalid API identifier specified 111122223333:nothere");
        for (Runnable refused : List.<Runnable>of(
                () -> gateway.createApi(r -> r.name("chat").protocolType("WEBSOCKET")),
                () -> gateway.createApi(r -> r.name("quick").protocolType("HTTP").target(FUNCTION)),
                () -> gateway.createApi(
                        r -> r.name("cors").protocolType("HTTP").corsConfiguration(c -> c.allowOrigins("*"))),
                () -> route(api, "pets", r -> {}),
                () -> route(api, "GET /x", r -> r.authorizationType("JWT")),
                () -> integration(api, r -> r.payloadFormatVersion("1.0")),
                () -> integration(api, r -> r.integrationType("HTTP_PROXY")),
                () -> integration(api, r -> r.integrationUri("https://example.com")),
                () -> integration(api, r -> r.timeoutInMillis(30_001)),
                () -> integration(api, r -> r.requestParameters(Map.of("append:header.a", "b"))),
                () -> stage(api, "a b", r -> {}),
                () -> stage(api, "logs", r -> r.accessLogSettings(l -> l.format("x").destinationArn("arn:aws:s3:::b"))),
                () -> stage(api, "s", r -> r.defaultRouteSettings(d -> d.throttlingRateLimit(-1.0))))) {
            assertThatExceptionOfType(BadRequestException.class).isThrownBy(refused::run);
        }
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> gateway.createAuthorizer(r -> r.apiId(api)));
    }

    @Test
    void listsComeInPagesAndTagsBelongToApisAndStages() {
        String api = api();
        for (String path : List.of("a", "b", "c")) {
            route(api, "GET /" + path, r -> {});
        }
        var page = gateway.getRoutes(r -> r.apiId(api).maxResults("2"));
        assertThat(page.items()).hasSize(2);
        assertThat(gateway.getRoutes(r -> r.apiId(api).maxResults("2").nextToken(page.nextToken())).items()).hasSize(1);
        stage(api, "prod", r -> r.tags(Map.of("a", "1")));
        String arn = "arn:aws:apigateway:us-east-1::/apis/" + api;
        gateway.tagResource(r -> r.resourceArn(arn).tags(Map.of("x", "y")));
        gateway.tagResource(r -> r.resourceArn(arn + "/stages/prod").tags(Map.of("b", "2")));
        gateway.untagResource(r -> r.resourceArn(arn + "/stages/prod").tagKeys("a"));
        assertThat(gateway.getTags(r -> r.resourceArn(arn)).tags()).containsExactly(Map.entry("x", "y"));
        assertThat(gateway.getStage(r -> r.apiId(api).stageName("prod")).tags()).containsExactly(Map.entry("b", "2"));
        gateway.deleteApi(r -> r.apiId(api));
        assertThat(gateway.getApis(r -> {}).items()).extracting(Api::apiId).isEmpty();
    }
}
