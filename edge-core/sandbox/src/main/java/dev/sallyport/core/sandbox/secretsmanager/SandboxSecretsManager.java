package dev.sallyport.core.sandbox.secretsmanager;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Fault;
import dev.sallyport.core.sandbox.secretsmanager.StoredSecret.Version;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.Tag;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceResponse;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceResponse;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretResponse;

/**
 * Secrets Manager, without rotation and replicas. Values lie in the sandbox's state, which is its owner's alone.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html">Secrets Manager API
 *     Reference</a>
 */
public final class SandboxSecretsManager implements SecretsManagerClient {
    private static final int PAGE = 100;
    private static final long RECOVERY_DAYS = 30;
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Shelf<StoredSecret> secrets;
    private final Authorizer authorizer;
    private final Clock clock;

    /** The secrets in {@code state}. */
    public SandboxSecretsManager(SandboxState state, Authorizer authorizer, Clock clock) {
        this.secrets = state.shelf("secretsmanager/secrets", StoredSecret.class);
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

    private void require(String action, String arn) {
        authorizer.require("secretsmanager:" + action, arn, null, Map.of());
    }

    /** Without the six letters that every secret gets of its own. */
    private static String arn(String name) {
        Call call = Call.current();
        return "arn:aws:secretsmanager:" + call.region() + ":" + call.account() + ":secret:" + name;
    }

    /** The secret of that name, ARN, or ARN without its last six letters. */
    private StoredSecret find(String action, @Nullable String id) {
        String given = Fault.present(id, "secretId", SecretsFaults::parameter);
        Instant now = clock.instant();
        StoredSecret found = secrets.valuesUnder(key("")).stream()
                .filter(each -> each.name().equals(given) || each.arn().equals(given)
                        || arn(each.name()).equals(given))
                .filter(each -> each.ends() == null || each.ends().isAfter(now))
                .findFirst()
                .orElse(null);
        require(action, found == null ? "*" : found.arn());
        if (found == null) {
            throw SecretsFaults.missing();
        }
        return found;
    }

    private StoredSecret inUse(String action, @Nullable String id) {
        StoredSecret found = find(action, id);
        if (found.deleted() != null) {
            throw SecretsFaults.deleted();
        }
        return found;
    }

    private StoredSecret change(StoredSecret secret, UnaryOperator<StoredSecret> change) {
        return secrets.update(key(secret.name()), change).orElseThrow(SecretsFaults::missing);
    }

    @Override
    public CreateSecretResponse createSecret(CreateSecretRequest request) {
        String name = Fault.present(request.name(), "name", SecretsFaults::parameter);
        String prefix = arn(name) + "-";
        require("CreateSecret", prefix + "??????");
        if (!name.matches("[A-Za-z0-9/_+=.@-]{1,512}")) {
            throw SecretsFaults.parameter("Invalid name. Must be a valid name containing alphanumeric characters, or any of"
                    + " the following: -/_+=.@!");
        }
        boolean taken = secrets.get(key(name))
                .filter(had -> had.ends() == null || had.ends().isAfter(clock.instant()))
                .isPresent();
        if (taken) {
            throw SecretsFaults.exists(name);
        }
        Map<String, String> tags = new TreeMap<>();
        request.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        Instant now = clock.instant();
        StoredSecret made = new StoredSecret(
                name, prefix + letters(), request.description(), request.kmsKeyId(), now, now, Map.of(), tags, null, null);
        String version = null;
        if (request.secretString() != null || request.secretBinary() != null) {
            version = Objects.requireNonNullElseGet(request.clientRequestToken(), () -> UUID.randomUUID().toString());
            made = made.with(
                    version, version(request.secretString(), request.secretBinary(), List.of(StoredSecret.CURRENT)));
        }
        secrets.put(key(name), made);
        return CreateSecretResponse.builder().arn(made.arn()).name(name).versionId(version).build();
    }

    private static String letters() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private Version version(@Nullable String text, @Nullable SdkBytes binary, List<String> stages) {
        if (text != null && binary != null) {
            throw SecretsFaults.parameter("You can't specify both a binary secret value and a string secret value in the same"
                    + " secret.");
        }
        String encoded = binary == null ? null : Base64.getEncoder().encodeToString(binary.asByteArrayUnsafe());
        return new Version(text, encoded, clock.instant(), stages);
    }

    @Override
    public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
        StoredSecret secret = inUse("GetSecretValue", request.secretId());
        Map.Entry<String, Version> found = secret.at(request.versionId(), request.versionStage())
                .orElseThrow(() -> SecretsFaults.noVersion(
                        request.versionId() != null
                                ? "VersionId: " + request.versionId()
                                : "staging label: "
                                        + Objects.requireNonNullElse(request.versionStage(), StoredSecret.CURRENT)));
        Version version = found.getValue();
        String binary = version.binary();
        return GetSecretValueResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .versionId(found.getKey())
                .secretString(version.text())
                .secretBinary(binary == null ? null : SdkBytes.fromByteArray(Base64.getDecoder().decode(binary)))
                .versionStages(version.stages())
                .createdDate(version.created())
                .build();
    }

