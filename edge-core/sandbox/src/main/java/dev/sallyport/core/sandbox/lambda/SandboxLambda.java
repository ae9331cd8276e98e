package dev.sallyport.core.sandbox.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.edgefunction.Invocation;
import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.delivery.LogDelivery;
import dev.sallyport.core.sandbox.delivery.MetricDelivery;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsResponse;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionResponse;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigResponse;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Lambda: functions from zip packages, versions, aliases, policies, URLs, and their invocation. Node.js functions
 * really run; functions of other runtimes can be kept, versioned and described.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/welcome.html">Lambda API reference</a>
 */
public final class SandboxLambda extends LayerCalls {
    private static final int CONCURRENCY = 1000;

    private final Permissions permissions;
    private final FunctionUrls urls;
    private final Invoker invoker;

    /**
     * What Lambda needs of the other services.
     *
     * @param iam holds the execution roles
     * @param s3 holds packages
     * @param logs takes the functions' logs
     * @param metrics takes the functions' metrics
     * @param folder for unpacked packages
     * @param endpoint of the sandbox, given to functions as {@code AWS_ENDPOINT_URL}
     * @param hosts the loopback port of a host of the sandbox's data plane; 0 for another host
     * @param replicaLife how long replicas outlive the last association
     */
    public record Surroundings(
            IamClient iam,
            S3Client s3,
            LogDelivery logs,
            MetricDelivery metrics,
            Path folder,
            Supplier<URI> endpoint,
            ToIntFunction<String> hosts,
            Duration replicaLife) {}

