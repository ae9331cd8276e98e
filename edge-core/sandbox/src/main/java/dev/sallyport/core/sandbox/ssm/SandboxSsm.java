package dev.sallyport.core.sandbox.ssm;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.ssm.model.DeleteParameterRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParameterResponse;
import software.amazon.awssdk.services.ssm.model.DeleteParametersRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParametersResponse;
import software.amazon.awssdk.services.ssm.model.DescribeParametersRequest;
import software.amazon.awssdk.services.ssm.model.DescribeParametersResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionRequest;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionResponse;
import software.amazon.awssdk.services.ssm.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.ssm.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterHistory;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceResponse;
import software.amazon.awssdk.services.ssm.model.Tag;

/**
 * Systems Manager, as far as it keeps parameters.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html">Parameter
 *     Store</a>
 */
public final class SandboxSsm implements SsmClient {
    private static final int MOST_NAMES = 10;
    private static final int MOST_DESCRIBED = 50;

    private final Parameters parameters;

    /** The parameters in {@code state}, those that are secure sealed by {@code kms}. */
    public SandboxSsm(SandboxState state, KmsClient kms, Authorizer authorizer, Clock clock) {
        this.parameters = new Parameters(state, new SecureValues(kms, state), authorizer, clock);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    @Override
    public PutParameterResponse putParameter(PutParameterRequest request) {
        StoredParameter.Version put = parameters.put(request).latest();
        return PutParameterResponse.builder().version(put.number()).tier(put.tier()).build();
    }

    /** A name may end in a colon and the number or label of a version. */
    private Optional<Parameter> read(String action, @Nullable String given, @Nullable Boolean open) {
        String whole = Parameters.bare(given);
        int colon = whole.indexOf(':');
        String name = colon < 0 ? whole : whole.substring(0, colon);
        String selector = colon < 0 ? null : whole.substring(colon + 1);
        parameters.require(action, name);
        Optional<StoredParameter> found = parameters.find(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        StoredParameter.Version version = selector == null
                ? found.get().latest()
                : found.get().select(selector).orElseThrow(() -> SsmFaults.noVersion(name, selector));
        return Optional.of(parameters.shown(found.get(), version, selector, Boolean.TRUE.equals(open)));
    }

    @Override
    public GetParameterResponse getParameter(GetParameterRequest request) {
        return GetParameterResponse.builder()
                .parameter(read("GetParameter", request.name(), request.withDecryption())
                        .orElseThrow(() -> SsmFaults.missing(request.name())))
                .build();
    }

    @Override
    public GetParametersResponse getParameters(GetParametersRequest request) {
        if (request.names().isEmpty() || request.names().size() > MOST_NAMES) {
            throw SsmFaults.invalid("1 validation error detected: Value '" + request.names()
                    + "' at 'names' failed to satisfy constraint: Member must have length from 1 to " + MOST_NAMES);
        }
        List<Parameter> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : request.names()) {
            read("GetParameters", name, request.withDecryption()).ifPresentOrElse(found::add, () -> missing.add(name));
        }
        return GetParametersResponse.builder().parameters(found).invalidParameters(missing).build();
    }

    @Override
    public GetParametersByPathResponse getParametersByPath(GetParametersByPathRequest request) {
        String path = Objects.requireNonNullElse(request.path(), "");
        if (!path.startsWith("/")) {
            throw SsmFaults.invalid("The parameter doesn't meet the parameter name requirements. The parameter name must begin"
                    + " with a forward slash \"/\".");
        }
        String under = path.endsWith("/") ? path : path + "/";
        parameters.require("GetParametersByPath", path);
        boolean deep = Boolean.TRUE.equals(request.recursive());
        boolean open = Boolean.TRUE.equals(request.withDecryption());
        List<StoredParameter> found = parameters.all().stream()
                .filter(each -> each.name().startsWith(under))
                .filter(each -> deep || each.name().indexOf('/', under.length()) < 0)
                .filter(Filters.all(request.parameterFilters()))
                .toList();
        Page<StoredParameter> page =
                page(found, request.maxResults(), MOST_NAMES, request.nextToken(), StoredParameter::name);
        return GetParametersByPathResponse.builder()
                .parameters(page.items().stream()
                        .map(each -> parameters.shown(each, each.latest(), null, open))
                        .toList())
                .nextToken(page.next())
                .build();
    }

    private static <T> Page<T> page(
            List<T> all, @Nullable Integer size, int most, @Nullable String token, Function<T, String> name) {
        int wanted = size == null ? most : size;
        if (wanted < 1 || wanted > most) {
            throw SsmFaults.invalid("1 validation error detected: Value '" + wanted
                    + "' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to " + most);
        }
        return Page.of(all, wanted, token, name).orElseThrow(SsmFaults::token);
    }

    @Override
    public DescribeParametersResponse describeParameters(DescribeParametersRequest request) {
        parameters.requireAny("DescribeParameters");
        List<StoredParameter> found = parameters.all().stream()
                .filter(Filters.all(request.parameterFilters()))
                .filter(Filters.older(request.filters()))
                .toList();
        Page<StoredParameter> page =
                page(found, request.maxResults(), MOST_DESCRIBED, request.nextToken(), StoredParameter::name);
        return DescribeParametersResponse.builder()
                .parameters(page.items().stream().map(SandboxSsm::metadata).toList())
                .nextToken(page.next())
                .build();
    }

    private static ParameterMetadata metadata(StoredParameter parameter) {
        StoredParameter.Version latest = parameter.latest();
        return ParameterMetadata.builder()
                .name(parameter.name())
                .arn(Parameters.arn(parameter.name()))
                .type(latest.type())
                .keyId(latest.keyId())
                .lastModifiedDate(latest.modified())
                .lastModifiedUser(latest.user())
                .description(latest.description())
                .allowedPattern(latest.allowedPattern())
                .version(latest.number())
                .tier(latest.tier())
                .policies(List.of())
                .dataType(latest.dataType())
                .build();
    }

    @Override
    public GetParameterHistoryResponse getParameterHistory(GetParameterHistoryRequest request) {
        String name = Parameters.bare(request.name());
        parameters.require("GetParameterHistory", name);
        StoredParameter parameter = parameters.get(name);
        boolean open = Boolean.TRUE.equals(request.withDecryption());
        // Numbers sort as text only when they are of one length.
        Page<StoredParameter.Version> page = page(
                parameter.versions(),
                request.maxResults(),
                MOST_DESCRIBED,
                request.nextToken(),
                version -> String.format(Locale.ROOT, "%012d", version.number()));
        return GetParameterHistoryResponse.builder()
                .parameters(page.items().stream()
                        .map(version -> ParameterHistory.builder()
                                .name(name)
                                .type(version.type())
                                .keyId(version.keyId())
                                .lastModifiedDate(version.modified())
                                .lastModifiedUser(version.user())
                                .description(version.description())
                                .value(parameters.value(parameter, version, open))
                                .allowedPattern(version.allowedPattern())
                                .version(version.number())
                                .labels(version.labels())
                                .tier(version.tier())
                                .dataType(version.dataType())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    /** A label is one version's: it moves. */
    @Override
    public LabelParameterVersionResponse labelParameterVersion(LabelParameterVersionRequest request) {
        String name = Parameters.bare(request.name());
        parameters.require("LabelParameterVersion", name);
        StoredParameter had = parameters.get(name);
        long number = request.parameterVersion() == null ? had.latest().number() : request.parameterVersion();
        if (had.select(Long.toString(number)).isEmpty()) {
            throw SsmFaults.noVersion(name, Long.toString(number));
        }
        List<String> labels = request.labels();
        List<String> invalid = labels.stream()
                .filter(label -> !label.matches("(?i)(?!aws|ssm|[0-9])[a-z0-9_.-]{1,100}"))
                .toList();
        List<String> sound = labels.stream().filter(label -> !invalid.contains(label)).toList();
        parameters.change(name, parameter -> parameter.withVersions(parameter.versions().stream()
                .map(version -> {
                    List<String> kept = new ArrayList<>(version.labels());
                    kept.removeAll(sound);
                    if (version.number() == number) {
                        kept.addAll(sound);
                    }
                    return version.withLabels(kept);
                })
                .toList()));
        return LabelParameterVersionResponse.builder().invalidLabels(invalid).parameterVersion(number).build();
    }

    @Override
    public DeleteParameterResponse deleteParameter(DeleteParameterRequest request) {
        String name = Parameters.bare(request.name());
        parameters.require("DeleteParameter", name);
        if (!parameters.remove(name)) {
            throw SsmFaults.missing(name);
        }
        return DeleteParameterResponse.builder().build();
    }

    @Override
    public DeleteParametersResponse deleteParameters(DeleteParametersRequest request) {
        List<String> deleted = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String given : request.names()) {
            String name = Parameters.bare(given);
            parameters.require("DeleteParameters", name);
            (parameters.remove(name) ? deleted : missing).add(given);
        }
        return DeleteParametersResponse.builder().deletedParameters(deleted).invalidParameters(missing).build();
    }

    @Override
    public AddTagsToResourceResponse addTagsToResource(AddTagsToResourceRequest request) {
        retag("AddTagsToResource", request.resourceTypeAsString(), request.resourceId(), tags ->
                request.tags().forEach(tag -> tags.put(tag.key(), tag.value())));
        return AddTagsToResourceResponse.builder().build();
    }

    @Override
    public RemoveTagsFromResourceResponse removeTagsFromResource(RemoveTagsFromResourceRequest request) {
        retag("RemoveTagsFromResource", request.resourceTypeAsString(), request.resourceId(), tags ->
                tags.keySet().removeAll(request.tagKeys()));
        return RemoveTagsFromResourceResponse.builder().build();
    }

    private void retag(String action, @Nullable String type, @Nullable String id, Consumer<Map<String, String>> change) {
        String name = tagged(type, id);
        parameters.require(action, name);
        parameters.change(name, parameter -> {
            Map<String, String> tags = new TreeMap<>(parameter.tags());
            change.accept(tags);
            return parameter.withTags(tags);
        });
    }

    private String tagged(@Nullable String type, @Nullable String id) {
        if (!"Parameter".equals(type)) {
            throw SsmFaults.invalid("The sandbox keeps tags of resources of type Parameter only.");
        }
        String name = Parameters.bare(id);
        if (parameters.find(name).isEmpty()) {
            throw SsmFaults.noResource();
        }
        return name;
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        String name = tagged(request.resourceTypeAsString(), request.resourceId());
        parameters.require("ListTagsForResource", name);
        return ListTagsForResourceResponse.builder()
                .tagList(parameters.get(name).tags().entrySet().stream()
                        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                        .toList())
                .build();
    }
}
