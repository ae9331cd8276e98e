package dev.sallyport.core.sandbox.ecr;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.core.Arns;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Fault;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.CreateRepositoryRequest;
import software.amazon.awssdk.services.ecr.model.CreateRepositoryResponse;
import software.amazon.awssdk.services.ecr.model.DeleteLifecyclePolicyRequest;
import software.amazon.awssdk.services.ecr.model.DeleteLifecyclePolicyResponse;
import software.amazon.awssdk.services.ecr.model.DeleteRepositoryPolicyRequest;
import software.amazon.awssdk.services.ecr.model.DeleteRepositoryPolicyResponse;
import software.amazon.awssdk.services.ecr.model.DeleteRepositoryRequest;
import software.amazon.awssdk.services.ecr.model.DeleteRepositoryResponse;
import software.amazon.awssdk.services.ecr.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ecr.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ecr.model.DescribeRepositoriesRequest;
import software.amazon.awssdk.services.ecr.model.DescribeRepositoriesResponse;
import software.amazon.awssdk.services.ecr.model.EncryptionConfiguration;
import software.amazon.awssdk.services.ecr.model.GetLifecyclePolicyRequest;
import software.amazon.awssdk.services.ecr.model.GetLifecyclePolicyResponse;
import software.amazon.awssdk.services.ecr.model.GetRepositoryPolicyRequest;
import software.amazon.awssdk.services.ecr.model.GetRepositoryPolicyResponse;
import software.amazon.awssdk.services.ecr.model.ImageScanningConfiguration;
import software.amazon.awssdk.services.ecr.model.ListImagesRequest;
import software.amazon.awssdk.services.ecr.model.ListImagesResponse;
import software.amazon.awssdk.services.ecr.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.ecr.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.ecr.model.PutImageScanningConfigurationRequest;
import software.amazon.awssdk.services.ecr.model.PutImageScanningConfigurationResponse;
import software.amazon.awssdk.services.ecr.model.PutImageTagMutabilityRequest;
import software.amazon.awssdk.services.ecr.model.PutImageTagMutabilityResponse;
import software.amazon.awssdk.services.ecr.model.PutLifecyclePolicyRequest;
import software.amazon.awssdk.services.ecr.model.PutLifecyclePolicyResponse;
import software.amazon.awssdk.services.ecr.model.Repository;
import software.amazon.awssdk.services.ecr.model.SetRepositoryPolicyRequest;
import software.amazon.awssdk.services.ecr.model.SetRepositoryPolicyResponse;
import software.amazon.awssdk.services.ecr.model.Tag;
import software.amazon.awssdk.services.ecr.model.TagResourceRequest;
import software.amazon.awssdk.services.ecr.model.TagResourceResponse;
import software.amazon.awssdk.services.ecr.model.UntagResourceRequest;
import software.amazon.awssdk.services.ecr.model.UntagResourceResponse;

/**
 * The container registry's repositories. There are never images in them: the sandbox has no registry to push to.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECR/latest/APIReference/Welcome.html">Amazon ECR API Reference</a>
 */
public final class SandboxEcr implements EcrClient {
    private static final int PAGE = 100;

    private final Shelf<StoredRepository> repositories;
    private final Authorizer authorizer;
    private final Clock clock;

