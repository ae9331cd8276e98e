package dev.sallyport.core.sandbox.kms;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Fault;
import dev.sallyport.core.sandbox.kms.KeyStore.Alias;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Aliases. The caller needs the permission on the alias, by IAM, and on the key, by its policy.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html">Access to aliases</a>
 */
final class Aliases {
    private final KeyStore store;
    private final KeyAccess access;
    private final Authorizer authorizer;
    private final Clock clock;

    Aliases(KeyStore store, KeyAccess access, Authorizer authorizer, Clock clock) {
        this.store = store;
        this.access = access;
        this.authorizer = authorizer;
        this.clock = clock;
    }

    void create(@Nullable String aliasName, @Nullable String targetKeyId) {
        String name = checked(aliasName);
        KmsKey key = target("kms:CreateAlias", name, targetKeyId);
        if (store.alias(name).isPresent()) {
            throw KmsFaults.exists("An alias with the name " + KeyStore.arn(name) + " already exists");
        }
        store.put(new Alias(name, key.metadata().keyId(), clock.instant(), clock.instant()));
    }

    void update(@Nullable String aliasName, @Nullable String targetKeyId) {
        String name = checked(aliasName);
        KmsKey key = target("kms:UpdateAlias", name, targetKeyId);
        Alias had = existing(name);
        KmsKey old = store.byId(had.keyId());
        access.check(new KeyStore.Named(old, null), "kms:UpdateAlias", Map.of());
        boolean alike = old.symmetric() == key.symmetric()
                && old.metadata().keyUsage() == key.metadata().keyUsage();
        if (!alike) {
            throw KmsFaults.invalid("Aliases cannot be updated to a key of another type or key usage.");
        }
        store.put(new Alias(name, key.metadata().keyId(), had.created(), clock.instant()));
    }

    void delete(@Nullable String aliasName) {
        String name = checked(aliasName);
        authorizer.require("kms:DeleteAlias", KeyStore.arn(name), null, Map.of());
        Alias alias = existing(name);
        access.check(new KeyStore.Named(store.byId(alias.keyId()), null), "kms:DeleteAlias", Map.of());
        store.remove(alias);
    }

    List<Alias> list(@Nullable String keyId) {
        access.checkGlobally("kms:ListAliases", Map.of());
        store.keys();
        if (keyId == null) {
            return store.aliases();
        }
        String id = store.byId(keyId).metadata().keyId();
        return store.aliases().stream().filter(alias -> alias.keyId().equals(id)).toList();
    }

    private KmsKey target(String action, String name, @Nullable String targetKeyId) {
        authorizer.require(action, KeyStore.arn(name), null, Map.of());
        KmsKey key = access.manage(action, targetKeyId);
        KeyAccess.requireNotPendingDeletion(key);
        return key;
    }

    private Alias existing(String name) {
        return store.alias(name)
                .orElseThrow(() -> KmsFaults.missing("Alias " + KeyStore.arn(name) + " is not found."));
    }

    private static String checked(@Nullable String aliasName) {
        String name = KmsFaults.present(aliasName, "aliasName");
        if (!name.startsWith("alias/")) {
            throw KmsFaults.aliasName("Alias must start with the prefix \"alias/\".");
        }
        if (name.startsWith("alias/aws/")) {
            throw Fault.of("Kms", "NotAuthorizedException", 400, "The prefix alias/aws/ is reserved for AWS.");
        }
        if (!name.matches("alias/[a-zA-Z0-9/_-]{1,250}")) {
            throw KmsFaults.aliasName("Alias contains invalid characters or is too long.");
        }
        return name;
    }
}
