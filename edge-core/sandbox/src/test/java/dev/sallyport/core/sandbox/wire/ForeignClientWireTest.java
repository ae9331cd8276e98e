package dev.sallyport.core.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.OutsideTool.Output;
import dev.sallyport.core.OutsideTool;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiResponse;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.CreateApiRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateApiResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteApiRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteApiResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetStageRequest;
import software.amazon.awssdk.services.apigatewayv2.model.NotFoundException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.NoSuchDistributionException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.DashboardNotFoundErrorException;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetDashboardRequest;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.CreateHealthCheckRequest;
import software.amazon.awssdk.services.route53.model.CreateHealthCheckResponse;
import software.amazon.awssdk.services.route53.model.GetHealthCheckRequest;
import software.amazon.awssdk.services.route53.model.NoSuchHealthCheckException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.CreateWebAclRequest;
import software.amazon.awssdk.services.wafv2.model.CreateWebAclResponse;

/** Clients that nobody here wrote: boto3 and the AWS CLI, as processes against the loopback server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignClientWireTest {
    private static final Instant WHEN = Instant.parse("2026-11-23T08:00:00.123Z");
    private static final String AWKWARD = "a<b>&\"c\" \r\n\té/€😀";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private WireBench bench;

    @BeforeAll
    void open() {
        bench = new WireBench(
                KmsClient.class,
                Wafv2Client.class,
                CloudWatchLogsClient.class,
                DynamoDbClient.class,
                CloudFormationClient.class,
                StsClient.class,
                IamClient.class,
                CloudWatchClient.class,
                CloudFrontClient.class,
                LambdaClient.class,
                ApiGatewayClient.class,
                ApiGatewayV2Client.class,
                Route53Client.class,
                S3Client.class);
        bench.service(KmsClient.class)
                .on(CreateKeyRequest.class, request -> CreateKeyResponse.builder()
                        .keyMetadata(made -> made.keyId("k")
                                .description(request.description())
                                .creationDate(WHEN))
                        .build())
                .on(DecryptRequest.class, request ->
                        DecryptResponse.builder().plaintext(request.ciphertextBlob()).build());
        bench.service(DynamoDbClient.class).on(PutItemRequest.class, request -> {
            throw ConditionalCheckFailedException.builder().message("no").item(request.item()).build();
        });
        bench.service(Wafv2Client.class).on(CreateWebAclRequest.class, request -> CreateWebAclResponse.builder()
                .summary(summary -> summary.name(request.name()))
                .build());
        bench.service(CloudWatchLogsClient.class)
                .on(PutLogEventsRequest.class, request -> PutLogEventsResponse.builder().build());
        bench.service(CloudFormationClient.class)
                .on(CreateStackRequest.class, request -> CreateStackResponse.builder().stackId(AWKWARD).build());
        bench.service(IamClient.class).on(CreateRoleRequest.class, request -> {
            throw EntityAlreadyExistsException.builder().message("Role exists").build();
        });
        bench.service(StsClient.class).on(AssumeRoleRequest.class, request -> AssumeRoleResponse.builder()
                .credentials(made -> made.accessKeyId("ASIA1")
                        .secretAccessKey("s")
                        .sessionToken("t")
                        .expiration(WHEN))
                .build());
        bench.service(CloudWatchClient.class)
                .on(PutMetricDataRequest.class, request -> PutMetricDataResponse.builder().build())
                .on(DescribeAlarmsRequest.class, request -> DescribeAlarmsResponse.builder()
                        .metricAlarms(MetricAlarm.builder()
                                .alarmName(request.alarmNames().getFirst())
                                .threshold(2.5)
                                .stateUpdatedTimestamp(WHEN)
                                .build())
                        .build())
                .on(GetDashboardRequest.class, request -> {
                    throw DashboardNotFoundErrorException.builder().message("none").build();
                });
        bench.service(CloudFrontClient.class)
                .on(CreateDistributionRequest.class, request -> CreateDistributionResponse.builder()
                        .eTag("E2")
                        .distribution(made -> made.id("E1").distributionConfig(request.distributionConfig()))
                        .build())
                .on(GetDistributionRequest.class, request -> {
                    throw NoSuchDistributionException.builder().message("gone").build();
                });
        bench.service(LambdaClient.class)
                .on(CreateFunctionRequest.class, request -> CreateFunctionResponse.builder()
                        .functionName(request.functionName())
                        .codeSize((long) request.code().zipFile().asByteArray().length)
                        .build())
                .on(InvokeRequest.class, request ->
                        InvokeResponse.builder().statusCode(200).payload(request.payload()).build());
        bench.service(ApiGatewayClient.class).on(CreateRestApiRequest.class, request -> CreateRestApiResponse.builder()
                .id("abc")
                .tags(request.tags())
                .createdDate(WHEN)
                .build());
        bench.service(ApiGatewayV2Client.class)
                .on(CreateApiRequest.class, request -> CreateApiResponse.builder()
                        .apiId("def")
                        .name(request.name())
                        .createdDate(WHEN)
                        .build())
                .on(GetStageRequest.class, request -> {
                    throw NotFoundException.builder()
                            .message(request.stageName())
                            .build();
                })
                .on(DeleteApiRequest.class, request -> DeleteApiResponse.builder().build());
        bench.service(Route53Client.class)
                .on(CreateHealthCheckRequest.class, request -> CreateHealthCheckResponse.builder()
                        .location("here")
                        .healthCheck(made -> made.id("hc").healthCheckConfig(request.healthCheckConfig()))
                        .build())
                .on(GetHealthCheckRequest.class, request -> {
                    throw NoSuchHealthCheckException.builder().message("gone").build();
                });
        bench.service(S3Client.class)
                .on(PutObjectRequest.class, request ->
                        PutObjectResponse.builder().eTag(request.metadata().getOrDefault("owner", "none")).build())
                .on(GetObjectRequest.class, request -> GetObjectResponse.builder().contentType("text/plain").build())
                .on(GetBucketLocationRequest.class, request ->
                        GetBucketLocationResponse.builder().locationConstraint("eu-west-1").build())
                .on(DeleteObjectRequest.class, request -> DeleteObjectResponse.builder().build())
                .on(HeadObjectRequest.class, request -> {
                    throw NoSuchKeyException.builder().message("none").statusCode(404).build();
                });
        bench.service(S3Client.class).download = "0123456789".getBytes(StandardCharsets.UTF_8);
    }

    @AfterAll
    void close() {
        bench.close();
    }

    private Output run(List<String> command) {
        Map<String, String> environment = Map.of(
                "AWS_ACCESS_KEY_ID", WireBench.KEY.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", WireBench.KEY.secretAccessKey(),
                "AWS_SESSION_TOKEN", "",
                "AWS_DEFAULT_REGION", "eu-west-1",
                "AWS_CONFIG_FILE", folder.resolve("none").toString(),
                "AWS_MAX_ATTEMPTS", "1",
                "AWS_PAGER", "");
        return OutsideTool.run(environment, new byte[0], command);
    }

    private Path script() throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/wire/calls.py"))) {
            return Files.write(folder.resolve("calls.py"), in.readAllBytes());
        }
    }

    @Test
    void boto3() throws IOException, InterruptedException {
        OutsideTool.require("python3", "-c", "import boto3");
        Output output = run(List.of(
                "python3",
                script().toString(),
                bench.endpoint().toString(),
                WireBench.KEY.accessKeyId(),
                WireBench.KEY.secretAccessKey()));
        assertThat(output.err()).isEmpty();
        JsonNode result = Json.MAPPER.readTree(output.out());
        json(result);
        query(result);
        rest(result);
        presigned(result.get("presigned").asText());
    }

    private void json(JsonNode result) {
        assertThat(result.at("/createKey/KeyMetadata/Description").asText()).isEqualTo(AWKWARD);
        assertThat(result.at("/createKey/KeyMetadata/CreationDate").asText()).contains("08:00:00.123");
        assertThat(result.at("/createKey/requestId").asText()).hasSize(36);
        assertThat(result.at("/decrypt/Plaintext").asText()).isEqualTo("\u0000ÿ");
        assertThat(result.at("/encrypt/error").asText()).isEqualTo("UnknownOperationException");
        assertThat(result.at("/wrongSecret/error").asText()).isEqualTo("InvalidSignatureException");
        assertThat(result.at("/wrongSecretQuery/error").asText()).isEqualTo("SignatureDoesNotMatch");
        assertThat(result.at("/wrongSecretS3/error").asText()).isEqualTo("SignatureDoesNotMatch");
        for (String name : List.of("wrongSecret", "wrongSecretQuery", "wrongSecretS3")) {
            assertThat(result.at('/' + name + "/status").asInt()).isEqualTo(403);
        }
        assertThat(result.at("/putItem/type").asText()).isEqualTo("ConditionalCheckFailedException");
        assertThat(result.at("/putItem/members/Item/l/L").isArray()).isTrue();
        assertThat(((PutItemRequest) bench.service(DynamoDbClient.class).last()).item())
                .isEqualTo(Map.of(
                        "l", AttributeValue.fromL(List.of()),
                        "m", AttributeValue.fromM(Map.of("x", AttributeValue.fromNul(true))),
                        "b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {1, 2})),
                        "n", AttributeValue.fromN("1.50")));
        CreateWebAclRequest acl = (CreateWebAclRequest) bench.service(Wafv2Client.class).last();
        assertThat(acl.rules().getFirst().statement().byteMatchStatement().searchString().asUtf8String())
                .isEqualTo("bot");
        assertThat(result.at("/createWebAcl/Summary/Name").asText()).isEqualTo("a");
        PutLogEventsRequest events = (PutLogEventsRequest) bench.service(CloudWatchLogsClient.class).last();
        assertThat(events.logEvents().getFirst().message()).isEqualTo(AWKWARD);
    }

    private void query(JsonNode result) {
        CreateStackRequest stack = (CreateStackRequest) bench.service(CloudFormationClient.class).last();
        assertThat(stack.templateBody()).isEqualTo(AWKWARD);
        assertThat(stack.parameters().getFirst().parameterValue()).isEmpty();
        assertThat(stack.capabilitiesAsStrings()).containsExactly("CAPABILITY_IAM");
        assertThat(result.at("/createStack/StackId").asText()).isEqualTo(AWKWARD);
        assertThat(result.at("/createRole/error").asText()).isEqualTo("EntityAlreadyExists");
        assertThat(result.at("/createRole/type").asText()).isEqualTo("EntityAlreadyExistsException");
        assertThat(result.at("/createRole/status").asInt()).isEqualTo(409);
        assertThat(result.at("/assumeRole/Credentials/Expiration").asText()).contains("08:00:00.123");
        List<PutMetricDataRequest> metrics = new ArrayList<>();
        bench.service(CloudWatchClient.class).requests.forEach(request -> {
            if (request instanceof PutMetricDataRequest metric) {
                metrics.add(metric);
            }
        });
        assertThat(metrics)
                .extracting(PutMetricDataRequest::namespace)
                .containsExactly("json", "smithy-rpc-v2-cbor", "query");
        for (PutMetricDataRequest metric : metrics) {
            // boto3 drops the milliseconds of JSON and CBOR itself.
            Instant sent = metric.namespace().equals("query") ? WHEN : Instant.parse("2026-11-23T08:00:00Z");
            assertThat(metric.metricData())
                    .as(metric.namespace())
                    .containsExactly(MetricDatum.builder()
                            .metricName("m")
                            .timestamp(sent)
                            .value(1.5)
                            .values(1.0, 2.5)
                            .dimensions(Dimension.builder().name("d").value("v").build())
                            .build());
            JsonNode alarm = result.at("/alarms " + metric.namespace() + "/MetricAlarms/0");
            assertThat(alarm.get("Threshold").asDouble()).isEqualTo(2.5);
            assertThat(alarm.get("StateUpdatedTimestamp").asText()).contains("08:00:00.123");
            JsonNode missing = result.get("missing " + metric.namespace());
            assertThat(missing.get("status").asInt()).isEqualTo(404);
            assertThat(missing.get("error").asText()).isEqualTo("ResourceNotFound");
            // Two shapes share the code, and boto3 takes the first.
            assertThat(missing.get("type").asText()).isEqualTo("ResourceNotFound");
        }
    }

    private void rest(JsonNode result) {
        assertThat(result.at("/createDistribution/ETag").asText()).isEqualTo("E2");
        assertThat(result.at("/createDistribution/status").asInt()).isEqualTo(201);
        assertThat(result.at("/createDistribution/Distribution/DistributionConfig/Comment").asText())
                .isEqualTo(AWKWARD.replace("\r", ""));
        assertThat(result.at("/getDistribution/type").asText()).isEqualTo("NoSuchDistribution");
        assertThat(result.at("/listKeyGroups/error").asText()).isEqualTo("NotImplemented");
        assertThat(result.at("/listKeyGroups/status").asInt()).isEqualTo(501);
        assertThat(result.at("/createFunction/CodeSize").asInt()).isEqualTo(2);
        assertThat(result.at("/createFunction/status").asInt()).isEqualTo(201);
        assertThat(result.at("/invoke/Payload").asText()).isEqualTo("{\"a\":1}");
        assertThat(result.at("/createRestApi/tags/a").asText()).isEqualTo("b");
        assertThat(result.at("/createApi/Name").asText()).isEqualTo(AWKWARD);
        assertThat(result.at("/createApi/status").asInt()).isEqualTo(201);
        assertThat(result.at("/createApi/CreatedDate").asText()).contains("08:00:00");
        assertThat(result.at("/getStage/error").asText()).isEqualTo("NotFoundException");
        assertThat(result.at("/getStage/message").asText()).isEqualTo("$default");
        assertThat(result.at("/deleteApi/status").asInt()).isEqualTo(204);
        assertThat(result.at("/createHealthCheck/Location").asText()).isEqualTo("here");
        assertThat(result.at("/createHealthCheck/status").asInt()).isEqualTo(201);
        assertThat(result.at("/createHealthCheck/HealthCheck/HealthCheckConfig/SearchString").asText())
                .isEqualTo("a<b>&c");
        assertThat(result.at("/getHealthCheck/type").asText()).isEqualTo("NoSuchHealthCheck");
        assertThat(result.at("/putObject/ETag").asText()).isEqualTo("ada");
        assertThat(result.at("/putObjectSha/ETag").asText()).isEqualTo("none");
        assertThat(bench.service(S3Client.class).upload).isEqualTo("0123456789".getBytes(StandardCharsets.UTF_8));
        assertThat(result.at("/getObject/Body").asText()).isEqualTo("0123456789");
        assertThat(result.at("/getObject/ContentType").asText()).isEqualTo("text/plain");
        assertThat(result.at("/getBucketLocation/LocationConstraint").asText()).isEqualTo("eu-west-1");
        assertThat(result.at("/deleteObject/status").asInt()).isEqualTo(204);
        assertThat(result.at("/headObject/error").asText()).isEqualTo("404");
        assertThat(bench.service(S3Client.class).requests.stream()
                        .filter(GetObjectRequest.class::isInstance)
                        .map(request -> ((GetObjectRequest) request).key()))
                .contains("a b/ä+%2F//c");
    }

    private static void presigned(String link) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(link)).build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).body()).isEqualTo("0123456789");
        }
    }

    private JsonNode aws(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("aws", "--endpoint-url", bench.endpoint().toString(), "--output", "json"));
        command.addAll(List.of(arguments));
        Output output = run(command);
        assertThat(output.status()).as(output.err()).isZero();
        return Json.MAPPER.readTree(output.out().isBlank() ? "{}" : output.out());
    }

    @Test
    void commandLine() throws IOException {
        OutsideTool.require("aws", "--version");
        assertThat(aws("kms", "create-key", "--description", "é").at("/KeyMetadata/Description").asText())
                .isEqualTo("é");
        assertThat(aws("cloudformation", "create-stack", "--stack-name", "s", "--template-body", "{}")
                        .get("StackId")
                        .asText())
                .isEqualTo(AWKWARD);
        assertThat(aws("apigateway", "create-rest-api", "--name", "pets").get("id").asText()).isEqualTo("abc");
        assertThat(aws("apigatewayv2", "create-api", "--name", "pets", "--protocol-type", "HTTP").get("ApiId").asText())
                .isEqualTo("def");
        assertThat(aws("route53", "create-health-check", "--caller-reference", "c", "--health-check-config",
                                "Type=HTTPS,FullyQualifiedDomainName=d")
                        .at("/HealthCheck/HealthCheckConfig/FullyQualifiedDomainName")
                        .asText())
                .isEqualTo("d");
        assertThat(aws("s3api", "get-bucket-location", "--bucket", "b").get("LocationConstraint").asText())
                .isEqualTo("eu-west-1");
        Path file = Files.writeString(folder.resolve("upload.txt"), "from a file");
        run(List.of("aws", "--endpoint-url", bench.endpoint().toString(), "s3", "cp", file.toString(), "s3://b/k"));
        assertThat(new String(bench.service(S3Client.class).upload, StandardCharsets.UTF_8)).isEqualTo("from a file");
        Output refused = run(List.of(
                "aws", "--endpoint-url", bench.endpoint().toString(), "cloudfront", "get-distribution", "--id", "E1"));
        assertThat(refused.err()).contains("(NoSuchDistribution)").contains("gone");
    }
}