    /** The repositories in {@code state}. */
    public SandboxEcr(SandboxState state, Authorizer authorizer, Clock clock) {
        this.repositories = state.shelf("ecr/repositories", StoredRepository.class);
        this.authorizer = authorizer;
        this.clock = clock;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    private static String key(String name) {
        return Call.current().region() + " " + name;
    }

    private static String registry() {
        return Call.current().account();
    }

    private static String arn(String name) {
        return "arn:aws:ecr:" + Call.current().region() + ":" + registry() + ":repository/" + name;
    }

    private StoredRepository find(String action, @Nullable String given) {
        String name = Fault.present(given, "repositoryName", EcrFaults::invalid);
        authorizer.require("ecr:" + action, arn(name), null, Map.of());
        return repositories.get(key(name)).orElseThrow(() -> EcrFaults.missing(name, registry()));
    }

    private void change(String action, @Nullable String name, UnaryOperator<StoredRepository> change) {
        repositories.update(key(find(action, name).repository().repositoryName()), change);
    }

    @Override
    public CreateRepositoryResponse createRepository(CreateRepositoryRequest request) {
        String name = Fault.present(request.repositoryName(), "repositoryName", EcrFaults::invalid);
        authorizer.require("ecr:CreateRepository", arn(name), null, Map.of());
        if (!name.matches("(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*")
                || name.length() < 2
                || name.length() > 256) {
            throw EcrFaults.invalid("Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular"
                    + " expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''");
        }
        if (repositories.has(key(name))) {
            throw EcrFaults.exists(name, registry());
        }
        Repository made = Repository.builder()
                .repositoryName(name)
                .repositoryArn(arn(name))
                .registryId(registry())
                .repositoryUri(registry() + ".dkr.ecr." + Call.current().region() + ".amazonaws.com/" + name)
                .createdAt(clock.instant())
                .imageTagMutability(Objects.requireNonNullElse(request.imageTagMutabilityAsString(), "MUTABLE"))
                .imageScanningConfiguration(Objects.requireNonNullElseGet(
                        request.imageScanningConfiguration(),
                        () -> ImageScanningConfiguration.builder().scanOnPush(false).build()))
                .encryptionConfiguration(Objects.requireNonNullElseGet(
                        request.encryptionConfiguration(),
                        () -> EncryptionConfiguration.builder().encryptionType("AES256").build()))
                .build();
        Map<String, String> tags = new TreeMap<>();
        request.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        repositories.put(key(name), new StoredRepository(made, null, null, tags));
        return CreateRepositoryResponse.builder().repository(made).build();
    }

    @Override
    public DescribeRepositoriesResponse describeRepositories(DescribeRepositoriesRequest request) {
        if (request.hasRepositoryNames() && !request.repositoryNames().isEmpty()) {
            return DescribeRepositoriesResponse.builder()
                    .repositories(request.repositoryNames().stream()
                            .map(name -> find("DescribeRepositories", name).repository())
                            .toList())
                    .build();
        }
        authorizer.require("ecr:DescribeRepositories", "*", null, Map.of());
        List<Repository> all = repositories.valuesUnder(key("")).stream().map(StoredRepository::repository).toList();
        int most = request.maxResults() == null ? PAGE : request.maxResults();
        Page<Repository> page = Page.of(all, most, request.nextToken(), Repository::repositoryName)
                .orElseThrow(() -> EcrFaults.invalid("Invalid parameter at 'nextToken' failed to satisfy constraint"));
        return DescribeRepositoriesResponse.builder().repositories(page.items()).nextToken(page.next()).build();
    }

    @Override
    public DeleteRepositoryResponse deleteRepository(DeleteRepositoryRequest request) {
        Repository gone = find("DeleteRepository", request.repositoryName()).repository();
        repositories.remove(key(gone.repositoryName()));
        return DeleteRepositoryResponse.builder().repository(gone).build();
    }

    @Override
    public ListImagesResponse listImages(ListImagesRequest request) {
        find("ListImages", request.repositoryName());
        return ListImagesResponse.builder().imageIds(List.of()).build();
    }

    @Override
    public DescribeImagesResponse describeImages(DescribeImagesRequest request) {
        find("DescribeImages", request.repositoryName());
        return DescribeImagesResponse.builder().imageDetails(List.of()).build();
    }

    private static void checkJson(@Nullable String text, String member) {
        try {
            if (text == null || !Json.MAPPER.readTree(text).isObject()) {
                throw EcrFaults.invalid("Invalid parameter at '" + member + "': it is not a JSON object");
            }
        } catch (JsonProcessingException e) {
            throw EcrFaults.invalid("Invalid parameter at '" + member + "': it is not a JSON object");
        }
    }

    @Override
    public PutLifecyclePolicyResponse putLifecyclePolicy(PutLifecyclePolicyRequest request) {
        checkJson(request.lifecyclePolicyText(), "LifecyclePolicyText");
        change("PutLifecyclePolicy", request.repositoryName(), had -> had.withLifecycle(request.lifecyclePolicyText()));
        return PutLifecyclePolicyResponse.builder()
                .registryId(registry())
                .repositoryName(request.repositoryName())
                .lifecyclePolicyText(request.lifecyclePolicyText())
                .build();
    }

    @Override
    public GetLifecyclePolicyResponse getLifecyclePolicy(GetLifecyclePolicyRequest request) {
        StoredRepository found = find("GetLifecyclePolicy", request.repositoryName());
        if (found.lifecycle() == null) {
            throw EcrFaults.noLifecycle(request.repositoryName(), registry());
        }
        return GetLifecyclePolicyResponse.builder()
                .registryId(registry())
                .repositoryName(request.repositoryName())
                .lifecyclePolicyText(found.lifecycle())
                .build();
    }

    @Override
    public DeleteLifecyclePolicyResponse deleteLifecyclePolicy(DeleteLifecyclePolicyRequest request) {
        StoredRepository found = find("DeleteLifecyclePolicy", request.repositoryName());
        if (found.lifecycle() == null) {
            throw EcrFaults.noLifecycle(request.repositoryName(), registry());
        }
        change("DeleteLifecyclePolicy", request.repositoryName(), had -> had.withLifecycle(null));
        return DeleteLifecyclePolicyResponse.builder()
                .registryId(registry())
                .repositoryName(request.repositoryName())
                .lifecyclePolicyText(found.lifecycle())
                .build();
    }

    @Override
    public SetRepositoryPolicyResponse setRepositoryPolicy(SetRepositoryPolicyRequest request) {
        checkJson(request.policyText(), "PolicyText");
        change("SetRepositoryPolicy", request.repositoryName(), had -> had.withPolicy(request.policyText()));
        return SetRepositoryPolicyResponse.builder()
                .registryId(registry())
                .repositoryName(request.repositoryName())
                .policyText(request.policyText())
                .build();
    }

    @Override
    public GetRepositoryPolicyResponse getRepositoryPolicy(GetRepositoryPolicyRequest request) {
        StoredRepository found = find("GetRepositoryPolicy", request.repositoryName());
        if (found.policy() == null) {
            throw EcrFaults.noPolicy(request.repositoryName(), registry());
        }
        return GetRepositoryPolicyResponse.builder()
                .registryId(registry())
                .repositoryName(request.repositoryName())
                .policyText(found.policy())
                .build();
    }

    @Override
    public DeleteRepositoryPolicyResponse deleteRepositoryPolicy(DeleteRepositoryPolicyRequest request) {
        StoredRepository found = find("DeleteRepositoryPolicy", request.repositoryName());
        if (found.policy() == null) {
            throw EcrFaults.noPolicy(request.repositoryName(), registry());
        }
        change("DeleteRepositoryPolicy", request.repositoryName(), had -> had.withPolicy(null));
        return DeleteRepositoryPolicyResponse.builder()
                .registryId(registry())
                .repositoryName(request.repositoryName())
                .policyText(found.policy())
                .build();
    }

    @Override
    public PutImageTagMutabilityResponse putImageTagMutability(PutImageTagMutabilityRequest request) {
        change("PutImageTagMutability", request.repositoryName(), had -> had.with(had.repository().toBuilder()
                .imageTagMutability(request.imageTagMutabilityAsString())
                .build()));
        return PutImageTagMutabilityResponse.builder()
                .registryId(registry())
                .repositoryName(request.repositoryName())
                .imageTagMutability(request.imageTagMutabilityAsString())
                .build();
    }

    @Override
    public PutImageScanningConfigurationResponse putImageScanningConfiguration(
            PutImageScanningConfigurationRequest request) {
        change("PutImageScanningConfiguration", request.repositoryName(), had -> had.with(had.repository().toBuilder()
                .imageScanningConfiguration(request.imageScanningConfiguration())
                .build()));
        return PutImageScanningConfigurationResponse.builder()
                .registryId(registry())
                .repositoryName(request.repositoryName())
                .imageScanningConfiguration(request.imageScanningConfiguration())
                .build();
    }

    private static String named(@Nullable String arn) {
        String given = Fault.present(arn, "resourceArn", EcrFaults::invalid);
        if (!Arns.isOf(given, "ecr", "repository")) {
            throw EcrFaults.invalid("Invalid parameter at 'resourceArn' failed to satisfy constraint: 'Invalid ARN'");
        }
        List<String> path = Arns.path(given);
        return String.join("/", path.subList(1, path.size()));
    }

    private void retag(String action, @Nullable String arn, Consumer<Map<String, String>> change) {
        change(action, named(arn), had -> {
            Map<String, String> tags = new TreeMap<>(had.tags());
            change.accept(tags);
            return had.withTags(tags);
        });
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        retag("TagResource", request.resourceArn(), tags ->
                request.tags().forEach(tag -> tags.put(tag.key(), tag.value())));
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        retag("UntagResource", request.resourceArn(), tags -> tags.keySet().removeAll(request.tagKeys()));
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        return ListTagsForResourceResponse.builder()
                .tags(find("ListTagsForResource", named(request.resourceArn())).tags().entrySet().stream()
                        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                        .toList())
                .build();
    }
}
