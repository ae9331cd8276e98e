package dev.sallyport.core.sandbox.kms;

import dev.sallyport.core.sandbox.access.Call;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.Tag;

/**
 * The life of a key: made, enabled, disabled, scheduled for deletion.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html">Key states</a>
 */
final class Keys {
    private static final int MOST_TAGS = 50;

    private final KeyStore store;
    private final KeyAccess access;
    private final KeyPolicies policies;
    private final Clock clock;

    Keys(KeyStore store, KeyAccess access, KeyPolicies policies, Clock clock) {
        this.store = store;
        this.access = access;
        this.policies = policies;
        this.clock = clock;
    }

    KmsKey create(CreateKeyRequest request) {
        String spec = spec(request);
        String usage = usage(spec, request.keyUsageAsString());
        boolean bypass = Boolean.TRUE.equals(request.bypassPolicyLockoutSafetyCheck());
        access.checkGlobally(
                "kms:CreateKey",
                Map.of(
                        "kms:KeySpec", List.of(spec),
                        "kms:KeyUsage", List.of(usage),
                        "kms:KeyOrigin", List.of("AWS_KMS"),
                        "kms:MultiRegion", List.of("false"),
                        "kms:BypassPolicyLockoutSafetyCheck", List.of(Boolean.toString(bypass))));
        List<Tag> tags = merged(List.of(), request.tags());
        KmsKey key = new KmsKey(metadata(spec, usage, request.description()), KeyPolicies.standard(), tags, null);
        if (request.policy() != null) {
            key = key.withPolicy(policies.checked(key, request.policy(), bypass));
        }
        store.add(key, Material.generate(spec));
        return key;
    }

    // CustomerMasterKeySpec is deprecated; older clients still send it and read it.
    @SuppressWarnings("deprecation")
    private static String spec(CreateKeyRequest request) {
        String old = request.customerMasterKeySpecAsString();
        String spec = request.keySpecAsString() == null ? old : request.keySpecAsString();
        boolean unknown = spec != null && !KeySpecs.known(spec);
        boolean elsewhere = request.originAsString() != null && request.origin() != OriginType.AWS_KMS;
        if (unknown || elsewhere || Boolean.TRUE.equals(request.multiRegion())) {
            throw KmsFaults.unsupported("The sandbox makes single-Region keys of the specs SYMMETRIC_DEFAULT, RSA_2048,"
                    + " RSA_3072, RSA_4096, ECC_NIST_P256, ECC_NIST_P384 and ECC_NIST_P521 with the origin AWS_KMS only.");
        }
        return spec == null ? "SYMMETRIC_DEFAULT" : spec;
    }

    private static String usage(String spec, @Nullable String usage) {
        boolean symmetric = spec.equals("SYMMETRIC_DEFAULT");
        if (usage == null && !symmetric) {
            throw KmsFaults.invalid("You must specify a KeyUsage value for an asymmetric CMK.");
        }
        String given = usage == null ? "ENCRYPT_DECRYPT" : usage;
        boolean elliptic = KeySpecs.curve(spec) != null;
        boolean fits = (given.equals("ENCRYPT_DECRYPT") && !elliptic) || (given.equals("SIGN_VERIFY") && !symmetric);
        if (!fits) {
            throw KmsFaults.invalid("KeyUsage " + given + " is not compatible with KeySpec " + spec);
        }
        return given;
    }

    @SuppressWarnings("deprecation")
    private KeyMetadata metadata(String spec, String usage, @Nullable String description) {
        String id = UUID.randomUUID().toString();
        KeyMetadata.Builder metadata = KeyMetadata.builder()
                .awsAccountId(Call.current().account())
                .keyId(id)
                .arn(KeyStore.arn("key/" + id))
                .creationDate(clock.instant())
                .enabled(true)
                .description(description == null ? "" : description)
                .keyUsage(usage)
                .keyState(KeyState.ENABLED)
                .origin(OriginType.AWS_KMS)
                .keyManager(KeyManagerType.CUSTOMER)
                .customerMasterKeySpec(spec)
                .keySpec(spec)
                .multiRegion(false);
        if (usage.equals("SIGN_VERIFY")) {
            metadata.signingAlgorithmsWithStrings(KeySpecs.signing(spec));
        } else {
            metadata.encryptionAlgorithmsWithStrings(KeySpecs.encryption(spec));
        }
        if (spec.equals("SYMMETRIC_DEFAULT")) {
            byte[] name = Rsa.digest("SHA-256", id.getBytes(StandardCharsets.UTF_8));
            metadata.currentKeyMaterialId(HexFormat.of().formatHex(name));
        }
        return metadata.build();
    }

    void enable(@Nullable String keyId) {
        KmsKey key = access.manage("kms:EnableKey", keyId);
        KeyAccess.requireNotPendingDeletion(key);
        store.put(key.with(KeyState.ENABLED, null));
    }