    /** Lambda over the functions in {@code state}. */
    public SandboxLambda(
            SandboxState state, Authorizer authorizer, AccessKeys keys, Clock clock, Surroundings surroundings) {
        super(state, authorizer, keys, clock, surroundings);
        this.permissions = new Permissions(functions);
        this.urls = new FunctionUrls(functions, clock);
        this.invoker = new Invoker(functions, runner);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    /** Ends every function's processes. */
    @Override
    public void close() {
        runner.close();
    }

    /** The hosts of all function URLs, such as {@code abc….lambda-url.us-east-1.on.aws}. */
    public List<String> urlHosts() {
        return functions.everywhere().stream()
                .flatMap(function -> function.urls().values().stream())
                .map(url -> URI.create(url.functionUrl()).getHost())
                .toList();
    }

    /** The function URL that answers at a host. */
    public Optional<FunctionUrlConfig> urlAt(String host) {
        return urls.at(host);
    }

    /** The resource-based policy of a function or alias, if it has one. */
    public Optional<String> policyOf(String functionArn) {
        FunctionName name = FunctionName.parse(functionArn, null);
        String qualifier = Objects.requireNonNullElse(name.qualifier(), "");
        return functions.has(name)
                ? Optional.ofNullable(functions.get(name).policies().get(qualifier))
                : Optional.empty();
    }

    /** Runs a function whose caller has been checked already, as a function URL does. */
    public InvokeResponse invokeChecked(InvokeRequest request) {
        return invoker.invoke(FunctionName.parse(request.functionName(), request.qualifier()), request);
    }

    /** The same, with what the function streams given to {@code pieces} as it comes: a {@code head}, then {@code part}s in base64. */
    public InvokeResponse invokeChecked(InvokeRequest request, Consumer<JsonNode> pieces) {
        return invoker.invoke(FunctionName.parse(request.functionName(), request.qualifier()), request, pieces);
    }

    /** The configuration of a numbered version for CloudFront; empty when it does not exist. */
    public Optional<FunctionConfiguration> version(String versionArn) {
        FunctionName name = FunctionName.parse(versionArn, null);
        return functions.has(name) ? Functions.resolve(functions.get(name), name.qualifier()) : Optional.empty();
    }

    /** The folder with the unpacked package of a {@code CodeSha256}; it outlives the function. */
    public Path unpacked(String codeSha256) {
        return code.unpacked(codeSha256);
    }

    /** Whether a role may be assumed by a service such as {@code edgelambda.amazonaws.com}. */
    public boolean trusts(String roleArn, String service) {
        return configurations.trusts(roleArn, service);
    }

    /** Replicates a version to the edge for a distribution. */
    public void replicate(String versionArn, String distributionId) {
        replicas.associate(versionArn, distributionId);
    }

    /** A distribution let go of a version; its replicas vanish some time later. */
    public void release(String versionArn, String distributionId) {
        replicas.release(versionArn, distributionId);
    }

    /** Runs a replica on a CloudFront event. */
    public Invocation invokeAtEdge(FunctionConfiguration version, JsonNode event) {
        return runner.atEdge(version, event).invocation();
    }

    @Override
    public InvokeResponse invoke(InvokeRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), request.qualifier());
        functions.require("InvokeFunction", name);
        return invoker.invoke(name, request);
    }

    @Override
    public AddPermissionResponse addPermission(AddPermissionRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), request.qualifier());
        functions.require("AddPermission", name);
        return AddPermissionResponse.builder()
                .statement(permissions.add(name, request))
                .build();
    }

    @Override
    public GetPolicyResponse getPolicy(GetPolicyRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), request.qualifier());
        functions.require("GetPolicy", name);
        String policy = permissions.get(name);
        return GetPolicyResponse.builder()
                .policy(policy)
                .revisionId(UUID.nameUUIDFromBytes(policy.getBytes(StandardCharsets.UTF_8))
                        .toString())
                .build();
    }

    @Override
    public RemovePermissionResponse removePermission(RemovePermissionRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), request.qualifier());
        functions.require("RemovePermission", name);
        permissions.remove(name, request.statementId());
        return RemovePermissionResponse.builder().build();
    }

    @Override
    public CreateFunctionUrlConfigResponse createFunctionUrlConfig(CreateFunctionUrlConfigRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), request.qualifier());
        functions.require("CreateFunctionUrlConfig", name);
        FunctionUrlConfig made =
                urls.create(name, request.authTypeAsString(), request.cors(), request.invokeModeAsString());
        urlsChanged();
        return as(made, CreateFunctionUrlConfigResponse.builder());
    }

    @Override
    public GetFunctionUrlConfigResponse getFunctionUrlConfig(GetFunctionUrlConfigRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), request.qualifier());
        functions.require("GetFunctionUrlConfig", name);
        return as(urls.get(name), GetFunctionUrlConfigResponse.builder());
    }

    @Override
    public UpdateFunctionUrlConfigResponse updateFunctionUrlConfig(UpdateFunctionUrlConfigRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), request.qualifier());
        functions.require("UpdateFunctionUrlConfig", name);
        return as(
                urls.update(name, request.authTypeAsString(), request.cors(), request.invokeModeAsString()),
                UpdateFunctionUrlConfigResponse.builder());
    }

    @Override
    public DeleteFunctionUrlConfigResponse deleteFunctionUrlConfig(DeleteFunctionUrlConfigRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), request.qualifier());
        functions.require("DeleteFunctionUrlConfig", name);
        urls.delete(name);
        urlsChanged();
        return DeleteFunctionUrlConfigResponse.builder().build();
    }

    @Override
    public ListFunctionUrlConfigsResponse listFunctionUrlConfigs(ListFunctionUrlConfigsRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), null);
        functions.require("ListFunctionUrlConfigs", name);
        return ListFunctionUrlConfigsResponse.builder()
                .functionUrlConfigs(functions.get(name).urls().values())
                .build();
    }

    @Override
    public PutFunctionConcurrencyResponse putFunctionConcurrency(PutFunctionConcurrencyRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), null);
        functions.require("PutFunctionConcurrency", name);
        Integer reserved = request.reservedConcurrentExecutions();
        functions.update(name, function -> function.withConcurrency(reserved));
        runner.forget(name.arn(), null);
        return PutFunctionConcurrencyResponse.builder()
                .reservedConcurrentExecutions(reserved)
                .build();
    }

    @Override
    public GetFunctionConcurrencyResponse getFunctionConcurrency(GetFunctionConcurrencyRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), null);
        functions.require("GetFunctionConcurrency", name);
        return GetFunctionConcurrencyResponse.builder()
                .reservedConcurrentExecutions(functions.get(name).concurrency())
                .build();
    }

    @Override
    public DeleteFunctionConcurrencyResponse deleteFunctionConcurrency(DeleteFunctionConcurrencyRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), null);
        functions.require("DeleteFunctionConcurrency", name);
        functions.update(name, function -> function.withConcurrency(null));
        runner.forget(name.arn(), null);
        return DeleteFunctionConcurrencyResponse.builder().build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        FunctionName name = FunctionName.parse(request.resource(), null);
        functions.require("TagResource", name);
        functions.update(name, function -> function.withTags(
                StoredFunction.changed(function.tags(), all -> all.putAll(request.tags()))));
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        FunctionName name = FunctionName.parse(request.resource(), null);
        functions.require("UntagResource", name);
        functions.update(name, function -> function.withTags(
                StoredFunction.changed(function.tags(), all -> all.keySet().removeAll(request.tagKeys()))));
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsResponse listTags(ListTagsRequest request) {
        FunctionName name = FunctionName.parse(request.resource(), null);
        functions.require("ListTags", name);
        return ListTagsResponse.builder().tags(functions.get(name).tags()).build();
    }

    @Override
    public GetAccountSettingsResponse getAccountSettings(GetAccountSettingsRequest request) {
        functions.requireAny("GetAccountSettings");
        return GetAccountSettingsResponse.builder()
                .accountLimit(limit ->
                        limit.concurrentExecutions(CONCURRENCY).unreservedConcurrentExecutions(CONCURRENCY))
                .accountUsage(usage -> usage.functionCount((long) functions.inRegion().size()))
                .build();
    }
}
