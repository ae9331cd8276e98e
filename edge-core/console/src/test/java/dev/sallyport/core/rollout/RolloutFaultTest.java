package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.blueprint.Blueprints;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/** What goes wrong on the way: each time a clear word, a journal that tells the truth, and nothing half-made unseen. */
class RolloutFaultTest {
    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** Between the SDK and the sandbox: answers by itself, or breaks, when told to. */
    private final class FaultyTransport implements SdkHttpClient {
        private final SdkHttpClient real = bench.sandbox.transport();
        private final Predicate<HttpExecuteRequest> hit;
        private final @Nullable String error;
        private final int status;

        /** @param error code of AWS's error; null for a network that breaks */
        FaultyTransport(Predicate<HttpExecuteRequest> hit, int status, @Nullable String error) {
            this.hit = hit;
            this.status = status;
            this.error = error;
        }

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            ExecutableHttpRequest through = real.prepareRequest(request);
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    if (!hit.test(request)) {
                        return through.call();
                    }
                    if (error == null) {
                        throw new IOException("Connection reset");
                    }
                    String body = "<ErrorResponse><Error><Code>" + error + "</Code><Message>as told</Message></Error>"
                            + "<RequestId>1</RequestId></ErrorResponse>";
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpFullResponse.builder().statusCode(status).putHeader("Content-Type",
                                    "text/xml").build())
                            .responseBody(AbortableInputStream.create(
                                    new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                            .build();
                }

                @Override
                public void abort() {
                    through.abort();
                }
            };
        }

        @Override
        public String clientName() {
            return "Faulty";
        }

        @Override
        public void close() {}
    }

    private Rollouts over(Predicate<HttpExecuteRequest> hit, int status, @Nullable String error) {
        var sandbox = bench.sandbox;
        return bench.rollouts(new AwsClients(new AwsClients.Connection(
                sandbox.credentials(), new FaultyTransport(hit, status, error), sandbox.endpoint(), "us-east-1",
                        List.of())));
    }

    private static boolean asks(HttpExecuteRequest request, String action) {
        return request.contentStreamProvider()
                .map(content -> {
                    try (var in = content.newStream()) {
                        return new String(in.readAllBytes(), StandardCharsets.UTF_8).contains("Action=" + action + "&");
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .orElse(false);
    }

    private static SallyportException failing(Work work) {
        return assertThatExceptionOfType(SallyportException.class).isThrownBy(work::run).actual();
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    @Test
    void throttlingAndABrokenNetworkDoNotEndTheFollowing() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        List<String> waited = new ArrayList<>();
        RolloutListener listener = new RolloutListener() {
            @Override
            public void waiting(String why) {
                waited.add(why);
            }
        };
        // The SDK itself tries four times in all: more than that in a row reaches the rollout.
        Rollouts throttled = over(
                request -> asks(request, "DescribeStackEvents") && isLater(asked.incrementAndGet()), 400, "Throttling");
        Rollout rollout = throttled.apply(Blueprints.find("api-perimeter"), "t", Map.of(), listener);
        assertThat(rollout.phase()).as(rollout.note()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(waited).isNotEmpty().allMatch(why -> why.contains("Throttling"));

        waited.clear();
        asked.set(0);
        Rollouts cut =
                over(request -> asks(request, "DescribeStackEvents") && isLater(asked.incrementAndGet()), 0, null);
        assertThat(cut.apply(Blueprints.find("api-perimeter"), "t", Map.of("RateLimit", "500"), listener).phase())
                .isEqualTo(RolloutPhase.HOLDS);
        assertThat(waited).isNotEmpty().allMatch(why -> why.contains("AWS did not answer"));
    }

    /** Not the first question, which asks what was there before, and then for a while. */
    private static boolean isLater(int asked) {
        return asked > 1 && asked < 10;
    }

    @Test
    void credentialsThatExpireInTheMiddleLeaveATrueJournal() throws Exception {
        AtomicBoolean executed = new AtomicBoolean();
        Rollouts expiring = over(
                request -> {
                    executed.compareAndSet(false, asks(request, "ExecuteChangeSet"));
                    return executed.get() && asks(request, "DescribeStacks");
                },
                403,
                "ExpiredToken");
        SallyportException why = failing(
                () -> expiring.apply(Blueprints.find("api-perimeter"), "t", Map.of(), RolloutListener.SILENT));
        assertThat(why.code()).isEqualTo("SP-EXPIRED");
        Rollout told = bench.rollouts.status("t").orElseThrow();
        assertThat(told.phase()).isEqualTo(RolloutPhase.INTERRUPTED);
        assertThat(told.note()).contains("expired", "CloudFormation goes on by itself", "rollout resume t");
        Rollout end = bench.rollouts.resume("t", RolloutListener.SILENT);
        assertThat(end.phase()).as(end.note()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(failing(() -> bench.rollouts.resume("t", RolloutListener.SILENT)).code())
                .isEqualTo("SP-NOTHING-TO-RESUME");
    }

    @Test
    void aThreadThatIsInterruptedStopsFollowingAndNothingElse() throws Exception {
        Thread carrier = Thread.currentThread();
        assertThatExceptionOfType(Exception.class).isThrownBy(() -> bench.rollouts.apply(
                Blueprints.find("api-perimeter"), "t", Map.of(), new RolloutListener() {
                    @Override
                    public void event(StackEvent event, int done, int total) {
                        if (done == 3) {
                            carrier.interrupt();
                        }
                    }
                }));
        // JUnit must not find it set.
        Thread.interrupted();
        assertThat(bench.rollouts.status("t").orElseThrow().phase()).isEqualTo(RolloutPhase.INTERRUPTED);
        assertThat(bench.rollouts.resume("t", RolloutListener.SILENT).phase()).isEqualTo(RolloutPhase.HOLDS);
    }

    @Test
    void anotherConsoleWithAnotherHomeKeepsOutWhileCloudFormationIsAtWork() throws Exception {
        var me = bench.session.identity();
        Rollouts other = new Rollouts(bench.aws, me.arn(), me.account(), new Home(folder.resolve("other")));
        List<SallyportException> refused = new ArrayList<>();
        Rollout rollout = bench.rollouts.apply(
                Blueprints.find("api-perimeter"), "t", Map.of(), new RolloutListener() {
                    @Override
                    public void event(StackEvent event, int done, int total) {
                        if (refused.isEmpty()) {
                            refused.add(failing(() -> other.apply(
                                    Blueprints.find("api-perimeter"), "t", Map.of(), RolloutListener.SILENT)));
                        }
                    }
                });
        assertThat(rollout.phase()).as(rollout.note()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(refused.getFirst().code()).isEqualTo("SP-ROLLOUT-BUSY");
    }

    @Test
    void aSecondRolloutInTheSameProcessIsRefusedToo() throws Exception {
        List<SallyportException> refused = new ArrayList<>();
        bench.rollouts.apply(Blueprints.find("api-perimeter"), "t", Map.of(), new RolloutListener() {
            @Override
            public void phase(Rollout rollout) {
                if (rollout.phase() == RolloutPhase.PACKAGING) {
                    refused.add(failing(() -> bench.apply("api-perimeter", "t", Map.of())));
                }
            }
        });
        assertThat(refused.getFirst().code()).isEqualTo("SP-ROLLOUT-BUSY");
        assertThat(refused.getFirst().message()).contains("process " + ProcessHandle.current().pid());
    }

    @Test
    void rollingBackLeadsToTheVersionBeforeTheOneThatStands() throws Exception {
        bench.apply("api-perimeter", "t", Map.of("RateLimit", "1111"));
        assertThat(bench.apply("api-perimeter", "t", Map.of("RateLimit", "2222")).phase())
                .isEqualTo(RolloutPhase.HOLDS);
        Rollout back = bench.rollouts.rollback("t", RolloutListener.SILENT);
        assertThat(back.phase()).as(back.note()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(back.parameters()).containsEntry("RateLimit", "1111");
        assertThat(StackSummary.parameters(bench.stack("t"))).containsEntry("RateLimit", "1111");
        // The version that was given up is not returned to.
        assertThat(bench.rollouts.rollback("t", RolloutListener.SILENT).phase()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(StackSummary.parameters(bench.stack("t"))).containsEntry("RateLimit", "1111");
    }

    @Test
    void aStackThatWasThereBeforeIsNotRemovedWhenAProofFails() throws Exception {
        bench.apply("api-perimeter", "t", Map.of());
        // Another console that knows no good version, nor does the account.
        var me = bench.session.identity();
        bench.aws.s3("us-east-1").deleteObject(
                r -> r.bucket("sallyport-artifacts-" + me.account() + "-us-east-1").key("rollouts/t.json"));
        Rollouts other = new Rollouts(bench.aws, me.arn(), me.account(), new Home(folder.resolve("other")));
        Rollout end = other.apply(
                Blueprints.find("api-perimeter"), "t", Map.of("RateLimit", "500"), new RolloutListener() {
                    @Override
                    public void phase(Rollout rollout) {
                        if (rollout.phase() == RolloutPhase.PROVING) {
                            disable(bench.output("t", "DistributionId"));
                        }
                    }
                });
        assertThat(end.phase()).isEqualTo(RolloutPhase.FAILED);
        assertThat(end.note()).contains("No earlier version is known to hold, so the stack stays as it is.");
        assertThat(bench.stack("t").stackStatusAsString()).isEqualTo("UPDATE_COMPLETE");
    }

    private void disable(String id) {
        var now = bench.aws.cloudFront().getDistributionConfig(r -> r.id(id));
        bench.aws.cloudFront().updateDistribution(r -> r.id(id)
                .ifMatch(now.eTag())
                .distributionConfig(now.distributionConfig().toBuilder().enabled(false).build()));
    }

    @Test
    void badParametersLeaveNothingBehind() {
        SallyportException why = failing(() -> bench.apply("api-perimeter", "t", Map.of("ShieldAdvanced", "perhaps")));
        assertThat(why.code()).isEqualTo("SP-PARAMETER");
        assertThat(bench.rollouts.status("t")).isEmpty();
        // CloudFormation's own word: what our check lets through and it does not.
        Rollouts refusing = over(request -> asks(request, "CreateChangeSet"), 400, "ValidationError");
        assertThat(failing(() -> refusing.apply(Blueprints.find("api-perimeter"), "t", Map.of(),
                RolloutListener.SILENT))
                        .message())
                .contains("as told");
        assertThat(bench.rollouts.status("t").orElseThrow().phase()).isEqualTo(RolloutPhase.FAILED);
        assertThat(bench.aws.cloudFormation("us-east-1").describeStacks(r -> {}).stacks()).isEmpty();
    }

    @Test
    void aNameThatIsTakenIsLeftAlone() {
        bench.aws.cloudFormation("us-east-1").createStack(r -> r.stackName("theirs")
                .templateBody("{\"Resources\":{\"Logs\":{\"Type\":\"AWS::Logs::LogGroup\"}}}")
                .capabilities(Capability.CAPABILITY_IAM));
        assertThat(failing(() -> bench.apply("api-perimeter", "theirs", Map.of())).code()).isEqualTo("SP-STACK-TAKEN");
        SallyportException theirs = failing(() -> bench.rollouts.verify("theirs", RolloutListener.SILENT));
        assertThat(theirs.code()).isEqualTo("SP-NO-BLUEPRINT");
        assertThat(theirs.message()).contains("nothing declares what it has to prove");
        assertThat(failing(() -> bench.rollouts.destroy("theirs", RolloutListener.SILENT)).code())
                .isEqualTo("SP-NO-BLUEPRINT");
        assertThat(failing(() -> bench.rollouts.destroy("nobodys", RolloutListener.SILENT)).code())
                .isEqualTo("SP-NOT-FOUND");
        bench.aws.cloudFormation("us-east-1").createStack(r -> r.stackName("later")
                .templateBody("{\"Resources\":{\"Logs\":{\"Type\":\"AWS::Logs::LogGroup\"}}}")
                .tags(Tag.builder().key(Deployment.BLUEPRINT_TAG).value("of-tomorrow").build())
                .capabilities(Capability.CAPABILITY_IAM));
        SallyportException later = failing(() -> bench.rollouts.verify("later", RolloutListener.SILENT));
        assertThat(later.code()).isEqualTo("SP-NO-BLUEPRINT");
        assertThat(later.message()).contains("of-tomorrow");
        assertThat(failing(() -> bench.apply("api-perimeter", "../x", Map.of())).code()).isEqualTo("SP-STACK-NAME");
        assertThat(failing(() -> bench.rollouts.status("../x")).code()).isEqualTo("SP-STACK-NAME");
    }

    @Test
    void aTemplateThatFailsHalfWayTellsWhatFailedFirstAndIsCleanedUp() throws Exception {
        // A log group of that name is there already, and so the access log's cannot be made.
        String taken = "/aws/vendedlogs/cloudfront/t";
        bench.aws.logs("us-east-1").createLogGroup(r -> r.logGroupName(taken));
        Rollout rollout = bench.apply("api-perimeter", "t", Map.of());
        assertThat(rollout.phase()).isEqualTo(RolloutPhase.FAILED);
        assertThat(rollout.note()).contains("AccessLogs").contains("already exists");
        assertThat(bench.aws.cloudFormation("us-east-1").describeStacks(r -> {}).stacks()).isEmpty();
        assertThat(bench.distributions()).isEmpty();
        bench.aws.logs("us-east-1").deleteLogGroup(r -> r.logGroupName(taken));

        assertThat(bench.apply("api-perimeter", "t", Map.of()).phase()).isEqualTo(RolloutPhase.HOLDS);
        // Someone has protected the distribution by hand, and so the stack's protection cannot be made.
        bench.aws.shield().createSubscription(r -> {});
        String arn = bench.aws.cloudFront()
                .getDistribution(r -> r.id(bench.output("t", "DistributionId")))
                .distribution()
                .arn();
        bench.aws.shield().createProtection(r -> r.name("by-hand").resourceArn(arn));
        Rollout update = bench.apply("api-perimeter", "t", Map.of("ShieldAdvanced", "true", "RateLimit", "500"));
        assertThat(update.phase()).isEqualTo(RolloutPhase.FAILED);
        assertThat(update.note()).contains("UPDATE_ROLLBACK_COMPLETE", "ShieldProtection");
        assertThat(bench.stack("t").stackStatusAsString()).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        // What CloudFormation rolled back to is what was good before.
        assertThat(bench.apply("api-perimeter", "t", Map.of()).phase()).isEqualTo(RolloutPhase.HOLDS);
    }
}
