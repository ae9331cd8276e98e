package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.CreateRepositoryRequest;
import software.amazon.awssdk.services.ecr.model.ImageScanningConfiguration;
import software.amazon.awssdk.services.ecr.model.Repository;
import software.amazon.awssdk.services.ecr.model.Tag;

/** AWS::ECR::Repository. */
record EcrHandlers(EcrClient ecr) implements ResourceHandler {
    private static final PropertyMapping MAPPING =
            PropertyMapping.SAME.except("EmptyOnDelete", "LifecyclePolicy", "RepositoryPolicyText");

    static Map<String, ResourceHandler> of(EcrClient ecr) {
        return Map.of("AWS::ECR::Repository", new EcrHandlers(ecr));
    }

    private static String name(Wanted wanted) {
        return wanted.lowerCaseName("RepositoryName", 256);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Override
    public Set<String> existing(Wanted wanted) {
        return Absence.found(name(wanted), () -> repository(name(wanted)));
    }

    private Repository repository(String name) {
        return ecr.describeRepositories(r -> r.repositoryNames(name)).repositories().getFirst();
    }

    @Override
    public String create(Wanted wanted) {
        ecr.createRepository(
                wanted.with("RepositoryName", name(wanted)).request(CreateRepositoryRequest.builder(), MAPPING));
        return name(wanted);
    }

    @Override
    public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
        ObjectNode now = wanted.properties();
        JsonNode lifecycle = now.at("/LifecyclePolicy/LifecyclePolicyText");
        if (!lifecycle.isMissingNode()) {
            ecr.putLifecyclePolicy(r -> r.repositoryName(id).lifecyclePolicyText(lifecycle.asText()));
        } else if (before != null && before.has("LifecyclePolicy")) {
            Absence.gone(() -> ecr.deleteLifecyclePolicy(r -> r.repositoryName(id)));
        }
        JsonNode policy = now.path("RepositoryPolicyText");
        if (!policy.isMissingNode()) {
            String text = policy.isContainerNode() ? policy.toString() : policy.asText();
            ecr.setRepositoryPolicy(r -> r.repositoryName(id).policyText(text));
        } else if (before != null && before.has("RepositoryPolicyText")) {
            Absence.gone(() -> ecr.deleteRepositoryPolicy(r -> r.repositoryName(id)));
        }
        if (before == null) {
            return;
        }
        ecr.putImageTagMutability(r ->
                r.repositoryName(id).imageTagMutability(now.path("ImageTagMutability").asText("MUTABLE")));
        ImageScanningConfiguration scanning = now.path("ImageScanningConfiguration") instanceof ObjectNode given
                ? PropertyMapping.SAME.request(wanted.type(), given, ImageScanningConfiguration.builder())
                : ImageScanningConfiguration.builder().scanOnPush(false).build();
        ecr.putImageScanningConfiguration(r -> r.repositoryName(id).imageScanningConfiguration(scanning));
        String arn = repository(id).repositoryArn();
        TagChange.between(before, now)
                .apply(
                        put -> ecr.tagResource(r -> r.resourceArn(arn).tags(TagChange.list(put, EcrHandlers::tag))),
                        gone -> ecr.untagResource(r -> r.resourceArn(arn).tagKeys(gone)));
    }

    @Override
    public ObjectNode attributes(String id, ObjectNode properties) {
        Repository repository = repository(id);
        return JsonNodeFactory.instance
                .objectNode()
                .put("Arn", repository.repositoryArn())
                .put("RepositoryUri", repository.repositoryUri());
    }

    @Override
    public boolean delete(String id, ObjectNode properties) {
        return Absence.gone(() -> ecr.deleteRepository(r -> r.repositoryName(id)));
    }
}
