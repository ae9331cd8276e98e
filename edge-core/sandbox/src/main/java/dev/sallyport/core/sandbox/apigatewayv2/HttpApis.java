package dev.sallyport.core.sandbox.apigatewayv2;

import dev.sallyport.core.sandbox.apigateway.ExecuteApi;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.model.Api;
import software.amazon.awssdk.services.apigatewayv2.model.Deployment;
import software.amazon.awssdk.services.apigatewayv2.model.DeploymentStatus;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;

/** The HTTP APIs of every Region, and the deployments that follow a change by themselves. */
final class HttpApis {
    private static final String NO_ROUTES = "At least one route is required before deploying the Api.";

    private final Shelf<StoredHttpApi> shelf;
    private final Clock clock;

    HttpApis(SandboxState state, Clock clock) {
        this.shelf = state.shelf("apigatewayv2/apis", StoredHttpApi.class);
        this.clock = clock;
    }

    void put(Api api) {
        shelf.put(
                ExecuteApi.key(api.apiId()),
                new StoredHttpApi(api, Map.of(), Map.of(), Map.of(), Map.of(), Map.of()));
    }

    StoredHttpApi find(@Nullable String id) {
        return shelf.get(ExecuteApi.key(id)).orElseThrow(() -> HttpApiFaults.notFound("API", id));
    }

    void remove(@Nullable String id) {
        if (shelf.remove(ExecuteApi.key(id)).isEmpty()) {
            throw HttpApiFaults.notFound("API", id);
        }
    }

    /** All of the call's Region, in the order of their ids. */
    List<Api> list() {
        return shelf.valuesUnder(ExecuteApi.key("")).stream()
                .map(StoredHttpApi::api)
                .toList();
    }

    /** Changes an API; its stages with automatic deployment serve the change at once. */
    StoredHttpApi change(@Nullable String id, UnaryOperator<StoredHttpApi> change) {
        return shelf.update(ExecuteApi.key(id), old -> followed(change.apply(old)))
                .orElseThrow(() -> HttpApiFaults.notFound("API", id));
    }

    private StoredHttpApi followed(StoredHttpApi api) {
        StoredHttpApi now = api;
        for (Stage stage : api.stages().values()) {
            StoredHttpApi.Snapshot served =
                    stage.deploymentId() == null ? null : api.snapshots().get(stage.deploymentId());
            if (Boolean.TRUE.equals(stage.autoDeploy()) && !api.snapshot().equals(served)) {
                now = redeployed(now, stage);
            }
        }
        return now;
    }

    private StoredHttpApi redeployed(StoredHttpApi api, Stage stage) {
        if (api.routes().isEmpty()) {
            return api.withStages(all -> all.put(
                    stage.stageName(), stage.toBuilder().lastDeploymentStatusMessage(NO_ROUTES).build()));
        }
        Deployment made = deployment("Automatic deployment triggered by changes to the Api configuration", true);
        Stage moved = moved(stage, made.deploymentId());
        StoredHttpApi deployed = api.withDeployment(made).withStages(all -> all.put(stage.stageName(), moved));
        // Each change makes a deployment: what no stage serves any more would only pile up.
        boolean dead = stage.deploymentId() != null
                && Boolean.TRUE.equals(api.deployment(stage.deploymentId()).autoDeployed())
                && deployed.stages().values().stream()
                        .noneMatch(one -> stage.deploymentId().equals(one.deploymentId()));
        return dead ? deployed.withoutDeployment(stage.deploymentId()) : deployed;
    }

    /** A deployment that somebody asked for, put on a stage where one is named. */
    StoredHttpApi deploy(@Nullable String id, Deployment made, @Nullable String stageName) {
        return change(id, api -> {
            if (api.routes().isEmpty()) {
                throw HttpApiFaults.bad(NO_ROUTES);
            }
            StoredHttpApi deployed = api.withDeployment(made);
            if (stageName == null) {
                return deployed;
            }
            Stage stage = api.stage(stageName);
            return deployed.withStages(all -> all.put(stageName, moved(stage, made.deploymentId())));
        });
    }

    Deployment deployment(@Nullable String description, boolean automatic) {
        return Deployment.builder()
                .deploymentId(ExecuteApi.id(6))
                .description(description)
                .autoDeployed(automatic)
                .deploymentStatus(DeploymentStatus.DEPLOYED)
                .createdDate(clock.instant())
                .build();
    }

    private Stage moved(Stage stage, String deployment) {
        return stage.toBuilder()
                .deploymentId(deployment)
                .lastDeploymentStatusMessage("Successfully deployed stage with deployment ID '" + deployment + "'")
                .lastUpdatedDate(clock.instant())
                .build();
    }

    /** {@code <id>.execute-api.<region>.amazonaws.com} of every API. */
    List<String> hosts() {
        return shelf.keysUnder("").stream().map(ExecuteApi::host).toList();
    }

    /** What a host serves under a path: the stage that the path begins with, else {@code $default}. */
    Optional<DeployedHttpApi> deployed(String host, String path) {
        String key = ExecuteApi.keyOf(host);
        StoredHttpApi api = shelf.get(key).orElse(null);
        if (api == null) {
            return Optional.empty();
        }
        int end = path.indexOf('/', 1);
        String first = end < 0 ? path.substring(1) : path.substring(1, end);
        Stage named = first.equals(RouteKey.DEFAULT) ? null : api.stages().get(first);
        Stage stage = named == null ? api.stages().get(RouteKey.DEFAULT) : named;
        if (stage == null || stage.deploymentId() == null) {
            return Optional.empty();
        }
        String inside = named == null ? path : end < 0 ? "/" : path.substring(end);
        StoredHttpApi.Snapshot frozen = Objects.requireNonNull(api.snapshots().get(stage.deploymentId()));
        return Optional.of(new DeployedHttpApi(
                api.api().apiId(),
                key.substring(0, key.indexOf('/')),
                stage,
                inside,
                frozen.endpointDisabled(),
                frozen.routes(),
                frozen.integrations()));
    }
}
