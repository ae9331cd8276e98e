package dev.sallyport.core.sandbox.apigateway;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.shape.Shapes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.CreateResourceRequest;
import software.amazon.awssdk.services.apigateway.model.CreateResourceResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteIntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteMethodRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteMethodResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteResourceRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteResourceResponse;
import software.amazon.awssdk.services.apigateway.model.GetIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.GetIntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.GetMethodRequest;
import software.amazon.awssdk.services.apigateway.model.GetMethodResponse;
import software.amazon.awssdk.services.apigateway.model.GetResourceRequest;
import software.amazon.awssdk.services.apigateway.model.GetResourceResponse;
import software.amazon.awssdk.services.apigateway.model.GetResourcesRequest;
import software.amazon.awssdk.services.apigateway.model.GetResourcesResponse;
import software.amazon.awssdk.services.apigateway.model.Integration;
import software.amazon.awssdk.services.apigateway.model.IntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.Method;
import software.amazon.awssdk.services.apigateway.model.MethodResponse;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationResponseRequest;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationResponseResponse;
import software.amazon.awssdk.services.apigateway.model.PutMethodRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodResponse;
import software.amazon.awssdk.services.apigateway.model.PutMethodResponseRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodResponseResponse;
import software.amazon.awssdk.services.apigateway.model.Resource;
import software.amazon.awssdk.services.apigateway.model.Stage;
import software.amazon.awssdk.services.apigateway.model.TestInvokeMethodRequest;
import software.amazon.awssdk.services.apigateway.model.TestInvokeMethodResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateIntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateMethodRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateMethodResponse;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** What callers do to the resources, methods and integrations of a REST API; a part of {@link SandboxApiGateway}. */
abstract class MethodCalls implements ApiGatewayClient {
    private static final Set<String> AUTHORIZATION = Set.of("NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS");
    private static final Set<String> VERBS =
            Set.of("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

    final RestApis apis;
    private final Authorizer authorizer;
    private volatile @Nullable MethodTest test;

    MethodCalls(RestApis apis, Authorizer authorizer) {
        this.apis = apis;
        this.authorizer = authorizer;
    }

    /** Runs a method of an API as it is now, without a deployment. */
    @FunctionalInterface
    public interface MethodTest {
        /** What the method answers to the request; {@code api} is a stage that is made for it. */
        TestInvokeMethodResponse run(DeployedApi api, String path, Method method, TestInvokeMethodRequest request);
    }

    /** Lets methods be tested by the data plane. */
    public final void whenTested(MethodTest how) {
        this.test = how;
    }

    @Override
    public TestInvokeMethodResponse testInvokeMethod(TestInvokeMethodRequest request) {
        require("POST", "/restapis/" + request.restApiId() + "/resources/" + request.resourceId() + "/methods/"
                + request.httpMethod());
        MethodTest how = test;
        if (how == null) {
            throw GatewayFaults.bad("The data plane does not run.");
        }
        StoredApi api = apis.find(request.restApiId());
        Resource resource = api.resource(request.resourceId());
        Method method = api.method(resource.id(), GatewayFaults.needed(request.httpMethod(), "HTTP method"));
        api.integration(resource.id(), request.httpMethod());
        Stage stage = Stage.builder()
                .stageName("test-invoke-stage")
                .variables(request.stageVariables())
                .methodSettings(Map.of())
                .build();
        DeployedApi now = new DeployedApi(
                request.restApiId(), Call.current().region(), stage, null, List.copyOf(api.resources().values()));
        String path = Objects.requireNonNullElse(request.pathWithQueryString(), "");
        return how.run(now, path.isEmpty() ? resource.path() : path, method, request);
    }

    final void require(String verb, String path) {
        authorizer.require("apigateway:" + verb, ExecuteApi.arn(path), null, Map.of());
    }

    static <T extends SdkPojo> T as(SdkPojo shape, SdkBuilder<?, T> builder) {
        return Shapes.fromJson(Shapes.toJson(shape), builder);
    }

    @Override
    public CreateResourceResponse createResource(CreateResourceRequest request) {
        require("POST", "/restapis/" + request.restApiId() + "/resources/" + request.parentId());
        String part = GatewayFaults.needed(request.pathPart(), "Path part");
        if (!part.matches("[a-zA-Z0-9._\\-:]+|\\{[a-zA-Z0-9._\\-:]+\\+?\\}")) {
            throw GatewayFaults.bad("Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and "
                    + "curly braces at the beginning and the end.");
        }
        String id = ExecuteApi.id(6);
        StoredApi after = apis.change(request.restApiId(), api -> {
            Resource parent = api.resource(request.parentId());
            if (parent.path().endsWith("+}")) {
                throw GatewayFaults.bad("Cannot create a child of a resource with a greedy path variable: " + part);
            }
            String path = (parent.path().equals("/") ? "" : parent.path()) + '/' + part;
            if (api.resources().values().stream().anyMatch(other -> other.path().equals(path))) {
                throw GatewayFaults.conflict("Another resource with the same parent already has this name: " + part);
            }
            return api.withResource(Resource.builder()
                    .id(id)
                    .parentId(parent.id())
                    .pathPart(part)
                    .path(path)
                    .build());
        });
        return as(after.resource(id), CreateResourceResponse.builder());
    }

    @Override
    public GetResourceResponse getResource(GetResourceRequest request) {
        require("GET", "/restapis/" + request.restApiId() + "/resources/" + request.resourceId());
        return as(apis.find(request.restApiId()).resource(request.resourceId()), GetResourceResponse.builder());
    }

    /** Methods are always embedded; AWS does so on {@code embed=methods}. */
    @Override
    public GetResourcesResponse getResources(GetResourcesRequest request) {
        require("GET", "/restapis/" + request.restApiId() + "/resources");
        return GetResourcesResponse.builder()
                .items(apis.find(request.restApiId()).resources().values())
                .build();
    }

    @Override
    public DeleteResourceResponse deleteResource(DeleteResourceRequest request) {
        require("DELETE", "/restapis/" + request.restApiId() + "/resources/" + request.resourceId());
        apis.change(request.restApiId(), api -> {
            Resource gone = api.resource(request.resourceId());
            if (gone.parentId() == null) {
                throw GatewayFaults.bad("Root resource cannot be deleted.");
            }
            return api.withResources(StoredApi.changed(api.resources(), all -> all.values()
                    .removeIf(each -> each.path().equals(gone.path()) || each.path().startsWith(gone.path() + '/'))));
        });
        return DeleteResourceResponse.builder().build();
    }

    @Override
    public PutMethodResponse putMethod(PutMethodRequest request) {
        require("PUT", methodPath(request.restApiId(), request.resourceId(), request.httpMethod()));
        String verb = GatewayFaults.needed(request.httpMethod(), "Method");
        String authorization = GatewayFaults.needed(request.authorizationType(), "Authorization type");
        if (!VERBS.contains(verb)) {
            throw GatewayFaults.bad("Invalid HTTP method specified: " + verb);
        }
        checkAuthorization(authorization);
        StoredApi after = apis.change(request.restApiId(), api -> {
            if (api.resource(request.resourceId()).resourceMethods().containsKey(verb)) {
                throw GatewayFaults.conflict("Method already exists for this resource");
            }
            Method.Builder method = Method.builder()
                    .httpMethod(verb)
                    .authorizationType(authorization)
                    .authorizerId(request.authorizerId())
                    .apiKeyRequired(Boolean.TRUE.equals(request.apiKeyRequired()))
                    .operationName(request.operationName())
                    .requestValidatorId(request.requestValidatorId());
            if (request.hasRequestParameters()) {
                method.requestParameters(request.requestParameters());
            }
            if (request.hasRequestModels()) {
                method.requestModels(request.requestModels());
            }
            return api.withMethod(request.resourceId(), verb, method.build());
        });
        return as(after.method(request.resourceId(), verb), PutMethodResponse.builder());
    }

    private static void checkAuthorization(@Nullable String type) {
        if (type == null || !AUTHORIZATION.contains(type)) {
            throw GatewayFaults.bad("Invalid authorization type: " + type);
        }
    }

    private static String methodPath(String api, String resource, String verb) {
        return "/restapis/" + api + "/resources/" + resource + "/methods/" + verb;
    }

    @Override
    public GetMethodResponse getMethod(GetMethodRequest request) {
        require("GET", methodPath(request.restApiId(), request.resourceId(), request.httpMethod()));
        return as(
                apis.find(request.restApiId()).method(request.resourceId(), request.httpMethod()),
                GetMethodResponse.builder());
    }

    @Override
    public UpdateMethodResponse updateMethod(UpdateMethodRequest request) {
        require("PATCH", methodPath(request.restApiId(), request.resourceId(), request.httpMethod()));
        StoredApi after = apis.change(request.restApiId(), api -> {
            Method old = api.method(request.resourceId(), request.httpMethod());
            Method changed = Patches.apply(old, Method.builder(), request.patchOperations());
            checkAuthorization(changed.authorizationType());
            return api.withMethod(request.resourceId(), request.httpMethod(), changed);
        });
        return as(after.method(request.resourceId(), request.httpMethod()), UpdateMethodResponse.builder());
    }

    @Override
    public DeleteMethodResponse deleteMethod(DeleteMethodRequest request) {
        require("DELETE", methodPath(request.restApiId(), request.resourceId(), request.httpMethod()));
        apis.change(request.restApiId(), api -> {
            api.method(request.resourceId(), request.httpMethod());
            return api.withMethod(request.resourceId(), request.httpMethod(), null);
        });
        return DeleteMethodResponse.builder().build();
    }

    @Override
    public PutMethodResponseResponse putMethodResponse(PutMethodResponseRequest request) {
        require("PUT", methodPath(request.restApiId(), request.resourceId(), request.httpMethod()) + "/responses");
        MethodResponse made = as(request, MethodResponse.builder());
        apis.change(request.restApiId(), api -> {
            Method old = api.method(request.resourceId(), request.httpMethod());
            String status = GatewayFaults.needed(request.statusCode(), "Status code");
            Map<String, MethodResponse> all =
                    StoredApi.changed(old.methodResponses(), each -> each.put(status, made));
            return api.withMethod(
                    request.resourceId(),
                    request.httpMethod(),
                    old.toBuilder().methodResponses(all).build());
        });
        return as(made, PutMethodResponseResponse.builder());
    }

    @Override
    public PutIntegrationResponse putIntegration(PutIntegrationRequest request) {
        require("PUT", methodPath(request.restApiId(), request.resourceId(), request.httpMethod()) + "/integration");
        Integration made = Integrations.checked(request);
        apis.change(request.restApiId(), api -> api.withMethod(
                request.resourceId(),
                request.httpMethod(),
                api.method(request.resourceId(), request.httpMethod()).toBuilder()
                        .methodIntegration(made)
                        .build()));
        return as(made, PutIntegrationResponse.builder());
    }

    @Override
    public GetIntegrationResponse getIntegration(GetIntegrationRequest request) {
        require("GET", methodPath(request.restApiId(), request.resourceId(), request.httpMethod()) + "/integration");
        return as(
                apis.find(request.restApiId()).integration(request.resourceId(), request.httpMethod()),
                GetIntegrationResponse.builder());
    }

    @Override
    public UpdateIntegrationResponse updateIntegration(UpdateIntegrationRequest request) {
        require("PATCH", methodPath(request.restApiId(), request.resourceId(), request.httpMethod()) + "/integration");
        StoredApi after = changeIntegration(
                request.restApiId(),
                request.resourceId(),
                request.httpMethod(),
                old -> Patches.apply(old, Integration.builder(), request.patchOperations()));
        return as(
                after.integration(request.resourceId(), request.httpMethod()), UpdateIntegrationResponse.builder());
    }

    private StoredApi changeIntegration(
            String apiId, String resourceId, String verb, UnaryOperator<Integration> change) {
        return apis.change(apiId, api -> api.withMethod(
                resourceId,
                verb,
                api.method(resourceId, verb).toBuilder()
                        .methodIntegration(change.apply(api.integration(resourceId, verb)))
                        .build()));
    }

    @Override
    public DeleteIntegrationResponse deleteIntegration(DeleteIntegrationRequest request) {
        require("DELETE", methodPath(request.restApiId(), request.resourceId(), request.httpMethod()) + "/integration");
        apis.change(request.restApiId(), api -> api.withMethod(
                request.resourceId(),
                request.httpMethod(),
                api.method(request.resourceId(), request.httpMethod()).toBuilder()
                        .methodIntegration((Integration) null)
                        .build()));
        return DeleteIntegrationResponse.builder().build();
    }

    @Override
    public PutIntegrationResponseResponse putIntegrationResponse(PutIntegrationResponseRequest request) {
        require(
                "PUT",
                methodPath(request.restApiId(), request.resourceId(), request.httpMethod()) + "/integration/responses");
        IntegrationResponse made = as(request, IntegrationResponse.builder());
        changeIntegration(request.restApiId(), request.resourceId(), request.httpMethod(), old -> {
            String status = GatewayFaults.needed(request.statusCode(), "Status code");
            return old.toBuilder()
                    .integrationResponses(
                            StoredApi.changed(old.integrationResponses(), all -> all.put(status, made)))
                    .build();
        });
        return as(made, PutIntegrationResponseResponse.builder());
    }
}
