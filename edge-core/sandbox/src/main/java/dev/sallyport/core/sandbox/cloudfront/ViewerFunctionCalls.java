package dev.sallyport.core.sandbox.cloudfront;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sallyport.core.Arns;
import dev.sallyport.core.Json;
import dev.sallyport.core.edgefunction.ViewerFunction;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import dev.sallyport.core.shape.Shapes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudfront.model.CreateFunctionRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateFunctionResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.cloudfront.model.DescribeFunctionRequest;
import software.amazon.awssdk.services.cloudfront.model.DescribeFunctionResponse;
import software.amazon.awssdk.services.cloudfront.model.FunctionConfig;
import software.amazon.awssdk.services.cloudfront.model.FunctionStage;
import software.amazon.awssdk.services.cloudfront.model.FunctionSummary;
import software.amazon.awssdk.services.cloudfront.model.GetFunctionRequest;
import software.amazon.awssdk.services.cloudfront.model.GetFunctionResponse;
import software.amazon.awssdk.services.cloudfront.model.KeyValueStoreAssociation;
import software.amazon.awssdk.services.cloudfront.model.ListFunctionsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListFunctionsResponse;
import software.amazon.awssdk.services.cloudfront.model.PublishFunctionRequest;
import software.amazon.awssdk.services.cloudfront.model.PublishFunctionResponse;
import software.amazon.awssdk.services.cloudfront.model.TestFunctionRequest;
import software.amazon.awssdk.services.cloudfront.model.TestFunctionResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateFunctionRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateFunctionResponse;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What callers do to CloudFront Functions; a part of {@link SandboxCloudFront}.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-functions.html">Customize at the
 *     edge with CloudFront Functions</a>
 */
