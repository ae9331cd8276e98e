package dev.sallyport.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.guard.OpenPerimeter.Place;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.RolloutListener;
import dev.sallyport.core.rollout.RolloutPhase;
import dev.sallyport.core.rollout.Rollouts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.apigateway.model.IntegrationType;

/** A guard and a stack before the same API: whichever goes first leaves it locked for the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeirsTest {
    private OpenPerimeter open;
    private Rollouts rollouts;
    private Guard guard;
    private String added = "";

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        open = new OpenPerimeter(folder);
        rollouts = Rollouts.of(open.session, open.home);
        guard = Guard.of(open.session, open.home, rollouts);
    }

    @BeforeEach
    void clear() throws InterruptedException {
        open.clear();
    }

    @AfterEach
    void takeAwayWhatWasReleased() {
        if (!added.isEmpty()) {
            var gateway = open.aws.apiGateway("us-east-1");
            String api = open.outputs.get("ApiId");
            gateway.deleteResource(r -> r.restApiId(api).resourceId(added));
            gateway.createDeployment(r -> r.restApiId(api).stageName("live").description("theirs, without it"));
            added = "";
        }
    }

    @AfterAll
    void close() {
        open.close();
    }

    private String guarded() throws InterruptedException {
        String id = open.distribution(false, new Place("orders", open.apiHost(), "/live", "/orders*", true));
        GuardPlan plan = guard.plan(new Guard.Wish(id, Set.of("origin-open"), "", List.of("/orders", "/index.html")));
        assertThat(guard.apply(plan, GuardListener.SILENT).phase()).isEqualTo(GuardPhase.HOLDS);
        return id;
    }

    /** The owner adds a path, open to everyone, and deploys the API as it is then. */
    private void release() throws Exception {
        var gateway = open.aws.apiGateway("us-east-1");
        String api = open.outputs.get("ApiId");
        String orders = gateway.getResources(r -> r.restApiId(api)).items().stream()
                .filter(one -> one.path().equals("/orders"))
                .findFirst()
                .orElseThrow()
                .id();
        String path = gateway.createResource(r -> r.restApiId(api).parentId(orders).pathPart("more")).id();
        gateway.putMethod(r -> r.restApiId(api).resourceId(path).httpMethod("GET").authorizationType("NONE"));
        gateway.putIntegration(r -> r.restApiId(api)
                .resourceId(path)
                .httpMethod("GET")
                .type(IntegrationType.AWS_PROXY)
                .integrationHttpMethod("POST")
                .uri(gateway.getIntegration(i -> i.restApiId(api).resourceId(orders).httpMethod("ANY")).uri()));
        gateway.createDeployment(r -> r.restApiId(api).stageName("live").description("theirs"));
        assertThat(direct("/orders/more")).isEqualTo(200);
        added = path;
    }

    private Map<String, String> live() {
        return Map.of("ApiEndpoint", "https://" + open.apiHost() + "/live");
    }

    private int direct(String path) throws Exception {
        return open.get(open.apiHost(), "/live" + path);
    }

    private void apply() throws InterruptedException {
        apply("t");
    }

    private void apply(String stack) throws InterruptedException {
        Rollout rollout = rollouts.apply(Blueprints.find("api-perimeter"), stack, live(), RolloutListener.SILENT);
        assertThat(rollout.phase()).as(rollout.note()).isEqualTo(RolloutPhase.HOLDS);
    }

    @Test
    void aStackTakesOverWhatTheGuardLocked() throws Exception {
        var gateway = open.aws.apiGateway("us-east-1");
        String api = open.outputs.get("ApiId");
        String methods = gateway.getResources(r -> r.restApiId(api).embed("methods")).items().toString();
        String stage = gateway.getStage(r -> r.restApiId(api).stageName("live")).deploymentId();
        String id = guarded();
        assertThat(rollouts.plan(Blueprints.find("api-perimeter"), "t", live()).notes())
                .anyMatch(note -> note.startsWith("The guard of " + id + " is before https://" + open.apiHost() + "/live too."));
        apply();

        Guarded undone = guard.undo(id, GuardListener.SILENT);

        assertThat(undone.notes()).contains(
                "https://" + open.apiHost() + "/live stays locked: the stack t is before it too, and gives it back.");
        assertThat(direct("/orders")).isEqualTo(403);
        rollouts.destroy("t", RolloutListener.SILENT);
        assertThat(direct("/orders")).isEqualTo(200);
        assertThat(gateway.getResources(r -> r.restApiId(api).embed("methods")).items().toString()).isEqualTo(methods);
        assertThat(gateway.getStage(r -> r.restApiId(api).stageName("live")).deploymentId()).isEqualTo(stage);
    }

    /** The stack locked only what the owner released since the guard. */
    @Test
    void aGuardTakesOverWhatTheStackLocked() throws Exception {
        String id = guarded();
        release();
        apply();
        assertThat(direct("/orders/more")).isEqualTo(403);
        String stays = "https://" + open.apiHost() + "/live stays locked: the guard of " + id
                + " is before it too, and gives it back.";
        assertThat(rollouts.removal("t").notes()).contains(stays).noneMatch(note -> note.startsWith("First taken back"));

        assertThat(rollouts.destroy("t", RolloutListener.SILENT).note()).isEqualTo(stays);

        assertThat(direct("/orders/more")).isEqualTo(403);
        guard.undo(id, GuardListener.SILENT);
        assertThat(direct("/orders/more")).isEqualTo(200);
        assertThat(direct("/orders")).isEqualTo(200);
    }

    /** Its stage serves a release of the stack's since, which is nobody else's. */
    @Test
    void aGuardThatGoesFirstLeavesItsLockBelowTheStacksOwn() throws Exception {
        String id = guarded();
        release();
        apply();

        assertThat(guard.undo(id, GuardListener.SILENT).notes()).anyMatch(note -> note.contains("the stack t is before"));

        assertThat(direct("/orders/more")).isEqualTo(403);
        rollouts.destroy("t", RolloutListener.SILENT);
        assertThat(direct("/orders/more")).isEqualTo(200);
        assertThat(direct("/orders")).isEqualTo(200);
    }

    /** The second one locked only what the owner released since, and is opened before what the first one locked. */
    @ParameterizedTest
    @ValueSource(strings = {"t", "u"})
    void whatWasLockedLaterIsOpenedFirstWhicheverStackGoesFirst(String first) throws Exception {
        apply();
        release();
        assertThat(direct("/orders")).isEqualTo(403);
        apply("u");
        assertThat(direct("/orders/more")).isEqualTo(403);

        assertThat(rollouts.destroy(first, RolloutListener.SILENT).note()).contains("stays locked");
        assertThat(direct("/orders")).isEqualTo(403);
        assertThat(direct("/orders/more")).isEqualTo(403);
        rollouts.destroy(first.equals("t") ? "u" : "t", RolloutListener.SILENT);

        assertThat(direct("/orders")).isEqualTo(200);
        assertThat(direct("/orders/more")).isEqualTo(200);
    }
}
