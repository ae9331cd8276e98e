package dev.sallyport.core.sandbox.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.edgefunction.FunctionPackage;
import dev.sallyport.core.sandbox.http.Response;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigatewayv2.model.RouteSettings;
import software.amazon.awssdk.services.cloudfront.model.Distribution;

/** HTTP APIs over real HTTP, behind the edge and past it. */
class HttpApiTest {
    private static final String ECHO = "export const handler = async (event) => event.routeKey === 'GET /broken'"
            + " ? Promise.reject(new Error('no')) : event";

    @TempDir
    static Path folder;

    private static EdgeBench bench;
    private static String id;
    private static String host;
    private static Distribution distribution;

    @BeforeAll
    static void open() {
        bench = new EdgeBench(folder);
        String echo = bench.function("echo", bench.role("echo-role", "", "lambda.amazonaws.com"), ECHO);
        id = bench.apiGatewayV2.createApi(r -> r.name("pets").protocolType("HTTP")).apiId();
        host = id + ".execute-api.us-east-1.amazonaws.com";
        String behind = bench.apiGatewayV2
                .createIntegration(r -> r.apiId(id)
                        .integrationType("AWS_PROXY")
                        .integrationUri(echo)
                        .payloadFormatVersion("2.0"))
                .integrationId();
        for (String key :
                List.of("GET /pets", "GET /pets/{petId}", "POST /pets", "GET /other/{rest+}", "GET /broken")) {
            bench.apiGatewayV2.createRoute(r -> r.apiId(id)
                    .routeKey(key)
                    .authorizationType("AWS_IAM")
                    .target("integrations/" + behind));
        }
        bench.apiGatewayV2.createRoute(
                r -> r.apiId(id).routeKey("GET /open").target("integrations/" + behind));
        bench.logs.createLogGroup(r -> r.logGroupName("/http-api"));
        bench.apiGatewayV2.createStage(r -> r.apiId(id)
                .stageName("prod")
                .autoDeploy(true)
                .stageVariables(Map.of("tier", "one"))
                .routeSettings(Map.of(
                        "POST /pets",
                        RouteSettings.builder()
                                .throttlingRateLimit(0.001)
                                .throttlingBurstLimit(2)
                                .build()))
                .accessLogSettings(l -> l.destinationArn("arn:aws:logs:us-east-1:111122223333:log-group:/http-api")
                        .format("{\"id\":\"$context.requestId\",\"route\":\"$context.routeKey\","
                                + "\"status\":\"$context.status\",\"error\":\"$context.error.message\","
                                + "\"agent\":\"$context.identity.userAgent\","
                                + "\"caller\":\"$context.identity.userArn\"}")));
        bench.lambda.addPermission(r -> r.functionName(echo)
                .statementId("api")
                .action("lambda:InvokeFunction")
                .principal("apigateway.amazonaws.com")
                .sourceArn("arn:aws:execute-api:us-east-1:111122223333:" + id + "/prod/*/*"));
        String signer = bench.edgeVersion(
                "sign",
                EdgeBench.allow("\"execute-api:Invoke\"", "arn:aws:execute-api:us-east-1:*:" + id + "/prod/*"),
                SdkBytes.fromByteArray(FunctionPackage.of("sign-origin", null).zip()));
        distribution = bench.distribution(
                EdgeBench.custom(host, "/prod"), "", EdgeBench.at("origin-request", signer, true));
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    private static JsonNode json(String text) throws IOException {
        return Json.MAPPER.readTree(text);
    }

    /** The headers of a request that a key pair signed for the API's host. */
    private static String[] signed(
            String method, String target, String key, String secret, String service, String region) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .protocol("https")
                .host(host)
                .encodedPath(target)
                .build();
        var signed = AwsV4HttpSigner.create().sign(s -> s.identity(AwsCredentialsIdentity.create(key, secret))
                .request(request)
                .payload(ContentStreamProvider.fromUtf8String(""))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, region));
        Map<String, String> headers = new TreeMap<>();
        signed.request().headers().forEach((name, values) -> headers.put(name, values.getFirst()));
        return headers.entrySet().stream()
                .flatMap(header -> List.of(header.getKey(), header.getValue()).stream())
                .toArray(String[]::new);
    }

    @Test
    void theEventHasThePayloadFormatTwo() throws Exception {
        HttpResponse<String> response = bench.get(
                distribution.domainName(), "/pets/a%20b?x=1&x=2&y=%2F", "Cookie", "a=1; b=2", "X-Two", "one");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("apigw-requestid").orElse("")).hasSize(16);
        JsonNode event = json(response.body());
        assertThat(event.path("version").asText()).isEqualTo("2.0");
        assertThat(event.path("routeKey").asText()).isEqualTo("GET /pets/{petId}");
        assertThat(event.path("rawPath").asText()).isEqualTo("/prod/pets/a b");
        assertThat(event.path("rawQueryString").asText()).isEqualTo("x=1&x=2&y=%2F");
        assertThat(event.path("queryStringParameters").toString()).isEqualTo("{\"x\":\"1,2\",\"y\":\"/\"}");
        assertThat(event.path("pathParameters").toString()).isEqualTo("{\"petId\":\"a b\"}");
        assertThat(event.path("stageVariables").toString()).isEqualTo("{\"tier\":\"one\"}");
        assertThat(event.path("cookies").toString()).isEqualTo("[\"a=1\",\"b=2\"]");
        assertThat(event.at("/headers/x-two").asText()).isEqualTo("one");
        assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
        JsonNode context = event.path("requestContext");
        assertThat(context.path("accountId").asText()).isEqualTo("111122223333");
        assertThat(context.path("apiId").asText()).isEqualTo(id);
        assertThat(context.path("domainName").asText()).isEqualTo(host);
        assertThat(context.path("stage").asText()).isEqualTo("prod");
        assertThat(context.at("/http/method").asText()).isEqualTo("GET");
        assertThat(context.at("/http/path").asText()).isEqualTo("/prod/pets/a b");
        assertThat(context.at("/authorizer/iam/userArn").asText())
                .isEqualTo("arn:aws:sts::111122223333:assumed-role/sign-role/us-east-1.sign");
    }

    @Test
    void whoeverIsNotLetInGetsTheSameBareForbidden() throws Exception {
        String root = bench.services.keys().root().accessKeyId();
        String secret = bench.services.keys().root().secretAccessKey();
        bench.iam.createUser(r -> r.userName("stranger"));
        var stranger = bench.iam.createAccessKey(r -> r.userName("stranger")).accessKey();
        Map<String, String[]> wrong = Map.of(
                "unsigned", new String[0],
                "unknown key", signed("GET", "/prod/pets", "AKIAIOSFODNN7EXAMPLE", "wrong", "execute-api", "us-east-1"),
                "wrong secret", signed("GET", "/prod/pets", root, "wrong", "execute-api", "us-east-1"),
                "another path", signed("GET", "/prod/pets/1", root, secret, "execute-api", "us-east-1"),
                "another service", signed("GET", "/prod/pets", root, secret, "lambda", "us-east-1"),
                "another Region", signed("GET", "/prod/pets", root, secret, "execute-api", "eu-west-1"),
                "no permission",
                        signed(
                                "GET",
                                "/prod/pets",
                                stranger.accessKeyId(),
                                stranger.secretAccessKey(),
                                "execute-api",
                                "us-east-1"));
        for (Map.Entry<String, String[]> each : wrong.entrySet()) {
            Response response = bench.getAs(host, "/prod/pets", each.getValue());
            assertThat(response.status()).as(each.getKey()).isEqualTo(403);
            assertThat(response.body().asUtf8String()).as(each.getKey()).isEqualTo("{\"message\":\"Forbidden\"}");
        }
        Response good =
                bench.getAs(host, "/prod/pets", signed("GET", "/prod/pets", root, secret, "execute-api", "us-east-1"));
        assertThat(good.status()).as(good.body().asUtf8String()).isEqualTo(200);
        JsonNode signer = json(good.body().asUtf8String()).at("/requestContext/authorizer/iam");
        assertThat(signer.path("accessKey").asText()).isEqualTo(root);
    }

    @Test
    void whereThereIsNoRouteThereIsNothing() throws Exception {
        for (String target : List.of("/prod/nothing", "/prod/pets/", "/pets", "/", "/prod", "/test/pets")) {
            HttpResponse<String> response = bench.get(host, target);
            assertThat(response.statusCode()).as(target).isEqualTo(404);
            assertThat(response.body()).isEqualTo("{\"message\":\"Not Found\"}");
        }
        assertThat(bench.send("DELETE", host, "/prod/pets", "").statusCode()).isEqualTo(404);
    }

    @Test
    void failuresBehindTheApiStayBehindIt() throws Exception {
        String edge = distribution.domainName();
        assertThat(bench.get(edge, "/broken").statusCode()).as("a function that throws").isEqualTo(500);
        HttpResponse<String> open = bench.get(host, "/prod/open");
        assertThat(open.statusCode()).as("without IAM: %s", open.body()).isEqualTo(200);
        assertThat(json(open.body()).at("/requestContext/authorizer").isMissingNode()).isTrue();
        HttpResponse<String> rest = bench.get(edge, "/other/x/y");
        assertThat(json(rest.body()).path("pathParameters").toString()).isEqualTo("{\"rest\":\"x/y\"}");
    }

    @Test
    void aRouteTakesItsBurstAndNoMore() throws Exception {
        String edge = distribution.domainName();
        HttpResponse<String> first =
                bench.send("POST", edge, "/pets", "{\"type\":\"owl\"}", "Content-Type", "application/json");
        assertThat(json(first.body()).path("body").asText()).isEqualTo("{\"type\":\"owl\"}");
        assertThat(bench.send("POST", edge, "/pets", "{}").statusCode()).isEqualTo(200);
        HttpResponse<String> late = bench.send("POST", edge, "/pets", "{}");
        assertThat(late.statusCode()).isEqualTo(429);
        assertThat(late.body()).isEqualTo("{\"message\":\"Too Many Requests\"}");
        assertThat(bench.get(edge, "/pets").statusCode()).as("another route").isEqualTo(200);
    }

    @Test
    void aRestApiThrottlesTheSameWay() throws Exception {
        String ok = bench.function(
                "ok",
                bench.role("ok-role", "", "lambda.amazonaws.com"),
                "export const handler = async () => ({ statusCode: 200 })");
        String rest = bench.api(ok, "NONE");
        String restId = rest.substring(0, rest.indexOf('.'));
        for (String limit : List.of("rateLimit", "burstLimit")) {
            bench.apiGateway.updateStage(r -> r.restApiId(restId)
                    .stageName("prod")
                    .patchOperations(PatchOperation.builder()
                            .op("replace")
                            .path("/*/*/throttling/" + limit)
                            .value(limit.equals("rateLimit") ? "0.001" : "1")
                            .build()));
        }
        assertThat(bench.get(rest, "/prod/a").statusCode()).isEqualTo(200);
        HttpResponse<String> late = bench.get(rest, "/prod/b");
        assertThat(late.statusCode()).as("the same method").isEqualTo(429);
        assertThat(late.headers().firstValue("x-amzn-ErrorType")).contains("TooManyRequestsException");
        assertThat(bench.send("POST", rest, "/prod/a", "").statusCode()).as("another method").isEqualTo(200);
    }

    @Test
    void everyRequestOfTheStageIsLogged() throws Exception {
        Response refused = bench.getAs(host, "/prod/pets");
        Response missing = bench.getAs(host, "/prod/none");
        Response quoted = bench.getAs(host, "/prod/open", "User-Agent", "a\"b\\c");
        List<JsonNode> lines = new ArrayList<>();
        for (String line : bench.messages("/http-api")) {
            lines.add(json(line));
        }
        assertThat(line(lines, refused).toString())
                .contains("\"route\":\"GET /pets\",\"status\":\"403\",\"error\":\"Forbidden\"", "\"caller\":\"-\"");
        assertThat(line(lines, missing).toString()).contains("\"route\":\"-\",\"status\":\"404\"");
        assertThat(line(lines, quoted).path("agent").asText()).isEqualTo("a\"b\\c");
    }

    private static JsonNode line(List<JsonNode> lines, Response response) {
        String request = response.headers().first("apigw-requestid").orElseThrow();
        return lines.stream().filter(line -> line.path("id").asText().equals(request)).findFirst().orElseThrow();
    }
}
