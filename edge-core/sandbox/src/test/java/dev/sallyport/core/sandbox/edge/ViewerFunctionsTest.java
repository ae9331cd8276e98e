package dev.sallyport.core.sandbox.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.cloudformation.SandboxCloudFormation;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.FunctionAssociation;
import software.amazon.awssdk.services.cloudfront.model.FunctionConfig;
import software.amazon.awssdk.services.cloudfront.model.LambdaFunctionAssociation;

/**
 * CloudFront Functions between viewers and a bucket. Source: AWS pages "CloudFront Functions event structure", "Restrictions on all
 * edge functions", "Create a key value store" (the form of the file to import), "AWS::CloudFront::Function" and
 * "AWS::CloudFront::KeyValueStore"; the codes of errors: CloudFront API reference.
 */
class ViewerFunctionsTest {
    private static final String STACK = """
            Resources:
              Routes:
                Type: AWS::CloudFront::KeyValueStore
                Properties:
                  Name: routes
                  Comment: where paths lead
                  ImportSource: {SourceType: S3, SourceArn: 'arn:aws:s3:::viewer-site/routes.json'}
                  Tags: [{Key: kept, Value: 'yes'}]
              AtRequest:
                Type: AWS::CloudFront::Function
                Properties:
                  Name: at-request
                  AutoPublish: true
                  FunctionConfig:
                    Comment: routes
                    Runtime: cloudfront-js-2.0
                    KeyValueStoreAssociations: [{KeyValueStoreARN: !GetAtt Routes.Arn}]
                  FunctionCode: |
                    import cf from 'cloudfront';
                    const kvs = cf.kvs();
                    async function handler(event) {
                      const request = event.request;
                      console.log('asked for ' + request.uri);
                      if (request.uri === '/event.json') {
                        return { statusCode: 200, headers: { 'x-made': { value: 'here' } }, body: JSON.stringify(event.request),
                          cookies: { id: { value: '1', attributes: 'Secure; Path=/' } } };
                      }
                      if (request.uri === '/broken') throw new TypeError('no');
                      if (request.uri === '/invalid') return { uri: 'no-slash', headers: {} };
                      if (await kvs.exists(request.uri)) {
                        const target = await kvs.get(request.uri);
                        if (target.startsWith('https:')) {
                          return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: target } } };
                        }
                        request.uri = target;
                      }
                      delete request.headers['x-dropped'];
                      return request;
                    }
              AtResponse:
                Type: AWS::CloudFront::Function
                Properties:
                  Name: at-response
                  AutoPublish: true
                  FunctionConfig: {Comment: '', Runtime: cloudfront-js-1.0}
                  FunctionCode: |
                    function handler(event) {
                      var response = event.response;
                      response.headers['strict-transport-security'] = { value: 'max-age=63072000' };
                      response.headers['x-seen'] = { value: event.context.eventType + ' ' + event.request.uri + ' ' + response.statusCode };
                      return response;
                    }
              Site:
                Type: AWS::CloudFront::Distribution
                Properties:
                  DistributionConfig:
                    Enabled: true
                    Origins: [{Id: site, DomainName: viewer-site.s3.us-east-1.amazonaws.com, S3OriginConfig: {OriginAccessIdentity: ''}}]
                    DefaultCacheBehavior:
                      TargetOriginId: site
                      ViewerProtocolPolicy: allow-all
                      CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
                      FunctionAssociations:
                        - {EventType: viewer-request, FunctionARN: !Ref AtRequest}
                        - {EventType: viewer-response, FunctionARN: !GetAtt AtResponse.FunctionMetadata.FunctionARN}
            Outputs:
              Host: {Value: !GetAtt Site.DomainName}
              Id: {Value: !Ref Site}
              Arn: {Value: !Ref AtRequest}
              Store: {Value: !GetAtt Routes.Arn}
            """;

    @TempDir
    static Path folder;

    private static EdgeBench bench;
    private static SandboxCloudFormation formation;
    private static Map<String, String> outputs;

    @BeforeAll
    static void deploy() {
        bench = new EdgeBench(folder);
        formation = bench.services.service(SandboxCloudFormation.class);
        bench.s3.createBucket(r -> r.bucket("viewer-site"));
        bench.s3.putPublicAccessBlock(r -> r.bucket("viewer-site").publicAccessBlockConfiguration(c -> c.blockPublicPolicy(false)));
        bench.s3.putBucketPolicy(r -> r.bucket("viewer-site").policy("{\"Version\": \"2012-10-17\", \"Statement\": [{"
                + "\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::viewer-site/*\"}]}"));
        bench.s3.putObject(r -> r.bucket("viewer-site").key("new.txt"), RequestBody.fromString("the new page"));
        bench.s3.putObject(r -> r.bucket("viewer-site").key("routes.json"), RequestBody.fromString(
                "{\"data\":[{\"key\":\"/old.txt\",\"value\":\"/new.txt\"},{\"key\":\"/away\",\"value\":\"https://www.example.com/\"}]}"));
        formation.createStack(r -> r.stackName("viewer").templateBody(STACK));
        outputs = ended("CREATE_COMPLETE").outputs().stream()
                .collect(Collectors.toMap(Output::outputKey, Output::outputValue));
    }

