package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.ApiKey;
import software.amazon.awssdk.services.apigateway.model.ApiStage;
import software.amazon.awssdk.services.apigateway.model.CreateApiKeyRequest;
import software.amazon.awssdk.services.apigateway.model.CreateUsagePlanKeyRequest;
import software.amazon.awssdk.services.apigateway.model.CreateUsagePlanRequest;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.UsagePlan;

/** AWS::ApiGateway::ApiKey, ::UsagePlan and ::UsagePlanKey. */
final class UsageHandlers {
    private UsageHandlers() {}

    static Map<String, ResourceHandler> of(ApiGatewayClient api) {
        return Map.of(
                "AWS::ApiGateway::ApiKey", new Keys(api),
                "AWS::ApiGateway::UsagePlan", new Plans(api),
                "AWS::ApiGateway::UsagePlanKey", new Members(api));
    }

    private record Keys(ApiGatewayClient api) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            Set<String> ids = new HashSet<>();
            for (ApiKey key : api.getApiKeysPaginator(r -> {}).items()) {
                if (TagChange.marks(key.tags(), wanted)) {
                    ids.add(key.id());
                }
            }
            return ids;
        }

        @Override
        public String create(Wanted wanted) {
            return api.createApiKey(wanted.with("Name", wanted.name("Name", 128))
                            .request(CreateApiKeyRequest.builder(), PropertyMapping.SAME))
                    .id();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before == null) {
                return;
            }
            ObjectNode now = wanted.properties();
            if (!now.path("StageKeys").equals(before.path("StageKeys"))) {
                throw new ResourceException("The sandbox does not change StageKeys of an API key.");
            }
            List<PatchOperation> patches = ApiGatewayHandlers.changed(before, now, Map.of(
                    "Description", "/description", "CustomerId", "/customerId"));
            if (!now.path("Enabled").equals(before.path("Enabled"))) {
                patches.add(ApiGatewayHandlers.patch(
                        Op.REPLACE, "/enabled", Boolean.toString(now.path("Enabled").asBoolean(false))));
            }
            if (!patches.isEmpty()) {
                api.updateApiKey(r -> r.apiKey(id).patchOperations(patches));
            }
            ApiGatewayHandlers.tag(api, "/apikeys/" + id, before, now);
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put("APIKeyId", id);
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> api.deleteApiKey(r -> r.apiKey(id)));
        }
    }

    private record Plans(ApiGatewayClient api) implements ResourceHandler {
        private static final PropertyMapping MAPPING = PropertyMapping.SAME.renaming("UsagePlanName", "name");

        @Override
        public Set<String> existing(Wanted wanted) {
            Set<String> ids = new HashSet<>();
            for (UsagePlan plan : api.getUsagePlansPaginator(r -> {}).items()) {
                if (TagChange.marks(plan.tags(), wanted)) {
                    ids.add(plan.id());
                }
            }
            return ids;
        }

        @Override
        public String create(Wanted wanted) {
            return api.createUsagePlan(wanted.with("UsagePlanName", wanted.name("UsagePlanName", 128))
                            .request(CreateUsagePlanRequest.builder(), MAPPING))
                    .id();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before == null) {
                return;
            }
            ObjectNode now = wanted.properties();
            List<PatchOperation> patches =
                    ApiGatewayHandlers.changed(before, now, Map.of("Description", "/description"));
            if (now.has("UsagePlanName") && !now.path("UsagePlanName").equals(before.path("UsagePlanName"))) {
                patches.add(ApiGatewayHandlers.patch(Op.REPLACE, "/name", wanted.text("UsagePlanName")));
            }
            Set<String> stages = stages(now);
            Set<String> had = stages(before);
            had.stream().filter(stage -> !stages.contains(stage)).forEach(stage ->
                    patches.add(ApiGatewayHandlers.patch(Op.REMOVE, "/apiStages", stage)));
            stages.stream().filter(stage -> !had.contains(stage)).forEach(stage ->
                    patches.add(ApiGatewayHandlers.patch(Op.ADD, "/apiStages", stage)));
            limits(patches, "/throttle", before.path("Throttle"), now.path("Throttle"));
            limits(patches, "/quota", before.path("Quota"), now.path("Quota"));
            if (!patches.isEmpty()) {
                api.updateUsagePlan(r -> r.usagePlanId(id).patchOperations(patches));
            }
            ApiGatewayHandlers.tag(api, "/usageplans/" + id, before, now);
        }

        private static Set<String> stages(ObjectNode properties) {
            Set<String> stages = new HashSet<>();
            properties.path("ApiStages").forEach(stage ->
                    stages.add(stage.path("ApiId").asText() + ":" + stage.path("Stage").asText()));
            return stages;
        }

        private static void limits(List<PatchOperation> patches, String path, JsonNode before, JsonNode now) {
            if (now.equals(before)) {
                return;
            }
            if (!before.isMissingNode()) {
                patches.add(ApiGatewayHandlers.patch(Op.REMOVE, path, null));
            }
            now.properties().forEach(limit -> {
                String member = Character.toLowerCase(limit.getKey().charAt(0)) + limit.getKey().substring(1);
                patches.add(ApiGatewayHandlers.patch(
                        Op.REPLACE, path + "/" + member, limit.getValue().asText()));
            });
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put("Id", id);
        }

        /** A plan is removed once no stage is left in it. */
        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> {
                List<PatchOperation> patches = new ArrayList<>();
                for (ApiStage stage : api.getUsagePlan(r -> r.usagePlanId(id)).apiStages()) {
                    patches.add(ApiGatewayHandlers.patch(
                            Op.REMOVE, "/apiStages", stage.apiId() + ":" + stage.stage()));
                }
                if (!patches.isEmpty()) {
                    api.updateUsagePlan(r -> r.usagePlanId(id).patchOperations(patches));
                }
                api.deleteUsagePlan(r -> r.usagePlanId(id));
            });
        }
    }

    private record Members(ApiGatewayClient api) implements ResourceHandler {
        private static String id(Wanted wanted) {
            return wanted.text("KeyId") + ":" + wanted.text("UsagePlanId");
        }

        @Override
        public Set<String> existing(Wanted wanted) {
            return Absence.found(id(wanted), () -> api.getUsagePlanKey(
                    r -> r.usagePlanId(wanted.text("UsagePlanId")).keyId(wanted.text("KeyId"))));
        }

        @Override
        public String create(Wanted wanted) {
            api.createUsagePlanKey(wanted.request(CreateUsagePlanKeyRequest.builder(), PropertyMapping.SAME));
            return id(wanted);
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            // Every property needs a replacement.
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put("Id", id);
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            int colon = id.indexOf(':');
            return Absence.gone(() -> api.deleteUsagePlanKey(
                    r -> r.usagePlanId(id.substring(colon + 1)).keyId(id.substring(0, colon))));
        }
    }
}
