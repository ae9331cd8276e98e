package dev.sallyport.core.sandbox.apigatewayv2;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.apigateway.ExecuteApi;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.services.apigatewayv2.model.Api;
import software.amazon.awssdk.services.apigatewayv2.model.CreateApiRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateApiResponse;
import software.amazon.awssdk.services.apigatewayv2.model.CreateIntegrationRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateIntegrationResponse;
import software.amazon.awssdk.services.apigatewayv2.model.CreateRouteRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateRouteResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteApiRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteApiResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteIntegrationRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteIntegrationResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteRouteResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetApiRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetApiResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetApisRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetApisResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetIntegrationRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetIntegrationResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetIntegrationsRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetIntegrationsResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetRouteRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetRouteResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetRoutesRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetRoutesResponse;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;
import software.amazon.awssdk.services.apigatewayv2.model.Route;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateApiRequest;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateApiResponse;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateIntegrationRequest;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateIntegrationResponse;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateRouteRequest;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateRouteResponse;

/**
 * API Gateway's HTTP APIs. A stage serves the snapshot of its deployment; with {@code autoDeploy} each change makes
 * one.
 *
 * @see <a href="https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/api-reference.html">API Gateway Version 2
 *     API reference</a>
 */
