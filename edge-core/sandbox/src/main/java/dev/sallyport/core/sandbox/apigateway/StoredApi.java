package dev.sallyport.core.sandbox.apigateway;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.Deployment;
import software.amazon.awssdk.services.apigateway.model.Integration;
import software.amazon.awssdk.services.apigateway.model.Method;
import software.amazon.awssdk.services.apigateway.model.Resource;
import software.amazon.awssdk.services.apigateway.model.RestApi;
import software.amazon.awssdk.services.apigateway.model.Stage;

/**
 * A REST API with all that hangs on it.
 *
 * @param api its own properties
 * @param resources by id, methods and integrations inside
 * @param deployments by id
 * @param snapshots what each deployment froze: its resources and the API's policy
 * @param stages by name
 */
record StoredApi(
        RestApi api,
        Map<String, Resource> resources,
        Map<String, Deployment> deployments,
        Map<String, Snapshot> snapshots,
        Map<String, Stage> stages) {

    /** What a deployment froze. */
    record Snapshot(List<Resource> resources, @Nullable String policy) {}

    StoredApi withApi(RestApi changed) {
        return new StoredApi(changed, resources, deployments, snapshots, stages);
    }

    StoredApi withResources(Map<String, Resource> changed) {
        return new StoredApi(api, changed, deployments, snapshots, stages);
    }

    StoredApi withResource(Resource changed) {
        return withResources(changed(resources, all -> all.put(changed.id(), changed)));
    }

    StoredApi withStages(Map<String, Stage> changed) {
        return new StoredApi(api, resources, deployments, snapshots, changed);
    }

    StoredApi withDeployment(Deployment made) {
        Snapshot frozen = new Snapshot(List.copyOf(resources.values()), api.policy());
        return new StoredApi(
                api,
                resources,
                changed(deployments, all -> all.put(made.id(), made)),
                changed(snapshots, all -> all.put(made.id(), frozen)),
                stages);
    }

    StoredApi withoutDeployment(String id) {
        return new StoredApi(
                api,
                resources,
                changed(deployments, all -> all.remove(id)),
                changed(snapshots, all -> all.remove(id)),
                stages);
    }

    Resource resource(String id) {
        return Optional.ofNullable(resources.get(id)).orElseThrow(() -> GatewayFaults.notFound("Resource"));
    }

    Method method(String resourceId, String verb) {
        return Optional.ofNullable(resource(resourceId).resourceMethods().get(verb))
                .orElseThrow(() -> GatewayFaults.notFound("Method"));
    }

    Integration integration(String resourceId, String verb) {
        return Optional.ofNullable(method(resourceId, verb).methodIntegration())
                .orElseThrow(() -> GatewayFaults.notFound("Integration"));
    }

    Stage stage(String name) {
        return Optional.ofNullable(stages.get(name)).orElseThrow(() -> GatewayFaults.notFound("stage"));
    }

    /** The same with one method replaced, or removed where {@code changed} is null. */
    StoredApi withMethod(String resourceId, String verb, @Nullable Method changed) {
        Resource old = resource(resourceId);
        Map<String, Method> methods = changed(old.resourceMethods(), all -> {
            if (changed == null) {
                all.remove(verb);
            } else {
                all.put(verb, changed);
            }
        });
        return withResource(old.toBuilder().resourceMethods(methods).build());
    }

    static <V> Map<String, V> changed(Map<String, V> map, Consumer<Map<String, V>> change) {
        Map<String, V> copy = new TreeMap<>(map);
        change.accept(copy);
        return copy;
    }
}