    private static Stack ended(String status) {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (true) {
            Stack stack = formation.describeStacks(r -> r.stackName("viewer")).stacks().getFirst();
            if (stack.stackStatusAsString().equals(status)) {
                return stack;
            }
            assertThat(Instant.now().isBefore(end) && !stack.stackStatusAsString().contains("ROLLBACK"))
                    .as(() -> formation.describeStackEvents(r -> r.stackName("viewer")).toString())
                    .isTrue();
            LockSupport.parkNanos(1_000_000);
        }
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    private static HttpResponse<String> get(String target, String... headers) throws Exception {
        return bench.get(outputs.getOrDefault("Host", ""), target, headers);
    }

    @Test
    void requestsAreRewrittenAnsweredAndTheirResponsesChanged() throws Exception {
        HttpResponse<String> rewritten = get("/old.txt");
        assertThat(rewritten.body()).isEqualTo("the new page");
        assertThat(rewritten.headers().firstValue("strict-transport-security")).contains("max-age=63072000");
        assertThat(rewritten.headers().firstValue("x-seen")).contains("viewer-response /new.txt 200");
        HttpResponse<String> moved = get("/away");
        assertThat(moved.statusCode()).isEqualTo(302);
        assertThat(moved.headers().firstValue("location")).contains("https://www.example.com/");
        assertThat(moved.headers().firstValue("x-cache")).contains("FunctionGeneratedResponse from cloudfront");
        // An error of the origin is not shown to the function.
        HttpResponse<String> missing = get("/none.txt");
        assertThat(missing.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(missing.headers().firstValue("x-seen")).isEmpty();
        assertThat(bench.messages("/aws/cloudfront/function/at-request"))
                .anySatisfy(line -> assertThat(line).endsWith(" asked for /old.txt"));
    }

    @Test
    void theEventHasTheDocumentedForm() throws Exception {
        HttpResponse<String> made = get("/event.json?a=1&mv=x&mv=y%20z&none", "Cookie", "session=abc; theme=dark",
                "Accept", "text/html", "Accept", "text/plain");
        assertThat(made.headers().firstValue("x-made")).contains("here");
        assertThat(made.headers().firstValue("set-cookie")).contains("id=1; Secure; Path=/");
        var event = Json.MAPPER.readTree(made.body());
        assertThat(event.path("method").asText()).isEqualTo("GET");
        assertThat(event.path("uri").asText()).isEqualTo("/event.json");
        assertThat(event.path("querystring")).isEqualTo(Json.MAPPER.readTree("{\"a\":{\"value\":\"1\"},\"none\":{\"value\":\"\"},"
                + "\"mv\":{\"value\":\"x\",\"multiValue\":[{\"value\":\"x\"},{\"value\":\"y%20z\"}]}}"));
        assertThat(event.path("cookies"))
                .isEqualTo(Json.MAPPER.readTree("{\"session\":{\"value\":\"abc\"},\"theme\":{\"value\":\"dark\"}}"));
        assertThat(event.at("/headers/user-agent/value").asText()).isEqualTo("test/1");
        assertThat(event.path("headers").has("cookie")).isFalse();
        assertThat(event.at("/headers/accept/multiValue")).hasSize(2);
    }

    @Test
    void whatFailsIsAnsweredByCloudFront() throws Exception {
        assertThat(get("/broken").statusCode()).isEqualTo(503);
        assertThat(get("/broken").body()).contains("TypeError: no");
        assertThat(get("/invalid").statusCode()).isEqualTo(502);
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).as(e.getMessage()).isEqualTo(code));
    }

