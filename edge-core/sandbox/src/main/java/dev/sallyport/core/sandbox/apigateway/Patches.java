package dev.sallyport.core.sandbox.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.shape.Shapes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Patch operations on a shape: {@code add} and {@code replace} set the member that the path names, {@code remove}
 * clears it.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html">Patch operations</a>
 */
final class Patches {
    private static final Map<String, String> METHOD_SETTINGS = Map.of(
            "metrics/enabled", "metricsEnabled",
            "logging/loglevel", "loggingLevel",
            "logging/dataTrace", "dataTraceEnabled",
            "throttling/burstLimit", "throttlingBurstLimit",
            "throttling/rateLimit", "throttlingRateLimit",
            "caching/enabled", "cachingEnabled",
            "caching/ttlInSeconds", "cacheTtlInSeconds",
            "caching/dataEncrypted", "cacheDataEncrypted");

    private Patches() {}

    /** The shape after all operations, in order. */
    static <T extends SdkPojo> T apply(T shape, SdkBuilder<?, T> fresh, List<PatchOperation> operations) {
        ObjectNode tree = Shapes.toJson(shape);
        for (PatchOperation operation : operations) {
            apply(tree, operation);
        }
        return Shapes.fromJson(tree, fresh);
    }

    private static void apply(ObjectNode tree, PatchOperation operation) {
        List<String> path = path(operation);
        ObjectNode at = tree;
        for (String step : path.subList(0, path.size() - 1)) {
            JsonNode next = at.get(step);
            if (next != null && !next.isObject()) {
                throw GatewayFaults.bad("Invalid patch path " + operation.path());
            }
            at = next == null ? at.putObject(step) : (ObjectNode) next;
        }
        String last = path.getLast();
        switch (operation.opAsString()) {
            case "add", "replace" -> at.put(last, operation.value());
            case "remove" -> at.remove(last);
            case null, default -> throw GatewayFaults.bad(
                    "Invalid patch operation specified. Must be 'add'|'remove'|'replace'");
        }
    }

    private static List<String> path(PatchOperation operation) {
        String path = Objects.requireNonNullElse(operation.path(), "");
        if (!path.startsWith("/") || path.length() == 1) {
            throw GatewayFaults.bad("Invalid patch path " + path);
        }
        List<String> steps = Arrays.stream(path.substring(1).split("/", -1))
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList();
        if (steps.size() == 4) {
            // A stage's method setting: /{resource path}/{verb}/{group}/{name}, the path of "*" or of a resource.
            String setting = METHOD_SETTINGS.get(steps.get(2) + '/' + steps.get(3));
            if (setting != null) {
                String resource = steps.get(0).replaceFirst("^/", "");
                return List.of("methodSettings", resource + '/' + steps.get(1), setting);
            }
        }
        return steps;
    }
}