    @Override
    public PutSecretValueResponse putSecretValue(PutSecretValueRequest request) {
        StoredSecret secret = inUse("PutSecretValue", request.secretId());
        if (request.secretString() == null && request.secretBinary() == null) {
            throw SecretsFaults.parameter("You must provide either SecretString or SecretBinary.");
        }
        String id = Objects.requireNonNullElseGet(request.clientRequestToken(), () -> UUID.randomUUID().toString());
        List<String> stages = request.hasVersionStages() ? request.versionStages() : List.of(StoredSecret.CURRENT);
        Version made = version(request.secretString(), request.secretBinary(), stages);
        change(secret, had -> had.with(id, made));
        return PutSecretValueResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .versionId(id)
                .versionStages(stages)
                .build();
    }

    @Override
    public UpdateSecretResponse updateSecret(UpdateSecretRequest request) {
        StoredSecret secret = inUse("UpdateSecret", request.secretId());
        boolean valued = request.secretString() != null || request.secretBinary() != null;
        String id = valued
                ? Objects.requireNonNullElseGet(request.clientRequestToken(), () -> UUID.randomUUID().toString())
                : null;
        Version made = valued
                ? version(request.secretString(), request.secretBinary(), List.of(StoredSecret.CURRENT))
                : null;
        change(secret, had -> {
            StoredSecret described = had.described(request.description(), request.kmsKeyId(), clock.instant());
            return id == null || made == null ? described : described.with(id, made);
        });
        return UpdateSecretResponse.builder().arn(secret.arn()).name(secret.name()).versionId(id).build();
    }

    @Override
    public DescribeSecretResponse describeSecret(DescribeSecretRequest request) {
        StoredSecret secret = find("DescribeSecret", request.secretId());
        return DescribeSecretResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .description(secret.description())
                .kmsKeyId(secret.keyId())
                .createdDate(secret.created())
                .lastChangedDate(secret.changed())
                .deletedDate(secret.deleted())
                .tags(tags(secret))
                .versionIdsToStages(stages(secret))
                .build();
    }

    private static List<Tag> tags(StoredSecret secret) {
        return secret.tags().entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private static Map<String, List<String>> stages(StoredSecret secret) {
        Map<String, List<String>> stages = new LinkedHashMap<>();
        secret.versions().forEach((id, version) -> stages.put(id, version.stages()));
        return stages;
    }

    @Override
    public ListSecretsResponse listSecrets(ListSecretsRequest request) {
        require("ListSecrets", "*");
        if (request.hasFilters() && !request.filters().isEmpty()) {
            throw SecretsFaults.parameter("The sandbox does not filter secrets.");
        }
        boolean all = Boolean.TRUE.equals(request.includePlannedDeletion());
        List<StoredSecret> found = secrets.valuesUnder(key("")).stream()
                .filter(secret -> secret.deleted() == null || all)
                .toList();
        int most = request.maxResults() == null ? PAGE : request.maxResults();
        Page<StoredSecret> page = Page.of(found, most, request.nextToken(), StoredSecret::name)
                .orElseThrow(() -> SecretsFaults.parameter("The next token is not valid."));
        return ListSecretsResponse.builder()
                .secretList(page.items().stream()
                        .map(secret -> SecretListEntry.builder()
                                .arn(secret.arn())
                                .name(secret.name())
                                .description(secret.description())
                                .kmsKeyId(secret.keyId())
                                .createdDate(secret.created())
                                .lastChangedDate(secret.changed())
                                .deletedDate(secret.deleted())
                                .tags(tags(secret))
                                .secretVersionsToStages(stages(secret))
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public DeleteSecretResponse deleteSecret(DeleteSecretRequest request) {
        StoredSecret secret = find("DeleteSecret", request.secretId());
        boolean atOnce = Boolean.TRUE.equals(request.forceDeleteWithoutRecovery());
        long days = Objects.requireNonNullElse(request.recoveryWindowInDays(), RECOVERY_DAYS);
        if (atOnce && request.recoveryWindowInDays() != null) {
            throw SecretsFaults.parameter("You can't use ForceDeleteWithoutRecovery in conjunction with"
                    + " RecoveryWindowInDays.");
        }
        if (days < 7 || days > RECOVERY_DAYS) {
            throw SecretsFaults.parameter("RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        }
        if (secret.deleted() != null && !atOnce) {
            throw SecretsFaults.deleted();
        }
        Instant now = clock.instant();
        Instant end = atOnce ? now : now.plus(Duration.ofDays(days));
        if (atOnce) {
            secrets.remove(key(secret.name()));
        } else {
            change(secret, had -> had.withDeletion(now, end));
        }
        return DeleteSecretResponse.builder().arn(secret.arn()).name(secret.name()).deletionDate(end).build();
    }

    @Override
    public RestoreSecretResponse restoreSecret(RestoreSecretRequest request) {
        StoredSecret secret = find("RestoreSecret", request.secretId());
        change(secret, had -> had.withDeletion(null, null));
        return RestoreSecretResponse.builder().arn(secret.arn()).name(secret.name()).build();
    }

    @Override
    public GetRandomPasswordResponse getRandomPassword(GetRandomPasswordRequest request) {
        require("GetRandomPassword", "*");
        return GetRandomPasswordResponse.builder().randomPassword(Passwords.make(request)).build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        change(inUse("TagResource", request.secretId()), secret ->
                secret.retagged(tags -> request.tags().forEach(tag -> tags.put(tag.key(), tag.value()))));
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        change(inUse("UntagResource", request.secretId()), secret ->
                secret.retagged(tags -> tags.keySet().removeAll(request.tagKeys())));
        return UntagResourceResponse.builder().build();
    }
}
