package dev.sallyport.core.edgefunction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.ServicesBench;
import dev.sallyport.core.sandbox.greengrass.SandboxGreengrass;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.HttpListener;
import dev.sallyport.core.sandbox.http.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.greengrassv2.model.ComponentDeploymentSpecification;
import software.amazon.awssdk.services.greengrassv2.model.GetDeploymentResponse;

/**
 * The functions of the Outpost blueprint: the one on the device, and the one that revises the deployment, over the
 * wire.
 */
class OutpostFunctionsTest {
    private static final String TARGET = "arn:aws:iot:us-east-1:111122223333:thinggroup/" + SandboxGreengrass.GROUP;

    @TempDir
    Path folder;

    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private ServicesBench services;
    private SandboxGreengrass greengrass;
    private HttpListener responses;

    @BeforeEach
    void open() throws IOException {
        services = ServicesBench.inMemory(folder, Duration.ZERO);
        greengrass = services.service(SandboxGreengrass.class);
        greengrass.start(true);
        responses = new HttpListener(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), request -> {
            answers.add(FunctionRun.json(request.body().asUtf8String()));
            return Response.empty(200, Headers.NONE);
        });
    }

    @AfterEach
    void close() {
        responses.close();
        services.close();
    }

    private ObjectNode event(String type, String component, String version) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("RequestType", type)
                .put("ResponseURL", "http://127.0.0.1:" + responses.port() + "/answer")
                .put("StackId", "stack")
                .put("RequestId", UUID.randomUUID().toString())
                .put("LogicalResourceId", "ComponentDeployment");
        event.putObject("ResourceProperties")
                .put("TargetArn", TARGET)
                .put("ComponentName", component)
                .put("ComponentVersion", version);
        if (!type.equals("Create")) {
            event.put("PhysicalResourceId", TARGET + "|" + component);
        }
        return event;
    }

    private void run(ObjectNode... events) {
        FunctionRun.run(
                FunctionRun.functions(),
                "deploy-component",
                services.environment(),
                List.of(events));
    }

    private JsonNode answer() throws InterruptedException {
        return Objects.requireNonNull(answers.poll(30, TimeUnit.SECONDS), "no answer");
    }

    private GetDeploymentResponse latest() {
        String id = greengrass
                .listDeployments(r -> r.targetArn(TARGET))
                .deployments()
                .getFirst()
                .deploymentId();
        return greengrass.getDeployment(r -> r.deploymentId(id));
    }

    @Test
    void theFunctionOfTheDeviceSaysThatItHasStartedAndAnswers() {
        NodeHost.Code code = new NodeHost.Code(
                FunctionRun.functions().resolve("outpost-hello"),
                "index.handler",
                false,
                Map.of("AWS_IOT_THING_NAME", "core-7", "COMPONENT_NAME", "outpost-hello", "FUNCTION_VERSION", "3"));
        try (NodeHost host = new NodeHost(code, 128, 1)) {
            assertThat(host.load().log())
                    .extracting(Invocation.LogLine::text)
                    .containsExactly("{\"started\":\"outpost-hello\",\"version\":\"3\",\"device\":\"core-7\"}");
            assertThat(host.isAlive()).isTrue();
            Invocation answered = host.invoke(
                    JsonNodeFactory.instance.objectNode().put("a", 1),
                    JsonNodeFactory.instance.objectNode(),
                    Duration.ofSeconds(5));
            assertThat(answered.outcome())
                    .isInstanceOfSatisfying(
                            Invocation.Returned.class,
                            returned -> assertThat(returned.value().toString())
                                    .isEqualTo(
                                            "{\"message\":\"Hello from core-7\",\"device\":\"core-7\","
                                                    + "\"component\":\"outpost-hello\","
                                                    + "\"version\":\"3\",\"received\":{\"a\":1}}"));
            // The process that was started is the one that answered.
            assertThat(answered.initDuration()).isZero();
        }
    }

    @Test
    void aRepeatedRequestMakesNoSecondRevision() throws Exception {
        ObjectNode create = event("Create", "ours", "1.0.0");
        run(create, create);
        JsonNode first = answer();
        assertThat(first.path("Status").asText()).as("%s", first).isEqualTo("SUCCESS");
        assertThat(first.at("/Data/KeptComponents").asText()).isEqualTo("aws.greengrass.LogManager@2.3.7");
        assertThat(answer().at("/Data/DeploymentId")).isEqualTo(first.at("/Data/DeploymentId"));
        assertThat(latest().revisionId()).isEqualTo("2");
        ObjectNode delete = event("Delete", "ours", "1.0.0");
        run(delete, delete);
        assertThat(latest().components()).containsOnlyKeys("aws.greengrass.LogManager");
        assertThat(latest().revisionId()).isEqualTo("3");
        assertThat(answer().path("Status").asText()).isEqualTo("SUCCESS");
        assertThat(answer().path("Status").asText()).isEqualTo("SUCCESS");
    }

    @Test
    void everyFailureIsAnswered() throws Exception {
        ObjectNode nowhere = event("Create", "ours", "1.0.0");
        ((ObjectNode) nowhere.path("ResourceProperties")).put("TargetArn", TARGET + "-none");
        ObjectNode incomplete = event("Create", "ours", "1.0.0");
        ((ObjectNode) incomplete.path("ResourceProperties")).remove("ComponentVersion");
        ObjectNode odd = event("Create", "ours", "1");
        run(nowhere, incomplete, odd);
        for (String why : List.of("ResourceNotFoundException", "ComponentVersion is missing", "ValidationException")) {
            JsonNode answer = answer();
            assertThat(answer.path("Status").asText()).isEqualTo("FAILED");
            assertThat(answer.path("Reason").asText()).contains(why);
            assertThat(answer.path("PhysicalResourceId").asText()).isNotEmpty();
        }
        assertThat(latest().revisionId()).isEqualTo("1");
    }

    @Test
    void whoRevisesAtTheSameTimeLosesNothing() throws Exception {
        List<Thread> all = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            all.add(Thread.ofVirtual().start(() -> run(event("Create", name, "1.0.0"))));
        }
        for (Thread one : all) {
            one.join();
        }
        for (int i = 0; i < all.size(); i++) {
            JsonNode answer = answer();
            assertThat(answer.path("Status").asText()).as("%s", answer).isEqualTo("SUCCESS");
        }
        assertThat(latest().components()).containsOnlyKeys("aws.greengrass.LogManager", "a", "b", "c", "d");
    }

    @Test
    void aComponentOfAnotherOwnerIsRefusedAndStays() throws Exception {
        greengrass.createDeployment(r -> r.targetArn(TARGET)
                .components(Map.of(
                        "ours",
                        ComponentDeploymentSpecification.builder()
                                .componentVersion("9.0.0")
                                .build())));
        run(event("Create", "ours", "1.0.0"));
        JsonNode refused = answer();
        assertThat(refused.path("Reason").asText()).contains("already has ours 9.0.0");
        ObjectNode delete = event("Delete", "ours", "1.0.0");
        delete.set("PhysicalResourceId", refused.path("PhysicalResourceId"));
        run(delete);
        assertThat(answer().path("Status").asText()).isEqualTo("SUCCESS");
        assertThat(latest().components())
                .extractingByKey("ours")
                .extracting(ComponentDeploymentSpecification::componentVersion)
                .isEqualTo("9.0.0");
    }
}