    void disable(@Nullable String keyId) {
        KmsKey key = access.manage("kms:DisableKey", keyId);
        KeyAccess.requireNotPendingDeletion(key);
        store.put(key.with(KeyState.DISABLED, null));
    }

    /** @param days 7 to 30 */
    KmsKey scheduleDeletion(@Nullable String keyId, int days) {
        KmsKey found = store.byId(keyId);
        access.check(
                new KeyStore.Named(found, null),
                "kms:ScheduleKeyDeletion",
                Map.of("kms:ScheduleKeyDeletionPendingWindowInDays", List.of(Integer.toString(days))));
        KeyAccess.requireNotPendingDeletion(found);
        if (days < 7 || days > 30) {
            throw KmsFaults.invalid("1 validation error detected: Value '" + days
                    + "' at 'pendingWindowInDays' failed to"
                    + " satisfy constraint: Member must have value between 7 and 30");
        }
        Instant deletion = clock.instant().plus(Duration.ofDays(days));
        KmsKey key = found.with(KeyState.PENDING_DELETION, deletion);
        store.put(key);
        return key;
    }

    KmsKey cancelDeletion(@Nullable String keyId) {
        KmsKey key = access.manage("kms:CancelKeyDeletion", keyId);
        if (!key.is(KeyState.PENDING_DELETION)) {
            throw KmsFaults.state(key.arn() + " is not pending deletion.");
        }
        KmsKey kept = key.with(KeyState.DISABLED, null);
        store.put(kept);
        return kept;
    }

    void describe(@Nullable String keyId, @Nullable String description) {
        KmsKey key = access.manage("kms:UpdateKeyDescription", keyId);
        KeyAccess.requireNotPendingDeletion(key);
        store.put(key.withDescription(description == null ? "" : description));
    }

    void putPolicy(@Nullable String keyId, @Nullable String name, @Nullable String policy, boolean bypass) {
        KmsKey key = store.byId(keyId);
        access.check(
                new KeyStore.Named(key, null),
                "kms:PutKeyPolicy",
                Map.of("kms:BypassPolicyLockoutSafetyCheck", List.of(Boolean.toString(bypass))));
        requireDefault(name);
        store.put(key.withPolicy(policies.checked(key, policy, bypass)));
    }

    String policy(@Nullable String keyId, @Nullable String name) {
        KmsKey key = access.manage("kms:GetKeyPolicy", keyId);
        requireDefault(name);
        return key.policy();
    }

    private static void requireDefault(@Nullable String name) {
        if (name != null && !name.equals("default")) {
            throw KmsFaults.missing("No such policy exists");
        }
    }

    void tag(@Nullable String keyId, List<Tag> tags) {
        KmsKey key = access.manage("kms:TagResource", keyId);
        KeyAccess.requireNotPendingDeletion(key);
        store.put(key.withTags(merged(key.tags(), tags)));
    }

    void untag(@Nullable String keyId, List<String> names) {
        KmsKey key = access.manage("kms:UntagResource", keyId);
        KeyAccess.requireNotPendingDeletion(key);
        store.put(key.withTags(
                key.tags().stream().filter(tag -> !names.contains(tag.tagKey())).toList()));
    }

    /** @param days 90 to 2560, absent to turn it off */
    void rotate(String action, @Nullable String keyId, @Nullable Integer days) {
        KmsKey key = access.manage(action, keyId);
        if (!key.symmetric()) {
            throw KmsFaults.unsupported(key.arn() + " is an asymmetric key; its material cannot be rotated.");
        }
        KeyAccess.requireEnabled(key);
        if (days != null && (days < 90 || days > 2560)) {
            throw KmsFaults.invalid("1 validation error detected: Value '" + days
                    + "' at 'rotationPeriodInDays' failed to"
                    + " satisfy constraint: Member must have value between 90 and 2560");
        }
        store.put(key.withRotation(days));
    }

    private static List<Tag> merged(List<Tag> had, List<Tag> more) {
        Map<String, Tag> byKey = new LinkedHashMap<>();
        had.forEach(tag -> byKey.put(tag.tagKey(), tag));
        for (Tag tag : more) {
            if (tag.tagKey() == null || tag.tagKey().isEmpty() || tag.tagKey().startsWith("aws:")) {
                throw KmsFaults.tag("Tag keys must not be empty or start with aws:.");
            }
            byKey.put(tag.tagKey(), tag.tagValue() == null ? tag.copy(t -> t.tagValue("")) : tag);
        }
        if (byKey.size() > MOST_TAGS) {
            throw KmsFaults.limit("A key can have " + MOST_TAGS + " tags.");
        }
        return new ArrayList<>(byKey.values());
    }
}
