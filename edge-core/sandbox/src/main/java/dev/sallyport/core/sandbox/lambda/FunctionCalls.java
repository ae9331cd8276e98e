package dev.sallyport.core.sandbox.lambda;

import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.shape.Shapes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteAliasResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionCode;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionVersion;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.ListAliasesRequest;
import software.amazon.awssdk.services.lambda.model.ListAliasesResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionResponse;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** What callers do to functions, their versions and their aliases; a part of {@link SandboxLambda}. */
abstract class FunctionCalls implements LambdaClient {
    private static final int LIST_LIMIT = 50;

    final Functions functions;
    final Configurations configurations;
    final CodeStore code;
    final Layers layers;
    final Replicas replicas;
    final Runner runner;
    private final Publishing publishing;
    private final List<Runnable> urlListeners = new CopyOnWriteArrayList<>();

    FunctionCalls(SandboxState state, Authorizer authorizer, AccessKeys keys, Clock clock, SandboxLambda.Surroundings surroundings) {
        this.functions = new Functions(state, authorizer);
        this.code = new CodeStore(state, surroundings.s3(), surroundings.folder());
        this.layers = new Layers(state, code, authorizer, clock);
        this.configurations = new Configurations(surroundings.iam(), authorizer, clock, layers);
        this.publishing = new Publishing(functions);
        this.replicas = new Replicas(state, clock, surroundings.replicaLife());
        this.runner = new Runner(
                code, layers, keys, clock, surroundings);
    }

    /** Runs {@code listener} after each creation or removal of a function URL. */
    public void whenUrlsChange(Runnable listener) {
        urlListeners.add(listener);
    }

    void urlsChanged() {
        urlListeners.forEach(Runnable::run);
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
            urlsChanged();
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
    static <T extends SdkPojo> T as(SdkPojo shape, SdkBuilder<?, T> builder) {
        return Shapes.fromJson(Shapes.toJson(shape), builder);
    }
}
