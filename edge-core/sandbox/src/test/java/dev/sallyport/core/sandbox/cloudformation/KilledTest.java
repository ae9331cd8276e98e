package dev.sallyport.core.sandbox.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.sandbox.cloudformation.Bench.Fuse;
import dev.sallyport.core.sandbox.cloudformation.Bench.Kill;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** Kills the engine at every single step of an operation, opens the state with a second one, and looks at what is there. */
@Attack(Area.KILLED)
class KilledTest {
    private static Thread.UncaughtExceptionHandler before;

    private static final String TRUST = """
                  AssumeRolePolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
            """;
    private static final String FIRST = """
            Resources:
              One: {Type: 'AWS::Logs::LogGroup', Properties: {RetentionInDays: 7}}
              Named: {Type: 'AWS::Logs::LogGroup', Properties: {LogGroupName: named}}
              Role:
                Type: AWS::IAM::Role
                Properties:
                  ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']
                  Policies:
                    - PolicyName: logs
                      PolicyDocument:
                        Version: '2012-10-17'
                        Statement: [{Effect: Allow, Action: logs:PutLogEvents, Resource: !GetAtt One.Arn}]
            """ + TRUST;
    private static final String SECOND = FIRST.replace("RetentionInDays: 7", "RetentionInDays: 14")
            .replace("LogGroupName: named", "LogGroupName: renamed")
            .replace("PolicyName: logs", "PolicyName: other")
            + "  Added: {Type: 'AWS::Logs::LogGroup', Properties: {LogGroupName: added}}\n";
    private static final String BAD =
            SECOND + "  Bad: {Type: 'AWS::Logs::LogGroup', Properties: {RetentionInDays: 2}, DependsOn: [Role, Named, Added]}\n";

