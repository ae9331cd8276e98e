package dev.sallyport.core.sandbox.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.edgefunction.FunctionPackage;
import dev.sallyport.core.edgefunction.Invocation;
import dev.sallyport.core.edgefunction.Invocation.Returned;
import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.delivery.LogDelivery;
import dev.sallyport.core.sandbox.delivery.MetricDelivery;
import dev.sallyport.core.sandbox.iam.Directory;
import dev.sallyport.core.sandbox.iam.SandboxIam;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogFormat;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.PreconditionFailedException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

class SandboxLambdaTest {
    private static final String ECHO =
            """
            export const handler = async (event, context) => {
              console.log('got %j', event)
              if (event.fail) throw new TypeError('bad ' + event.fail)
              const { invokedFunctionArn: arn, functionVersion: version } = context
              return { event, env: { ...process.env }, arn, version }
            }
            """;

    @TempDir
    Path folder;

    private final LambdaBench bench = new LambdaBench();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T08:00:00Z"));
    private final Clock clock = InstantSource.system().withZone(ZoneOffset.UTC);
    private final SandboxState state = SandboxState.inMemory();
    private final Directory directory = new Directory(state);
    private final Authorizer authorizer = new Authorizer(directory, clock);
    private final AccessKeys keys = new AccessKeys(state, clock);
    private final SandboxIam iam = new SandboxIam(state, directory, authorizer, keys, clock);
    private final LogDelivery logs = new LogDelivery(bench.logs);
    private final MetricDelivery metrics = new MetricDelivery(bench.cloudWatch, clock);
    private final List<SandboxLambda> opened = new ArrayList<>();

    private SandboxLambda lambda() {
        InstantSource source = now::get;
        SandboxLambda lambda = new SandboxLambda(
                state,
                authorizer,
                keys,
                source.withZone(ZoneOffset.UTC),
                new SandboxLambda.Surroundings(
                        iam,
                        bench.s3,
                        logs,
                        metrics,
                        folder.resolve("code"),
                        () -> URI.create("http://127.0.0.1:4566"),
                        host -> 0,
                        Duration.ofMinutes(2)));
        opened.add(lambda);
        return lambda;
    }

    @AfterEach
    void close() {
        opened.forEach(SandboxLambda::close);
        logs.close();
        metrics.close();
        state.close();
    }

    private String role(String name, String... services) {
        String trust = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\","
                + "\"Principal\":{\"Service\":[\"" + String.join("\",\"", services) + "\"]}}]}";
        return iam.createRole(r -> r.roleName(name).assumeRolePolicyDocument(trust)).role().arn();
    }

    private static SdkBytes zip(String code) {
        return SdkBytes.fromByteArray(FunctionPackage.ofFiles(
                        Map.of("index.mjs", code.getBytes(StandardCharsets.UTF_8)))
                .zip());
    }

    private CreateFunctionResponse create(
            SandboxLambda lambda, String name, Consumer<CreateFunctionRequest.Builder> more) {
        String role = role(name + "-role", "lambda.amazonaws.com");
        return lambda.createFunction(r -> more.accept(r.functionName(name)
                .runtime("nodejs24.x")
                .handler("index.handler")
                .role(role)
                .timeout(15)
                .code(code -> code.zipFile(zip(ECHO)))));
    }

    private static JsonNode json(InvokeResponse response) throws IOException {
        return Json.MAPPER.readTree(response.payload().asByteArray());
    }

