package dev.sallyport.core.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AwsErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.Integration;
import software.amazon.awssdk.services.apigateway.model.Method;
import software.amazon.awssdk.services.apigateway.model.Resource;

/**
 * What a stage of a REST API serves, which is what its deployment froze and not what the API says now. Another deployment
 * puts all that was changed since before its callers.
 *
 * @param deployment that the stage serves
 * @param types the authorization of each method that it serves, by verb and path
 * @param undeployed what the API says otherwise than the stage serves, but for methods that demand a signature already
 * @param unknown why the integrations of the two could not be compared; empty where they could
 */
record Release(String deployment, SortedMap<String, String> types, List<String> undeployed, String unknown) {

    /**
     * Looks at a stage.
     *
     * @param resources of the API as it is now, with their methods
     */
    static Release of(ApiGatewayClient gateway, String api, String stage, List<Resource> resources) {
        String deployment =
                gateway.getStage(request -> request.restApiId(api).stageName(stage)).deploymentId();
        SortedMap<String, String> types = new TreeMap<>();
        SortedMap<String, String> served = new TreeMap<>();
        gateway.getDeployment(request -> request.restApiId(api).deploymentId(deployment).embed("apisummary"))
                .apiSummary()
                .forEach((path, verbs) -> verbs.forEach((verb, method) -> {
                    String type = Objects.requireNonNullElse(method.authorizationType(), "NONE");
                    types.put(verb + " " + path, type);
                    served.put(verb + " " + path, demands(type, Boolean.TRUE.equals(method.apiKeyRequired())));
                }));
        SortedMap<String, String> now = new TreeMap<>();
        methods(resources).forEach((name, method) -> now.put(
                name,
                demands(
                        Objects.requireNonNullElse(method.authorizationType(), "NONE"),
                        Boolean.TRUE.equals(method.apiKeyRequired()))));
        List<String> undeployed = new ArrayList<>(differing(served, now));
        String unknown = "";
        try {
            undeployed.addAll(differing(exported(gateway, api, stage), methods(resources)));
        } catch (SdkException e) {
            unknown = AwsErrors.translate(e).message();
        } catch (JsonProcessingException e) {
            unknown = "What API Gateway exported is no JSON.";
        }
        return new Release(deployment, types, List.copyOf(undeployed), unknown);
    }

    /** The methods of an API by verb and path. */
    static SortedMap<String, Method> methods(List<Resource> resources) {
        SortedMap<String, Method> methods = new TreeMap<>();
        resources.forEach(resource ->
                resource.resourceMethods().forEach((verb, method) -> methods.put(verb + " " + resource.path(), method)));
        return methods;
    }

    private static String demands(String type, boolean key) {
        return type + (key ? " and an API key" : "");
    }

    private static List<String> differing(SortedMap<String, String> served, SortedMap<String, String> now) {
        TreeSet<String> names = new TreeSet<>(served.keySet());
        names.addAll(now.keySet());
        List<String> differing = new ArrayList<>();
        for (String name : names) {
            String before = served.get(name);
            String after = now.get(name);
            if (before == null) {
                differing.add(name + " is new");
            } else if (after == null) {
                differing.add(name + " is gone");
            } else if (!before.equals(after) && !(before.equals("NONE") && after.equals("AWS_IAM"))) {
                differing.add(name + " demands " + after + ", served " + before);
            }
        }
        return differing;
    }

    /** API Gateway Developer Guide, "x-amazon-apigateway-integration object". */
    private static SortedMap<String, JsonNode> exported(ApiGatewayClient gateway, String api, String stage)
            throws JsonProcessingException {
        String document = gateway.getExport(request -> request.restApiId(api)
                        .stageName(stage)
                        .exportType("oas30")
                        .parameters(Map.of("extensions", "integrations"))
                        .accepts("application/json"))
                .body()
                .asUtf8String();
        SortedMap<String, JsonNode> integrations = new TreeMap<>();
        Json.MAPPER.readTree(document).path("paths").properties().forEach(path ->
                path.getValue().properties().forEach(verb -> {
                    String name = verb.getKey().equals("x-amazon-apigateway-any-method")
                            ? "ANY"
                            : verb.getKey().toUpperCase(Locale.ROOT);
                    JsonNode integration = verb.getValue().path("x-amazon-apigateway-integration");
                    if (integration.isObject()) {
                        integrations.put(name + " " + path.getKey(), integration);
                    }
                }));
        return integrations;
    }

    /** By what decides where a request goes and as what; a method that one of the two lacks is told of already. */
    private static List<String> differing(Map<String, JsonNode> exported, Map<String, Method> now) {
        List<String> differing = new ArrayList<>();
        exported.forEach((name, served) -> {
            Method method = now.get(name);
            Integration changed = method == null ? null : method.methodIntegration();
            if (method != null && (changed == null || !target(served).equals(target(changed)))) {
                differing.add(name + " goes to another integration");
            }
        });
        return differing;
    }

    private static List<String> target(JsonNode integration) {
        return List.of(
                integration.path("type").asText("").toLowerCase(Locale.ROOT),
                integration.path("httpMethod").asText(""),
                integration.path("uri").asText(""),
                integration.path("credentials").asText(""),
                texts(integration.path("requestParameters")),
                texts(integration.path("requestTemplates")));
    }

    private static List<String> target(Integration integration) {
        return List.of(
                Objects.requireNonNullElse(integration.typeAsString(), "").toLowerCase(Locale.ROOT),
                Objects.requireNonNullElse(integration.httpMethod(), ""),
                Objects.requireNonNullElse(integration.uri(), ""),
                Objects.requireNonNullElse(integration.credentials(), ""),
                new TreeMap<>(integration.requestParameters()).toString(),
                new TreeMap<>(integration.requestTemplates()).toString());
    }

    private static String texts(JsonNode object) {
        SortedMap<String, String> texts = new TreeMap<>();
        object.properties().forEach(member -> texts.put(member.getKey(), member.getValue().asText()));
        return texts.toString();
    }
}
