package dev.sallyport.core.sandbox.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.edgefunction.Invocation;
import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.delivery.LogDelivery;
import dev.sallyport.core.sandbox.delivery.MetricDelivery;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.shape.Shapes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteAliasResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.FunctionCode;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;
import software.amazon.awssdk.services.lambda.model.FunctionVersion;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.ListAliasesRequest;
import software.amazon.awssdk.services.lambda.model.ListAliasesResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionResponse;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionResponse;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Lambda: functions from zip packages, versions, aliases, policies, URLs, and their invocation. Node.js functions
 * really run; functions of other runtimes can be kept, versioned and described.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/welcome.html">Lambda API reference</a>
 */
public final class SandboxLambda implements LambdaClient {
    private static final int LIST_LIMIT = 50;
    private static final int CONCURRENCY = 1000;

    private final Functions functions;
    private final CodeStore code;
    private final Configurations configurations;
    private final Publishing publishing;
    private final Permissions permissions;
    private final FunctionUrls urls;
    private final Replicas replicas;
    private final Runner runner;
    private final Invoker invoker;
    private final List<Runnable> urlListeners = new CopyOnWriteArrayList<>();

    /**
     * What Lambda needs of the other services.
     *
     * @param iam holds the execution roles
     * @param s3 holds packages
     * @param logs takes the functions' logs
     * @param metrics takes the functions' metrics
     * @param folder for unpacked packages
     * @param endpoint of the sandbox, given to functions as {@code AWS_ENDPOINT_URL}
     * @param replicaLife how long replicas outlive the last association
     */
    public record Surroundings(
            IamClient iam,
            S3Client s3,
            LogDelivery logs,
            MetricDelivery metrics,
            Path folder,
            Supplier<URI> endpoint,
            Duration replicaLife) {}

    /** Lambda over the functions in {@code state}. */
    public SandboxLambda(
            SandboxState state, Authorizer authorizer, AccessKeys keys, Clock clock, Surroundings surroundings) {
        this.functions = new Functions(state, authorizer);
        this.code = new CodeStore(state, surroundings.s3(), surroundings.folder());
        this.configurations = new Configurations(surroundings.iam(), authorizer, clock);
        this.publishing = new Publishing(functions);
        this.permissions = new Permissions(functions);
        this.urls = new FunctionUrls(functions, clock);
        this.replicas = new Replicas(state, clock, surroundings.replicaLife());
        this.runner = new Runner(
                code, keys, surroundings.logs(), surroundings.metrics(), clock, surroundings.endpoint());
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

    /** Runs {@code listener} after each creation or removal of a function URL. */
    public void whenUrlsChange(Runnable listener) {
        urlListeners.add(listener);
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
    public CreateFunctionResponse createFunction(CreateFunctionRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), null);
        functions.require("CreateFunction", name);
        if (functions.has(name)) {
            throw LambdaFaults.conflict("Function already exist: " + name.name());
        }
        if (request.code() == null) {
            throw LambdaFaults.validation("code", "null", "Member must not be null");
        }
        FunctionCode from = request.code();
        CodeStore.Code accepted = code.accept(from.zipFile(), from.s3Bucket(), from.s3Key(), from.s3ObjectVersion());
        FunctionConfiguration made = configurations.create(request, name, accepted);
        functions.put(name, new StoredFunction(
                made, Map.of(), Map.of(), 0, Map.of(), Map.of(), new TreeMap<>(request.tags()), null));
        if (Boolean.TRUE.equals(request.publish())) {
            made = publishing.publish(name, null, null);
        }
        return as(made, CreateFunctionResponse.builder());
    }

