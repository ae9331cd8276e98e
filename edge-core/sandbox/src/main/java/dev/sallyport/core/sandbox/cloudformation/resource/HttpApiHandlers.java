package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.access.Call;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.Api;
import software.amazon.awssdk.services.apigatewayv2.model.CreateApiRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateIntegrationRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateRouteRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateStageRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetApisResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetIntegrationsResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetRoutesResponse;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateApiRequest;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateIntegrationRequest;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateRouteRequest;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateStageRequest;

/** AWS::ApiGatewayV2::Api, ::Route, ::Integration and ::Stage, for HTTP APIs. */
final class HttpApiHandlers {
    private HttpApiHandlers() {}

    static Map<String, ResourceHandler> of(ApiGatewayV2Client api) {
        return Map.of(
                "AWS::ApiGatewayV2::Api", new Apis(api),
                "AWS::ApiGatewayV2::Route", new Routes(api),
                "AWS::ApiGatewayV2::Integration", new Integrations(api),
                "AWS::ApiGatewayV2::Stage", new Stages(api));
    }

    /** A PATCH cannot take a member back, so that leaving one out would change nothing. */
    private static void refuseRemoval(ObjectNode before, ObjectNode now, Set<String> elsewhere) {
        before.fieldNames().forEachRemaining(name -> {
            if (!now.has(name) && !elsewhere.contains(name)) {
                throw new ResourceException("The sandbox does not take back " + name + "; set it to its default.");
            }
        });
    }

    private static void tag(ApiGatewayV2Client api, String path, ObjectNode before, ObjectNode now) {
        String arn = "arn:aws:apigateway:" + Call.current().region() + "::" + path;
        TagChange tags = TagChange.between(before, now);
        if (!tags.set().isEmpty()) {
            api.tagResource(r -> r.resourceArn(arn).tags(tags.set()));
        }
        if (!tags.removed().isEmpty()) {
            api.untagResource(r -> r.resourceArn(arn).tagKeys(tags.removed()));
        }
    }

    private static boolean changed(ObjectNode before, ObjectNode now) {
        return !before.deepCopy().without("Tags").equals(now.deepCopy().without("Tags"));
    }

    private record Apis(ApiGatewayV2Client api) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            Set<String> ids = new HashSet<>();
            String token = null;
            do {
                String from = token;
                GetApisResponse page = api.getApis(r -> r.nextToken(from));
                page.items().stream()
                        .filter(one -> TagChange.marks(one.tags(), wanted))
                        .map(Api::apiId)
                        .forEach(ids::add);
                token = page.nextToken();
            } while (token != null);
            return ids;
        }

        @Override
        public String create(Wanted wanted) {
            return api.createApi(wanted.request(CreateApiRequest.builder(), PropertyMapping.SAME)).apiId();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before == null) {
                return;
            }
            ObjectNode now = wanted.properties();
            if (changed(before, now)) {
                refuseRemoval(before, now, Set.of("Tags"));
                PropertyMapping mapping = PropertyMapping.SAME.except("ProtocolType", "Tags");
                api.updateApi(wanted.with("ApiId", id).request(UpdateApiRequest.builder(), mapping));
            }
            tag(api, "/apis/" + id, before, now);
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("ApiId", id)
                    .put("ApiEndpoint", api.getApi(r -> r.apiId(id)).apiEndpoint());
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> api.deleteApi(r -> r.apiId(id)));
        }
    }

    private record Routes(ApiGatewayV2Client api) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            Set<String> ids = new HashSet<>();
            String token = null;
            do {
                String from = token;
                GetRoutesResponse page = api.getRoutes(r -> r.apiId(wanted.text("ApiId")).nextToken(from));
                page.items().stream()
                        .filter(one -> one.routeKey().equals(wanted.text("RouteKey")))
                        .forEach(one -> ids.add(one.routeId()));
                token = page.nextToken();
            } while (token != null);
            return ids;
        }

        @Override
        public String create(Wanted wanted) {
            return api.createRoute(wanted.request(CreateRouteRequest.builder(), PropertyMapping.SAME)).routeId();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before != null && changed(before, wanted.properties())) {
                refuseRemoval(before, wanted.properties(), Set.of());
                api.updateRoute(wanted.with("RouteId", id).request(UpdateRouteRequest.builder(), PropertyMapping.SAME));
            }
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put("RouteId", id);
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(
                    () -> api.deleteRoute(r -> r.apiId(properties.path("ApiId").asText()).routeId(id)));
        }
    }

    private record Integrations(ApiGatewayV2Client api) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            Set<String> ids = new HashSet<>();
            String token = null;
            do {
                String from = token;
                GetIntegrationsResponse page =
                        api.getIntegrations(r -> r.apiId(wanted.text("ApiId")).nextToken(from));
                page.items().forEach(one -> ids.add(one.integrationId()));
                token = page.nextToken();
            } while (token != null);
            return ids;
        }

        @Override
        public String create(Wanted wanted) {
            return api.createIntegration(wanted.request(CreateIntegrationRequest.builder(), PropertyMapping.SAME))
                    .integrationId();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before != null && changed(before, wanted.properties())) {
                refuseRemoval(before, wanted.properties(), Set.of());
                api.updateIntegration(wanted.with("IntegrationId", id)
                        .request(UpdateIntegrationRequest.builder(), PropertyMapping.SAME));
            }
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put("IntegrationId", id);
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> api.deleteIntegration(
                    r -> r.apiId(properties.path("ApiId").asText()).integrationId(id)));
        }
    }

    private record Stages(ApiGatewayV2Client api) implements ResourceHandler {
        private static final String LOG = "AccessLogSettings";

        @Override
        public Set<String> existing(Wanted wanted) {
            String name = wanted.text("StageName");
            return Absence.found(name, () -> api.getStage(r -> r.apiId(wanted.text("ApiId")).stageName(name)));
        }

        @Override
        public String create(Wanted wanted) {
            return api.createStage(wanted.request(CreateStageRequest.builder(), PropertyMapping.SAME)).stageName();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before == null) {
                return;
            }
            ObjectNode now = wanted.properties();
            String apiId = wanted.text("ApiId");
            if (before.has(LOG) && !now.has(LOG)) {
                api.deleteAccessLogSettings(r -> r.apiId(apiId).stageName(id));
            }
            if (changed(before, now)) {
                refuseRemoval(before, now, Set.of("Tags", LOG));
                api.updateStage(
                        wanted.request(UpdateStageRequest.builder(), PropertyMapping.SAME.except("Tags")));
            }
            tag(api, "/apis/" + apiId + "/stages/" + id, before, now);
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put("Id", id);
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(
                    () -> api.deleteStage(r -> r.apiId(properties.path("ApiId").asText()).stageName(id)));
        }
    }
}