public final class SandboxApiGatewayV2 extends StageCalls {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** API Gateway V2 over the APIs in {@code state}. */
    public SandboxApiGatewayV2(SandboxState state, Authorizer authorizer, Clock clock) {
        super(new HttpApis(state, clock), authorizer, clock);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    /** Runs {@code listener} after each creation or removal of an API. */
    public void whenApisChange(Runnable listener) {
        listeners.add(listener);
    }

    /** The hosts of all APIs, such as {@code abc….execute-api.us-east-1.amazonaws.com}. */
    public List<String> hosts() {
        return apis.hosts();
    }

    /** What a host serves under a raw path; empty when no stage takes it. */
    public Optional<DeployedHttpApi> deployed(String host, String path) {
        return apis.deployed(host, path);
    }

    @Override
    public CreateApiResponse createApi(CreateApiRequest request) {
        require("POST", "/apis");
        if (request.target() != null || request.routeKey() != null || request.credentialsArn() != null) {
            throw HttpApiFaults.bad("The sandbox carries no quick create; create the route and the integration.");
        }
        String id = ExecuteApi.id(10);
        Api made = as(request, Api.builder()).toBuilder()
                .apiId(id)
                .name(Checks.needed(request.name(), "API name"))
                .apiEndpoint("https://" + ExecuteApi.host(ExecuteApi.key(id)))
                .apiKeySelectionExpression("$request.header.x-api-key")
                .routeSelectionExpression("$request.method $request.path")
                .disableExecuteApiEndpoint(Boolean.TRUE.equals(request.disableExecuteApiEndpoint()))
                .ipAddressType(Objects.requireNonNullElse(request.ipAddressTypeAsString(), "ipv4"))
                .createdDate(clock.instant())
                .tags(request.tags())
                .build();
        Checks.api(made);
        apis.put(made);
        listeners.forEach(Runnable::run);
        return as(made, CreateApiResponse.builder());
    }

    @Override
    public GetApiResponse getApi(GetApiRequest request) {
        require("GET", "/apis/" + request.apiId());
        return as(apis.find(request.apiId()).api(), GetApiResponse.builder());
    }

    @Override
    public GetApisResponse getApis(GetApisRequest request) {
        require("GET", "/apis");
        Page<Api> page = page(apis.list(), request.maxResults(), request.nextToken(), Api::apiId);
        return GetApisResponse.builder().items(page.items()).nextToken(page.next()).build();
    }

    @Override
    public UpdateApiResponse updateApi(UpdateApiRequest request) {
        require("PATCH", "/apis/" + request.apiId());
        StoredHttpApi after = apis.change(request.apiId(), api -> {
            Api changed = merged(api.api(), request, Api.builder());
            Checks.api(changed);
            return api.withApi(changed);
        });
        return as(after.api(), UpdateApiResponse.builder());
    }

    @Override
    public DeleteApiResponse deleteApi(DeleteApiRequest request) {
        require("DELETE", "/apis/" + request.apiId());
        apis.remove(request.apiId());
        listeners.forEach(Runnable::run);
        return DeleteApiResponse.builder().build();
    }

    @Override
    public CreateRouteResponse createRoute(CreateRouteRequest request) {
        require("POST", "/apis/" + request.apiId() + "/routes");
        Route made = as(request, Route.builder()).toBuilder()
                .routeId(ExecuteApi.id(7))
                .authorizationType(Objects.requireNonNullElse(request.authorizationTypeAsString(), "NONE"))
                .apiKeyRequired(Boolean.TRUE.equals(request.apiKeyRequired()))
                .build();
        apis.change(request.apiId(), api -> {
            Checks.route(made, api);
            return api.withRoutes(all -> all.put(made.routeId(), made));
        });
        return as(made, CreateRouteResponse.builder());
    }

    @Override
    public GetRouteResponse getRoute(GetRouteRequest request) {
        require("GET", "/apis/" + request.apiId() + "/routes/" + request.routeId());
        return as(apis.find(request.apiId()).route(request.routeId()), GetRouteResponse.builder());
    }

    @Override
    public GetRoutesResponse getRoutes(GetRoutesRequest request) {
        require("GET", "/apis/" + request.apiId() + "/routes");
        List<Route> all = List.copyOf(apis.find(request.apiId()).routes().values());
        Page<Route> page = page(all, request.maxResults(), request.nextToken(), Route::routeId);
        return GetRoutesResponse.builder().items(page.items()).nextToken(page.next()).build();
    }

    @Override
    public UpdateRouteResponse updateRoute(UpdateRouteRequest request) {
        require("PATCH", "/apis/" + request.apiId() + "/routes/" + request.routeId());
        StoredHttpApi after = apis.change(request.apiId(), api -> {
            Route changed = merged(api.route(request.routeId()), request, Route.builder());
            Checks.route(changed, api);
            return api.withRoutes(all -> all.put(changed.routeId(), changed));
        });
        return as(after.route(request.routeId()), UpdateRouteResponse.builder());
    }

    @Override
    public DeleteRouteResponse deleteRoute(DeleteRouteRequest request) {
        require("DELETE", "/apis/" + request.apiId() + "/routes/" + request.routeId());
        apis.change(request.apiId(), api -> {
            Route gone = api.route(request.routeId());
            return api.withRoutes(all -> all.remove(gone.routeId()));
        });
        return DeleteRouteResponse.builder().build();
    }

    @Override
    public CreateIntegrationResponse createIntegration(CreateIntegrationRequest request) {
        require("POST", "/apis/" + request.apiId() + "/integrations");
        Integration made = as(request, Integration.builder()).toBuilder()
                .integrationId(ExecuteApi.id(7))
                .connectionType(Objects.requireNonNullElse(request.connectionTypeAsString(), "INTERNET"))
                .integrationMethod(Objects.requireNonNullElse(request.integrationMethod(), "POST"))
                .timeoutInMillis(Objects.requireNonNullElse(request.timeoutInMillis(), 30_000))
                .build();
        Checks.integration(made);
        apis.change(request.apiId(), api -> api.withIntegrations(all -> all.put(made.integrationId(), made)));
        return as(made, CreateIntegrationResponse.builder());
    }

    @Override
    public GetIntegrationResponse getIntegration(GetIntegrationRequest request) {
        require("GET", "/apis/" + request.apiId() + "/integrations/" + request.integrationId());
        return as(apis.find(request.apiId()).integration(request.integrationId()), GetIntegrationResponse.builder());
    }

    @Override
    public GetIntegrationsResponse getIntegrations(GetIntegrationsRequest request) {
        require("GET", "/apis/" + request.apiId() + "/integrations");
        List<Integration> all = List.copyOf(apis.find(request.apiId()).integrations().values());
        Page<Integration> page = page(all, request.maxResults(), request.nextToken(), Integration::integrationId);
        return GetIntegrationsResponse.builder().items(page.items()).nextToken(page.next()).build();
    }

    @Override
    public UpdateIntegrationResponse updateIntegration(UpdateIntegrationRequest request) {
        require("PATCH", "/apis/" + request.apiId() + "/integrations/" + request.integrationId());
        StoredHttpApi after = apis.change(request.apiId(), api -> {
            Integration changed = merged(api.integration(request.integrationId()), request, Integration.builder());
            Checks.integration(changed);
            return api.withIntegrations(all -> all.put(changed.integrationId(), changed));
        });
        return as(after.integration(request.integrationId()), UpdateIntegrationResponse.builder());
    }

    @Override
    public DeleteIntegrationResponse deleteIntegration(DeleteIntegrationRequest request) {
        require("DELETE", "/apis/" + request.apiId() + "/integrations/" + request.integrationId());
        apis.change(request.apiId(), api -> {
            String id = api.integration(request.integrationId()).integrationId();
            api.routes().values().stream()
                    .filter(route -> ("integrations/" + id).equals(route.target()))
                    .findFirst()
                    .ifPresent(route -> {
                        throw HttpApiFaults.conflict("Cannot delete Integration '" + id
                                + "' due to foreign keys referencing Route '" + route.routeId() + "'.");
                    });
            return api.withIntegrations(all -> all.remove(id));
        });
        return DeleteIntegrationResponse.builder().build();
    }
}
