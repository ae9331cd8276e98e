package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.blueprint.Blueprints;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;

/** What a rollout took of what stands is given back once, whatever came between, and nothing of anybody else's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GivingBackTest {
    private Bench bench;
    private Ahead ahead;
    private JsonNode before;
    private Rollouts limited;
    private Map<String, String> live;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        bench = new Bench(folder);
        ahead = new Ahead(bench.aws, "eu-west-1");
        before = ahead.state();
        live = Map.of("ApiEndpoint", "https://" + ahead.apiHost() + "/live");
        bench.aws.iam().createUser(r -> r.userName("limited"));
        var key = bench.aws.iam().createAccessKey(r -> r.userName("limited")).accessKey();
        var keys = StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
        limited = bench.rollouts(session(keys, AccountChoice.ofSandbox()).clients());
    }

    private Session session(AwsCredentialsProvider keys, AccountChoice choice) {
        var sandbox = bench.sandbox;
        return Session.over(
                new Session.Embedded(keys, sandbox.transport(), sandbox.endpoint(), sandbox::address, () -> {}), choice);
    }

    @AfterEach
    void everythingIsAsItWas() {
        assertThat(ahead.state()).isEqualTo(before);
        assertThat(bench.distributions()).isEmpty();
    }

    @AfterAll
    void close() {
        ahead.close();
        bench.close();
    }

    private void deny(String action) {
        bench.aws.iam().putUserPolicy(r -> r.userName("limited").policyName("p").policyDocument(
                """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": "*", "Resource": "*"},
                  {"Effect": "Deny", "Action": "%s", "Resource": "*"}]}
                """
                        .formatted(action)));
    }

    /** Runs something just before a step with such a note is taken. */
    private static RolloutListener before(String step, Runnable then) {
        return new RolloutListener() {
            @Override
            public void phase(Rollout rollout) {
                if (rollout.note().startsWith(step)) {
                    then.run();
                }
            }
        };
    }

    private int held() {
        return new RolloutJournal(bench.home, bench.session.identity().account() + "-us-east-1").known("t").held().size();
    }

    private Rollout apply(Rollouts by, Map<String, String> values, RolloutListener listener)
            throws InterruptedException {
        return by.apply(Blueprints.find("api-perimeter"), "t", values, listener);
    }

    private static PatchOperation replace(String path, String value) {
        return PatchOperation.builder().op("replace").path(path).value(value).build();
    }

    @Test
    void whatCannotBeGivenBackNowStaysInTheJournalUntilItCan() throws Exception {
        // The methods are locked, their deployment is not let through, and then they may not be opened either.
        deny("apigateway:POST");
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> apply(limited, live, before("Take back", () -> deny("apigateway:PATCH"))))
                .extracting(SallyportException::code)
                .isEqualTo("SP-DENIED");
        assertThat(bench.rollouts.status("t").orElseThrow().phase()).isEqualTo(RolloutPhase.FAILED);
        assertThat(held()).isEqualTo(1);
        assertThat(ahead.state()).isNotEqualTo(before);

        Rollout gone = bench.rollouts.destroy("t", RolloutListener.SILENT);

        assertThat(gone.phase()).as(gone.note()).isEqualTo(RolloutPhase.DESTROYED);
        assertThat(held()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"api-perimeter, apigateway:PATCH", "function-url-signed, lambda:*Permission"})
    void whoMayNotLockNeedNotUnlock(String blueprint, String action) throws Exception {
        deny(action);
        Map<String, String> values = blueprint.equals("api-perimeter")
                ? live
                : Map.of("FunctionUrls", "/echo=https://" + ahead.functionHost(), "SigningMode", "oac-hash");
        Rollout end = limited.apply(Blueprints.find(blueprint), "t", values, RolloutListener.SILENT);
        assertThat(end.phase()).isEqualTo(RolloutPhase.FAILED);
        assertThat(end.note()).contains("could not be locked", "The new stack was removed.");
        assertThat(held()).isZero();
    }

    @Test
    void aLockThatSomeoneElseTurnedMeanwhileStaysTheirs() throws Exception {
        var gateway = bench.aws.apiGateway("eu-west-1");
        String api = ahead.outputs.get("ApiId");
        String deployed = gateway.getStage(r -> r.restApiId(api).stageName("live")).deploymentId();
        String orders = gateway.getResources(r -> r.restApiId(api)).items().stream()
                .filter(one -> one.path().equals("/orders"))
                .findFirst()
                .orElseThrow()
                .id();
        Rollout end = apply(bench.rollouts, live, before("Demand a signature", () -> {
            gateway.updateMethod(r -> r.restApiId(api)
                    .resourceId(orders)
                    .httpMethod("ANY")
                    .patchOperations(replace("/authorizationType", "AWS_IAM")));
            gateway.createDeployment(r -> r.restApiId(api).stageName("live").description("theirs"));
        }));
        assertThat(end.phase()).isEqualTo(RolloutPhase.FAILED);
        assertThat(end.note()).contains("changed by someone else", "The new stack was removed.");
        assertThat(held()).isZero();
        String theirs = gateway.getStage(r -> r.restApiId(api).stageName("live")).deploymentId();
        assertThat(gateway.getDeployment(r -> r.restApiId(api).deploymentId(theirs)).description()).isEqualTo("theirs");
        assertThat(ahead.get("https://" + ahead.apiHost() + "/live/orders")).isEqualTo(403);

        gateway.updateStage(r -> r.restApiId(api)
                .stageName("live")
                .patchOperations(replace("/deploymentId", deployed)));
        gateway.updateMethod(r -> r.restApiId(api)
                .resourceId(orders)
                .httpMethod("ANY")
                .patchOperations(replace("/authorizationType", "NONE")));
        gateway.deleteDeployment(r -> r.restApiId(api).deploymentId(theirs));
    }

    @Test
    void anotherStageOfTheSameApiIsRefusedWhileThisOneIsHeld() throws Exception {
        var gateway = bench.aws.apiGateway("eu-west-1");
        String api = ahead.outputs.get("ApiId");
        String deployed = gateway.getStage(r -> r.restApiId(api).stageName("live")).deploymentId();
        gateway.createStage(r -> r.restApiId(api).stageName("next").deploymentId(deployed));
        Map<String, String> next = Map.of("ApiEndpoint", "https://" + ahead.apiHost() + "/next");
        assertThat(apply(bench.rollouts, live, RolloutListener.SILENT).phase()).isEqualTo(RolloutPhase.HOLDS);

        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> apply(bench.rollouts, next, RolloutListener.SILENT))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo("SP-API-STAGE");
                    assertThat(e.message()).contains(ahead.apiHost() + "/live");
                });
        assertThat(ahead.get("https://" + ahead.apiHost() + "/live/orders")).isEqualTo(403);
        assertThat(held()).isEqualTo(1);

        bench.rollouts.destroy("t", RolloutListener.SILENT);
        Rollout end = apply(bench.rollouts, next, RolloutListener.SILENT);
        assertThat(end.phase()).as(end.note()).isEqualTo(RolloutPhase.HOLDS);
        bench.rollouts.destroy("t", RolloutListener.SILENT);
        gateway.deleteStage(r -> r.restApiId(api).stageName("next"));
    }

    @Test
    void stoppingToFollowWhileItLocksUndoesNothing() throws Exception {
        Thread carrier = Thread.currentThread();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> apply(bench.rollouts, live, before("Demand a signature", carrier::interrupt)));
        assertThat(Thread.interrupted()).isFalse();
        Rollout stopped = bench.rollouts.status("t").orElseThrow();
        assertThat(stopped.phase()).as(stopped.note()).isEqualTo(RolloutPhase.INTERRUPTED);
        assertThat(bench.stack("t").stackStatusAsString()).isEqualTo("CREATE_COMPLETE");

        Rollout end = bench.rollouts.resume("t", RolloutListener.SILENT);
        assertThat(end.phase()).as(end.note()).isEqualTo(RolloutPhase.HOLDS);
        bench.rollouts.destroy("t", RolloutListener.SILENT);
    }

    @Test
    void whoMayOnlyReadProvesAndLeavesItHeld() throws Exception {
        assertThat(apply(bench.rollouts, live, RolloutListener.SILENT).phase()).isEqualTo(RolloutPhase.HOLDS);
        deny("logs:FilterLogEvents");
        assertThat(apply(limited, Map.of(), RolloutListener.SILENT).phase()).isEqualTo(RolloutPhase.UNPROVEN);
        assertThat(held()).isEqualTo(1);
        AccountChoice readOnly = new AccountChoice(true, null, null, null, true);
        Rollouts reading = Rollouts.of(session(bench.sandbox.credentials(), readOnly), bench.home);

        Rollout verified = reading.verify("t", RolloutListener.SILENT);

        assertThat(verified.phase()).as(verified.note()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(verified.note()).contains("Not everything was given back", "read-only");
        assertThat(held()).isEqualTo(1);
        assertThat(bench.apply("api-perimeter", "t", Map.of()).phase()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(held()).isZero();
        bench.rollouts.destroy("t", RolloutListener.SILENT);
    }
}
