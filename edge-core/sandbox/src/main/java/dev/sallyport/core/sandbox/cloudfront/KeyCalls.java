package dev.sallyport.core.sandbox.cloudfront;

import dev.sallyport.core.sandbox.state.SandboxState;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.CreateKeyGroupRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateKeyGroupResponse;
import software.amazon.awssdk.services.cloudfront.model.CreatePublicKeyRequest;
import software.amazon.awssdk.services.cloudfront.model.CreatePublicKeyResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteKeyGroupRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteKeyGroupResponse;
import software.amazon.awssdk.services.cloudfront.model.DeletePublicKeyRequest;
import software.amazon.awssdk.services.cloudfront.model.DeletePublicKeyResponse;
import software.amazon.awssdk.services.cloudfront.model.GetKeyGroupConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetKeyGroupConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetKeyGroupRequest;
import software.amazon.awssdk.services.cloudfront.model.GetKeyGroupResponse;
import software.amazon.awssdk.services.cloudfront.model.GetPublicKeyConfigRequest;
import software.amazon.awssdk.services.cloudfront.model.GetPublicKeyConfigResponse;
import software.amazon.awssdk.services.cloudfront.model.GetPublicKeyRequest;
import software.amazon.awssdk.services.cloudfront.model.GetPublicKeyResponse;
import software.amazon.awssdk.services.cloudfront.model.KeyGroupConfig;
import software.amazon.awssdk.services.cloudfront.model.ListKeyGroupsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListKeyGroupsResponse;
import software.amazon.awssdk.services.cloudfront.model.ListPublicKeysRequest;
import software.amazon.awssdk.services.cloudfront.model.ListPublicKeysResponse;
import software.amazon.awssdk.services.cloudfront.model.PublicKeyConfig;
import software.amazon.awssdk.services.cloudfront.model.UpdateKeyGroupRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateKeyGroupResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdatePublicKeyRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdatePublicKeyResponse;

/**
 * What callers do to public keys and to the key groups that behaviors trust; a part of {@link SandboxCloudFront}.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html">Specify
 *     signers that can create signed URLs and signed cookies</a>
 */
abstract class KeyCalls extends PolicyCalls {
    private static final int MOST_KEYS = 5;
    private static final int RSA_BITS = 2048;
    private static final int EC_BITS = 256;

    final PolicyKind<KeyGroupConfig> keyGroups;
    private final PolicyKind<PublicKeyConfig> publicKeys;

    KeyCalls(SandboxState state, Rights rights, Clock clock) {
        super(state, rights, clock);
        this.publicKeys = kind("PublicKey", "publicKey", PublicKeyConfig::builder, () -> CloudFrontIds.upper('K'));
        this.keyGroups = kind(
                "KeyGroup", "keyGroup", KeyGroupConfig::builder, () -> UUID.randomUUID().toString());
    }

    /** The public keys of these key groups by their ids. */
    public Map<String, PublicKey> signers(List<String> groups) {
        Map<String, PublicKey> keys = new HashMap<>();
        groups.forEach(group -> keyGroups.config(group).items().forEach(id ->
                keys.put(id, read(publicKeys.config(id).encodedKey()))));
        return keys;
    }

