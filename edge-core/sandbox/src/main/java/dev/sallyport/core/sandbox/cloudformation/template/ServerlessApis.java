package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The APIs of a serverless template: those that it declares, and those that events without one imply, {@code ServerlessRestApi}
 * with its stage Prod and {@code ServerlessHttpApi}.
 */
final class ServerlessApis {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Map<String, String> IMPLIED = Map.of("Api", "ServerlessRestApi", "HttpApi", "ServerlessHttpApi");
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "ANY");
    private static final String ARN = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${";

    private final ObjectNode resources;
    private final Map<String, Api> apis = new LinkedHashMap<>();

    private record Api(ServerlessResource given, String kind, List<Event> events) {}

    private record Event(ServerlessResource function, String name, String path, String method, JsonNode properties, String place) {
        /** With a star for each variable, as permissions have it. */
        String asked() {
            return method.replace("ANY", "*") + path.replaceAll("\\{[^}]*}", "*");
        }
    }

    ServerlessApis(ObjectNode resources) {
        this.resources = resources;
    }

    void declare(ServerlessResource given, String kind) {
        apis.put(given.id(), new Api(given, kind, events(given.id())));
    }

    /** Events may come before the API that they name. */
    private List<Event> events(String id) {
        Api before = apis.get(id);
        return before == null ? new ArrayList<>() : before.events();
    }

    void event(ServerlessResource function, String name, JsonNode event, String place) {
        String kind = event.path("Type").asText();
        String implied = IMPLIED.get(kind);
        if (implied == null) {
            throw Serverless.refused(place + " of type " + kind);
        }
        JsonNode own = event.path("Properties");
        JsonNode named = own.path(kind.equals("Api") ? "RestApiId" : "ApiId");
        String id = named.isMissingNode() ? implied : named.path("Ref").asText();
        if (id.isEmpty()) {
            throw Serverless.refused(place + " (its API is not named by Ref)");
        }
        Set<String> known = Set.of("Path", "Method", "RestApiId", "ApiId", "Auth", "PayloadFormatVersion", "TimeoutInMillis");
        own.fieldNames().forEachRemaining(member -> {
            if (!known.contains(member)) {
                throw Serverless.refused(place + "/Properties/" + member);
            }
        });
        String method = own.path("Method").asText("ANY").toUpperCase(Locale.ROOT).replace("X-AMAZON-APIGATEWAY-ANY-METHOD", "ANY");
        if (!METHODS.contains(method) || (kind.equals("Api") && !own.has("Path"))) {
            throw new TemplateException("Template error: " + place + " needs a Path and a Method.");
        }
        String path = own.path("Path").asText("/$default");
        apis.computeIfAbsent(id, absent -> new Api(
                        new ServerlessResource(absent, JSON.objectNode(), JSON.objectNode()), kind, new ArrayList<>()))
                .events()
                .add(new Event(function, name, path, method, own, place));
    }

    void expand(JsonNode globals) {
        apis.forEach((id, api) -> {
            ServerlessResource given = api.given();
            if (IMPLIED.containsValue(id) && !given.declaration().has("Type")) {
                ObjectNode properties = Serverless.merged(globals.path(api.kind()), JSON.objectNode());
                if (api.kind().equals("Api")) {
                    properties.put("StageName", "Prod");
                }
                given = new ServerlessResource(id, JSON.objectNode(), properties);
            } else if (!given.declaration().has("Type")) {
                throw new TemplateException("Template format error: Unresolved resource dependencies [" + id
                        + "] in the Resources block of the template");
            }
            if (api.kind().equals("Api")) {
                rest(given, api.events());
            } else {
                http(given, api.events());
            }
        });
    }

    private void rest(ServerlessResource given, List<Event> events) {
        given.allow(Set.of(
                "StageName", "Name", "Description", "Variables", "TracingEnabled", "MethodSettings", "AccessLogSetting",
                "EndpointConfiguration", "BinaryMediaTypes", "Auth", "OpenApiVersion", "Tags"));
        ObjectNode own = given.properties();
        String id = given.id();
        ObjectNode api = JSON.objectNode();
        api.set("Name", own.has("Name") ? own.get("Name") : Serverless.ref("AWS::StackName"));
        copy(own, api, "Description");
        if (own.has("EndpointConfiguration")) {
            JsonNode type = own.get("EndpointConfiguration");
            api.putObject("EndpointConfiguration").putArray("Types").add(type.isObject() ? type.path("Type") : type);
        }
        own.path("BinaryMediaTypes").forEach(type -> api.withArray("BinaryMediaTypes").add(type.asText().replace("~1", "/")));
        given.tags(api);
        given.main("AWS::ApiGateway::RestApi", api, resources);
        Set<String> methods = new TreeSet<>();
        for (Event event : events) {
            String method = id + "Method" + Serverless.hash(event.method() + event.path());
            methods.add(method);
            ObjectNode made = given.more(method, "AWS::ApiGateway::Method", resources);
            made.set("RestApiId", Serverless.ref(id));
            made.set("ResourceId", resource(given, event.path()));
            made.put("HttpMethod", event.method());
            authorize(own.path("Auth"), event, made);
            ObjectNode integration = made.putObject("Integration").put("Type", "AWS_PROXY").put("IntegrationHttpMethod", "POST");
            integration.set("Uri", Serverless.sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${"
                    + event.function().id() + ".Arn}/invocations"));
            permit(event, id, event.name() + "PermissionProd");
        }
        String stageName = own.path("StageName").asText("");
        String deployment = id + "Deployment" + Serverless.hash(methods.toString());
        ObjectNode deployed = given.more(deployment, "AWS::ApiGateway::Deployment", resources);
        deployed.set("RestApiId", Serverless.ref(id));
        ArrayNode after = ((ObjectNode) resources.get(deployment)).putArray("DependsOn");
        methods.forEach(after::add);
        ObjectNode stage = given.more(
                id + stageName.replaceAll("[^A-Za-z0-9]", "") + "Stage", "AWS::ApiGateway::Stage", resources);
        stage.set("RestApiId", Serverless.ref(id));
        stage.set("DeploymentId", Serverless.ref(deployment));
        copy(own, stage, "StageName", "Variables", "TracingEnabled", "MethodSettings", "AccessLogSetting");
    }

    /** Who is asked for a signature: AWS_IAM is the only authorizer that is carried out. */
    private static void authorize(JsonNode auth, Event event, ObjectNode method) {
        auth.fieldNames().forEachRemaining(member -> {
            if (!Set.of("DefaultAuthorizer", "ApiKeyRequired").contains(member)) {
                throw Serverless.refused(event.place() + ", whose API has Auth/" + member);
            }
        });
        JsonNode own = event.properties().path("Auth");
        String authorizer = own.path("Authorizer").asText(auth.path("DefaultAuthorizer").asText("NONE"));
        if (!Set.of("AWS_IAM", "NONE").contains(authorizer)) {
            throw Serverless.refused(event.place() + " with the authorizer " + authorizer);
        }
        method.put("AuthorizationType", authorizer);
        if (own.path("ApiKeyRequired").asBoolean(auth.path("ApiKeyRequired").asBoolean())) {
            method.put("ApiKeyRequired", true);
        }
    }

    /** The API's root, or a chain of resources down to the path. */
    private JsonNode resource(ServerlessResource given, String path) {
        JsonNode at = Serverless.attribute(given.id(), "RootResourceId");
        StringBuilder so = new StringBuilder();
        for (String part : path.split("/", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            so.append('/').append(part);
            String id = given.id() + "Resource" + Serverless.hash(so.toString());
            if (!resources.has(id)) {
                ObjectNode made = given.more(id, "AWS::ApiGateway::Resource", resources);
                made.set("RestApiId", Serverless.ref(given.id()));
                made.set("ParentId", at);
                made.put("PathPart", part);
            }
            at = Serverless.ref(id);
        }
        return at;
    }

    private void permit(Event event, String api, String name) {
        ObjectNode made = event.function().more(event.function().id() + name, "AWS::Lambda::Permission", resources);
        made.put("Action", "lambda:InvokeFunction").put("Principal", "apigateway.amazonaws.com");
        made.set("FunctionName", Serverless.ref(event.function().id()));
        made.set("SourceArn", Serverless.sub(ARN + api + "}/*/"
                + (event.path().equals("/$default") ? "$default" : event.asked())));
    }

    private void http(ServerlessResource given, List<Event> events) {
        given.allow(Set.of(
                "StageName", "CorsConfiguration", "Name", "Description", "Tags", "DefaultRouteSettings", "AccessLogSettings",
                "StageVariables", "DisableExecuteApiEndpoint"));
        ObjectNode own = given.properties();
        String id = given.id();
        ObjectNode api = JSON.objectNode().put("ProtocolType", "HTTP");
        api.set("Name", own.has("Name") ? own.get("Name") : Serverless.ref("AWS::StackName"));
        copy(own, api, "Description", "DisableExecuteApiEndpoint", "Tags");
        if (own.path("CorsConfiguration").isBoolean()) {
            api.putObject("CorsConfiguration").putArray("AllowOrigins").add("*");
        } else {
            copy(own, api, "CorsConfiguration");
        }
        given.main("AWS::ApiGatewayV2::Api", api, resources);
        for (Event event : events) {
            String hash = Serverless.hash(event.method() + event.path());
            String integration = id + "Integration" + hash;
            ObjectNode made = given.more(integration, "AWS::ApiGatewayV2::Integration", resources);
            made.set("ApiId", Serverless.ref(id));
            made.put("IntegrationType", "AWS_PROXY");
            made.set("IntegrationUri", Serverless.attribute(event.function().id(), "Arn"));
            made.put("PayloadFormatVersion", event.properties().path("PayloadFormatVersion").asText("2.0"));
            if (event.properties().has("TimeoutInMillis")) {
                made.set("TimeoutInMillis", event.properties().get("TimeoutInMillis"));
            }
            ObjectNode route = given.more(id + "Route" + hash, "AWS::ApiGatewayV2::Route", resources);
            route.set("ApiId", Serverless.ref(id));
            route.put("RouteKey", event.path().equals("/$default") ? "$default" : event.method() + ' ' + event.path());
            route.set("Target", Serverless.sub("integrations/${" + integration + '}'));
            authorize(JSON.objectNode(), event, route);
            permit(event, id, event.name() + "Permission");
        }
        String stageName = own.path("StageName").asText("");
        ObjectNode stage = given.more(
                id + (stageName.isEmpty() ? "ApiGatewayDefaultStage" : stageName.replaceAll("[^A-Za-z0-9]", "") + "Stage"),
                "AWS::ApiGatewayV2::Stage",
                resources);
        stage.set("ApiId", Serverless.ref(id));
        stage.put("StageName", "$default").put("AutoDeploy", true);
        copy(own, stage, "StageName", "DefaultRouteSettings", "AccessLogSettings", "StageVariables");
    }

    private static void copy(ObjectNode from, ObjectNode to, String... members) {
        for (String member : members) {
            if (from.has(member)) {
                to.set(member, from.get(member));
            }
        }
    }
}
