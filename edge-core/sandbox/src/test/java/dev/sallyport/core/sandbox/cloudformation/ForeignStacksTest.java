package dev.sallyport.core.sandbox.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** Stacks that wait for signals, and stacks in stacks. */
class ForeignStacksTest extends ForeignBench {
    /** AWS page "Using wait conditions": a signal is PUT to the handle's URL; Data gives what came, by unique id. */
    @Test
    void aWaitConditionWaitsForItsSignals() throws IOException {
        String template = """
                Resources:
                  Handle: {Type: 'AWS::CloudFormation::WaitConditionHandle'}
                  Placeholder: {Type: 'AWS::CloudFormation::WaitConditionHandle'}
                  Wait:
                    Type: AWS::CloudFormation::WaitCondition
                    Properties: {Handle: !Ref Handle, Timeout: '%s', Count: 2}
                Outputs: {Data: {Value: !GetAtt Wait.Data}, Url: {Value: !Ref Placeholder}}
                """;
        account.formation.createStack(r -> r.stackName("wait").templateBody(template.formatted("300")));
        URI url = URI.create(handle("wait"));
        assertThat(CustomFunction.put(url, "{\"Status\": \"SUCCESS\", \"UniqueId\": \"a\", \"Data\": \"one\", \"Reason\": \"r\"}"))
                .isEqualTo(200);
        // The same id again is the same signal again.
        assertThat(CustomFunction.put(url, "{\"Status\": \"SUCCESS\", \"UniqueId\": \"a\", \"Data\": \"two\"}")).isEqualTo(200);
        assertThat(CustomFunction.put(url.resolve("0000"), "{\"Status\": \"SUCCESS\", \"UniqueId\": \"b\"}")).isEqualTo(403);
        assertThat(account.formation.describeStacks(r -> r.stackName("wait")).stacks().getFirst().stackStatusAsString())
                .isEqualTo("CREATE_IN_PROGRESS");
        CustomFunction.put(url, "{\"Status\": \"SUCCESS\", \"UniqueId\": \"b\", \"Data\": \"three\"}");
        Stack stack = Bench.settled(account.formation, "wait");
        assertThat(stack.stackStatusAsString()).as(story("wait")).isEqualTo("CREATE_COMPLETE");
        assertThat(Json.MAPPER.readTree(output(stack, "Data")).toString()).isEqualTo("{\"a\":\"one\",\"b\":\"three\"}");

        assertThat(create("late", template.formatted("0")).stackStatusAsString()).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(story("late")).contains("WaitCondition timed out. Received 0 conditions when expecting 2");
        account.formation.createStack(r -> r.stackName("bad").templateBody(template.formatted("300")));
        CustomFunction.put(URI.create(handle("bad")), "{\"Status\": \"FAILURE\", \"UniqueId\": \"a\", \"Reason\": \"no disk\"}");
        assertThat(Bench.settled(account.formation, "bad").stackStatusAsString()).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(story("bad")).contains("WaitCondition received failed message: 'no disk' for uniqueId: a");
    }

    /** AWS page "CreationPolicy attribute": a wait condition without a handle takes the signals of SignalResource. */
    @Test
    void aCreationPolicyWaitsForSignalsToTheResource() {
        String template = """
                Resources:
                  Wait:
                    Type: AWS::CloudFormation::WaitCondition
                    CreationPolicy: {ResourceSignal: {Count: 2, Timeout: %s}}
                """;
        account.formation.createStack(r -> r.stackName("policy").templateBody(template.formatted("PT5M")));
        awaitWaiting("policy");
        for (String id : new String[] {"i-1", "i-1", "i-2"}) {
            account.formation.signalResource(
                    r -> r.stackName("policy").logicalResourceId("Wait").uniqueId(id).status("SUCCESS"));
        }
        assertThat(Bench.settled(account.formation, "policy").stackStatusAsString()).as(story("policy"))
                .isEqualTo("CREATE_COMPLETE");
        assertThatExceptionOfType(CloudFormationException.class)
                .isThrownBy(() -> account.formation.signalResource(
                        r -> r.stackName("policy").logicalResourceId("Wait").uniqueId("i-3").status("SUCCESS")))
                .withMessageContaining("not waiting for signals");
        assertThat(create("hurry", template.formatted("PT0S")).stackStatusAsString()).isEqualTo("ROLLBACK_COMPLETE");
    }

