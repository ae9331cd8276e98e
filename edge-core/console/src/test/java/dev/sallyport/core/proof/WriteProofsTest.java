package dev.sallyport.core.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.distribution.Origin;
import dev.sallyport.core.distribution.OriginKind;
import dev.sallyport.core.distribution.Protection;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.IntegrationType;
import software.amazon.awssdk.services.apigatewayv2.model.AuthorizationType;
import software.amazon.awssdk.services.apigatewayv2.model.ProtocolType;

/** An API whose readers sign and whose writers need not is open, which no GET shows. */
class WriteProofsTest {
    private static final String REGION = "eu-west-1";

    @TempDir
    Path folder;

    private static Verdict verdict(AwsClients aws, String api, String stage, boolean writes) throws Exception {
        Origin origin = new Origin(
                "o", api + ".execute-api." + REGION + ".amazonaws.com", stage, OriginKind.API_GATEWAY, Protection.NONE, "https-only", null);
        try (HttpClient viewer = aws.network().viewer()) {
            return ScopedValue.where(HttpProbe.VIEWER, viewer)
                    .<Verdict, InterruptedException>call(() -> new WriteProofs(aws, origin, writes).check("/").trial().run());
        }
    }

    private static void authorize(ApiGatewayClient rest, String api, String root, String verb, String type) {
        rest.putMethod(r -> r.restApiId(api).resourceId(root).httpMethod(verb).authorizationType(type));
        rest.putIntegration(r -> r.restApiId(api).resourceId(root).httpMethod(verb).type(IntegrationType.MOCK));
    }

    @Test
    void aMethodThatWritesIsReadAndAskedOnlyWhereAWriteIs() throws Exception {
        try (Session session = SandboxSession.open(new Home(folder)).session()) {
            AwsClients aws = session.clients();
            ApiGatewayClient rest = aws.apiGateway(REGION);
            String api = rest.createRestApi(r -> r.name("orders")).id();
            String root = rest.getResources(r -> r.restApiId(api)).items().getFirst().id();
            authorize(rest, api, root, "GET", "AWS_IAM");
            authorize(rest, api, root, "POST", "NONE");
            rest.createDeployment(r -> r.restApiId(api).stageName("live"));
            assertThat(verdict(aws, api, "/live", false)).satisfies(open -> {
                assertThat(open.outcome()).isEqualTo(Outcome.FAILS);
                assertThat(open.evidence()).contains("POST / demands NONE").doesNotContain("GET");
            });

            // Changed and not deployed: as open as before.
            rest.deleteMethod(r -> r.restApiId(api).resourceId(root).httpMethod("POST"));
            authorize(rest, api, root, "POST", "AWS_IAM");
            assertThat(verdict(aws, api, "/live", false).outcome()).isEqualTo(Outcome.FAILS);

            rest.createDeployment(r -> r.restApiId(api).stageName("live"));
            assertThat(verdict(aws, api, "/live", false)).satisfies(shut -> {
                assertThat(shut.outcome()).isEqualTo(Outcome.HOLDS);
                assertThat(shut.evidence()).doesNotContain("bytes");
            });
            assertThat(verdict(aws, api, "/live", true)).satisfies(shut -> {
                assertThat(shut.outcome()).isEqualTo(Outcome.HOLDS);
                assertThat(shut.evidence()).containsPattern("POST http://\\S+/live/ with 9\\d{3} bytes → 403");
            });

            var http = aws.apiGatewayV2(REGION);
            String routes = http.createApi(r -> r.name("carts").protocolType(ProtocolType.HTTP)).apiId();
            http.createRoute(r -> r.apiId(routes).routeKey("GET /carts"));
            http.createStage(r -> r.apiId(routes).stageName("$default").autoDeploy(true));
            assertThat(verdict(aws, routes, "", false).outcome()).isEqualTo(Outcome.HOLDS);
            for (String key : List.of("PUT /carts", "$default")) {
                String route = http.createRoute(r -> r.apiId(routes).routeKey(key)).routeId();
                assertThat(verdict(aws, routes, "", false).outcome()).as(key).isEqualTo(Outcome.FAILS);
                http.updateRoute(r -> r.apiId(routes).routeId(route).authorizationType(AuthorizationType.AWS_IAM));
                assertThat(verdict(aws, routes, "", false).outcome()).as(key).isEqualTo(Outcome.HOLDS);
            }
        }
    }
}
