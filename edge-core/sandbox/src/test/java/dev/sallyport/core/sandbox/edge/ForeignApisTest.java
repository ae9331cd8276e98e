package dev.sallyport.core.sandbox.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.sandbox.cloudformation.SandboxCloudFormation;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudfront.model.Distribution;

/** What other people's APIs and origins have: mocks and origin access identities. */
class ForeignApisTest {
    @TempDir
    static Path folder;

    private static EdgeBench bench;

    @BeforeAll
    static void open() {
        bench = new EdgeBench(folder);
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    /** An API whose PUT at the root is a mock; its host. {@code responses} has a status and a pattern, empty for none. */
    private static String mock(Map<String, String> templates, String passthrough, String[]... responses) {
        String api = bench.apiGateway.createRestApi(r -> r.name("mock")).id();
        String root = bench.apiGateway.getRestApi(r -> r.restApiId(api)).rootResourceId();
        bench.apiGateway.putMethod(
                r -> r.restApiId(api).resourceId(root).httpMethod("PUT").authorizationType("NONE"));
        bench.apiGateway.putIntegration(r -> r.restApiId(api)
                .resourceId(root)
                .httpMethod("PUT")
                .type("MOCK")
                .passthroughBehavior(passthrough)
                .requestTemplates(templates));
        for (String[] response : responses) {
            bench.apiGateway.putMethodResponse(
                    r -> r.restApiId(api).resourceId(root).httpMethod("PUT").statusCode(response[0]));
            bench.apiGateway.putIntegrationResponse(r -> r.restApiId(api)
                    .resourceId(root)
                    .httpMethod("PUT")
                    .statusCode(response[0])
                    .selectionPattern(response[1].isEmpty() ? null : response[1])
                    .responseTemplates(Map.of("application/json", "{\"as\": " + response[0] + "}")));
        }
        bench.apiGateway.createDeployment(r -> r.restApiId(api).stageName("v1"));
        return api + ".execute-api.us-east-1.amazonaws.com";
    }

    private static int status(String host, String contentType, String body) throws Exception {
        return bench.send("PUT", host, "/v1/", body, "Content-Type", contentType).statusCode();
    }

    /**
     * AWS pages "Set up mock integrations in API Gateway" and "Set up an integration response": the selection pattern is a
     * regular expression over the status; the response without one is the default.
     */
    @Test
    void aMocksStatusSelectsItsResponse() throws Exception {
        String[][] responses = {{"201", "20\\d"}, {"404", "4\\d{2}"}, {"502", ""}};
        String json = "application/json";
        assertThat(status(mock(Map.of(json, "{\"statusCode\": 204}"), "WHEN_NO_MATCH", responses), json, "{}"))
                .isEqualTo(201);
        assertThat(status(mock(Map.of(json, "{statusCode: 418}"), "WHEN_NO_MATCH", responses), json, "{}"))
                .isEqualTo(404);
        assertThat(status(mock(Map.of(json, "{'statusCode': '500'}"), "WHEN_NO_MATCH", responses), json, "{}"))
                .isEqualTo(502);
        assertThat(status(mock(Map.of(json, "{\"statusCode\": 500}"), "WHEN_NO_MATCH", responses[0]), json, "{}"))
                .isEqualTo(500);
        assertThat(bench.send("PUT", mock(Map.of(json, "{\"statusCode\": 404}"), "NEVER", responses), "/v1", "{}",
                        "Content-Type", json + "; charset=utf-8")
                .body())
                .isEqualTo("{\"as\": 404}");
    }

    /** AWS page "Integration passthrough behaviors": a content type without a template passes, or is refused with 415. */
    @Test
    void aBodyPassesThroughWhereThatIsSet() throws Exception {
        String[] all = {"200", ""};
        Map<String, String> xml = Map.of("application/xml", "{\"statusCode\": 200}");
        assertThat(status(mock(xml, "WHEN_NO_MATCH", all), "text/plain", "{\"statusCode\": 200}")).isEqualTo(200);
        assertThat(status(mock(xml, "WHEN_NO_MATCH", all), "text/plain", "hello")).isEqualTo(500);
        assertThat(status(mock(xml, "WHEN_NO_TEMPLATES", all), "text/plain", "{\"statusCode\": 200}")).isEqualTo(415);
        assertThat(status(mock(Map.of(), "WHEN_NO_TEMPLATES", all), "text/plain", "{\"statusCode\": 200}")).isEqualTo(200);
        assertThat(status(mock(Map.of(), "NEVER", all), "text/plain", "{\"statusCode\": 200}")).isEqualTo(415);
    }

    /**
     * AWS page "Usage plans and API keys for REST APIs": a key opens a stage through a plan that has both; without one the
     * answer is 403 Forbidden, past the throttle or the quota 429.
     */
    @Test
    void aKeyOpensAStageThroughItsPlan() throws Exception {
        bench.services.service(SandboxCloudFormation.class).createStack(r -> r.stackName("keyed").templateBody("""
                Resources:
                  Api: {Type: 'AWS::ApiGateway::RestApi', Properties: {Name: keyed}}
                  Ask:
                    Type: AWS::ApiGateway::Method
                    Properties:
                      RestApiId: !Ref Api
                      ResourceId: !GetAtt Api.RootResourceId
                      HttpMethod: PUT
                      AuthorizationType: NONE
                      ApiKeyRequired: true
                      Integration:
                        {Type: MOCK, RequestTemplates: {application/json: '{"statusCode": 200}'}, IntegrationResponses: [{StatusCode: 200}]}
                      MethodResponses: [{StatusCode: 200}]
                  Deployment: {Type: 'AWS::ApiGateway::Deployment', DependsOn: Ask, Properties: {RestApiId: !Ref Api}}
                  Stage:
                    Type: AWS::ApiGateway::Stage
                    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: v1}
                  Key: {Type: 'AWS::ApiGateway::ApiKey', Properties: {Enabled: true, Value: a-key-of-twenty-letters-at-least}}
                  Plan:
                    Type: AWS::ApiGateway::UsagePlan
                    DependsOn: Stage
                    Properties:
                      UsagePlanName: small
                      ApiStages: [{ApiId: !Ref Api, Stage: v1}]
                      Throttle: {RateLimit: 0.001, BurstLimit: 3}
                      Quota: {Limit: 2, Period: DAY}
                  Link: {Type: 'AWS::ApiGateway::UsagePlanKey', Properties: {KeyId: !Ref Key, KeyType: API_KEY, UsagePlanId: !Ref Plan}}
                Outputs: {Api: {Value: !Ref Api}, Plan: {Value: !Ref Plan}, Key: {Value: !Ref Key}}
                """));
        var formation = bench.services.service(SandboxCloudFormation.class);
        Map<String, String> outputs = outputs(formation, "keyed");
        String host = outputs.getOrDefault("Api", "") + ".execute-api.us-east-1.amazonaws.com";
        String value = "a-key-of-twenty-letters-at-least";
        assertThat(status(host, "application/json", "{}")).isEqualTo(403);
        assertThat(keyed(host, "a-key-of-nobody-in-the-whole-world").body()).isEqualTo("{\"message\":\"Forbidden\"}");
        assertThat(keyed(host, value).statusCode()).isEqualTo(200);
        assertThat(keyed(host, value).statusCode()).isEqualTo(200);
        assertThat(keyed(host, value).body()).isEqualTo("{\"message\":\"Limit Exceeded\"}");
        String plan = outputs.getOrDefault("Plan", "");
        bench.apiGateway.updateUsagePlan(r -> r.usagePlanId(plan)
                .patchOperations(PatchOperation.builder().op("remove").path("/quota").build()));
        assertThat(keyed(host, value).statusCode()).isEqualTo(200);
        assertThat(keyed(host, value).body()).isEqualTo("{\"message\":\"Too Many Requests\"}");
        assertThat(bench.apiGateway.getUsagePlanKeys(r -> r.usagePlanId(plan)).items())
                .singleElement()
                .satisfies(key -> assertThat(key.id()).isEqualTo(outputs.getOrDefault("Key", "")));
        assertThat(bench.apiGateway.getApiKeys(r -> {}).items().getFirst().value()).isNull();
        assertThat(bench.apiGateway.getApiKey(r -> r.apiKey(outputs.getOrDefault("Key", "")).includeValue(true)).value())
                .isEqualTo(value);
        formation.deleteStack(r -> r.stackName("keyed"));
        awaitEnd(() -> bench.apiGateway.getUsagePlans(r -> {}).items().isEmpty()
                && bench.apiGateway.getApiKeys(r -> {}).items().isEmpty());
    }

    private static HttpResponse<String> keyed(String host, String key) throws Exception {
        return bench.send("PUT", host, "/v1/", "{}", "Content-Type", "application/json", "X-Api-Key", key);
    }

    private static Map<String, String> outputs(SandboxCloudFormation formation, String stack) {
        awaitEnd(() -> formation.describeStacks(r -> r.stackName(stack)).stacks().getFirst().stackStatusAsString()
                .equals("CREATE_COMPLETE"));
        return formation.describeStacks(r -> r.stackName(stack)).stacks().getFirst().outputs().stream()
                .collect(Collectors.toMap(Output::outputKey, Output::outputValue));
    }

    private static void awaitEnd(BooleanSupplier over) {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!over.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /**
     * CloudFront developer guide, "Use an origin access identity (legacy, not recommended)": a bucket policy names the
     * identity by its ARN or by its canonical user.
     */
    @Test
    void anOriginAccessIdentityReadsTheBucketThatLetsItIn() throws Exception {
        bench.s3.createBucket(r -> r.bucket("identity-site"));
        bench.s3.putObject(r -> r.bucket("identity-site").key("a.txt"), RequestBody.fromString("inside"));
        var identity = bench.cloudFront
                .createCloudFrontOriginAccessIdentity(
                        r -> r.cloudFrontOriginAccessIdentityConfig(c -> c.callerReference("1").comment("site")))
                .cloudFrontOriginAccessIdentity();
        assertThat(identity.s3CanonicalUserId()).matches("[0-9a-f]{96}");
        Distribution distribution = bench.distribution(
                origin -> origin.domainName("identity-site.s3.us-east-1.amazonaws.com")
                        .s3OriginConfig(c -> c.originAccessIdentity("origin-access-identity/cloudfront/" + identity.id())),
                "",
                "658327ea-f89d-4fab-a63d-7e88639e58f6");
        assertThat(bench.get(distribution.domainName(), "/z.txt").statusCode()).isEqualTo(403);
        policy("{\"CanonicalUser\": \"" + identity.s3CanonicalUserId() + "\"}");
        assertThat(bench.get(distribution.domainName(), "/a.txt").body()).isEqualTo("inside");
        policy("{\"AWS\": \"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity EOTHER\"}");
        assertThat(bench.get(distribution.domainName(), "/b.txt").statusCode()).isEqualTo(403);
        policy("{\"AWS\": \"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity " + identity.id() + "\"}");
        bench.s3.putObject(r -> r.bucket("identity-site").key("c.txt"), RequestBody.fromString("by name"));
        assertThat(bench.get(distribution.domainName(), "/c.txt").body()).isEqualTo("by name");

        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> bench.cloudFront.deleteCloudFrontOriginAccessIdentity(r -> r.id(identity.id())
                        .ifMatch(bench.cloudFront.getCloudFrontOriginAccessIdentity(g -> g.id(identity.id())).eTag())))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode())
                        .isEqualTo("CloudFrontOriginAccessIdentityInUse"));
        assertThat(bench.cloudFront.listCloudFrontOriginAccessIdentities(r -> {}).cloudFrontOriginAccessIdentityList()
                        .items())
                .extracting(each -> each.comment())
                .containsExactly("site");
    }

    private static void policy(String principal) {
        bench.s3.putBucketPolicy(r -> r.bucket("identity-site").policy("{\"Version\": \"2012-10-17\", \"Statement\": [{"
                + "\"Effect\": \"Allow\", \"Principal\": " + principal
                + ", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::identity-site/*\"}]}"));
    }

    /** API Gateway API Reference, "TestInvokeMethod": the method as it is now, without a stage, a key or a signature. */
    @Test
    void aMethodIsTestedWithoutADeployment() throws Exception {
        String api = bench.apiGateway.createRestApi(r -> r.name("tested")).id();
        String root = bench.apiGateway.getRestApi(r -> r.restApiId(api)).rootResourceId();
        String shelf = bench.apiGateway.createResource(r -> r.restApiId(api).parentId(root).pathPart("{shelf}")).id();
        String function = bench.function("tested", bench.role("tested-role", "", "lambda.amazonaws.com"),
                "export const handler = async (e) => ({statusCode: 207, headers: {'X-Stage': e.requestContext.stage},"
                        + " body: e.pathParameters?.shelf + ' ' + e.queryStringParameters?.n + ' ' + e.body})");
        bench.apiGateway.putMethod(r -> r.restApiId(api).resourceId(shelf).httpMethod("POST")
                .authorizationType("AWS_IAM").apiKeyRequired(true));
        bench.apiGateway.putIntegration(r -> r.restApiId(api).resourceId(shelf).httpMethod("POST").type("AWS_PROXY")
                .integrationHttpMethod("POST")
                .uri("arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/" + function + "/invocations"));
        bench.lambda.addPermission(r -> r.functionName(function).statementId("test").action("lambda:InvokeFunction")
                .principal("apigateway.amazonaws.com")
                .sourceArn("arn:aws:execute-api:us-east-1:111122223333:" + api + "/test-invoke-stage/POST/*"));
        var answer = bench.apiGateway.testInvokeMethod(r -> r.restApiId(api).resourceId(shelf).httpMethod("POST")
                .pathWithQueryString("/seven?n=2").body("text"));
        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.body()).isEqualTo("seven 2 text");
        assertThat(answer.headers()).containsEntry("X-Stage", "test-invoke-stage");
        assertThat(answer.log()).contains("Method completed with status: 207");
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() ->
                bench.apiGateway.testInvokeMethod(r -> r.restApiId(api).resourceId(shelf).httpMethod("GET")));
    }
}
