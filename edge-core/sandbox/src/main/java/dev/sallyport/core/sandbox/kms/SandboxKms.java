package dev.sallyport.core.sandbox.kms;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.iam.Directory;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.*;

/**
 * KMS: symmetric and RSA keys, their policies, grants, aliases and states. Automatic rotation is kept as a setting; the
 * material itself stays.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/Welcome.html">KMS API Reference</a>
 */
public final class SandboxKms implements KmsClient {
    private final SecureRandom random = new SecureRandom();
    private final KeyStore store;
    private final Granting granting;
    private final KeyAccess access;
    private final Keys keys;
    private final Aliases aliases;
    private final Cryptography cryptography;

    /** {@code directory} tells which principals a key policy may name. */
    public SandboxKms(SandboxState state, Directory directory, Authorizer authorizer, Clock clock) {
        this.store = new KeyStore(state, clock);
        Grants grants = new Grants(state, directory);
        this.access = new KeyAccess(store, grants, authorizer);
        this.granting = new Granting(store, access, grants, clock);
        this.keys = new Keys(store, access, new KeyPolicies(directory, access), clock);
        this.aliases = new Aliases(store, access, authorizer, clock);
        this.cryptography = new Cryptography(store, access);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    private static <T> Page<T> page(
            List<T> all, @Nullable Integer limit, int otherwise, @Nullable String marker, Function<T, String> name) {
        if (limit != null && (limit < 1 || limit > 1000)) {
            throw KmsFaults.invalid("1 validation error detected: Value '" + limit
                    + "' at 'limit' failed to satisfy constraint: Member must have value between 1 and 1000");
        }
        return Page.of(all, limit == null ? otherwise : limit, marker, name).orElseThrow(KmsFaults::marker);
    }

    // Keys

    @Override
    public CreateKeyResponse createKey(CreateKeyRequest r) {
        return CreateKeyResponse.builder().keyMetadata(keys.create(r).metadata()).build();
    }

    @Override
    public DescribeKeyResponse describeKey(DescribeKeyRequest r) {
        return DescribeKeyResponse.builder()
                .keyMetadata(access.look("kms:DescribeKey", r.keyId()).metadata())
                .build();
    }

    @Override
    public ListKeysResponse listKeys(ListKeysRequest r) {
        access.checkGlobally("kms:ListKeys", Map.of());
        var page = page(store.keys(), r.limit(), 100, r.marker(), key -> key.metadata().keyId());
        return ListKeysResponse.builder()
                .keys(page.items().stream()
                        .map(key -> KeyListEntry.builder().keyId(key.metadata().keyId()).keyArn(key.arn()).build())
                        .toList())
                .truncated(page.more())
                .nextMarker(page.next())
                .build();
    }

    @Override
    public EnableKeyResponse enableKey(EnableKeyRequest r) {
        keys.enable(r.keyId());
        return EnableKeyResponse.builder().build();
    }

    @Override
    public DisableKeyResponse disableKey(DisableKeyRequest r) {
        keys.disable(r.keyId());
        return DisableKeyResponse.builder().build();
    }

    @Override
    public ScheduleKeyDeletionResponse scheduleKeyDeletion(ScheduleKeyDeletionRequest r) {
        int days = r.pendingWindowInDays() == null ? 30 : r.pendingWindowInDays();
        KmsKey key = keys.scheduleDeletion(r.keyId(), days);
        return ScheduleKeyDeletionResponse.builder()
                .keyId(key.arn())
                .deletionDate(key.metadata().deletionDate())
                .keyState(key.metadata().keyState())
                .pendingWindowInDays(days)
                .build();
    }

    @Override
    public CancelKeyDeletionResponse cancelKeyDeletion(CancelKeyDeletionRequest r) {
        return CancelKeyDeletionResponse.builder()
                .keyId(keys.cancelDeletion(r.keyId()).arn())
                .build();
    }

    @Override
    public UpdateKeyDescriptionResponse updateKeyDescription(UpdateKeyDescriptionRequest r) {
        keys.describe(r.keyId(), r.description());
        return UpdateKeyDescriptionResponse.builder().build();
    }

    @Override
    @SuppressWarnings("deprecation") // CustomerMasterKeySpec: older clients still read it.
    public GetPublicKeyResponse getPublicKey(GetPublicKeyRequest r) {
        KmsKey key = access.use("kms:GetPublicKey", r.keyId(), Map.of());
        if (key.symmetric()) {
            throw KmsFaults.unsupported(key.arn() + " is a symmetric key and has no public key.");
        }
        KeyMetadata metadata = key.metadata();
        return GetPublicKeyResponse.builder()
                .keyId(key.arn())
                .publicKey(SdkBytes.fromByteArray(store.material(key).publicKey()))
                .customerMasterKeySpec(metadata.customerMasterKeySpecAsString())
                .keySpec(metadata.keySpecAsString())
                .keyUsage(metadata.keyUsageAsString())
                .encryptionAlgorithmsWithStrings(
                        metadata.hasEncryptionAlgorithms() ? metadata.encryptionAlgorithmsAsStrings() : null)
                .signingAlgorithmsWithStrings(
                        metadata.hasSigningAlgorithms() ? metadata.signingAlgorithmsAsStrings() : null)
                .build();
    }

    @Override
    public PutKeyPolicyResponse putKeyPolicy(PutKeyPolicyRequest r) {
        keys.putPolicy(
                r.keyId(), r.policyName(), r.policy(), Boolean.TRUE.equals(r.bypassPolicyLockoutSafetyCheck()));
        return PutKeyPolicyResponse.builder().build();
    }

    @Override
    public GetKeyPolicyResponse getKeyPolicy(GetKeyPolicyRequest r) {
        return GetKeyPolicyResponse.builder()
                .policy(keys.policy(r.keyId(), r.policyName()))
                .policyName("default")
                .build();
    }

    @Override
    public ListKeyPoliciesResponse listKeyPolicies(ListKeyPoliciesRequest r) {
        access.manage("kms:ListKeyPolicies", r.keyId());
        return ListKeyPoliciesResponse.builder().policyNames("default").truncated(false).build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest r) {
        keys.tag(r.keyId(), r.tags());
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest r) {
        keys.untag(r.keyId(), r.tagKeys());
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListResourceTagsResponse listResourceTags(ListResourceTagsRequest r) {
        KmsKey key = access.manage("kms:ListResourceTags", r.keyId());
        return ListResourceTagsResponse.builder().tags(key.tags()).truncated(false).build();
    }

    @Override
    public EnableKeyRotationResponse enableKeyRotation(EnableKeyRotationRequest r) {
        int days = r.rotationPeriodInDays() == null ? 365 : r.rotationPeriodInDays();
        keys.rotate("kms:EnableKeyRotation", r.keyId(), days);
        return EnableKeyRotationResponse.builder().build();
    }

    @Override
    public DisableKeyRotationResponse disableKeyRotation(DisableKeyRotationRequest r) {
        keys.rotate("kms:DisableKeyRotation", r.keyId(), null);
        return DisableKeyRotationResponse.builder().build();
    }

    @Override
    public GetKeyRotationStatusResponse getKeyRotationStatus(GetKeyRotationStatusRequest r) {
        KmsKey key = access.manage("kms:GetKeyRotationStatus", r.keyId());
        Integer days = key.rotationDays();
        var answer = GetKeyRotationStatusResponse.builder().keyId(key.arn()).keyRotationEnabled(days != null);
        if (days != null) {
            answer.rotationPeriodInDays(days)
                    .nextRotationDate(key.metadata().creationDate().plus(Duration.ofDays(days)));
        }
        return answer.build();
    }

    // Aliases

    @Override
    public CreateAliasResponse createAlias(CreateAliasRequest r) {
        aliases.create(r.aliasName(), r.targetKeyId());
        return CreateAliasResponse.builder().build();
    }

    @Override
    public UpdateAliasResponse updateAlias(UpdateAliasRequest r) {
        aliases.update(r.aliasName(), r.targetKeyId());
        return UpdateAliasResponse.builder().build();
    }

    @Override
    public DeleteAliasResponse deleteAlias(DeleteAliasRequest r) {
        aliases.delete(r.aliasName());
        return DeleteAliasResponse.builder().build();
    }

    @Override
    public ListAliasesResponse listAliases(ListAliasesRequest r) {
        var page = page(aliases.list(r.keyId()), r.limit(), 50, r.marker(), KeyStore.Alias::name);
        return ListAliasesResponse.builder()
                .aliases(page.items().stream()
                        .map(alias -> AliasListEntry.builder()
                                .aliasName(alias.name())
                                .aliasArn(KeyStore.arn(alias.name()))
                                .targetKeyId(alias.keyId())
                                .creationDate(alias.created())
                                .lastUpdatedDate(alias.updated())
                                .build())
                        .toList())
                .truncated(page.more())
                .nextMarker(page.next())
                .build();
    }

    // Cryptography

    @Override
    public EncryptResponse encrypt(EncryptRequest r) {
        var done = cryptography.encrypt(r);
        return EncryptResponse.builder()
                .keyId(done.key().arn())
                .ciphertextBlob(done.bytes())
                .encryptionAlgorithm(done.algorithm())
                .build();
    }

    @Override
    public DecryptResponse decrypt(DecryptRequest r) {
        var done = cryptography.decrypt(r);
        return DecryptResponse.builder()
                .keyId(done.key().arn())
                .plaintext(done.bytes())
                .encryptionAlgorithm(done.algorithm())
                .build();
    }

    @Override
    public ReEncryptResponse reEncrypt(ReEncryptRequest r) {
        var done = cryptography.reEncrypt(r);
        return ReEncryptResponse.builder()
                .sourceKeyId(done.getFirst().key().arn())
                .sourceEncryptionAlgorithm(done.getFirst().algorithm())
                .keyId(done.getLast().key().arn())
                .destinationEncryptionAlgorithm(done.getLast().algorithm())
                .ciphertextBlob(done.getLast().bytes())
                .build();
    }

    @Override
    public GenerateDataKeyResponse generateDataKey(GenerateDataKeyRequest r) {
        byte[] plaintext = random(Cryptography.dataKeyBytes(r));
        var done = cryptography.wrapDataKey("kms:GenerateDataKey", r, plaintext);
        return GenerateDataKeyResponse.builder()
                .keyId(done.key().arn())
                .plaintext(SdkBytes.fromByteArray(plaintext))
                .ciphertextBlob(done.bytes())
                .build();
    }

    @Override
    public GenerateDataKeyWithoutPlaintextResponse generateDataKeyWithoutPlaintext(
            GenerateDataKeyWithoutPlaintextRequest r) {
        var asked = GenerateDataKeyRequest.builder()
                .keyId(r.keyId())
                .encryptionContext(r.encryptionContext())
                .keySpec(r.keySpecAsString())
                .numberOfBytes(r.numberOfBytes())
                .dryRun(r.dryRun())
                .build();
        byte[] plaintext = random(Cryptography.dataKeyBytes(asked));
        var done = cryptography.wrapDataKey("kms:GenerateDataKeyWithoutPlaintext", asked, plaintext);
        return GenerateDataKeyWithoutPlaintextResponse.builder()
                .keyId(done.key().arn())
                .ciphertextBlob(done.bytes())
                .build();
    }

    @Override
    public GenerateRandomResponse generateRandom(GenerateRandomRequest r) {
        access.checkGlobally("kms:GenerateRandom", Map.of());
        int count = r.numberOfBytes() == null ? 0 : r.numberOfBytes();
        if (count < 1 || count > 1024) {
            throw KmsFaults.invalid("1 validation error detected: Value '" + count
                    + "' at 'numberOfBytes' failed to satisfy constraint: Member must have value between 1 and 1024");
        }
        return GenerateRandomResponse.builder()
                .plaintext(SdkBytes.fromByteArray(random(count)))
                .build();
    }

    @Override
    public SignResponse sign(SignRequest r) {
        var done = cryptography.sign(r);
        return SignResponse.builder()
                .keyId(done.key().arn())
                .signature(done.bytes())
                .signingAlgorithm(done.algorithm())
                .build();
    }

    @Override
    public VerifyResponse verify(VerifyRequest r) {
        return VerifyResponse.builder()
                .keyId(cryptography.verify(r).arn())
                .signatureValid(true)
                .signingAlgorithm(r.signingAlgorithmAsString())
                .build();
    }

    private byte[] random(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    // Grants

    @Override
    public CreateGrantResponse createGrant(CreateGrantRequest r) {
        GrantListEntry grant = granting.create(r);
        return CreateGrantResponse.builder().grantId(grant.grantId()).grantToken(grant.grantId()).build();
    }

    @Override
    public ListGrantsResponse listGrants(ListGrantsRequest r) {
        var page = page(granting.list(r), r.limit(), 50, r.marker(), GrantListEntry::grantId);
        return ListGrantsResponse.builder()
                .grants(page.items())
                .truncated(page.more())
                .nextMarker(page.next())
                .build();
    }

    @Override
    public RevokeGrantResponse revokeGrant(RevokeGrantRequest r) {
        granting.revoke(r);
        return RevokeGrantResponse.builder().build();
    }
}
