package dev.sallyport.core.sandbox.kms;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.kms.KeyStore.Named;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.KeyState;

/**
 * Who may do what with a key: its policy, IAM's policies and its grants, with the condition keys of KMS.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html">Condition keys</a>
 */
final class KeyAccess {
    private final KeyStore store;
    private final Grants grants;
    private final Authorizer authorizer;

    KeyAccess(KeyStore store, Grants grants, Authorizer authorizer) {
        this.store = store;
        this.grants = grants;
        this.authorizer = authorizer;
    }

    /** An operation that manages a key and takes no alias. */
    KmsKey manage(String action, @Nullable String keyId) {
        KmsKey key = store.byId(keyId);
        check(new Named(key, null), action, Map.of());
        return key;
    }

    /** An operation that looks at a key, whatever its state. */
    KmsKey look(String action, @Nullable String keyId) {
        Named named = store.named(keyId);
        check(named, action, Map.of());
        return named.key();
    }

    /** A cryptographic operation: the caller may, and the key is enabled. */
    KmsKey use(String action, @Nullable String keyId, Map<String, List<String>> keys) {
        Named named = store.named(keyId);
        check(named, action, keys);
        requireEnabled(named.key());
        return named.key();
    }

    static void requireEnabled(KmsKey key) {
        requireNotPendingDeletion(key);
        if (key.is(KeyState.DISABLED)) {
            throw KmsFaults.disabled(key.arn());
        }
    }

    static void requireNotPendingDeletion(KmsKey key) {
        if (key.is(KeyState.PENDING_DELETION)) {
            throw KmsFaults.pendingDeletion(key.arn());
        }
    }

    void check(Named named, String action, Map<String, List<String>> more) {
        KmsKey key = named.key();
        Map<String, List<String>> keys = conditionKeys(named, more);
        Caller caller = Call.current().caller();
        Authorizer.Decision decision = authorizer.decide(caller, action, key.arn(), key.policy(), keys);
        if (decision.allowed() || (!decision.denied() && grants.allow(key, caller, action, keys))) {
            return;
        }
        throw Authorizer.refusal(caller, action, key.arn(), decision);
    }

    /** For actions without a key of their own, such as CreateKey. */
    void checkGlobally(String action, Map<String, List<String>> more) {
        Map<String, List<String>> keys = new HashMap<>(more);
        keys.put("kms:CallerAccount", List.of(Call.current().account()));
        authorizer.require(action, "*", null, keys);
    }

    /** Whether a key with {@code policy} would let the caller, or the account for it, change the policy again. */
    boolean leavesAWayBack(KmsKey key, String policy) {
        Map<String, List<String>> keys = conditionKeys(new Named(key, null), Map.of());
        return authorizer.allows(Call.current().caller(), "kms:PutKeyPolicy", key.arn(), policy, keys)
                || authorizer.allows(Caller.root(), "kms:PutKeyPolicy", key.arn(), policy, keys);
    }

    private Map<String, List<String>> conditionKeys(Named named, Map<String, List<String>> more) {
        KmsKey key = named.key();
        Map<String, List<String>> keys = new HashMap<>(more);
        keys.put("kms:CallerAccount", List.of(Call.current().account()));
        keys.put("kms:KeySpec", List.of(key.spec()));
        keys.put("kms:KeyUsage", List.of(key.metadata().keyUsageAsString()));
        keys.put("kms:KeyOrigin", List.of("AWS_KMS"));
        keys.put("kms:MultiRegion", List.of("false"));
        if (named.alias() != null) {
            keys.put("kms:RequestAlias", List.of(named.alias()));
        }
        List<String> names = store.aliases().stream()
                .filter(alias -> alias.keyId().equals(key.metadata().keyId()))
                .map(KeyStore.Alias::name)
                .toList();
        if (!names.isEmpty()) {
            keys.put("kms:ResourceAliases", names);
        }
        key.tags().forEach(tag -> keys.put("aws:ResourceTag/" + tag.tagKey(), List.of(tag.tagValue())));
        return keys;
    }
}
