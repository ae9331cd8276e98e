package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.Tag;

/** AWS::KMS::Key and ::Alias. */
final class KmsHandlers {
    private KmsHandlers() {}

    static Map<String, ResourceHandler> of(KmsClient kms) {
        return Map.of("AWS::KMS::Key", new Keys(kms), "AWS::KMS::Alias", new Aliases(kms));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().tagKey(key).tagValue(value).build();
    }

    private record Keys(KmsClient kms) implements ResourceHandler {
        private static final PropertyMapping MAPPING = PropertyMapping.SAME
                .renaming("KeyPolicy", "Policy")
                .renaming("Key", "TagKey")
                .renaming("Value", "TagValue")
                .except("Enabled", "EnableKeyRotation", "PendingWindowInDays", "RotationPeriodInDays");

        /** A key has no name; CloudFormation does not tag keys either. Its creation is known by all that it was given. */
        @Override
        public Set<String> existing(Wanted wanted) {
            Set<String> alike = new HashSet<>();
            CreateKeyRequest asked = wanted.request(CreateKeyRequest.builder(), MAPPING);
            kms.listKeysPaginator().keys().forEach(key -> {
                KeyMetadata metadata = kms.describeKey(r -> r.keyId(key.keyId())).keyMetadata();
                if (metadata.keyState() != KeyState.PENDING_DELETION
                        && Objects.equals(Objects.requireNonNullElse(asked.description(), ""), metadata.description())
                        && (asked.keySpec() == null || asked.keySpec() == metadata.keySpec())
                        && (asked.policy() == null || samePolicy(key.keyId(), asked.policy()))) {
                    alike.add(key.keyId());
                }
            });
            return alike;
        }

        private boolean samePolicy(String id, String asked) {
            try {
                String policy = kms.getKeyPolicy(r -> r.keyId(id).policyName("default")).policy();
                return Json.MAPPER.readTree(policy).equals(Json.MAPPER.readTree(asked));
            } catch (JsonProcessingException e) {
                return false;
            }
        }

        @Override
        public String create(Wanted wanted) {
            return kms.createKey(wanted.request(CreateKeyRequest.builder(), MAPPING))
                    .keyMetadata()
                    .keyId();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            ObjectNode now = wanted.properties();
            if (before != null) {
                changed(wanted, id, before);
            }
            if (now.path("EnableKeyRotation").asBoolean(false)) {
                JsonNode period = now.path("RotationPeriodInDays");
                kms.enableKeyRotation(r -> {
                    r.keyId(id);
                    if (!period.isMissingNode()) {
                        r.rotationPeriodInDays(period.asInt());
                    }
                });
            } else if (before != null && before.path("EnableKeyRotation").asBoolean(false)) {
                kms.disableKeyRotation(r -> r.keyId(id));
            }
            if (!now.path("Enabled").asBoolean(true)) {
                kms.disableKey(r -> r.keyId(id));
            } else if (before != null && !before.path("Enabled").asBoolean(true)) {
                kms.enableKey(r -> r.keyId(id));
            }
        }

        private void changed(Wanted wanted, String id, ObjectNode before) {
            ObjectNode now = wanted.properties();
            // AWS page AWS::KMS::Key: such an update fails whatever UpdateReplacePolicy says, so that no key is lost.
            for (String fixed : List.of("KeySpec", "KeyUsage", "Origin", "MultiRegion")) {
                if (!now.path(fixed).asText().equals(before.path(fixed).asText())) {
                    throw new ResourceException("You cannot change the " + fixed + " of a KMS key.");
                }
            }
            if (now.has("KeyPolicy") && !now.path("KeyPolicy").equals(before.path("KeyPolicy"))) {
                JsonNode policy = now.path("KeyPolicy");
                kms.putKeyPolicy(r -> r.keyId(id)
                        .policyName("default")
                        .policy(policy.isTextual() ? policy.textValue() : policy.toString())
                        .bypassPolicyLockoutSafetyCheck(
                                now.path("BypassPolicyLockoutSafetyCheck").asBoolean(false)));
            }
            kms.updateKeyDescription(r -> r.keyId(id).description(wanted.text("Description")));
            TagChange.between(before, now)
                    .apply(
                            put -> kms.tagResource(r -> r.keyId(id).tags(TagChange.list(put, KmsHandlers::tag))),
                            gone -> kms.untagResource(r -> r.keyId(id).tagKeys(gone)));
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            KeyMetadata key = kms.describeKey(r -> r.keyId(id)).keyMetadata();
            return JsonNodeFactory.instance.objectNode().put("Arn", key.arn()).put("KeyId", key.keyId());
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> {
                KeyState state = kms.describeKey(r -> r.keyId(id)).keyMetadata().keyState();
                if (state != KeyState.PENDING_DELETION) {
                    kms.scheduleKeyDeletion(r -> r.keyId(id)
                            .pendingWindowInDays(properties.path("PendingWindowInDays").asInt(30)));
                }
            });
        }
    }

    private record Aliases(KmsClient kms) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            String name = wanted.text("AliasName");
            return kms.listAliasesPaginator().aliases().stream().anyMatch(alias -> alias.aliasName().equals(name))
                    ? Set.of(name)
                    : Set.of();
        }

        @Override
        public String create(Wanted wanted) {
            kms.createAlias(wanted.request(CreateAliasRequest.builder(), PropertyMapping.SAME));
            return wanted.text("AliasName");
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before != null) {
                kms.updateAlias(r -> r.aliasName(id).targetKeyId(wanted.text("TargetKeyId")));
            }
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode();
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> kms.deleteAlias(r -> r.aliasName(id)));
        }
    }
}
