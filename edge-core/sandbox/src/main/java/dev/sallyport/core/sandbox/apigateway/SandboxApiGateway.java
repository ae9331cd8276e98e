package dev.sallyport.core.sandbox.apigateway;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.MalformedPolicyException;
import dev.sallyport.core.sandbox.access.Policy;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import dev.sallyport.core.shape.Shapes;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.CacheClusterStatus;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.CreateResourceRequest;
import software.amazon.awssdk.services.apigateway.model.CreateResourceResponse;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.CreateStageRequest;
import software.amazon.awssdk.services.apigateway.model.CreateStageResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteIntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteMethodRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteMethodResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteResourceRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteResourceResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteStageRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteStageResponse;
import software.amazon.awssdk.services.apigateway.model.Deployment;
import software.amazon.awssdk.services.apigateway.model.EndpointConfiguration;
import software.amazon.awssdk.services.apigateway.model.EndpointType;
import software.amazon.awssdk.services.apigateway.model.GetAccountRequest;
import software.amazon.awssdk.services.apigateway.model.GetAccountResponse;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentsRequest;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentsResponse;
import software.amazon.awssdk.services.apigateway.model.GetIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.GetIntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.GetMethodRequest;
import software.amazon.awssdk.services.apigateway.model.GetMethodResponse;
import software.amazon.awssdk.services.apigateway.model.GetResourceRequest;
import software.amazon.awssdk.services.apigateway.model.GetResourceResponse;
import software.amazon.awssdk.services.apigateway.model.GetResourcesRequest;
import software.amazon.awssdk.services.apigateway.model.GetResourcesResponse;
import software.amazon.awssdk.services.apigateway.model.GetRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.GetRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.GetRestApisRequest;
import software.amazon.awssdk.services.apigateway.model.GetRestApisResponse;
import software.amazon.awssdk.services.apigateway.model.GetStageRequest;
import software.amazon.awssdk.services.apigateway.model.GetStageResponse;
import software.amazon.awssdk.services.apigateway.model.GetStagesRequest;
import software.amazon.awssdk.services.apigateway.model.GetStagesResponse;
import software.amazon.awssdk.services.apigateway.model.GetTagsRequest;
import software.amazon.awssdk.services.apigateway.model.GetTagsResponse;
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
import software.amazon.awssdk.services.apigateway.model.RestApi;
import software.amazon.awssdk.services.apigateway.model.Stage;
import software.amazon.awssdk.services.apigateway.model.TagResourceRequest;
import software.amazon.awssdk.services.apigateway.model.TagResourceResponse;
import software.amazon.awssdk.services.apigateway.model.UntagResourceRequest;
import software.amazon.awssdk.services.apigateway.model.UntagResourceResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateAccountRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateAccountResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateIntegrationResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateMethodRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateMethodResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateStageRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateStageResponse;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * API Gateway's REST APIs. What a stage serves is the snapshot of its deployment; a change is served after the next
 * deployment, as on AWS.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/api/Welcome.html">API Gateway REST API reference</a>
 */
