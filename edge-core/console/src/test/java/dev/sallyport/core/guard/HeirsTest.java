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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.apigateway.model.IntegrationType;

/** A guard and a stack before the same API: whichever goes first leaves it locked for the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeirsTest {
    private OpenPerimeter open;
    private Rollouts rollouts;
    private Guard guard;

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

    private Map<String, String> live() {
        return Map.of("ApiEndpoint", "https://" + open.apiHost() + "/live");
    }

    private int direct(String path) throws Exception {
        return open.get(open.apiHost(), "/live" + path);
    }

    private void apply() throws InterruptedException {
        Rollout rollout = rollouts.apply(Blueprints.find("api-perimeter"), "t", live(), RolloutListener.SILENT);
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
        var gateway = open.aws.apiGateway("us-east-1");
        String api = open.outputs.get("ApiId");
        String orders = gateway.getResources(r -> r.restApiId(api)).items().stream()
                .filter(one -> one.path().equals("/orders"))
                .findFirst()
                .orElseThrow()
                .id();
        String added = gateway.createResource(r -> r.restApiId(api).parentId(orders).pathPart("more")).id();
        gateway.putMethod(r -> r.restApiId(api).resourceId(added).httpMethod("GET").authorizationType("NONE"));
        gateway.putIntegration(r -> r.restApiId(api)
                .resourceId(added)
                .httpMethod("GET")
                .type(IntegrationType.AWS_PROXY)
                .integrationHttpMethod("POST")
                .uri(gateway.getIntegration(i -> i.restApiId(api).resourceId(orders).httpMethod("ANY")).uri()));
        gateway.createDeployment(r -> r.restApiId(api).stageName("live").description("theirs"));
        assertThat(direct("/orders/more")).isEqualTo(200);
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
        gateway.deleteResource(r -> r.restApiId(api).resourceId(added));
    }
}