    @BeforeAll
    static void expectKills() {
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            if (!(e instanceof Kill)) {
                e.printStackTrace();
            }
        });
    }

    @AfterAll
    static void expectNone() {
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    private interface Look {
        void at(Bench bench, SandboxCloudFormation formation, Stack stack);
    }

    /** Runs {@code operation} once for each {@code stride}-th place where it can be killed; returns how many there were. */
    private static int killEverywhere(
            TestReporter reporter,
            int stride,
            Consumer<SandboxCloudFormation> prepare, Consumer<SandboxCloudFormation> operation, Look look) {
        for (int steps = 0; ; steps += stride) {
            try (Bench bench = new Bench()) {
                SandboxCloudFormation early = bench.open();
                prepare.accept(early);
                early.close();
                Fuse fuse = new Fuse(steps);
                SandboxCloudFormation killed = bench.open(fuse);
                boolean accepted = attempt(killed, operation, fuse);
                killed.close();
                SandboxCloudFormation next = bench.open();
                next.resume();
                if (!accepted) {
                    try {
                        operation.accept(next);
                    } catch (CloudFormationException e) {
                        // The killed process had taken the request, though it never answered.
                        assertThat(e.awsErrorDetails().errorMessage())
                                .containsAnyOf("already exists", "IN_PROGRESS", "COMPLETE", "No updates");
                    }
                }
                String id = next.listStacks(r -> {}).stackSummaries().getFirst().stackId();
                look.at(bench, next, Bench.settled(next, id));
                next.close();
                if (!fuse.blown()) {
                    reporter.publishEntry(Attack.TRIED, String.valueOf(steps / stride + 1));
                    return steps;
                }
            }
        }
    }

    private static boolean attempt(SandboxCloudFormation formation, Consumer<SandboxCloudFormation> operation, Fuse fuse) {
        try {
            operation.accept(formation);
            while (!fuse.blown() && formation.listStacks(r -> {}).stackSummaries().stream()
                    .anyMatch(stack -> stack.stackStatusAsString().endsWith("_IN_PROGRESS"))) {
                Thread.onSpinWait();
            }
            return true;
        } catch (Kill e) {
            return false;
        }
    }

    private static void create(SandboxCloudFormation formation, String body) {
        formation.createStack(r -> r.stackName("shop").templateBody(body).capabilities(Capability.CAPABILITY_IAM));
    }

    private static void created(SandboxCloudFormation formation) {
        create(formation, FIRST);
        assertThat(Bench.settled(formation, "shop").stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
    }

    private static void update(SandboxCloudFormation formation, String body) {
        formation.updateStack(r -> r.stackName("shop").templateBody(body).capabilities(Capability.CAPABILITY_IAM));
    }

    private static void isFirst(Bench bench, List<String> where) {
        assertThat(bench.logs.groups.keySet()).as("%s", where).contains("named").hasSize(2);
        assertThat(bench.logs.groups.values()).as("%s", where).anyMatch(group -> Integer.valueOf(7).equals(group.retentionInDays()));
        var roles = bench.iam.listRoles(r -> {}).roles();
        assertThat(roles).as("%s", where).hasSize(1);
        String role = roles.getFirst().roleName();
        assertThat(bench.iam.listRolePolicies(r -> r.roleName(role)).policyNames()).containsExactly("logs");
        assertThat(bench.iam.listAttachedRolePolicies(r -> r.roleName(role)).attachedPolicies()).hasSize(1);
    }

    private static List<String> story(SandboxCloudFormation formation, Stack stack) {
        return formation.describeStackEvents(r -> r.stackName(stack.stackId())).stackEvents().reversed().stream()
                .map(event -> event.logicalResourceId() + " " + event.resourceStatusAsString() + " "
                        + event.resourceStatusReason())
                .toList();
    }

    private static void tellsItsEnd(SandboxCloudFormation formation, Stack stack) {
        assertThat(story(formation, stack).getLast())
                .startsWith("shop " + stack.stackStatusAsString());
    }

    @Test
    void aCreationIsFinishedAndNothingIsMadeTwice(TestReporter reporter) {
        int places = killEverywhere(reporter, 1, formation -> {}, formation -> create(formation, FIRST), (bench, formation, stack) -> {
            List<String> story = story(formation, stack);
            assertThat(stack.stackStatusAsString()).as("%s", story).isEqualTo("CREATE_COMPLETE");
            isFirst(bench, story);
            tellsItsEnd(formation, stack);
        });
        assertThat(places).isGreaterThan(40);
    }

    @Test
    void anUpdateIsFinished(TestReporter reporter) {
        int places = killEverywhere(reporter, 1, KilledTest::created, formation -> update(formation, SECOND), (bench, formation, stack) -> {
            List<String> story = story(formation, stack);
            assertThat(stack.stackStatusAsString()).as("%s", story).isEqualTo("UPDATE_COMPLETE");
            assertThat(bench.logs.groups.keySet()).as("%s", story).contains("renamed", "added").hasSize(3);
            assertThat(bench.logs.groups.values()).anyMatch(group -> Integer.valueOf(14).equals(group.retentionInDays()));
            String role = bench.iam.listRoles(r -> {}).roles().getFirst().roleName();
            assertThat(bench.iam.listRolePolicies(r -> r.roleName(role)).policyNames()).containsExactly("other");
            tellsItsEnd(formation, stack);
        });
        assertThat(places).isGreaterThan(50);
    }

    @Test
    void aFailedUpdateIsTakenBack(TestReporter reporter) {
        int places = killEverywhere(reporter, 2, KilledTest::created, formation -> update(formation, BAD), (bench, formation, stack) -> {
            List<String> story = story(formation, stack);
            assertThat(stack.stackStatusAsString()).as("%s", story).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
            isFirst(bench, story);
            tellsItsEnd(formation, stack);
        });
        assertThat(places).isGreaterThan(80);
    }

    @Test
    void aFailedCreationLeavesNothing(TestReporter reporter) {
        killEverywhere(reporter, 1, formation -> {}, formation -> create(formation, BAD), (bench, formation, stack) -> {
            List<String> story = story(formation, stack);
            assertThat(stack.stackStatusAsString()).as("%s", story).isEqualTo("ROLLBACK_COMPLETE");
            assertThat(bench.logs.groups).as("%s", story).isEmpty();
            assertThat(bench.iam.listRoles(r -> {}).roles()).isEmpty();
            tellsItsEnd(formation, stack);
        });
    }

    @Test
    void aCustomResourceIsMadeOnceAndRemoved(TestReporter reporter) {
        String body = """
                Resources:
                  Thing:
                    Type: Custom::Thing
                    Properties: {ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:f', Word: w}
                  Named: {Type: 'AWS::Logs::LogGroup', Properties: {LogGroupName: !GetAtt Thing.Word}}
                """;
        Consumer<SandboxCloudFormation> creation = formation -> create(formation, body);
        int places = killEverywhere(reporter, 1, formation -> {}, creation, (bench, formation, stack) -> {
            List<String> story = story(formation, stack);
            assertThat(stack.stackStatusAsString()).as("%s", story).isEqualTo("CREATE_COMPLETE");
            assertThat(bench.logs.groups).as("%s", story).containsOnlyKeys("w");
            assertThat(bench.function.types()).as("%s", story).containsOnly("Create");
            assertThat(bench.function.events.stream().map(event -> event.path("RequestId").asText()).distinct())
                    .as("%s", story)
                    .hasSize(1);
            formation.deleteStack(r -> r.stackName("shop"));
            assertThat(Bench.settled(formation, stack.stackId()).stackStatusAsString()).isEqualTo("DELETE_COMPLETE");
            assertThat(bench.function.types().getLast()).isEqualTo("Delete");
        });
        assertThat(places).isGreaterThan(15);
    }

    @Test
    void aDeletionIsFinished(TestReporter reporter) {
        killEverywhere(reporter, 1, KilledTest::created, formation -> formation.deleteStack(r -> r.stackName("shop")),
                (bench, formation, stack) -> {
                    assertThat(stack.stackStatusAsString()).as("%s", story(formation, stack)).isEqualTo("DELETE_COMPLETE");
                    assertThat(bench.logs.groups).isEmpty();
                    assertThat(bench.iam.listRoles(r -> {}).roles()).isEmpty();
                    tellsItsEnd(formation, stack);
                });
    }
}
