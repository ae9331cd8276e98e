package dev.sallyport.core.sandbox.apigatewayv2;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.model.Api;
import software.amazon.awssdk.services.apigatewayv2.model.Deployment;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;
import software.amazon.awssdk.services.apigatewayv2.model.Route;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;

/**
 * An HTTP API with all that hangs on it.
 *
 * @param api its own properties
 * @param routes by id
 * @param integrations by id
 * @param deployments by id
 * @param snapshots what each deployment froze
 * @param stages by name
 */
record StoredHttpApi(
        Api api,
        Map<String, Route> routes,
        Map<String, Integration> integrations,
        Map<String, Deployment> deployments,
        Map<String, Snapshot> snapshots,
        Map<String, Stage> stages) {

    /** What a deployment froze. */
    record Snapshot(boolean endpointDisabled, List<Route> routes, Map<String, Integration> integrations) {}

    StoredHttpApi withApi(Api changed) {
        return new StoredHttpApi(changed, routes, integrations, deployments, snapshots, stages);
    }

    StoredHttpApi withRoutes(Consumer<Map<String, Route>> change) {
        return new StoredHttpApi(api, changed(routes, change), integrations, deployments, snapshots, stages);
    }

    StoredHttpApi withIntegrations(Consumer<Map<String, Integration>> change) {
        return new StoredHttpApi(api, routes, changed(integrations, change), deployments, snapshots, stages);
    }

    StoredHttpApi withStages(Consumer<Map<String, Stage>> change) {
        return new StoredHttpApi(api, routes, integrations, deployments, snapshots, changed(stages, change));
    }

    StoredHttpApi withDeployment(Deployment made) {
        return new StoredHttpApi(
                api,
                routes,
                integrations,
                changed(deployments, all -> all.put(made.deploymentId(), made)),
                changed(snapshots, all -> all.put(made.deploymentId(), snapshot())),
                stages);
    }

    StoredHttpApi withoutDeployment(String id) {
        return new StoredHttpApi(
                api,
                routes,
                integrations,
                changed(deployments, all -> all.remove(id)),
                changed(snapshots, all -> all.remove(id)),
                stages);
    }

    /** What a deployment made now would freeze. */
    Snapshot snapshot() {
        return new Snapshot(
                Boolean.TRUE.equals(api.disableExecuteApiEndpoint()), List.copyOf(routes.values()), integrations);
    }

    Route route(@Nullable String id) {
        return found(routes, "Route", id);
    }

    Integration integration(@Nullable String id) {
        return found(integrations, "Integration", id);
    }

    Deployment deployment(@Nullable String id) {
        return found(deployments, "Deployment", id);
    }

    Stage stage(@Nullable String name) {
        return found(stages, "stage", name);
    }

    private static <V> V found(Map<String, V> all, String what, @Nullable String id) {
        return Optional.ofNullable(id == null ? null : all.get(id))
                .orElseThrow(() -> HttpApiFaults.notFound(what, id));
    }

    static <V> Map<String, V> changed(Map<String, V> map, Consumer<Map<String, V>> change) {
        Map<String, V> copy = new TreeMap<>(map);
        change.accept(copy);
        return copy;
    }
}
