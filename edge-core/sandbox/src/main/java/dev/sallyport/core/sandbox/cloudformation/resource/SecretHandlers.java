package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordRequest;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** AWS::SecretsManager::Secret, with a value that is given or generated. */
record SecretHandlers(SecretsManagerClient secrets) implements ResourceHandler {
    private static final String GENERATE = "GenerateSecretString";
    private static final Set<String> CARRIED =
            Set.of("Description", GENERATE, "KmsKeyId", "Name", "SecretString", "Tags");
    private static final PropertyMapping PASSWORD =
            PropertyMapping.SAME.except("SecretStringTemplate", "GenerateStringKey");

    static Map<String, ResourceHandler> of(SecretsManagerClient secrets) {
        return Map.of("AWS::SecretsManager::Secret", new SecretHandlers(secrets));
    }

    private static String name(Wanted wanted) {
        return wanted.name("Name", 512);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Override
    public Set<String> existing(Wanted wanted) {
        Set<String> found = Absence.found(name(wanted), () -> secrets.describeSecret(r -> r.secretId(name(wanted))));
        return found.isEmpty()
                ? found
                : Set.of(secrets.describeSecret(r -> r.secretId(name(wanted))).arn());
    }

    @Override
    public String create(Wanted wanted) {
        wanted.properties().fieldNames().forEachRemaining(property -> {
            if (!CARRIED.contains(property)) {
                throw new ResourceException("The sandbox does not carry the property " + property + " of a secret.");
            }
        });
        ObjectNode given = wanted.properties();
        return secrets.createSecret(r -> r.name(name(wanted))
                        .description(given.has("Description") ? wanted.text("Description") : null)
                        .kmsKeyId(given.has("KmsKeyId") ? wanted.text("KmsKeyId") : null)
                        .secretString(value(wanted))
                        .tags(TagChange.list(TagChange.tags(given), SecretHandlers::tag)))
                .arn();
    }

    private @Nullable String value(Wanted wanted) {
        ObjectNode given = wanted.properties();
        if (given.has("SecretString") && given.has(GENERATE)) {
            throw new ResourceException("You can't specify both SecretString and GenerateSecretString.");
        }
        if (given.has("SecretString")) {
            return wanted.text("SecretString");
        }
        if (!(given.path(GENERATE) instanceof ObjectNode generate)) {
            return null;
        }
        GetRandomPasswordRequest request =
                PASSWORD.request(wanted.type(), generate, GetRandomPasswordRequest.builder());
        String password = secrets.getRandomPassword(request).randomPassword();
        JsonNode key = generate.path("GenerateStringKey");
        if (key.isMissingNode()) {
            return password;
        }
        try {
            JsonNode template = Json.MAPPER.readTree(generate.path("SecretStringTemplate").asText("{}"));
            if (template instanceof ObjectNode object) {
                return object.put(key.asText(), password).toString();
            }
        } catch (JsonProcessingException e) {
            // Said below, as of any other text that is no object.
        }
        throw new ResourceException("SecretStringTemplate must be a valid JSON object.");
    }

    /** As on AWS, what describes the generation changes the value when it changes itself. */
    @Override
    public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
        if (before == null) {
            return;
        }
        ObjectNode now = wanted.properties();
        boolean valued = !now.path("SecretString").equals(before.path("SecretString"))
                || !now.path(GENERATE).equals(before.path(GENERATE));
        String value = valued ? value(wanted) : null;
        secrets.updateSecret(r -> r.secretId(id)
                .description(wanted.text("Description"))
                .kmsKeyId(now.has("KmsKeyId") ? wanted.text("KmsKeyId") : null)
                .secretString(value));
        TagChange.between(before, now)
                .apply(
                        put -> secrets.tagResource(r -> r.secretId(id).tags(TagChange.list(put, SecretHandlers::tag))),
                        gone -> secrets.untagResource(r -> r.secretId(id).tagKeys(gone)));
    }

    @Override
    public ObjectNode attributes(String id, ObjectNode properties) {
        return JsonNodeFactory.instance.objectNode().put("Id", id);
    }

    @Override
    public boolean delete(String id, ObjectNode properties) {
        return Absence.gone(() -> secrets.deleteSecret(r -> r.secretId(id).forceDeleteWithoutRecovery(true)));
    }
}
