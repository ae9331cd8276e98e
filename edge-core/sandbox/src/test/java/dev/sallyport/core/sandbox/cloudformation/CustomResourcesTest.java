package dev.sallyport.core.sandbox.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.LoopbackClient;
import dev.sallyport.core.sandbox.http.Request;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** Custom resources by the words of AWS's custom resource reference. */
class CustomResourcesTest {
    private static final String TEMPLATE = """
            Parameters:
              Word: {Type: String, Default: first}
              Days: {Type: Number, Default: 7}
            Resources:
              Thing:
                Type: Custom::Thing
                Properties:
                  ServiceToken: arn:aws:lambda:us-east-1:111122223333:function:thing
                  ServiceTimeout: 30
                  Word: !Ref Word
                  Numbers: [1, true, {Deep: 2}]
              Group:
                Type: AWS::Logs::LogGroup
                Properties: {LogGroupName: !Sub '/custom/${Thing.Word}', RetentionInDays: !Ref Days}
            Outputs:
              Word: {Value: !GetAtt Thing.Word}
              Id: {Value: !Ref Thing}
            """;

    private Bench bench;
    private SandboxCloudFormation formation;

    @BeforeEach
    void open() {
        bench = new Bench();
        formation = bench.open();
    }

    @AfterEach
    void close() {
        formation.close();
        bench.close();
    }

    private Stack create(String template) {
        formation.createStack(r -> r.stackName("shop").templateBody(template));
        return Bench.settled(formation, "shop");
    }

    private Stack update(String name, String value) {
        formation.updateStack(r -> r.stackName("shop")
                .usePreviousTemplate(true)
                .parameters(Parameter.builder()
                        .parameterKey(name)
                        .parameterValue(value)
                        .build()));
        return Bench.settled(formation, "shop");
    }

    private static String output(Stack stack, String name) {
        return stack.outputs().stream()
                .filter(output -> output.outputKey().equals(name))
                .map(Output::outputValue)
                .findFirst()
                .orElseThrow();
    }