    private void awaitWaiting(String stack) {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!story(stack).contains("Resource creation Initiated")) {
            assertThat(Instant.now()).as(story(stack)).isBefore(end);
            LockSupport.parkNanos(500_000);
        }
    }

    private String handle(String stack) {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (Instant.now().isBefore(end)) {
            var found = account.formation.describeStackResources(r -> r.stackName(stack)).stackResources().stream()
                    .filter(each -> each.logicalResourceId().equals("Handle") && each.physicalResourceId() != null)
                    .findFirst();
            if (found.isPresent()) {
                return found.get().physicalResourceId();
            }
            LockSupport.parkNanos(500_000);
        }
        throw new AssertionError(story(stack));
    }

    /** AWS page "Embed stacks within other stacks using nested stacks". */
    @Test
    void aNestedStackIsMadeChangedAndRemovedWithItsParent() {
        account.s3.createBucket(r -> r.bucket("templates"));
        account.s3.putObject(r -> r.bucket("templates").key("inner.yaml"), RequestBody.fromString("""
                Parameters:
                  Days: {Type: Number}
                  Words: {Type: CommaDelimitedList}
                Resources: {Group: {Type: 'AWS::Logs::LogGroup', Properties: {RetentionInDays: !Ref Days}}}
                Outputs: {Name: {Value: !Ref Group}, Second: {Value: !Select [1, !Ref Words]}}
                """));
        String template = """
                Parameters: {Days: {Type: Number, Default: 3}}
                Resources:
                  Inner:
                    Type: AWS::CloudFormation::Stack
                    Properties:
                      TemplateURL: https://templates.s3.us-east-1.amazonaws.com/inner.yaml
                      Parameters: {Days: !Ref Days, Words: [left, right]}
                Outputs: {Name: {Value: !GetAtt Inner.Outputs.Name}, Second: {Value: !GetAtt [Inner, Outputs.Second]}}
                """;
        Stack stack = stands("outer", template);
        assertThat(output(stack, "Second")).isEqualTo("right");
        String inner = resource("outer", "Inner").physicalResourceId();
        assertThat(inner).startsWith("arn:aws:cloudformation:us-east-1:").contains(":stack/outer-Inner-");
        assertThat(account.formation.describeStacks(r -> r.stackName(inner)).stacks().getFirst()).satisfies(nested -> {
            assertThat(nested.parentId()).isEqualTo(stack.stackId());
            assertThat(nested.rootId()).isEqualTo(stack.stackId());
        });
        String group = output(stack, "Name");
        account.formation.updateStack(r -> r.stackName("outer").usePreviousTemplate(true)
                .parameters(Parameter.builder().parameterKey("Days").parameterValue("7").build()));
        assertThat(Bench.settled(account.formation, "outer").stackStatusAsString()).as(story("outer"))
                .isEqualTo("UPDATE_COMPLETE");
        assertThat(account.logs.describeLogGroups(r -> r.logGroupNamePrefix(group)).logGroups().getFirst().retentionInDays())
                .isEqualTo(7);
        // Four is no retention that CloudWatch Logs takes: the nested stack goes back, and its parent with it.
        account.formation.updateStack(r -> r.stackName("outer").usePreviousTemplate(true)
                .parameters(Parameter.builder().parameterKey("Days").parameterValue("4").build()));
        assertThat(Bench.settled(account.formation, "outer").stackStatusAsString()).as(story("outer"))
                .isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(account.logs.describeLogGroups(r -> r.logGroupNamePrefix(group)).logGroups().getFirst().retentionInDays())
                .isEqualTo(7);
        account.formation.deleteStack(r -> r.stackName("outer"));
        assertThat(Bench.settled(account.formation, stack.stackId()).stackStatusAsString()).isEqualTo("DELETE_COMPLETE");
        assertThat(account.formation.describeStacks(r -> r.stackName(inner)).stacks().getFirst().stackStatusAsString())
                .isEqualTo("DELETE_COMPLETE");
        assertThat(account.logs.describeLogGroups(r -> {}).logGroups()).isEmpty();

        assertThat(create("wrong", template, "Days=4").stackStatusAsString()).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(story("wrong")).contains("was not successfully created: The following resource(s) failed to create: [Group]");
    }
}