    @Test
    void whatIsInUseStaysAndAssociationsAreChecked() {
        String arn = outputs.getOrDefault("Arn", "");
        String tag = bench.cloudFront.describeFunction(r -> r.name("at-request")).eTag();
        refused("FunctionInUse", () -> bench.cloudFront.deleteFunction(r -> r.name("at-request").ifMatch(tag)));
        refused("CannotDeleteEntityWhileInUse", () -> bench.cloudFront.deleteKeyValueStore(r -> r.name("routes")
                .ifMatch(bench.cloudFront.describeKeyValueStore(d -> d.name("routes")).eTag())));
        assertThat(bench.cloudFront.listTagsForResource(r -> r.resource(outputs.get("Store"))).tags().items())
                .singleElement()
                .satisfies(each -> assertThat(each.key()).isEqualTo("kept"));
        var current = bench.cloudFront.getDistributionConfig(r -> r.id(outputs.get("Id")));
        String version = bench.edgeVersion("viewer-lambda", "exports.handler = async () => ({status: '200'});");
        var behavior = current.distributionConfig().defaultCacheBehavior();
        refused("InvalidFunctionAssociation", () -> update(current.eTag(), current.distributionConfig().copy(c ->
                c.defaultCacheBehavior(behavior.copy(b -> b.lambdaFunctionAssociations(l -> l.quantity(1)
                        .items(LambdaFunctionAssociation.builder().eventType("viewer-response").lambdaFunctionARN(version).build())))))));
        refused("InvalidFunctionAssociation", () -> update(current.eTag(), current.distributionConfig().copy(c ->
                c.defaultCacheBehavior(behavior.copy(b -> b.functionAssociations(f -> f.quantity(1).items(
                        FunctionAssociation.builder().eventType("origin-request").functionARN(arn).build())))))));
        refused("InvalidFunctionAssociation", () -> update(current.eTag(), current.distributionConfig().copy(c ->
                c.defaultCacheBehavior(behavior.copy(b -> b.functionAssociations(f -> f.quantity(1).items(
                        FunctionAssociation.builder().eventType("viewer-request").functionARN(arn + "-none").build())))))));
    }

    private static void update(String tag, DistributionConfig config) {
        bench.cloudFront.updateDistribution(r -> r.id(outputs.get("Id")).ifMatch(tag).distributionConfig(config));
    }

    @Test
    void aFunctionIsTestedBeforeItIsPublished() {
        FunctionConfig config = FunctionConfig.builder().comment("").runtime("cloudfront-js-2.0").build();
        SdkBytes first = SdkBytes.fromUtf8String("function handler(e) { console.log('one'); return e.request; }");
        SdkBytes second = SdkBytes.fromUtf8String("function handler(e) { return { statusCode: 204, statusDescription: 'No Content' }; }");
        String tag = bench.cloudFront.createFunction(r -> r.name("tried").functionConfig(config).functionCode(first)).eTag();
        refused("FunctionAlreadyExists", () -> bench.cloudFront.createFunction(r -> r.name("tried").functionConfig(config).functionCode(first)));
        refused("NoSuchFunctionExists", () -> bench.cloudFront.describeFunction(r -> r.name("tried").stage("LIVE")));
        refused("FunctionSizeLimitExceeded", () -> bench.cloudFront.createFunction(r -> r.name("large").functionConfig(config)
                .functionCode(SdkBytes.fromUtf8String("/".repeat(10241)))));
        SdkBytes event = SdkBytes.fromUtf8String("{\"version\":\"1.0\",\"context\":{\"eventType\":\"viewer-request\"},"
                + "\"viewer\":{\"ip\":\"198.51.100.11\"},\"request\":{\"method\":\"GET\",\"uri\":\"/x\",\"headers\":{},\"cookies\":{},\"querystring\":{}}}");
        var tried = bench.cloudFront.testFunction(r -> r.name("tried").ifMatch(tag).eventObject(event)).testResult();
        assertThat(tried.functionExecutionLogs()).containsExactly("one");
        assertThat(tried.functionErrorMessage()).isEmpty();
        assertThat(tried.functionOutput()).isEqualTo(
                "{\"request\":{\"method\":\"GET\",\"uri\":\"/x\",\"headers\":{},\"cookies\":{},\"querystring\":{}}}");
        assertThat(Integer.parseInt(tried.computeUtilization())).isBetween(0, 100);
        assertThat(bench.cloudFront.publishFunction(r -> r.name("tried").ifMatch(tag)).functionSummary().status())
                .isEqualTo("UNASSOCIATED");
        String next = bench.cloudFront.updateFunction(r -> r.name("tried").ifMatch(tag).functionConfig(config).functionCode(second)).eTag();
        refused("PreconditionFailed", () -> bench.cloudFront.publishFunction(r -> r.name("tried").ifMatch(tag)));
        assertThat(bench.cloudFront.testFunction(r -> r.name("tried").ifMatch(next).eventObject(event)).testResult().functionOutput())
                .isEqualTo("{\"response\":{\"statusCode\":204,\"statusDescription\":\"No Content\"}}");
        assertThat(bench.cloudFront.getFunction(r -> r.name("tried").stage("LIVE")).functionCode()).isEqualTo(first);
        bench.cloudFront.deleteFunction(r -> r.name("tried").ifMatch(next));
        assertThat(bench.cloudFront.listFunctions(r -> {}).functionList().items())
                .extracting(each -> each.name())
                .doesNotContain("tried");
    }
}
