package dev.sallyport.core.sandbox.apigateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.Integration;
import software.amazon.awssdk.services.apigateway.model.Resource;

/** A deployed API as an OpenAPI document. API Gateway Developer Guide, "Export a REST API from API Gateway". */
final class Exports {
    private Exports() {}

    /** Paths, methods and their integrations; no models and no security schemes. */
    static ObjectNode document(StoredApi api, StoredApi.Snapshot deployed) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("openapi", "3.0.1");
        document.putObject("info").put("title", api.api().name()).put("version", api.api().createdDate().toString());
        ObjectNode paths = document.putObject("paths");
        deployed.resources().stream()
                .filter(resource -> !resource.resourceMethods().isEmpty())
                .sorted(Comparator.comparing(Resource::path))
                .forEach(resource -> {
                    ObjectNode path = paths.putObject(resource.path());
                    new TreeMap<>(resource.resourceMethods()).forEach((verb, method) -> {
                        ObjectNode operation = path.putObject(
                                verb.equals("ANY") ? "x-amazon-apigateway-any-method" : verb.toLowerCase(Locale.ROOT));
                        operation.putObject("responses");
                        if (method.methodIntegration() != null) {
                            integration(operation.putObject("x-amazon-apigateway-integration"), method.methodIntegration());
                        }
                    });
                });
        return document;
    }

    private static void integration(ObjectNode object, Integration integration) {
        object.put("type", integration.typeAsString().toLowerCase(Locale.ROOT));
        put(object, "httpMethod", integration.httpMethod());
        put(object, "uri", integration.uri());
        put(object, "credentials", integration.credentials());
        texts(object, "requestParameters", integration.requestParameters());
        texts(object, "requestTemplates", integration.requestTemplates());
    }

    private static void put(ObjectNode object, String name, @Nullable String value) {
        if (value != null) {
            object.put(name, value);
        }
    }

    private static void texts(ObjectNode object, String name, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            new TreeMap<>(texts).forEach(object.putObject(name)::put);
        }
    }
}