public final class SandboxApiGateway implements ApiGatewayClient {
    private static final Set<String> AUTHORIZATION = Set.of("NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS");
    private static final Set<String> VERBS =
            Set.of("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

    private final Shelf<StoredApi> apis;
    private final Shelf<UpdateAccountResponse> account;
    private final Authorizer authorizer;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** API Gateway over the APIs in {@code state}. */
    public SandboxApiGateway(SandboxState state, Authorizer authorizer, Clock clock) {
        this.apis = state.shelf("apigateway/apis", StoredApi.class);
        this.account = state.shelf("apigateway/account", UpdateAccountResponse.class);
        this.authorizer = authorizer;
        this.clock = clock;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}

    /** Runs {@code listener} after each creation or removal of an API. */
    public void whenApisChange(Runnable listener) {
        listeners.add(listener);
    }

    /** The hosts of all APIs, such as {@code abc….execute-api.us-east-1.amazonaws.com}. */
    public List<String> hosts() {
        return apis.keysUnder("").stream()
                .map(key -> key.substring(key.indexOf('/') + 1) + ".execute-api."
                        + key.substring(0, key.indexOf('/')) + ".amazonaws.com")
                .toList();
    }

    /** What a stage serves; empty when there is no such API or stage. */
    public Optional<DeployedApi> deployed(String host, String stageName) {
        String[] labels = host.split("\\.", -1);
        String key = labels.length > 2 ? labels[2] + '/' + labels[0] : "";
        return apis.get(key).flatMap(api -> Optional.ofNullable(api.stages().get(stageName))
                .map(stage -> {
                    StoredApi.Snapshot frozen = Objects.requireNonNull(api.snapshots().get(stage.deploymentId()));
                    return new DeployedApi(labels[0], labels[2], stage, frozen.policy(), frozen.resources());
                }));
    }

    private static String key(@Nullable String apiId) {
        return Call.current().region() + '/' + apiId;
    }

    private void require(String verb, String path) {
        String arn = "arn:aws:apigateway:" + Call.current().region() + "::" + path;
        authorizer.require("apigateway:" + verb, arn, null, Map.of());
    }

    private StoredApi api(@Nullable String id) {
        return apis.get(key(id)).orElseThrow(() -> GatewayFaults.notFound("API"));
    }

    private StoredApi change(@Nullable String id, UnaryOperator<StoredApi> change) {
        return apis.update(key(id), change).orElseThrow(() -> GatewayFaults.notFound("API"));
    }

    private String id(int length) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < length; i++) {
            id.append("abcdefghijklmnopqrstuvwxyz0123456789".charAt(random.nextInt(i == 0 ? 26 : 36)));
        }
        return id.toString();
    }

    private static <T extends SdkPojo> T as(SdkPojo shape, SdkBuilder<?, T> builder) {
        return Shapes.fromJson(Shapes.toJson(shape), builder);
    }

    private static String needed(@Nullable String value, String member) {
        if (value == null || value.isEmpty()) {
            throw GatewayFaults.bad(member + " must be specified");
        }
        return value;
    }

    @Override
    public CreateRestApiResponse createRestApi(CreateRestApiRequest request) {
        require("POST", "/restapis");
        String id = id(10);
        String root = id(10);
        RestApi.Builder api = RestApi.builder()
                .id(id)
                .name(needed(request.name(), "API name"))
                .description(request.description())
                .createdDate(clock.instant())
                .version(request.version())
                .apiKeySource(Objects.requireNonNullElse(request.apiKeySourceAsString(), "HEADER"))
                .endpointConfiguration(request.endpointConfiguration() == null
                        ? EndpointConfiguration.builder().types(EndpointType.EDGE).build()
                        : request.endpointConfiguration())
                .policy(checked(request.policy()))
                .disableExecuteApiEndpoint(Boolean.TRUE.equals(request.disableExecuteApiEndpoint()))
                .minimumCompressionSize(request.minimumCompressionSize())
                .rootResourceId(root);
        if (request.hasTags()) {
            api.tags(request.tags());
        }
        if (request.hasBinaryMediaTypes()) {
            api.binaryMediaTypes(request.binaryMediaTypes());
        }
        Resource slash = Resource.builder().id(root).path("/").build();
        apis.put(key(id), new StoredApi(api.build(), Map.of(root, slash), Map.of(), Map.of(), Map.of()));
        listeners.forEach(Runnable::run);
        return as(api.build(), CreateRestApiResponse.builder());
    }

    private static @Nullable String checked(@Nullable String policy) {
        if (policy == null || policy.isEmpty()) {
            return null;
        }
        try {
            Policy.parse(policy, Policy.Kind.RESOURCE);
            return policy;
        } catch (MalformedPolicyException e) {
            throw GatewayFaults.bad("Invalid policy document. Please check the policy syntax and ensure that "
                    + "Principals are valid.");
        }
    }

    @Override
    public GetRestApiResponse getRestApi(GetRestApiRequest request) {
        require("GET", "/restapis/" + request.restApiId());
        return as(api(request.restApiId()).api(), GetRestApiResponse.builder());
    }

    @Override
    public GetRestApisResponse getRestApis(GetRestApisRequest request) {
        require("GET", "/restapis");
        return GetRestApisResponse.builder()
                .items(apis.valuesUnder(Call.current().region() + '/').stream()
                        .map(StoredApi::api)
                        .toList())
                .build();
    }

    @Override
    public UpdateRestApiResponse updateRestApi(UpdateRestApiRequest request) {
        require("PATCH", "/restapis/" + request.restApiId());
        StoredApi after = change(request.restApiId(), api -> {
            RestApi changed = Patches.apply(api.api(), RestApi.builder(), request.patchOperations());
            checked(changed.policy());
            return api.withApi(changed);
        });
        return as(after.api(), UpdateRestApiResponse.builder());
    }

    @Override
    public DeleteRestApiResponse deleteRestApi(DeleteRestApiRequest request) {
        require("DELETE", "/restapis/" + request.restApiId());
        api(request.restApiId());
        apis.remove(key(request.restApiId()));
        listeners.forEach(Runnable::run);
        return DeleteRestApiResponse.builder().build();
    }

    @Override
    public CreateResourceResponse createResource(CreateResourceRequest request) {
        require("POST", "/restapis/" + request.restApiId() + "/resources/" + request.parentId());
        String part = needed(request.pathPart(), "Path part");
        if (!part.matches("[a-zA-Z0-9._\\-:]+|\\{[a-zA-Z0-9._\\-:]+\\+?\\}")) {
            throw GatewayFaults.bad("Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and "
                    + "curly braces at the beginning and the end.");
        }
        String id = id(6);
        StoredApi after = change(request.restApiId(), api -> {
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
        return as(api(request.restApiId()).resource(request.resourceId()), GetResourceResponse.builder());
    }

    /** Methods are always embedded; AWS does so on {@code embed=methods}. */
    @Override
    public GetResourcesResponse getResources(GetResourcesRequest request) {
        require("GET", "/restapis/" + request.restApiId() + "/resources");
        return GetResourcesResponse.builder()
                .items(api(request.restApiId()).resources().values())
                .build();
    }

    @Override
    public DeleteResourceResponse deleteResource(DeleteResourceRequest request) {
        require("DELETE", "/restapis/" + request.restApiId() + "/resources/" + request.resourceId());
        change(request.restApiId(), api -> {
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
        String verb = needed(request.httpMethod(), "Method");
        String authorization = needed(request.authorizationType(), "Authorization type");
        if (!VERBS.contains(verb)) {
            throw GatewayFaults.bad("Invalid HTTP method specified: " + verb);
        }
        checkAuthorization(authorization);
        StoredApi after = change(request.restApiId(), api -> {
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
                api(request.restApiId()).method(request.resourceId(), request.httpMethod()),
                GetMethodResponse.builder());
    }

    @Override
    public UpdateMethodResponse updateMethod(UpdateMethodRequest request) {
        require("PATCH", methodPath(request.restApiId(), request.resourceId(), request.httpMethod()));
        StoredApi after = change(request.restApiId(), api -> {
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
        change(request.restApiId(), api -> {
            api.method(request.resourceId(), request.httpMethod());
            return api.withMethod(request.resourceId(), request.httpMethod(), null);
        });
        return DeleteMethodResponse.builder().build();
    }

    @Override
    public PutMethodResponseResponse putMethodResponse(PutMethodResponseRequest request) {
        require("PUT", methodPath(request.restApiId(), request.resourceId(), request.httpMethod()) + "/responses");
        MethodResponse made = as(request, MethodResponse.builder());
        change(request.restApiId(), api -> {
            Method old = api.method(request.resourceId(), request.httpMethod());
            Map<String, MethodResponse> all = StoredApi.changed(
                    old.methodResponses(), each -> each.put(needed(request.statusCode(), "Status code"), made));
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
        change(request.restApiId(), api -> api.withMethod(
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
                api(request.restApiId()).integration(request.resourceId(), request.httpMethod()),
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
        return change(apiId, api -> api.withMethod(
                resourceId,
                verb,
                api.method(resourceId, verb).toBuilder()
                        .methodIntegration(change.apply(api.integration(resourceId, verb)))
                        .build()));
    }

    @Override
    public DeleteIntegrationResponse deleteIntegration(DeleteIntegrationRequest request) {
        require("DELETE", methodPath(request.restApiId(), request.resourceId(), request.httpMethod()) + "/integration");
        change(request.restApiId(), api -> api.withMethod(
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
        changeIntegration(request.restApiId(), request.resourceId(), request.httpMethod(), old -> old.toBuilder()
                .integrationResponses(StoredApi.changed(
                        old.integrationResponses(), all -> all.put(needed(request.statusCode(), "Status code"), made)))
                .build());
        return as(made, PutIntegrationResponseResponse.builder());
    }

    @Override
    public CreateDeploymentResponse createDeployment(CreateDeploymentRequest request) {
        require("POST", "/restapis/" + request.restApiId() + "/deployments");
        Deployment made = Deployment.builder()
                .id(id(6))
                .description(request.description())
                .createdDate(clock.instant())
                .build();
        change(request.restApiId(), api -> {
            Integrations.checkDeployable(api);
            StoredApi deployed = api.withDeployment(made);
            String stage = request.stageName();
            if (stage == null) {
                return deployed;
            }
            Stage.Builder changed = api.stages().containsKey(stage)
                    ? api.stage(stage).toBuilder()
                    : stage(stage).description(request.stageDescription());
            if (request.hasVariables()) {
                changed.variables(request.variables());
            }
            changed.deploymentId(made.id()).lastUpdatedDate(clock.instant());
            return deployed.withStages(StoredApi.changed(api.stages(), all -> all.put(stage, changed.build())));
        });
        return as(made, CreateDeploymentResponse.builder());
    }

    private Stage.Builder stage(String name) {
        if (!name.matches("[A-Za-z0-9_-]{1,128}")) {
            throw GatewayFaults.bad("Stage name only allows a-zA-Z0-9_-");
        }
        return Stage.builder()
                .stageName(name)
                .cacheClusterEnabled(false)
                .cacheClusterStatus(CacheClusterStatus.NOT_AVAILABLE)
                .methodSettings(Map.of())
                .tracingEnabled(false)
                .createdDate(clock.instant())
                .lastUpdatedDate(clock.instant());
    }

    @Override
    public GetDeploymentResponse getDeployment(GetDeploymentRequest request) {
        require("GET", "/restapis/" + request.restApiId() + "/deployments/" + request.deploymentId());
        Deployment found = api(request.restApiId()).deployments().get(request.deploymentId());
        if (found == null) {
            throw GatewayFaults.notFound("Deployment");
        }
        return as(found, GetDeploymentResponse.builder());
    }

    @Override
    public GetDeploymentsResponse getDeployments(GetDeploymentsRequest request) {
        require("GET", "/restapis/" + request.restApiId() + "/deployments");
        return GetDeploymentsResponse.builder()
                .items(api(request.restApiId()).deployments().values())
                .build();
    }

    @Override
    public DeleteDeploymentResponse deleteDeployment(DeleteDeploymentRequest request) {
        require("DELETE", "/restapis/" + request.restApiId() + "/deployments/" + request.deploymentId());
        change(request.restApiId(), api -> {
            if (!api.deployments().containsKey(request.deploymentId())) {
                throw GatewayFaults.notFound("Deployment");
            }
            if (api.stages().values().stream().anyMatch(s -> request.deploymentId().equals(s.deploymentId()))) {
                throw GatewayFaults.bad("Active stages pointing to this deployment must be moved or deleted");
            }
            return api.withoutDeployment(request.deploymentId());
        });
        return DeleteDeploymentResponse.builder().build();
    }

    @Override
    public CreateStageResponse createStage(CreateStageRequest request) {
        require("POST", "/restapis/" + request.restApiId() + "/stages");
        String name = needed(request.stageName(), "Stage name");
        Stage.Builder made = stage(name)
                .deploymentId(request.deploymentId())
                .description(request.description())
                .tracingEnabled(Boolean.TRUE.equals(request.tracingEnabled()));
        if (request.hasVariables()) {
            made.variables(request.variables());
        }
        if (request.hasTags()) {
            made.tags(request.tags());
        }
        StoredApi after = change(request.restApiId(), api -> {
            if (api.stages().containsKey(name)) {
                throw GatewayFaults.conflict("Stage already exists");
            }
            if (!api.deployments().containsKey(Objects.requireNonNullElse(request.deploymentId(), ""))) {
                throw GatewayFaults.bad("Deployment id does not exist");
            }
            return api.withStages(StoredApi.changed(api.stages(), all -> all.put(name, made.build())));
        });
        return as(after.stage(name), CreateStageResponse.builder());
    }

    @Override
    public GetStageResponse getStage(GetStageRequest request) {
        require("GET", "/restapis/" + request.restApiId() + "/stages/" + request.stageName());
        return as(api(request.restApiId()).stage(request.stageName()), GetStageResponse.builder());
    }

    @Override
    public GetStagesResponse getStages(GetStagesRequest request) {
        require("GET", "/restapis/" + request.restApiId() + "/stages");
        return GetStagesResponse.builder()
                .item(api(request.restApiId()).stages().values().stream()
                        .filter(stage -> request.deploymentId() == null
                                || request.deploymentId().equals(stage.deploymentId()))
                        .toList())
                .build();
    }

    @Override
    public UpdateStageResponse updateStage(UpdateStageRequest request) {
        require("PATCH", "/restapis/" + request.restApiId() + "/stages/" + request.stageName());
        StoredApi after = change(request.restApiId(), api -> {
            Stage changed = Patches.apply(api.stage(request.stageName()), Stage.builder(), request.patchOperations())
                    .toBuilder()
                    .lastUpdatedDate(clock.instant())
                    .build();
            if (!api.deployments().containsKey(changed.deploymentId())) {
                throw GatewayFaults.bad("Deployment id does not exist");
            }
            return api.withStages(StoredApi.changed(api.stages(), all -> all.put(request.stageName(), changed)));
        });
        return as(after.stage(request.stageName()), UpdateStageResponse.builder());
    }

    @Override
    public DeleteStageResponse deleteStage(DeleteStageRequest request) {
        require("DELETE", "/restapis/" + request.restApiId() + "/stages/" + request.stageName());
        change(request.restApiId(), api -> {
            api.stage(request.stageName());
            return api.withStages(StoredApi.changed(api.stages(), all -> all.remove(request.stageName())));
        });
        return DeleteStageResponse.builder().build();
    }

    @Override
    public GetAccountResponse getAccount(GetAccountRequest request) {
        require("GET", "/account");
        return as(settings(), GetAccountResponse.builder());
    }

    @Override
    public UpdateAccountResponse updateAccount(UpdateAccountRequest request) {
        require("PATCH", "/account");
        UpdateAccountResponse changed =
                Patches.apply(settings(), UpdateAccountResponse.builder(), request.patchOperations());
        account.put(Call.current().region(), changed);
        return changed;
    }

    /** Limits as AWS gives them to a new account. */
    private UpdateAccountResponse settings() {
        return account.get(Call.current().region())
                .orElseGet(() -> UpdateAccountResponse.builder()
                        .throttleSettings(limits -> limits.burstLimit(5000).rateLimit(10000.0))
                        .features("UsagePlans")
                        .apiKeyVersion("4")
                        .build());
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        retag(request.resourceArn(), "PUT", tags -> tags.putAll(request.tags()));
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        retag(request.resourceArn(), "DELETE", tags -> tags.keySet().removeAll(request.tagKeys()));
        return UntagResourceResponse.builder().build();
    }

    @Override
    public GetTagsResponse getTags(GetTagsRequest request) {
        require("GET", "/tags/" + request.resourceArn());
        StoredApi api = api(tagged(request.resourceArn(), 2));
        String stage = tagged(request.resourceArn(), 4);
        return GetTagsResponse.builder()
                .tags(stage == null ? api.api().tags() : api.stage(stage).tags())
                .build();
    }

    private void retag(@Nullable String arn, String verb, Consumer<Map<String, String>> change) {
        require(verb, "/tags/" + arn);
        String stage = tagged(arn, 4);
        change(tagged(arn, 2), api -> {
            if (stage == null) {
                RestApi old = api.api();
                return api.withApi(
                        old.toBuilder().tags(StoredApi.changed(old.tags(), change)).build());
            }
            Stage old = api.stage(stage);
            Stage changed = old.toBuilder().tags(StoredApi.changed(old.tags(), change)).build();
            return api.withStages(StoredApi.changed(api.stages(), all -> all.put(stage, changed)));
        });
    }

    /** A part of {@code arn:aws:apigateway:region::/restapis/ID/stages/NAME}. */
    private static @Nullable String tagged(@Nullable String arn, int part) {
        String[] parts = Objects.requireNonNullElse(arn, "").split("/", -1);
        return parts.length > part ? parts[part] : null;
    }
}