    @Test
    void aFunctionRunsWithLambdasEnvironmentAndItsRolesKeys() throws Exception {
        SandboxLambda lambda = lambda();
        CreateFunctionResponse made = create(
                lambda, "echo", r -> r.environment(e -> e.variables(Map.of("TABLE", "books"))).publish(true));
        assertThat(made.functionArn()).isEqualTo("arn:aws:lambda:us-east-1:111122223333:function:echo:1");
        assertThat(made.codeSha256()).isEqualTo(FunctionPackage.codeSha256(zip(ECHO).asByteArray()));

        InvokeResponse response = lambda.invoke(r -> r.functionName("echo")
                .qualifier("1")
                .logType(LogType.TAIL)
                .payload(SdkBytes.fromUtf8String("{\"a\":\n[1]}")));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.functionError()).isNull();
        assertThat(response.executedVersion()).isEqualTo("1");
        JsonNode answer = json(response);
        assertThat(answer.path("event").toString()).isEqualTo("{\"a\":[1]}");
        assertThat(answer.path("arn").asText()).isEqualTo(made.functionArn());
        JsonNode env = answer.path("env");
        assertThat(env.path("TABLE").asText()).isEqualTo("books");
        assertThat(env.path("AWS_REGION").asText()).isEqualTo("us-east-1");
        assertThat(env.path("AWS_ENDPOINT_URL").asText()).isEqualTo("http://127.0.0.1:4566");
        assertThat(env.has("HOME")).isFalse();
        AccessKey key = keys.find(env.path("AWS_ACCESS_KEY_ID").asText()).orElseThrow();
        assertThat(key.secretAccessKey()).isEqualTo(env.path("AWS_SECRET_ACCESS_KEY").asText());
        assertThat(key.caller().arn()).isEqualTo("arn:aws:sts::111122223333:assumed-role/echo-role/echo");