abstract class ViewerFunctionCalls extends KeyValueCalls {
    private static final String KIND = "function";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-_]{1,64}");
    private static final Set<String> RUNTIMES = Set.of("cloudfront-js-1.0", "cloudfront-js-2.0");
    private static final int CODE_BYTES = 10 << 10;

    final ViewerRuns runs;
    private final Shelf<StoredViewerFunction> functions;
    private final Shelf<StoredTags> tags;
    private final Clock clock;

    ViewerFunctionCalls(SandboxState state, Rights rights, Clock clock, S3Client s3, Path folder) {
        super(state, rights, clock, s3);
        this.functions = state.shelf("cloudfront/function", StoredViewerFunction.class);
        this.tags = state.shelf("cloudfront/functionTags", StoredTags.class);
        this.runs = new ViewerRuns(folder);
        this.clock = clock;
    }

    /** Whether tags can be kept of what has that ARN: a function or a key value store. */
    final boolean keepsTags(String arn) {
        return keyValues(arn).isPresent() || functions.values().stream().anyMatch(each -> each.arn().equals(arn));
    }

    final Map<String, String> tagsOf(String arn) {
        return tags.get(arn).map(StoredTags::tags).orElse(Map.of());
    }

    @Override
    final void setTags(String arn, Map<String, String> now) {
        if (now.isEmpty()) {
            tags.remove(arn);
        } else {
            tags.put(arn, new StoredTags(now));
        }
    }

    /** Whether there is a published function of that ARN. */
    final boolean isPublished(String arn) {
        return functions.values().stream().anyMatch(each -> each.arn().equals(arn) && each.live() != null);
    }

    /**
     * Runs what is published of a function.
     *
     * @param arn of a function that a distribution is associated with
     */
    public ViewerFunction.Run runViewerFunction(String arn, JsonNode event) {
        return run(Arns.name(arn), FunctionStage.LIVE, event);
    }

    private ViewerFunction.Run run(String name, FunctionStage stage, JsonNode event) {
        return runs.run(
                name,
                stage.toString(),
                () -> {
                    StoredViewerFunction.Stage found = functions.get(name)
                            .map(each -> each.stage(stage))
                            .orElseThrow(ViewerFunctionCalls::missing);
                    return new ViewerRuns.Wanted(
                            found, stores(found.settings()).stream().findFirst().flatMap(this::keyValues).orElse(null));
                },
                event);
    }

    private static AwsServiceException missing() {
        return CloudFrontFaults.of("NoSuchFunctionExists", 404, "The function does not exist.");
    }

    private static List<String> stores(FunctionConfig config) {
        return config.keyValueStoreAssociations() == null
                ? List.of()
                : config.keyValueStoreAssociations().items().stream()
                        .map(KeyValueStoreAssociation::keyValueStoreARN)
                        .toList();
    }

    @Override
    final boolean isRead(String storeArn) {
        return functions.values().stream()
                .anyMatch(each -> stores(each.development().settings()).contains(storeArn)
                        || (each.live() != null && stores(each.live().settings()).contains(storeArn)));
    }

    private StoredViewerFunction find(String action, @Nullable String name) {
        String wanted = Objects.requireNonNullElse(name, "");
        rights.require(action, KIND, wanted);
        return functions.get(wanted).orElseThrow(ViewerFunctionCalls::missing);
    }

    private StoredViewerFunction find(String action, @Nullable String name, @Nullable String ifMatch) {
        StoredViewerFunction found = find(action, name);
        CloudFrontFaults.checkMatch(ifMatch, found.development().etag());
        return found;
    }

    private FunctionSummary summary(StoredViewerFunction function, FunctionStage stage) {
        StoredViewerFunction.Stage shown = Optional.ofNullable(function.stage(stage)).orElseThrow(ViewerFunctionCalls::missing);
        String status = function.live() == null ? "UNPUBLISHED" : isReferredTo(function.arn()) ? "DEPLOYED" : "UNASSOCIATED";
        return FunctionSummary.builder()
                .name(function.name())
                .status(status)
                .functionConfig(shown.settings())
                .functionMetadata(data -> data.functionARN(function.arn())
                        .stage(stage)
                        .createdTime(shown.created())
                        .lastModifiedTime(shown.modified()))
                .build();
    }

    private static FunctionStage stage(@Nullable FunctionStage given) {
        if (given == FunctionStage.UNKNOWN_TO_SDK_VERSION) {
            throw CloudFrontFaults.invalidArgument("The parameter Stage must be DEVELOPMENT or LIVE.");
        }
        return given == null ? FunctionStage.DEVELOPMENT : given;
    }

    private StoredViewerFunction.Stage stage(@Nullable FunctionConfig config, @Nullable SdkBytes code, @Nullable Instant created) {
        if (config == null || code == null) {
            throw CloudFrontFaults.invalidArgument("The parameters FunctionConfig and FunctionCode are required.");
        }
        String runtime = Objects.requireNonNullElse(config.runtimeAsString(), "");
        if (!RUNTIMES.contains(runtime)) {
            throw CloudFrontFaults.invalidArgument("The parameter Runtime must be cloudfront-js-1.0 or cloudfront-js-2.0.");
        }
        if (code.asByteArrayUnsafe().length > CODE_BYTES) {
            throw CloudFrontFaults.of("FunctionSizeLimitExceeded", 413, "The function exceeds the maximum size of 10 KB.");
        }
        List<String> stores = stores(config);
        if (!stores.isEmpty() && runtime.equals("cloudfront-js-1.0")) {
            throw CloudFrontFaults.invalidArgument("A key value store needs the runtime cloudfront-js-2.0.");
        }
        if (stores.size() > 1) {
            throw CloudFrontFaults.invalidArgument("A function can be associated with one key value store only.");
        }
        stores.stream().filter(arn -> keyValues(arn).isEmpty()).findFirst().ifPresent(arn -> {
            throw CloudFrontFaults.of("EntityNotFound", 404, "The key value store does not exist: " + arn);
        });
        Instant now = clock.instant();
        return new StoredViewerFunction.Stage(
                code.asUtf8String(), Shapes.toJson(config), CloudFrontIds.upper('E'), created == null ? now : created, now);
    }

    @Override
    public CreateFunctionResponse createFunction(CreateFunctionRequest request) {
        String name = Objects.requireNonNullElse(request.name(), "");
        rights.require("CreateFunction", KIND, name);
        if (!NAME.matcher(name).matches()) {
            throw CloudFrontFaults.invalidArgument("The parameter Name must match " + NAME + '.');
        }
        if (functions.has(name)) {
            throw CloudFrontFaults.of("FunctionAlreadyExists", 409, "A function with the same name already exists.");
        }
        StoredViewerFunction made = new StoredViewerFunction(
                name, CloudFrontIds.arn(KIND, name), stage(request.functionConfig(), request.functionCode(), null), null);
        functions.put(name, made);
        return CreateFunctionResponse.builder()
                .functionSummary(summary(made, FunctionStage.DEVELOPMENT))
                .eTag(made.development().etag())
                .location(CloudFrontIds.location(KIND, name))
                .build();
    }

    @Override
    public UpdateFunctionResponse updateFunction(UpdateFunctionRequest request) {
        StoredViewerFunction had = find("UpdateFunction", request.name(), request.ifMatch());
        StoredViewerFunction changed = new StoredViewerFunction(
                had.name(),
                had.arn(),
                stage(request.functionConfig(), request.functionCode(), had.development().created()),
                had.live());
        put(changed);
        return UpdateFunctionResponse.builder()
                .functionSummary(summary(changed, FunctionStage.DEVELOPMENT))
                .eTag(changed.development().etag())
                .build();
    }

    private void put(StoredViewerFunction function) {
        functions.put(function.name(), function);
        runs.forget(function.name());
    }

    @Override
    public PublishFunctionResponse publishFunction(PublishFunctionRequest request) {
        StoredViewerFunction had = find("PublishFunction", request.name(), request.ifMatch());
        StoredViewerFunction published =
                new StoredViewerFunction(had.name(), had.arn(), had.development(), had.development());
        put(published);
        return PublishFunctionResponse.builder()
                .functionSummary(summary(published, FunctionStage.LIVE))
                .build();
    }

    @Override
    public DescribeFunctionResponse describeFunction(DescribeFunctionRequest request) {
        StoredViewerFunction found = find("DescribeFunction", request.name());
        FunctionStage stage = stage(request.stage());
        FunctionSummary summary = summary(found, stage);
        return DescribeFunctionResponse.builder()
                .functionSummary(summary)
                .eTag(Objects.requireNonNull(found.stage(stage)).etag())
                .build();
    }

    @Override
    public GetFunctionResponse getFunction(GetFunctionRequest request) {
        StoredViewerFunction.Stage found = find("GetFunction", request.name()).stage(stage(request.stage()));
        if (found == null) {
            throw missing();
        }
        return GetFunctionResponse.builder()
                .functionCode(SdkBytes.fromUtf8String(found.code()))
                .contentType("application/octet-stream")
                .eTag(found.etag())
                .build();
    }

    @Override
    public ListFunctionsResponse listFunctions(ListFunctionsRequest request) {
        rights.require("ListFunctions", "*");
        FunctionStage stage = stage(request.stage());
        List<FunctionSummary> items = functions.values().stream()
                .filter(each -> each.stage(stage) != null)
                .map(each -> summary(each, stage))
                .toList();
        return ListFunctionsResponse.builder()
                .functionList(list -> list.maxItems(100).quantity(items.size()).items(items))
                .build();
    }

    @Override
    public DeleteFunctionResponse deleteFunction(DeleteFunctionRequest request) {
        StoredViewerFunction found = find("DeleteFunction", request.name(), request.ifMatch());
        if (isReferredTo(found.arn())) {
            throw CloudFrontFaults.of(
                    "FunctionInUse", 409, "Cannot delete the function because it's attached to one or more cache behaviors.");
        }
        functions.remove(found.name());
        setTags(found.arn(), Map.of());
        runs.forget(found.name());
        return DeleteFunctionResponse.builder().build();
    }

    @Override
    public TestFunctionResponse testFunction(TestFunctionRequest request) {
        StoredViewerFunction found = find("TestFunction", request.name());
        FunctionStage stage = stage(request.stage());
        FunctionSummary summary = summary(found, stage);
        CloudFrontFaults.checkMatch(request.ifMatch(), Objects.requireNonNull(found.stage(stage)).etag());
        JsonNode event;
        try {
            event = Json.MAPPER.readTree(request.eventObject() == null ? "" : request.eventObject().asUtf8String());
        } catch (JsonProcessingException e) {
            throw CloudFrontFaults.invalidArgument("The parameter EventObject is not valid JSON.");
        }
        if (!event.path("version").asText().equals("1.0") || !event.path("request").isObject()) {
            throw CloudFrontFaults.invalidArgument("The parameter EventObject must be an event of version 1.0 with a request.");
        }
        ViewerFunction.Run run = run(found.name(), stage, event);
        // A share of the time that the sandbox grants, not of CloudFront's.
        long share = Math.min(100, 100 * run.took().toMillis() / ViewerFunction.LIMIT.toMillis());
        JsonNode value = run.value();
        String output = value == null
                ? ""
                : JsonNodeFactory.instance.objectNode().set(value.has("statusCode") ? "response" : "request", value).toString();
        return TestFunctionResponse.builder()
                .testResult(result -> result.functionSummary(summary)
                        .computeUtilization(Long.toString(share))
                        .functionExecutionLogs(run.logs())
                        .functionErrorMessage(Objects.requireNonNullElse(run.error(), ""))
                        .functionOutput(output))
                .build();
    }
}