    @Override
    public UpdateFunctionCodeResponse updateFunctionCode(UpdateFunctionCodeRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), null);
        functions.require("UpdateFunctionCode", name);
        FunctionConfiguration old = functions.get(name).latest();
        Functions.checkRevision(request.revisionId(), old.revisionId());
        CodeStore.Code accepted =
                code.accept(request.zipFile(), request.s3Bucket(), request.s3Key(), request.s3ObjectVersion());
        if (Boolean.TRUE.equals(request.dryRun())) {
            return as(Configurations.withCode(old, accepted), UpdateFunctionCodeResponse.builder());
        }
        FunctionConfiguration made = functions.update(
                        name,
                        function -> function.withLatest(
                                configurations.changed(Configurations.withCode(function.latest(), accepted))))
                .latest();
        if (Boolean.TRUE.equals(request.publish())) {
            made = publishing.publish(name, null, null);
        }
        return as(made, UpdateFunctionCodeResponse.builder());
    }

    @Override
    public UpdateFunctionConfigurationResponse updateFunctionConfiguration(UpdateFunctionConfigurationRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), null);
        functions.require("UpdateFunctionConfiguration", name);
        Functions.checkRevision(
                request.revisionId(), functions.get(name).latest().revisionId());
        StoredFunction after = functions.update(
                name, function -> function.withLatest(configurations.update(request, function.latest())));
        return as(after.latest(), UpdateFunctionConfigurationResponse.builder());
    }

    @Override
    public GetFunctionResponse getFunction(GetFunctionRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), request.qualifier());
        functions.require("GetFunction", name);
        StoredFunction function = functions.get(name);
        GetFunctionResponse.Builder response = GetFunctionResponse.builder()
                .configuration(qualified(name))
                .code(location -> location.repositoryType("S3"));
        if (!function.tags().isEmpty()) {
            response.tags(function.tags());
        }
        if (function.concurrency() != null) {
            response.concurrency(reserved -> reserved.reservedConcurrentExecutions(function.concurrency()));
        }
        return response.build();
    }

    @Override
    public GetFunctionConfigurationResponse getFunctionConfiguration(GetFunctionConfigurationRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), request.qualifier());
        functions.require("GetFunctionConfiguration", name);
        return as(qualified(name), GetFunctionConfigurationResponse.builder());
    }

    /** The configuration with the ARN that was asked for, as Lambda prints it. */
    private FunctionConfiguration qualified(FunctionName name) {
        return functions.configuration(name).toBuilder()
                .functionArn(name.qualifiedArn())
                .build();
    }

    @Override
    public ListFunctionsResponse listFunctions(ListFunctionsRequest request) {
        functions.requireAny("ListFunctions");
        List<FunctionConfiguration> all = new ArrayList<>();
        for (StoredFunction function : functions.inRegion()) {
            if (request.functionVersion() == FunctionVersion.ALL) {
                all.addAll(Publishing.all(function).values());
            } else {
                all.add(function.latest());
            }
        }
        Page<FunctionConfiguration> page = page(all, request.maxItems(), request.marker());
        return ListFunctionsResponse.builder()
                .functions(page.items())
                .nextMarker(page.next())
                .build();
    }

    @Override
    public DeleteFunctionResponse deleteFunction(DeleteFunctionRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), request.qualifier());
        functions.require("DeleteFunction", name);
        publishing.remove(name, replicas);
        runner.forget(name.arn(), name.qualifier());
        if (name.qualifier() == null) {
            urlListeners.forEach(Runnable::run);
        }
        return DeleteFunctionResponse.builder().build();
    }

    @Override
    public PublishVersionResponse publishVersion(PublishVersionRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), null);
        functions.require("PublishVersion", name);
        Functions.checkRevision(
                request.revisionId(), functions.get(name).latest().revisionId());
        return as(
                publishing.publish(name, request.codeSha256(), request.description()),
                PublishVersionResponse.builder());
    }

    @Override
    public ListVersionsByFunctionResponse listVersionsByFunction(ListVersionsByFunctionRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), null);
        functions.require("ListVersionsByFunction", name);
        Page<FunctionConfiguration> page = page(
                List.copyOf(Publishing.all(functions.get(name)).values()), request.maxItems(), request.marker());
        return ListVersionsByFunctionResponse.builder()
                .versions(page.items())
                .nextMarker(page.next())
                .build();
    }

    @Override
    public CreateAliasResponse createAlias(CreateAliasRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), null);
        functions.require("CreateAlias", name);
        return as(
                publishing.create(
                        name,
                        Objects.requireNonNullElse(request.name(), ""),
                        Objects.requireNonNullElse(request.functionVersion(), ""),
                        request.description(),
                        request.routingConfig()),
                CreateAliasResponse.builder());
    }

    @Override
    public GetAliasResponse getAlias(GetAliasRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), null);
        functions.require("GetAlias", name);
        return as(publishing.alias(name, functions.get(name), request.name()), GetAliasResponse.builder());
    }

    @Override
    public UpdateAliasResponse updateAlias(UpdateAliasRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), null);
        functions.require("UpdateAlias", name);
        return as(
                publishing.update(
                        name,
                        request.name(),
                        request.functionVersion(),
                        request.description(),
                        request.routingConfig(),
                        request.revisionId()),
                UpdateAliasResponse.builder());
    }

    @Override
    public DeleteAliasResponse deleteAlias(DeleteAliasRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), null);
        functions.require("DeleteAlias", name);
        publishing.delete(name, request.name());
        return DeleteAliasResponse.builder().build();
    }

    @Override
    public ListAliasesResponse listAliases(ListAliasesRequest request) {
        FunctionName name = FunctionName.parse(request.functionName(), null);
        functions.require("ListAliases", name);
        Page<AliasConfiguration> page = page(
                List.copyOf(functions.get(name).aliases().values()), request.maxItems(), request.marker());
        return ListAliasesResponse.builder()
                .aliases(page.items())
                .nextMarker(page.next())
                .build();
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
        urlListeners.forEach(Runnable::run);
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
        urlListeners.forEach(Runnable::run);
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

    private static <T> Page<T> page(List<T> all, Integer size, String marker) {
        int from;
        try {
            from = marker == null ? 0 : Integer.parseInt(marker);
        } catch (NumberFormatException e) {
            throw LambdaFaults.invalid("Invalid marker");
        }
        int to = Math.min(all.size(), from + (size == null ? LIST_LIMIT : size));
        return new Page<>(all.subList(Math.min(from, to), to), to < all.size() ? Integer.toString(to) : null);
    }

    private record Page<T>(List<T> items, @Nullable String next) {}

    /** The same members under the name of another response. */
    private static <T extends SdkPojo> T as(SdkPojo shape, SdkBuilder<?, T> builder) {
        return Shapes.fromJson(Shapes.toJson(shape), builder);
    }
}
