package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.arns.ArnResource;
import software.amazon.awssdk.services.greengrassv2.GreengrassV2Client;
import software.amazon.awssdk.services.greengrassv2.model.CloudComponentState;
import software.amazon.awssdk.services.greengrassv2.model.CloudComponentStatus;
import software.amazon.awssdk.services.greengrassv2.model.CreateComponentVersionRequest;

/** AWS::GreengrassV2::ComponentVersion. */
final class GreengrassHandlers {
    private GreengrassHandlers() {}

    static Map<String, ResourceHandler> of(GreengrassV2Client greengrass) {
        return Map.of("AWS::GreengrassV2::ComponentVersion", new ComponentVersions(greengrass));
    }

    private record ComponentVersions(GreengrassV2Client greengrass) implements ResourceHandler {
        /** A repeated creation with the same client token gives what the first one made. */
        @Override
        public Set<String> existing(Wanted wanted) {
            return Set.of();
        }

        @Override
        public String create(Wanted wanted) {
            String token = UUID.nameUUIDFromBytes((wanted.stackId() + wanted.token()).getBytes(StandardCharsets.UTF_8))
                    .toString();
            return greengrass
                    .createComponentVersion(wanted.with("ClientToken", token)
                            .request(CreateComponentVersionRequest.builder(), PropertyMapping.SAME))
                    .arn();
        }

        private CloudComponentStatus status(String arn) {
            return greengrass.describeComponent(r -> r.arn(arn)).status();
        }

        @Override
        public boolean settled(String id, ObjectNode properties) {
            CloudComponentStatus status = status(id);
            if (status.componentState() == CloudComponentState.FAILED) {
                throw new ResourceException(status.message() + " " + status.errors());
            }
            return status.componentState() == CloudComponentState.DEPLOYABLE;
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before == null) {
                return;
            }
            Map<String, String> had = tags(before);
            Map<String, String> now = tags(wanted.properties());
            Set<String> gone = new TreeMap<>(had).keySet();
            gone.removeAll(now.keySet());
            if (!now.isEmpty() && !now.equals(had)) {
                greengrass.tagResource(r -> r.resourceArn(id).tags(now));
            }
            if (!gone.isEmpty()) {
                greengrass.untagResource(r -> r.resourceArn(id).tagKeys(gone));
            }
        }

        private static Map<String, String> tags(ObjectNode properties) {
            Map<String, String> tags = new TreeMap<>();
            properties
                    .path("Tags")
                    .properties()
                    .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
            return tags;
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            ArnResource component = Arn.fromString(id).resource();
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("Arn", id)
                    .put("ComponentName", component.resource())
                    .put("ComponentVersion", component.qualifier().orElseThrow().substring("versions:".length()));
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> greengrass.deleteComponent(r -> r.arn(id)));
        }
    }
}