    private String story(String stack) {
        return formation.describeStackEvents(r -> r.stackName(stack)).stackEvents().reversed().stream()
                .map(event -> event.logicalResourceId() + " " + event.resourceStatusAsString() + " "
                        + event.resourceStatusReason() + " " + event.resourceProperties())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void theFunctionIsToldOfEachStepAndGivesTheAttributes() {
        Stack stack = create(TEMPLATE);
        assertThat(stack.stackStatusAsString()).as(story("shop")).isEqualTo("CREATE_COMPLETE");
        assertThat(output(stack, "Word")).isEqualTo("first");
        assertThat(output(stack, "Id")).isEqualTo("thing-1");
        JsonNode event = bench.function.events.getFirst();
        assertThat(event.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "RequestType",
                        "ServiceToken",
                        "ResponseURL",
                        "StackId",
                        "RequestId",
                        "LogicalResourceId",
                        "ResourceType",
                        "ResourceProperties");
        assertThat(event.path("ResourceType").asText()).isEqualTo("Custom::Thing");
        assertThat(event.path("StackId").asText()).isEqualTo(stack.stackId());
        assertThat(event.at("/ResourceProperties/Numbers").toString()).isEqualTo("[\"1\",\"true\",{\"Deep\":\"2\"}]");

        Stack changed = update("Word", "second");
        assertThat(changed.stackStatusAsString()).as(story("shop")).isEqualTo("UPDATE_COMPLETE");
        assertThat(output(changed, "Word")).isEqualTo("second");
        JsonNode updated = bench.function.events.getLast();
        assertThat(updated.path("RequestType").asText()).isEqualTo("Update");
        assertThat(updated.path("PhysicalResourceId").asText()).isEqualTo("thing-1");
        assertThat(updated.at("/OldResourceProperties/Word").asText()).isEqualTo("first");
        assertThat(bench.logs.groups).containsOnlyKeys("/custom/second");

        formation.deleteStack(r -> r.stackName("shop"));
        assertThat(Bench.settled(formation, stack.stackId()).stackStatusAsString())
                .isEqualTo("DELETE_COMPLETE");
        assertThat(bench.function.types()).containsExactly("Create", "Update", "Delete");
    }

    /** AWS page "Continue rolling back an update": resources that cannot go back are skipped, and no others. */
    @Test
    void aRollbackGoesOnWithoutWhatCannotGoBack() {
        create(TEMPLATE);
        bench.function.answering = (event, answer) -> {
            if (event.path("RequestType").asText().equals("Update")) {
                answer.put("Status", "FAILED").put("Reason", "stuck");
            }
        };
        assertThat(update("Word", "second").stackStatusAsString()).as(story("shop")).isEqualTo("UPDATE_ROLLBACK_FAILED");
        formation.continueUpdateRollback(r -> r.stackName("shop"));
        assertThat(Bench.settled(formation, "shop").stackStatusAsString()).isEqualTo("UPDATE_ROLLBACK_FAILED");
        assertThatExceptionOfType(CloudFormationException.class)
                .isThrownBy(() -> formation.continueUpdateRollback(r -> r.stackName("shop").resourcesToSkip("Thing", "Group")))
                .withMessageContaining("ResourcesToSkip");
        formation.continueUpdateRollback(r -> r.stackName("shop").resourcesToSkip("Thing"));
        Stack back = Bench.settled(formation, "shop");
        assertThat(back.stackStatusAsString()).as(story("shop")).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        bench.function.answering = (event, answer) -> {};
        assertThat(update("Word", "third").stackStatusAsString()).as(story("shop")).isEqualTo("UPDATE_COMPLETE");
        assertThat(bench.function.events.getLast().at("/OldResourceProperties/Word").asText()).isEqualTo("first");
    }

    @Test
    void anotherPhysicalIdMeansThatTheOldThingGoesInTheCleanUp() {
        bench.function.answering = (event, answer) -> {
            if (!event.path("RequestType").asText().equals("Delete")) {
                answer.put(
                        "PhysicalResourceId",
                        "thing-" + event.at("/ResourceProperties/Word").asText());
            }
        };
        create(TEMPLATE);
        Stack changed = update("Word", "second");
        assertThat(changed.stackStatusAsString()).as(story("shop")).isEqualTo("UPDATE_COMPLETE");
        assertThat(output(changed, "Id")).isEqualTo("thing-second");
        assertThat(bench.function.types()).containsExactly("Create", "Update", "Delete");
        assertThat(bench.function.events.getLast().path("PhysicalResourceId").asText())
                .isEqualTo("thing-first");
        assertThat(bench.function
                        .events
                        .getLast()
                        .at("/ResourceProperties/Word")
                        .asText())
                .isEqualTo("first");
    }

    @Test
    void anUpdateThatIsRolledBackRemovesWhatItHadReplaced() {
        bench.function.answering = (event, answer) -> {
            if (!event.path("RequestType").asText().equals("Delete")) {
                answer.put(
                        "PhysicalResourceId",
                        "thing-" + event.at("/ResourceProperties/Word").asText());
            }
        };
        create(TEMPLATE);
        formation.updateStack(r -> r.stackName("shop")
                .templateBody(TEMPLATE.replace("RetentionInDays: !Ref Days", "RetentionInDays: 2"))
                .parameters(Parameter.builder()
                        .parameterKey("Word")
                        .parameterValue("second")
                        .build()));
        Stack back = Bench.settled(formation, "shop");
        assertThat(back.stackStatusAsString()).as(story("shop")).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(bench.function.events.getLast().path("RequestType").asText()).isEqualTo("Delete");
        assertThat(bench.function.events.getLast().path("PhysicalResourceId").asText())
                .isEqualTo("thing-second");
        assertThat(formation
                        .describeStackResource(r -> r.stackName("shop").logicalResourceId("Thing"))
                        .stackResourceDetail()
                        .physicalResourceId())
                .isEqualTo("thing-first");
    }

    @Test
    void aFailedCreationIsRolledBackWithADelete() {
        bench.function.answering = (event, answer) -> {
            if (event.path("RequestType").asText().equals("Create")) {
                answer.put("Status", "FAILED").put("Reason", "no luck").put("PhysicalResourceId", "half-made");
            }
        };
        Stack stack = create(TEMPLATE);
        assertThat(stack.stackStatusAsString()).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(story("shop")).contains("Message returned: no luck");
        assertThat(bench.function.types()).containsExactly("Create", "Delete");
        assertThat(bench.function.events.getLast().path("PhysicalResourceId").asText())
                .isEqualTo("half-made");
        assertThat(bench.logs.groups).isEmpty();
    }

    @Test
    void aFailedUpdateIsTakenBackWithTheOldProperties() {
        create(TEMPLATE);
        bench.function.answering = (event, answer) -> {
            if (event.at("/ResourceProperties/Word").asText().equals("second")) {
                answer.put("Status", "FAILED").put("Reason", "no luck");
            }
        };
        Stack stack = update("Word", "second");
        assertThat(stack.stackStatusAsString()).as(story("shop")).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(bench.function.types()).containsExactly("Create", "Update", "Update");
        assertThat(bench.function
                        .events
                        .getLast()
                        .at("/ResourceProperties/Word")
                        .asText())
                .isEqualTo("first");
        assertThat(output(stack, "Word")).isEqualTo("first");
    }

    @Test
    void silenceAndAnswersThatDoNotFitAreFailures() {
        bench.function.answering = (event, answer) -> {
            if (event.path("RequestType").asText().equals("Create")) {
                answer.remove("Status");
            }
        };
        assertThat(create(TEMPLATE.replace("ServiceTimeout: 30", "ServiceTimeout: 1"))
                        .stackStatusAsString())
                .isEqualTo("ROLLBACK_COMPLETE");
        assertThat(story("shop")).contains("did not receive a response from your custom resource");
        formation.deleteStack(r -> r.stackName("shop"));
        for (String spoilt :
                new String[] {"RequestId", "StackId", "LogicalResourceId", "PhysicalResourceId", "Status", "Data"}) {
            bench.function.answering = (event, answer) -> {
                if (event.path("RequestType").asText().equals("Create")) {
                    spoil(answer, spoilt);
                }
            };
            formation.createStack(r -> r.stackName("s-" + spoilt).templateBody(TEMPLATE));
            assertThat(Bench.settled(formation, "s-" + spoilt).stackStatusAsString())
                    .as(spoilt)
                    .isEqualTo("ROLLBACK_COMPLETE");
        }
    }

    private static void spoil(ObjectNode answer, String member) {
        switch (member) {
            case "PhysicalResourceId" -> answer.put(member, "");
            case "Data" -> answer.withObject("/Data").put("Long", "x".repeat(4096));
            default -> answer.put(member, "other");
        }
    }

    @Test
    void anAddressTakesOneAnswerAndNobodyElses() {
        create(TEMPLATE);
        URI used =
                bench.function.place(bench.function.events.getFirst());
        assertThat(CustomFunction.put(used, "{}")).isEqualTo(403);
        assertThat(CustomFunction.put(used.resolve(used.getRawPath() + "?X-Amz-Signature=0000"), "{}"))
                .isEqualTo(403);
    }

    /** A page that has its own name point to loopback answers nothing. */
    @Test
    void anAddressAnswersForNoForeignName() throws IOException {
        create(TEMPLATE);
        URI used = bench.function.place(bench.function.events.getFirst());
        String own = URI.create(bench.function.events.getFirst().path("ResponseURL").asText()).getHost();
        try (LoopbackClient client = new LoopbackClient()) {
            for (String host : List.of(own, "evil.example", own + ".evil.example")) {
                Request put = Request.of(
                        "PUT",
                        used.getRawPath() + '?' + used.getRawQuery(),
                        Headers.of("Host", host),
                        SdkBytes.fromUtf8String("{}"));
                assertThat(client.send(used.getPort(), put, Duration.ofSeconds(30)).status())
                        .as(host)
                        .isEqualTo(host.equals(own) ? 403 : 421);
            }
        }
    }

    @Test
    void whatTheFunctionTellsInConfidenceIsMaskedInEvents() {
        bench.function.answering = (event, answer) -> answer.put("NoEcho", true);
        create(TEMPLATE);
        assertThat(bench.logs.groups).containsOnlyKeys("/custom/first");
        assertThat(story("shop")).contains("/custom/****").doesNotContain("/custom/first");
    }

    @Test
    void theServiceTokenCannotBeChanged() {
        create(TEMPLATE);
        formation.updateStack(
                r -> r.stackName("shop").templateBody(TEMPLATE.replace("function:thing", "function:other")));
        assertThat(Bench.settled(formation, "shop").stackStatusAsString()).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(story("shop")).contains("Modifying service token is not allowed.");
    }
}
