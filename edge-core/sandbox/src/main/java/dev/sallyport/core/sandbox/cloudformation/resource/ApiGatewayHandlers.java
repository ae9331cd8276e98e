package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.apigateway.ExecuteApi;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.CreateResourceRequest;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.CreateStageRequest;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;

/** AWS::ApiGateway::RestApi, ::Resource, ::Deployment, ::Stage and ::Account; methods are {@link ApiMethods}. */
final class ApiGatewayHandlers {
    private ApiGatewayHandlers() {}

    static Map<String, ResourceHandler> of(ApiGatewayClient api) {
        return Map.of(
                "AWS::ApiGateway::RestApi", new RestApis(api),
                "AWS::ApiGateway::Resource", new Resources(api),
                "AWS::ApiGateway::Method", new ApiMethods(api),
                "AWS::ApiGateway::Deployment", new Deployments(api),
                "AWS::ApiGateway::Stage", new RestStages(api),
                "AWS::ApiGateway::Account", new Accounts(api));
    }

    static PatchOperation patch(Op op, String path, @Nullable String value) {
        return PatchOperation.builder().op(op).path(path).value(value).build();
    }

    /** Replaces each of {@code names} that differs; {@code names} maps a property to the path of its patch. */
    static List<PatchOperation> changed(ObjectNode before, ObjectNode now, Map<String, String> names) {
        List<PatchOperation> patches = new ArrayList<>();
        names.forEach((property, path) -> {
            JsonNode value = now.path(property);
            if (!value.equals(before.path(property))) {
                patches.add(patch(Op.REPLACE, path, value.isContainerNode() ? value.toString() : value.asText("")));
            }
        });
        return patches;
    }

    static void tag(ApiGatewayClient api, String path, ObjectNode before, ObjectNode now) {
        String arn = ExecuteApi.arn(path);
        TagChange.between(before, now)
                .apply(
                        put -> api.tagResource(r -> r.resourceArn(arn).tags(put)),
                        gone -> api.untagResource(r -> r.resourceArn(arn).tagKeys(gone)));
    }

    private record RestApis(ApiGatewayClient api) implements ResourceHandler {
        private static final PropertyMapping MAPPING = PropertyMapping.SAME.renaming("ApiKeySourceType", "apiKeySource");

        @Override
        public Set<String> existing(Wanted wanted) {
            Set<String> ids = new HashSet<>();
            api.getRestApisPaginator(r -> {}).items().forEach(one -> {
                if (TagChange.marks(one.tags(), wanted)) {
                    ids.add(one.id());
                }
            });
            return ids;
        }

