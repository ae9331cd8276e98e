package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.apigateway.ExecuteApi;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
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
import software.amazon.awssdk.services.apigatewayv2.model.Integration;
import software.amazon.awssdk.services.apigatewayv2.model.Route;
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
                "AWS::ApiGatewayV2::Route", routes(api),
                "AWS::ApiGatewayV2::Integration", integrations(api),
                "AWS::ApiGatewayV2::Stage", new HttpStages(api));
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
        String arn = ExecuteApi.arn(path);
        TagChange.between(before, now)
                .apply(
                        put -> api.tagResource(r -> r.resourceArn(arn).tags(put)),
                        gone -> api.untagResource(r -> r.resourceArn(arn).tagKeys(gone)));
    }

    private static boolean changed(ObjectNode before, ObjectNode now) {
        return !before.deepCopy().without("Tags").equals(now.deepCopy().without("Tags"));
    }

    private record Apis(ApiGatewayV2Client api) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            return Listing.all(from -> {
                GetApisResponse page = api.getApis(r -> r.nextToken(from));
                return new Listing(
                        page.items().stream()
                                .filter(one -> TagChange.marks(one.tags(), wanted))
                                .map(Api::apiId),
                        page.nextToken());
            });
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

    private static ResourceHandler routes(ApiGatewayV2Client api) {
        return new Part(
                "RouteId",
                (wanted, from) -> {
                    GetRoutesResponse page = api.getRoutes(r -> r.apiId(wanted.text("ApiId")).nextToken(from));
                    return new Listing(
                            page.items().stream()
                                    .filter(one -> one.routeKey().equals(wanted.text("RouteKey")))
                                    .map(Route::routeId),
                            page.nextToken());
                },
                wanted -> api.createRoute(wanted.request(CreateRouteRequest.builder(), PropertyMapping.SAME))
                        .routeId(),
                wanted -> api.updateRoute(wanted.request(UpdateRouteRequest.builder(), PropertyMapping.SAME)),
                (apiId, id) -> api.deleteRoute(r -> r.apiId(apiId).routeId(id)));
    }

    private static ResourceHandler integrations(ApiGatewayV2Client api) {
        return new Part(
                "IntegrationId",
                (wanted, from) -> {
                    GetIntegrationsResponse page =
                            api.getIntegrations(r -> r.apiId(wanted.text("ApiId")).nextToken(from));
                    return new Listing(page.items().stream().map(Integration::integrationId), page.nextToken());
                },
                wanted -> api.createIntegration(
                                wanted.request(CreateIntegrationRequest.builder(), PropertyMapping.SAME))
                        .integrationId(),
                wanted -> api.updateIntegration(
                        wanted.request(UpdateIntegrationRequest.builder(), PropertyMapping.SAME)),
                (apiId, id) -> api.deleteIntegration(r -> r.apiId(apiId).integrationId(id)));
    }

    /**
     * A resource inside an API, without tags.
     *
     * @param id name of its id, which is its only attribute
     * @param list a page of those that fit what is wanted, by token
     * @param create makes one and gives its id
     * @param update changes the one whose id stands among the properties
     * @param remove the one of an API's id and its own
     */
    private record Part(
            String id,
            BiFunction<Wanted, @Nullable String, Listing> list,
            Function<Wanted, String> create,
            Consumer<Wanted> update,
            BiConsumer<String, String> remove)
            implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            return Listing.all(from -> list.apply(wanted, from));
        }

        @Override
        public String create(Wanted wanted) {
            return create.apply(wanted);
        }

        @Override
        public void apply(Wanted wanted, String physicalId, @Nullable ObjectNode before) {
            if (before != null && changed(before, wanted.properties())) {
                refuseRemoval(before, wanted.properties(), Set.of());
                update.accept(wanted.with(id, physicalId));
            }
        }

        @Override
        public ObjectNode attributes(String physicalId, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put(id, physicalId);
        }

        @Override
        public boolean delete(String physicalId, ObjectNode properties) {
            return Absence.gone(() -> remove.accept(properties.path("ApiId").asText(), physicalId));
        }
    }

    private static final class HttpStages extends Stages {
        private static final String LOG = "AccessLogSettings";

        private final ApiGatewayV2Client api;

        HttpStages(ApiGatewayV2Client api) {
            super("ApiId");
            this.api = api;
        }

        @Override
        Object get(String apiId, String name) {
            return api.getStage(r -> r.apiId(apiId).stageName(name));
        }

        @Override
        void make(Wanted wanted) {
            api.createStage(wanted.request(CreateStageRequest.builder(), PropertyMapping.SAME));
        }

        @Override
        void update(Wanted wanted, String apiId, String name, @Nullable ObjectNode before) {
            if (before == null) {
                return;
            }
            ObjectNode now = wanted.properties();
            if (before.has(LOG) && !now.has(LOG)) {
                api.deleteAccessLogSettings(r -> r.apiId(apiId).stageName(name));
            }
            if (changed(before, now)) {
                refuseRemoval(before, now, Set.of("Tags", LOG));
                api.updateStage(
                        wanted.request(UpdateStageRequest.builder(), PropertyMapping.SAME.except("Tags")));
            }
        }

        @Override
        void tag(String apiId, String name, ObjectNode before, ObjectNode now) {
            HttpApiHandlers.tag(api, "/apis/" + apiId + "/stages/" + name, before, now);
        }

        @Override
        void remove(String apiId, String name) {
            api.deleteStage(r -> r.apiId(apiId).stageName(name));
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put("Id", id);
        }
    }
}
