package dev.sallyport.core.sandbox.apigateway;

import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.RestApi;

/** The REST APIs that are kept, each under its Region and id. */
final class RestApis {
    private final Shelf<StoredApi> shelf;

    RestApis(SandboxState state) {
        this.shelf = state.shelf("apigateway/apis", StoredApi.class);
    }

    void put(StoredApi api) {
        shelf.put(ExecuteApi.key(api.api().id()), api);
    }

    StoredApi find(@Nullable String id) {
        return shelf.get(ExecuteApi.key(id)).orElseThrow(() -> GatewayFaults.notFound("API"));
    }

    StoredApi change(@Nullable String id, UnaryOperator<StoredApi> change) {
        return shelf.update(ExecuteApi.key(id), change).orElseThrow(() -> GatewayFaults.notFound("API"));
    }

    void remove(@Nullable String id) {
        if (shelf.remove(ExecuteApi.key(id)).isEmpty()) {
            throw GatewayFaults.notFound("API");
        }
    }

    /** All of the call's Region, in the order of their ids. */
    List<RestApi> list() {
        return shelf.valuesUnder(ExecuteApi.key("")).stream().map(StoredApi::api).toList();
    }

    List<String> hosts() {
        return shelf.keysUnder("").stream().map(ExecuteApi::host).toList();
    }

    /** What a stage serves; empty when there is no such API or stage. */
    Optional<DeployedApi> deployed(String host, String stageName) {
        String key = ExecuteApi.keyOf(host);
        return shelf.get(key).flatMap(api -> Optional.ofNullable(api.stages().get(stageName)).map(stage -> {
            StoredApi.Snapshot frozen = Objects.requireNonNull(api.snapshots().get(stage.deploymentId()));
            String region = key.substring(0, key.indexOf('/'));
            return new DeployedApi(api.api().id(), region, stage, frozen.policy(), frozen.resources());
        }));
    }
}