    private static PublicKey read(@Nullable String pem) {
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(Objects.requireNonNullElse(pem, "").replaceAll("-----[A-Z ]+-----", ""));
        } catch (IllegalArgumentException e) {
            throw unreadable();
        }
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                PublicKey key = KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
                boolean fits = (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() == RSA_BITS)
                        || (key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() == EC_BITS);
                if (fits) {
                    return key;
                }
            } catch (GeneralSecurityException e) {
                // It may be a key of the other kind.
            }
        }
        throw unreadable();
    }

    private static RuntimeException unreadable() {
        return CloudFrontFaults.invalidArgument(
                "Your request contains empty/invalid/out of limits RSA Encoded Key: it takes a PEM public key of RSA 2048 or"
                        + " ECDSA P-256.");
    }

    private void check(@Nullable KeyGroupConfig config) {
        if (config == null) {
            return;
        }
        if (config.items().isEmpty()) {
            throw CloudFrontFaults.invalidArgument("The parameter Items is required.");
        }
        if (config.items().size() > MOST_KEYS) {
            throw CloudFrontFaults.of(
                    "TooManyPublicKeysInKeyGroup", 400, "The number of public keys in this key group is more than the maximum allowed.");
        }
        config.items().stream().filter(id -> !publicKeys.book().has(id)).findFirst().ifPresent(id -> {
            throw CloudFrontFaults.invalidArgument("The public key " + id + " does not exist.");
        });
    }

    @Override
    public CreatePublicKeyResponse createPublicKey(CreatePublicKeyRequest request) {
        if (request.publicKeyConfig() != null) {
            if (request.publicKeyConfig().callerReference() == null) {
                throw CloudFrontFaults.invalidArgument("The parameter CallerReference is required.");
            }
            read(request.publicKeyConfig().encodedKey());
        }
        return publicKeys.create(request, CreatePublicKeyResponse.builder());
    }

    /** Only the comment may change. */
    @Override
    public UpdatePublicKeyResponse updatePublicKey(UpdatePublicKeyRequest request) {
        PublicKeyConfig given = request.publicKeyConfig();
        if (given != null && publicKeys.book().has(Objects.requireNonNullElse(request.id(), ""))) {
            PublicKeyConfig had = publicKeys.config(request.id());
            if (!had.toBuilder().comment(given.comment()).build().equals(given)) {
                throw CloudFrontFaults.of(
                        "CannotChangeImmutablePublicKeyFields", 400, "You can't change the value of a public key.");
            }
        }
        return publicKeys.update(request, UpdatePublicKeyResponse.builder());
    }

    @Override
    public DeletePublicKeyResponse deletePublicKey(DeletePublicKeyRequest request) {
        return publicKeys.delete(
                request,
                DeletePublicKeyResponse.builder(),
                id -> keyGroups.book().list("custom").stream()
                        .anyMatch(group -> keyGroups.book().config(group).items().contains(id)));
    }

    @Override
    public CreateKeyGroupResponse createKeyGroup(CreateKeyGroupRequest request) {
        check(request.keyGroupConfig());
        return keyGroups.create(request, CreateKeyGroupResponse.builder());
    }

    @Override
    public UpdateKeyGroupResponse updateKeyGroup(UpdateKeyGroupRequest request) {
        check(request.keyGroupConfig());
        UpdateKeyGroupResponse changed = keyGroups.update(request, UpdateKeyGroupResponse.builder());
        referredChanged();
        return changed;
    }

    @Override
    public DeleteKeyGroupResponse deleteKeyGroup(DeleteKeyGroupRequest request) {
        return keyGroups.delete(request, DeleteKeyGroupResponse.builder(), this::isReferredTo);
    }

    @Override
    public GetPublicKeyResponse getPublicKey(GetPublicKeyRequest request) {
        return publicKeys.get(request, GetPublicKeyResponse.builder());
    }

    @Override
    public GetPublicKeyConfigResponse getPublicKeyConfig(GetPublicKeyConfigRequest request) {
        return publicKeys.getConfig(request, GetPublicKeyConfigResponse.builder());
    }

    @Override
    public ListPublicKeysResponse listPublicKeys(ListPublicKeysRequest request) {
        return publicKeys.list(request, ListPublicKeysResponse.builder());
    }

    @Override
    public GetKeyGroupResponse getKeyGroup(GetKeyGroupRequest request) {
        return keyGroups.get(request, GetKeyGroupResponse.builder());
    }

    @Override
    public GetKeyGroupConfigResponse getKeyGroupConfig(GetKeyGroupConfigRequest request) {
        return keyGroups.getConfig(request, GetKeyGroupConfigResponse.builder());
    }

    @Override
    public ListKeyGroupsResponse listKeyGroups(ListKeyGroupsRequest request) {
        return keyGroups.list(request, ListKeyGroupsResponse.builder());
    }
}
