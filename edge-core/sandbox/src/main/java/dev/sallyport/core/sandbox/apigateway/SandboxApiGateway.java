package dev.sallyport.core.sandbox.apigateway;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.MalformedPolicyException;
import dev.sallyport.core.sandbox.access.Policy;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.EndpointConfiguration;
import software.amazon.awssdk.services.apigateway.model.EndpointType;
import software.amazon.awssdk.services.apigateway.model.GetAccountRequest;
import software.amazon.awssdk.services.apigateway.model.GetAccountResponse;
import software.amazon.awssdk.services.apigateway.model.GetRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.GetRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.GetRestApisRequest;
import software.amazon.awssdk.services.apigateway.model.GetRestApisResponse;
import software.amazon.awssdk.services.apigateway.model.GetTagsRequest;
import software.amazon.awssdk.services.apigateway.model.GetTagsResponse;
import software.amazon.awssdk.services.apigateway.model.Resource;
import software.amazon.awssdk.services.apigateway.model.RestApi;
import software.amazon.awssdk.services.apigateway.model.Stage;
import software.amazon.awssdk.services.apigateway.model.TagResourceRequest;
import software.amazon.awssdk.services.apigateway.model.TagResourceResponse;
import software.amazon.awssdk.services.apigateway.model.UntagResourceRequest;
import software.amazon.awssdk.services.apigateway.model.UntagResourceResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateAccountRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateAccountResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateRestApiResponse;

/**
 * API Gateway's REST APIs. What a stage serves is the snapshot of its deployment; a change is served after the next
 * deployment, as on AWS.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/api/Welcome.html">API Gateway REST API reference</a>
 */
public final class SandboxApiGateway extends UsageCalls {
    private final Shelf<UpdateAccountResponse> account;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** API Gateway over the APIs in {@code state}. */
    public SandboxApiGateway(SandboxState state, Authorizer authorizer, Clock clock) {
        super(state, authorizer, clock);
        this.account = state.shelf("apigateway/account", UpdateAccountResponse.class);
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
        return apis.hosts();
    }

    /** What an API key opens at a stage; empty where it opens nothing. The request counts for the plan's quota. */
    public Optional<UsagePlans.Admission> admission(DeployedApi api, @Nullable String key) {
        return usage.admission(api, key);
    }

    /** What a stage serves; empty when there is no such API or stage. */
    public Optional<DeployedApi> deployed(String host, String stageName) {
        return apis.deployed(host, stageName);
    }

    @Override
    public CreateRestApiResponse createRestApi(CreateRestApiRequest request) {
        require("POST", "/restapis");
        String id = ExecuteApi.id(10);
        String root = ExecuteApi.id(10);
        RestApi.Builder api = RestApi.builder()
                .id(id)
                .name(GatewayFaults.needed(request.name(), "API name"))
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
        apis.put(new StoredApi(api.build(), Map.of(root, slash), Map.of(), Map.of(), Map.of()));
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
        return as(apis.find(request.restApiId()).api(), GetRestApiResponse.builder());
    }

    @Override
    public GetRestApisResponse getRestApis(GetRestApisRequest request) {
        require("GET", "/restapis");
        return GetRestApisResponse.builder()
                .items(apis.list())
                .build();
    }

    @Override
    public UpdateRestApiResponse updateRestApi(UpdateRestApiRequest request) {
        require("PATCH", "/restapis/" + request.restApiId());
        StoredApi after = apis.change(request.restApiId(), api -> {
            RestApi changed = Patches.apply(api.api(), RestApi.builder(), request.patchOperations());
            checked(changed.policy());
            return api.withApi(changed);
        });
        return as(after.api(), UpdateRestApiResponse.builder());
    }

    @Override
    public DeleteRestApiResponse deleteRestApi(DeleteRestApiRequest request) {
        require("DELETE", "/restapis/" + request.restApiId());
        apis.remove(request.restApiId());
        listeners.forEach(Runnable::run);
        return DeleteRestApiResponse.builder().build();
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
        StoredApi api = apis.find(ExecuteApi.segment(request.resourceArn(), 2));
        String stage = ExecuteApi.segment(request.resourceArn(), 4);
        return GetTagsResponse.builder()
                .tags(stage == null ? api.api().tags() : api.stage(stage).tags())
                .build();
    }

    private void retag(@Nullable String arn, String verb, Consumer<Map<String, String>> change) {
        require(verb, "/tags/" + arn);
        if (retagged(arn, change)) {
            return;
        }
        String stage = ExecuteApi.segment(arn, 4);
        apis.change(ExecuteApi.segment(arn, 2), api -> {
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
}