        String tail = new String(Base64.getDecoder().decode(response.logResult()), StandardCharsets.UTF_8);
        assertThat(tail).containsPattern("(?s)START RequestId: \\S{36} Version: 1\n"
                + "\\S+Z\t\\S{36}\tINFO\tgot \\{\"a\":\\[1\\]\\}\nEND RequestId: \\S{36}\n"
                + "REPORT RequestId: \\S{36}\tDuration: [0-9.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\t"
                + "Max Memory Used: \\d+ MB\tInit Duration: [0-9.]+ ms");
        logs.flush();
        assertThat(String.join("", bench.messages("/aws/lambda/echo"))).isEqualTo(tail);
        metrics.flush();
        assertThat(bench.measured.get("AWS/Lambda")).extracting(MetricDatum::metricName)
                .contains("Invocations", "Errors", "Duration");
    }

    @Test
    void anErrorComesBackAsLambdaShapesIt() throws Exception {
        SandboxLambda lambda = lambda();
        create(lambda, "echo", r -> r.loggingConfig(l -> l.logFormat(LogFormat.JSON).logGroup("/own")));
        InvokeResponse response =
                lambda.invoke(r -> r.functionName("echo").payload(SdkBytes.fromUtf8String("{\"fail\":\"news\"}")));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.functionError()).isEqualTo("Unhandled");
        assertThat(json(response).path("errorType").asText()).isEqualTo("TypeError");
        assertThat(json(response).path("errorMessage").asText()).isEqualTo("bad news");
        assertThat(json(response).path("trace").get(1).asText()).contains("file:///var/task/index.mjs:3:");
        logs.flush();
        List<String> lines = bench.messages("/own");
        assertThat(lines).allSatisfy(line -> assertThat(Json.MAPPER.readTree(line).isObject()).isTrue());
        assertThat(lines).anyMatch(line -> line.contains("\"level\":\"ERROR\"") && line.contains("bad news"));
        assertThat(lines).last().asString().contains("platform.report");
    }

    @Test
    void unchangedCodeIsNotPublishedAgain() {
        SandboxLambda lambda = lambda();
        create(lambda, "echo", r -> {});
        assertThat(lambda.publishVersion(r -> r.functionName("echo")).version()).isEqualTo("1");
        assertThat(lambda.publishVersion(r -> r.functionName("echo")).version()).isEqualTo("1");
        lambda.updateFunctionCode(r -> r.functionName("echo").zipFile(zip(ECHO)));
        assertThat(lambda.publishVersion(r -> r.functionName("echo")).version()).isEqualTo("1");
        lambda.updateFunctionCode(r -> r.functionName("echo").zipFile(zip(ECHO + "// new")));
        assertThat(lambda.publishVersion(r -> r.functionName("echo")).version()).isEqualTo("2");
        lambda.deleteFunction(r -> r.functionName("echo").qualifier("2"));
        lambda.updateFunctionConfiguration(r -> r.functionName("echo").memorySize(256));
        assertThat(lambda.publishVersion(r -> r.functionName("echo")).version()).isEqualTo("3");
        assertThat(lambda.listVersionsByFunction(r -> r.functionName("echo")).versions())
                .extracting(FunctionConfiguration::version)
                .containsExactly("$LATEST", "1", "3");
    }

    @Test
    void anAliasLeadsToItsVersionAndLatestToTheNewestCode() throws Exception {
        SandboxLambda lambda = lambda();
        create(lambda, "echo", r -> r.publish(true));
        lambda.createAlias(r -> r.functionName("echo").name("live").functionVersion("1"));
        assertThat(json(lambda.invoke(r -> r.functionName("echo:live"))).path("version").asText()).isEqualTo("1");
        lambda.updateFunctionCode(r -> r.functionName("echo").zipFile(zip("export const handler = async () => 2")));
        assertThat(json(lambda.invoke(r -> r.functionName("echo"))).asInt()).isEqualTo(2);
        assertThat(json(lambda.invoke(r -> r.functionName("echo:live"))).path("version").asText()).isEqualTo("1");
        assertThatExceptionOfType(ResourceConflictException.class)
                .isThrownBy(() -> lambda.deleteFunction(r -> r.functionName("echo:1")));
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> lambda.invoke(r -> r.functionName("echo").qualifier("7")))
                .withMessageContaining("Function not found: arn:aws:lambda:us-east-1:111122223333:function:echo:7");
    }

    @Test
    void refusesWhatLambdaRefuses() {
        SandboxLambda lambda = lambda();
        create(lambda, "echo", r -> {});
        assertThatExceptionOfType(ResourceConflictException.class)
                .isThrownBy(() -> lambda.createFunction(r -> r.functionName("echo")));
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> create(lambda, "old", r -> r.runtime("nodejs18.x")))
                .withMessageContaining("The runtime parameter of nodejs18.x is no longer supported");
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> create(lambda, "odd", r -> r.runtime("cobol")))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException"));
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> create(
                        lambda, "env", r -> r.environment(e -> e.variables(Map.of("AWS_REGION", "x")))))
                .withMessageContaining("Reserved keys used in this request: AWS_REGION");
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> create(lambda, "zip", r -> r.code(c -> c.zipFile(SdkBytes.fromUtf8String("no")))))
                .withMessageContaining("Could not unzip uploaded file");
        String other = role("other", "ec2.amazonaws.com");
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> create(lambda, "role", r -> r.role(other)))
                .withMessageContaining("cannot be assumed by Lambda");
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> create(lambda, "s3", r -> r.code(c -> c.s3Bucket("b").s3Key("k"))))
                .withMessageContaining("S3 Error Code: NoSuchKey");
        assertThatExceptionOfType(InvalidRequestContentException.class)
                .isThrownBy(() -> lambda.invoke(r -> r.functionName("echo").payload(SdkBytes.fromUtf8String("{"))));
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> lambda.getFunction(r -> r.functionName("none")));
        assertThatExceptionOfType(PreconditionFailedException.class)
                .isThrownBy(() -> lambda.updateFunctionCode(
                        r -> r.functionName("echo").revisionId("x").zipFile(zip(ECHO))));
    }

    @Test
    void takesCodeFromS3() {
        bench.objects.put("artifacts/f.zip", zip(ECHO).asByteArray());
        CreateFunctionResponse made =
                create(lambda(), "s3", r -> r.code(c -> c.s3Bucket("artifacts").s3Key("f.zip")));
        assertThat(made.codeSize()).isEqualTo(zip(ECHO).asByteArray().length);
    }

    @Test
    void aResourcePolicyLetsAServiceInAndNobodyElse() {
        SandboxLambda lambda = lambda();
        create(lambda, "echo", r -> {});
        String source = "arn:aws:execute-api:us-east-1:111122223333:api/prod/GET/pets";
        Caller service = Caller.service("apigateway.amazonaws.com");
        Call gateway = new Call(service, "us-east-1", "r", Map.of("AWS:SourceArn", List.of(source)));
        InvokeRequest request = InvokeRequest.builder().functionName("echo").build();
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> gateway.answer(() -> lambda.invoke(request)))
                .withMessageContaining("lambda:InvokeFunction");
        AddPermissionRequest permission = AddPermissionRequest.builder()
                .functionName("echo")
                .statementId("api")
                .action("lambda:InvokeFunction")
                .principal("apigateway.amazonaws.com")
                .sourceArn("arn:aws:execute-api:us-east-1:111122223333:api/*/GET/*")
                .build();
        lambda.addPermission(permission);
        assertThat(gateway.answer(() -> lambda.invoke(request)).statusCode()).isEqualTo(200);
        Call other = new Call(
                service, "us-east-1", "r", Map.of("AWS:SourceArn", List.of(source.replace("GET", "POST"))));
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> other.answer(() -> lambda.invoke(request)));
        assertThatExceptionOfType(ResourceConflictException.class).isThrownBy(() -> lambda.addPermission(permission));
        lambda.removePermission(r -> r.functionName("echo").statementId("api"));
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> lambda.getPolicy(r -> r.functionName("echo")));
    }

    @Test
    void aReplicatedVersionCannotBeDeletedUntilItsReplicasAreGone() {
        SandboxLambda lambda = lambda();
        String version = create(lambda, "edge", r -> r.publish(true)).functionArn();
        lambda.replicate(version, "E1");
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> lambda.deleteFunction(r -> r.functionName("edge")))
                .withMessageContaining("because it is a replicated function");
        lambda.release(version, "E1");
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> lambda.deleteFunction(r -> r.functionName(version)));
        now.set(now.get().plus(Duration.ofMinutes(2)));
        lambda.deleteFunction(r -> r.functionName("edge"));
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> lambda.getFunction(r -> r.functionName("edge")));
    }

    @Test
    void aFunctionUrlHasAHostOfItsOwn() {
        SandboxLambda lambda = lambda();
        create(lambda, "echo", r -> {});
        AtomicInteger changes = new AtomicInteger();
        lambda.whenUrlsChange(changes::incrementAndGet);
        String url = lambda.createFunctionUrlConfig(r -> r.functionName("echo").authType("AWS_IAM")).functionUrl();
        assertThat(url).matches("https://[a-z2-7]{32}\\.lambda-url\\.us-east-1\\.on\\.aws/");
        assertThat(lambda.urlHosts()).containsExactly(URI.create(url).getHost());
        assertThat(lambda.urlAt(URI.create(url).getHost()).orElseThrow().functionArn())
                .isEqualTo("arn:aws:lambda:us-east-1:111122223333:function:echo");
        assertThatExceptionOfType(ResourceConflictException.class)
                .isThrownBy(() -> lambda.createFunctionUrlConfig(r -> r.functionName("echo").authType("NONE")));
        lambda.deleteFunctionUrlConfig(r -> r.functionName("echo"));
        assertThat(lambda.urlHosts()).isEmpty();
        assertThat(changes).hasValue(2);
    }

    @Test
    void atTheEdgeThereAreNoVariablesAndTheLogGroupNamesTheHomeRegion() {
        SandboxLambda lambda = lambda();
        String version = create(
                        lambda, "edge", r -> r.environment(e -> e.variables(Map.of("TABLE", "books"))).publish(true))
                .functionArn();
        Invocation invocation = lambda.invokeAtEdge(
                lambda.version(version).orElseThrow(), Json.MAPPER.createObjectNode().put("at", "edge"));
        JsonNode answer = ((Returned) invocation.outcome()).value();
        assertThat(answer.path("env").has("TABLE")).isFalse();
        assertThat(answer.path("env").path("AWS_LAMBDA_FUNCTION_NAME").asText()).isEqualTo("us-east-1.edge");
        logs.flush();
        assertThat(bench.messages("/aws/lambda/us-east-1.edge")).anyMatch(line -> line.contains("got {\"at\""));
    }

    @Test
    void whatWasCreatedIsThereAfterARestart() throws Exception {
        create(lambda(), "echo", r -> r.publish(true));
        SandboxLambda again = lambda();
        assertThat(json(again.invoke(r -> r.functionName("echo:1"))).path("version").asText()).isEqualTo("1");
    }
}
