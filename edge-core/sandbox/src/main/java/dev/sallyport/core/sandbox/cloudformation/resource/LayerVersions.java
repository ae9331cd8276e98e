package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Arns;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.LayerVersionsListItem;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;

/** AWS::Lambda::LayerVersion; every change makes another version. */
record LayerVersions(LambdaClient lambda) implements ResourceHandler {
    private static final int LONGEST_NAME = 140;

    private static String name(Wanted wanted) {
        return wanted.name("LayerName", LONGEST_NAME);
    }

    @Override
    public Set<String> existing(Wanted wanted) {
        return lambda.listLayerVersions(r -> r.layerName(name(wanted))).layerVersions().stream()
                .map(LayerVersionsListItem::layerVersionArn)
                .collect(Collectors.toSet());
    }

    @Override
    public String create(Wanted wanted) {
        return lambda.publishLayerVersion(wanted.with("LayerName", name(wanted))
                        .request(PublishLayerVersionRequest.builder(), PropertyMapping.SAME))
                .layerVersionArn();
    }

    @Override
    public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
        // Every property of a layer version needs a replacement.
    }

    @Override
    public ObjectNode attributes(String id, ObjectNode properties) {
        return JsonNodeFactory.instance.objectNode().put("LayerVersionArn", id);
    }

    /** The layer's ARN and the version's number, of a version's ARN. */
    static String[] parts(String versionArn) {
        Arn arn = Arns.of(versionArn)
                .filter(one -> one.resource().qualifier().filter(last -> last.matches("\\d{1,18}")).isPresent())
                .orElseThrow(() -> new ResourceException(versionArn + " is not the ARN of a layer version."));
        String layer = arn.toBuilder().resource("layer:" + arn.resource().resource()).build().toString();
        return new String[] {layer, arn.resource().qualifier().orElseThrow()};
    }

    @Override
    public boolean delete(String id, ObjectNode properties) {
        String[] parts = parts(id);
        return Absence.gone(() ->
                lambda.deleteLayerVersion(r -> r.layerName(parts[0]).versionNumber(Long.valueOf(parts[1]))));
    }
}
