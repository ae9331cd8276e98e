package dev.sallyport.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.guard.ApiClosing.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.IntegrationType;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.AuthorizationType;
import software.amazon.awssdk.services.apigatewayv2.model.ProtocolType;

/** Closed APIs that someone else has worked on before they are given back: what is still there is, and the rest is told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClosingTest {
    private static final String REGION = "eu-west-1";

    private Session session;
    private AwsClients aws;
    private ApiGatewayClient rest;
    private ApiGatewayV2Client http;
    private String api;
    private String root;
    private String httpApi;
    private String first;
    private String second;
    private ApiClosing closing;
    private HttpApiClosing httpClosing;

    @BeforeAll
    void open(@TempDir Path folder) {
        session = SandboxSession.open(new Home(folder)).session();
        aws = session.clients();
        rest = aws.apiGateway(REGION);
        http = aws.apiGatewayV2(REGION);
    }

    @AfterAll
    void close() {
        session.close();
    }

    /** A REST API and an HTTP API of two methods each, open to everyone, with a stage that waits for releases. */
    @BeforeEach
    void make() {
        api = rest.createRestApi(r -> r.name("orders")).id();
        root = rest.getResources(r -> r.restApiId(api)).items().getFirst().id();
        for (String verb : List.of("GET", "POST")) {
            rest.putMethod(r -> r.restApiId(api).resourceId(root).httpMethod(verb).authorizationType("NONE"));
            rest.putIntegration(r -> r.restApiId(api).resourceId(root).httpMethod(verb).type(IntegrationType.MOCK));
        }
        String before = rest.createDeployment(r -> r.restApiId(api).stageName("live").description("1")).id();
        closing = new ApiClosing(
                "t", api, REGION, "live", List.of(new Method(root, "/", "GET"), new Method(root, "/", "POST")), before);
        httpApi = http.createApi(r -> r.name("carts").protocolType(ProtocolType.HTTP)).apiId();
        first = http.createRoute(r -> r.apiId(httpApi).routeKey("GET /one")).routeId();
        second = http.createRoute(r -> r.apiId(httpApi).routeKey("GET /two")).routeId();
        http.createStage(r -> r.apiId(httpApi).stageName("live"));
        String httpBefore =
                http.createDeployment(r -> r.apiId(httpApi).stageName("live").description("1")).deploymentId();
        httpClosing = new HttpApiClosing("t", httpApi, REGION, "live", List.of(first, second), httpBefore);
    }

    private String type(String verb) {
        return rest.getMethod(r -> r.restApiId(api).resourceId(root).httpMethod(verb)).authorizationType();
    }

    private AuthorizationType type(HttpApiClosing one, String route) {
        return http.getRoute(r -> r.apiId(one.api()).routeId(route)).authorizationType();
    }

    private String served() {
        return rest.getStage(r -> r.restApiId(api).stageName("live")).deploymentId();
    }

    private String httpServed() {
        return Objects.requireNonNull(
                http.getStage(r -> r.apiId(httpApi).stageName("live")).deploymentId());
    }

    private String description(String deployment) {
        return rest.getDeployment(r -> r.restApiId(api).deploymentId(deployment)).description();
    }

    private static PatchOperation replace(String path, String value) {
        return PatchOperation.builder().op("replace").path(path).value(value).build();
    }

    @Test
    void aMethodThatIsGoneKeepsNoOtherClosed() {
        closing.make(aws);
        assertThat(type("POST")).isEqualTo("AWS_IAM");
        rest.deleteMethod(r -> r.restApiId(api).resourceId(root).httpMethod("GET"));

        assertThat(closing.unmake(aws)).hasValueSatisfying(note -> assertThat(note).contains("GET /", "Gone"));

        assertThat(type("POST")).isEqualTo("NONE");
        assertThat(served()).isEqualTo(closing.deployment());
        assertThat(rest.getDeployments(r -> r.restApiId(api)).items()).hasSize(1);
    }

    @Test
    void aRouteThatIsGoneKeepsNoOtherClosed() {
        httpClosing.make(aws);
        assertThat(type(httpClosing, second)).isEqualTo(AuthorizationType.AWS_IAM);
        http.deleteRoute(r -> r.apiId(httpApi).routeId(first));

        assertThat(httpClosing.unmake(aws)).hasValueSatisfying(note -> assertThat(note).contains(first, "Gone"));

        assertThat(type(httpClosing, second)).isEqualTo(AuthorizationType.NONE);
        assertThat(httpServed()).isEqualTo(httpClosing.deployment());
    }

    @Test
    void whereTheEarlierDeploymentIsGoneTheApiIsDeployedOpen() {
        closing.make(aws);
        rest.deleteDeployment(r -> r.restApiId(api).deploymentId(closing.deployment()));
        httpClosing.make(aws);
        http.deleteDeployment(r -> r.apiId(httpApi).deploymentId(httpClosing.deployment()));

        assertThat(closing.unmake(aws)).hasValueSatisfying(note -> assertThat(note).contains(closing.deployment(), "gone"));
        assertThat(httpClosing.unmake(aws)).hasValueSatisfying(note -> assertThat(note).contains("is gone"));

        var summary = rest.getDeployment(r -> r.restApiId(api).deploymentId(served()).embed("apisummary")).apiSummary();
        assertThat(Objects.requireNonNull(summary.get("/")).values())
                .hasSize(2)
                .allSatisfy(method -> assertThat(method.authorizationType()).isEqualTo("NONE"));
        assertThat(type(httpClosing, first)).isEqualTo(AuthorizationType.NONE);
        assertThat(http.getDeployment(r -> r.apiId(httpApi).deploymentId(httpServed())).description())
                .startsWith("Routes are open again");
    }

    @Test
    void aStageOrAnApiThatIsGoneIsTold() {
        closing.make(aws);
        rest.deleteStage(r -> r.restApiId(api).stageName("live"));
        assertThat(closing.unmake(aws)).hasValueSatisfying(note -> assertThat(note).contains("stage live", "is gone"));
        assertThat(type("GET")).isEqualTo("NONE");
        httpClosing.make(aws);
        http.deleteApi(r -> r.apiId(httpApi));
        assertThat(httpClosing.unmake(aws)).hasValueSatisfying(note -> assertThat(note).contains("is gone", first, second));
    }

    /** A release that locks the methods, made by someone else between our look and our first write. */
    @Test
    void aLockOfSomeoneElseIsNotTakenForOurs() {
        for (String verb : List.of("GET", "POST")) {
            rest.updateMethod(r -> r.restApiId(api)
                    .resourceId(root)
                    .httpMethod(verb)
                    .patchOperations(replace("/authorizationType", "AWS_IAM")));
        }
        String theirs = rest.createDeployment(r -> r.restApiId(api).stageName("live").description("theirs")).id();
        http.updateRoute(r -> r.apiId(httpApi).routeId(first).authorizationType(AuthorizationType.AWS_IAM));
        http.createDeployment(r -> r.apiId(httpApi).stageName("live").description("theirs"));

        assertThat(closing.unmakeBegun(aws)).hasValueSatisfying(note -> assertThat(note).contains("someone else"));
        assertThat(httpClosing.unmakeBegun(aws)).hasValueSatisfying(note -> assertThat(note).contains("someone else"));

        assertThat(type("GET")).isEqualTo("AWS_IAM");
        assertThat(served()).isEqualTo(theirs);
        assertThat(description(theirs)).isEqualTo("theirs");
        assertThat(type(httpClosing, first)).isEqualTo(AuthorizationType.AWS_IAM);
    }

    /** Ended between the write to the first method and that to the second, or before the journal was told of the end. */
    @Test
    void whatWasOnlyBegunIsTakenBackFromWhereverItStood() {
        rest.updateMethod(r -> r.restApiId(api)
                .resourceId(root)
                .httpMethod("GET")
                .patchOperations(replace("/authorizationType", "AWS_IAM")));
        assertThat(closing.unmakeBegun(aws)).isEmpty();
        assertThat(type("GET")).isEqualTo("NONE");
        assertThat(rest.getDeployments(r -> r.restApiId(api)).items()).hasSize(1);

        closing.make(aws);
        rest.createDeployment(r -> r.restApiId(api).stageName("live").description("2"));
        assertThat(closing.unmakeBegun(aws)).hasValueSatisfying(note -> assertThat(note).contains("later release"));
        assertThat(type("GET")).isEqualTo("NONE");
        httpClosing.make(aws);
        assertThat(httpClosing.unmakeBegun(aws)).isEmpty();
        assertThat(type(httpClosing, first)).isEqualTo(AuthorizationType.NONE);
    }

    private Lock lock() {
        return new Locks(aws, session.identity().account())
                .ofApi("t", api + ".execute-api." + REGION + ".amazonaws.com", "/live");
    }

    private void demandSignatures() {
        for (String verb : List.of("GET", "POST")) {
            rest.updateMethod(r -> r.restApiId(api)
                    .resourceId(root)
                    .httpMethod(verb)
                    .patchOperations(replace("/authorizationType", "AWS_IAM")));
        }
    }

    @Test
    void whatIsNotDeployedYetIsToldBeforeTheLockReleasesIt() {
        assertThat(lock().undeployed()).isEmpty();
        assertThat(lock().unseen()).isEmpty();
        rest.putMethod(r -> r.restApiId(api).resourceId(root).httpMethod("PUT").authorizationType("NONE"));
        rest.putIntegration(r -> r.restApiId(api).resourceId(root).httpMethod("PUT").type(IntegrationType.MOCK));
        rest.putIntegration(r -> r.restApiId(api)
                .resourceId(root)
                .httpMethod("GET")
                .type(IntegrationType.HTTP_PROXY)
                .integrationHttpMethod("GET")
                .uri("https://half-done.example.com/"));
        rest.deleteMethod(r -> r.restApiId(api).resourceId(root).httpMethod("POST"));
        assertThat(lock().undeployed())
                .containsExactly("POST / is gone", "PUT / is new", "GET / goes to another integration");
        assertThat(lock().released("h")).singleElement().asString().contains("also releases", "PUT / is new");
    }

    /** Someone has changed the methods and not deployed them: callers are let in as before. */
    @Test
    void aStageThatStillServesOpenMethodsIsOpenAndLockedByADeployment() {
        demandSignatures();
        Lock open = lock();
        assertThat(open.undeployed()).isEmpty();
        assertThat(open.switched()).extracting(Lock.Switched::what).allMatch(what -> what.contains("stage live: ")).hasSize(2);
        assertThat(open.measures()).singleElement().satisfies(measure -> {
            assertThat(measure.says()).startsWith("Deploy the REST API " + api);
            measure.make(aws);
            assertThat(lock().measures()).isEmpty();
            assertThat(lock().switched()).isEmpty();
            assertThat(measure.unmake(aws)).isEmpty();
        });
        assertThat(served()).isEqualTo(closing.deployment());
        assertThat(type("GET")).isEqualTo("AWS_IAM");
    }

    @Test
    void aStageThatIsLockedIsNotDeployedToWhateverItsApiSaysNow() {
        demandSignatures();
        rest.createDeployment(r -> r.restApiId(api).stageName("live"));
        rest.putMethod(r -> r.restApiId(api).resourceId(root).httpMethod("PUT").authorizationType("NONE"));
        assertThat(lock().measures()).isEmpty();
        assertThat(lock().undeployed()).isEmpty();
        rest.createStage(r -> r.restApiId(api).stageName("old").deploymentId(closing.deployment()));
        Locks locks = new Locks(aws, session.identity().account());
        assertThat(locks.beside(lock()).later()).containsExactly("old");
    }
}
