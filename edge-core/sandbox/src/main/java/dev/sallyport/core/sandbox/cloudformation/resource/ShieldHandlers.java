package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Arns;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.shield.ShieldClient;
import software.amazon.awssdk.services.shield.model.CreateProtectionRequest;
import software.amazon.awssdk.services.shield.model.Protection;
import software.amazon.awssdk.services.shield.model.ResourceNotFoundException;
import software.amazon.awssdk.services.shield.model.ResponseAction;
import software.amazon.awssdk.services.shield.model.Tag;

/** AWS::Shield::Protection. */
final class ShieldHandlers {
    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static final String HEALTH_CHECKS = "HealthCheckArns";
    private static final String AUTOMATIC = "ApplicationLayerAutomaticResponseConfiguration";

    private ShieldHandlers() {}

    static Map<String, ResourceHandler> of(ShieldClient shield) {
        return Map.of("AWS::Shield::Protection", new Protections(shield));
    }

    private record Protections(ShieldClient shield) implements ResourceHandler {
        private static final PropertyMapping MAPPING = PropertyMapping.SAME.except(HEALTH_CHECKS, AUTOMATIC);

        private Protection of(String resourceArn) {
            return shield.describeProtection(r -> r.resourceArn(resourceArn)).protection();
        }

        @Override
        public Set<String> existing(Wanted wanted) {
            try {
                return Set.of(of(wanted.text("ResourceArn")).protectionArn());
            } catch (ResourceNotFoundException e) {
                return Set.of();
            }
        }

        @Override
        public String create(Wanted wanted) {
            shield.createProtection(wanted.request(CreateProtectionRequest.builder(), MAPPING));
            return of(wanted.text("ResourceArn")).protectionArn();
        }

        private static Set<String> checks(@Nullable ObjectNode properties) {
            Set<String> arns = new HashSet<>();
            if (properties != null) {
                properties.path(HEALTH_CHECKS).forEach(arn -> arns.add(arn.asText()));
            }
            return arns;
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            String protection = Arns.name(id);
            Set<String> now = checks(wanted.properties());
            Set<String> old = checks(before);
            now.stream().filter(arn -> !old.contains(arn)).forEach(arn ->
                    shield.associateHealthCheck(r -> r.protectionId(protection).healthCheckArn(arn)));
            old.stream().filter(arn -> !now.contains(arn)).forEach(arn -> Absence.gone(() ->
                    shield.disassociateHealthCheck(r -> r.protectionId(protection).healthCheckArn(arn))));
            automatic(wanted, before);
            TagChange.between(before, wanted.properties())
                    .apply(
                            put -> shield.tagResource(
                                    r -> r.resourceARN(id).tags(TagChange.list(put, ShieldHandlers::tag))),
                            gone -> shield.untagResource(r -> r.resourceARN(id).tagKeys(gone)));
        }

        private void automatic(Wanted wanted, @Nullable ObjectNode before) {
            JsonNode now = wanted.properties().path(AUTOMATIC);
            JsonNode old = before == null ? JsonNodeFactory.instance.missingNode() : before.path(AUTOMATIC);
            if (now.equals(old)) {
                return;
            }
            String resource = wanted.text("ResourceArn");
            boolean on = now.path("Status").asText().equals("ENABLED");
            if (on && now.path("Action") instanceof ObjectNode given) {
                ResponseAction action = PropertyMapping.SAME.request(wanted.type(), given, ResponseAction.builder());
                if (old.path("Status").asText().equals("ENABLED")) {
                    shield.updateApplicationLayerAutomaticResponse(r -> r.resourceArn(resource).action(action));
                } else {
                    shield.enableApplicationLayerAutomaticResponse(r -> r.resourceArn(resource).action(action));
                }
            } else if (on) {
                throw new ResourceException("#/" + AUTOMATIC + ": required key [Action] not found");
            } else if (!old.isMissingNode()) {
                shield.disableApplicationLayerAutomaticResponse(r -> r.resourceArn(resource));
            }
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("ProtectionArn", id)
                    .put("ProtectionId", Arns.name(id));
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> shield.deleteProtection(r -> r.protectionId(Arns.name(id))));
        }
    }
}