        @Override
        public String create(Wanted wanted) {
            return api.createRestApi(wanted.request(CreateRestApiRequest.builder(), MAPPING)).id();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before == null) {
                return;
            }
            ObjectNode now = wanted.properties();
            for (String fixed : List.of("EndpointConfiguration", "BinaryMediaTypes")) {
                if (!now.path(fixed).equals(before.path(fixed))) {
                    throw new ResourceException("The sandbox does not change " + fixed + " of a REST API.");
                }
            }
            List<PatchOperation> patches = changed(before, now, Map.of(
                    "Name", "/name",
                    "Description", "/description",
                    "Policy", "/policy",
                    "ApiKeySourceType", "/apiKeySource",
                    "DisableExecuteApiEndpoint", "/disableExecuteApiEndpoint",
                    "MinimumCompressionSize", "/minimumCompressionSize"));
            if (!patches.isEmpty()) {
                api.updateRestApi(r -> r.restApiId(id).patchOperations(patches));
            }
            tag(api, "/restapis/" + id, before, now);
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            var one = api.getRestApi(r -> r.restApiId(id));
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("RestApiId", id)
                    .put("RootResourceId", one.rootResourceId());
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> api.deleteRestApi(r -> r.restApiId(id)));
        }
    }

    private record Resources(ApiGatewayClient api) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            Set<String> ids = new HashSet<>();
            api.getResourcesPaginator(r -> r.restApiId(wanted.text("RestApiId"))).items().forEach(one -> {
                if (wanted.text("ParentId").equals(one.parentId()) && wanted.text("PathPart").equals(one.pathPart())) {
                    ids.add(one.id());
                }
            });
            return ids;
        }

        @Override
        public String create(Wanted wanted) {
            return api.createResource(wanted.request(CreateResourceRequest.builder(), PropertyMapping.SAME)).id();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            // Every property of a resource needs a replacement.
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put("ResourceId", id);
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> api.deleteResource(
                    r -> r.restApiId(properties.path("RestApiId").asText()).resourceId(id)));
        }
    }

    private record Deployments(ApiGatewayClient api) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            Set<String> ids = new HashSet<>();
            api.getDeploymentsPaginator(r -> r.restApiId(wanted.text("RestApiId"))).items().forEach(one -> ids.add(one.id()));
            return ids;
        }

        @Override
        public String create(Wanted wanted) {
            if (wanted.properties().path("StageDescription").isObject()) {
                throw new ResourceException("The sandbox does not carry StageDescription; declare an AWS::ApiGateway::Stage.");
            }
            return api.createDeployment(wanted.request(CreateDeploymentRequest.builder(), PropertyMapping.SAME)).id();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before == null) {
                return;
            }
            if (!before.path("StageName").equals(wanted.properties().path("StageName"))) {
                throw new ResourceException("The sandbox does not change StageName of a deployment.");
            }
            List<PatchOperation> patches = changed(before, wanted.properties(), Map.of("Description", "/description"));
            if (!patches.isEmpty()) {
                api.updateDeployment(r -> r.restApiId(wanted.text("RestApiId")).deploymentId(id).patchOperations(patches));
            }
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put("DeploymentId", id);
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            String restApi = properties.path("RestApiId").asText();
            String stage = properties.path("StageName").asText("");
            return Absence.gone(() -> {
                if (!stage.isEmpty()) {
                    Absence.gone(() -> api.deleteStage(r -> r.restApiId(restApi).stageName(stage)));
                }
                api.deleteDeployment(r -> r.restApiId(restApi).deploymentId(id));
            });
        }
    }

    private static final class RestStages extends Stages {
        private static final PropertyMapping MAPPING = PropertyMapping.SAME
                .renaming("CanarySetting", "canarySettings")
                .except("AccessLogSetting", "MethodSettings");

        /** A method setting's property and the end of its patch path; source: AWS page "Patch operations", stages. */
        private static final Map<String, String> SETTINGS = Map.of(
                "MetricsEnabled", "metrics/enabled",
                "LoggingLevel", "logging/loglevel",
                "DataTraceEnabled", "logging/dataTrace",
                "ThrottlingBurstLimit", "throttling/burstLimit",
                "ThrottlingRateLimit", "throttling/rateLimit",
                "CachingEnabled", "caching/enabled",
                "CacheTtlInSeconds", "caching/ttlInSeconds",
                "CacheDataEncrypted", "caching/dataEncrypted");

        private final ApiGatewayClient api;

        RestStages(ApiGatewayClient api) {
            super("RestApiId");
            this.api = api;
        }

        @Override
        Object get(String restApi, String name) {
            return api.getStage(r -> r.restApiId(restApi).stageName(name));
        }

        @Override
        void make(Wanted wanted) {
            api.createStage(wanted.request(CreateStageRequest.builder(), MAPPING));
        }

        @Override
        void update(Wanted wanted, String restApi, String name, @Nullable ObjectNode before) {
            ObjectNode now = wanted.properties();
            ObjectNode old = before == null ? JsonNodeFactory.instance.objectNode() : before;
            List<PatchOperation> patches = new ArrayList<>();
            if (before != null) {
                for (String fixed : List.of("CanarySetting", "CacheClusterEnabled", "CacheClusterSize")) {
                    if (!now.path(fixed).equals(before.path(fixed))) {
                        throw new ResourceException("The sandbox does not change " + fixed + " of a stage.");
                    }
                }
                patches.addAll(changed(before, now, Map.of(
                        "DeploymentId", "/deploymentId",
                        "Description", "/description",
                        "TracingEnabled", "/tracingEnabled",
                        "DocumentationVersion", "/documentationVersion")));
                values(patches, "/variables/", values(before.path("Variables")), values(now.path("Variables")));
            }
            values(patches, "/accessLogSettings/", logging(old), logging(now));
            values(patches, "", settings(old), settings(now));
            if (!patches.isEmpty()) {
                api.updateStage(r -> r.restApiId(restApi).stageName(name).patchOperations(patches));
            }
        }

        @Override
        void tag(String restApi, String name, ObjectNode before, ObjectNode now) {
            ApiGatewayHandlers.tag(api, "/restapis/" + restApi + "/stages/" + name, before, now);
        }

        @Override
        void remove(String restApi, String name) {
            api.deleteStage(r -> r.restApiId(restApi).stageName(name));
        }

        private static void values(
                List<PatchOperation> patches, String path, Map<String, String> before, Map<String, String> now) {
            now.forEach((name, value) -> {
                if (!value.equals(before.get(name))) {
                    patches.add(patch(Op.REPLACE, path + name, value));
                }
            });
            before.keySet().stream()
                    .filter(name -> !now.containsKey(name))
                    .forEach(name -> patches.add(patch(Op.REMOVE, path + name, null)));
        }

        private static Map<String, String> values(JsonNode object) {
            Map<String, String> values = new HashMap<>();
            object.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
            return values;
        }

        private static Map<String, String> logging(ObjectNode properties) {
            Map<String, String> values = new HashMap<>();
            values(properties.path("AccessLogSetting")).forEach((name, value) ->
                    values.put(Character.toLowerCase(name.charAt(0)) + name.substring(1), value));
            return values;
        }

        private static Map<String, String> settings(ObjectNode properties) {
            Map<String, String> values = new HashMap<>();
            for (JsonNode one : properties.path("MethodSettings")) {
                String resource = one.path("ResourcePath").asText("/*").replaceFirst("^/", "");
                String path = "/" + (resource.equals("*") ? "*" : "~1" + resource.replace("/", "~1")) + "/"
                        + one.path("HttpMethod").asText("*") + "/";
                one.properties().forEach(entry -> {
                    String setting = SETTINGS.get(entry.getKey());
                    if (setting != null) {
                        values.put(path + setting, entry.getValue().asText());
                    } else if (!Set.of("ResourcePath", "HttpMethod").contains(entry.getKey())) {
                        throw new ResourceException("#/MethodSettings: extraneous key [" + entry.getKey() + "] is not permitted");
                    }
                });
            }
            return values;
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    /** The account's settings always exist; making the resource sets them, removing it leaves them. */
    private record Accounts(ApiGatewayClient api) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            return Set.of();
        }

        @Override
        public String create(Wanted wanted) {
            set(wanted);
            return wanted.token();
        }

        private void set(Wanted wanted) {
            api.updateAccount(r ->
                    r.patchOperations(patch(Op.REPLACE, "/cloudwatchRoleArn", wanted.text("CloudWatchRoleArn"))));
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before != null) {
                set(wanted);
            }
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put("Id", id);
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return true;
        }
    }
}
