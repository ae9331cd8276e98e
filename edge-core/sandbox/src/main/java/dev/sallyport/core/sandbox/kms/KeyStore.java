package dev.sallyport.core.sandbox.kms;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;

/** The keys of every Region and the names that lead to them. Nobody's permission is checked here. */
final class KeyStore {
    private final Shelf<KmsKey> keys;
    private final Shelf<Material> materials;
    private final Shelf<Alias> aliases;
    private final Map<String, KeyPair> pairs = new ConcurrentHashMap<>();
    private final Clock clock;

    /**
     * Another name of a key.
     *
     * @param name with its prefix {@code alias/}
     */
    record Alias(String name, String keyId, Instant created, Instant updated) {}

    /**
     * A key and how the caller named it.
     *
     * @param alias with its prefix, when the caller named one
     */
    record Named(KmsKey key, @Nullable String alias) {}

    KeyStore(SandboxState state, Clock clock) {
        this.keys = state.shelf("kms/keys", KmsKey.class);
        this.materials = state.shelf("kms/material", Material.class);
        this.aliases = state.shelf("kms/aliases", Alias.class);
        this.clock = clock;
    }

    private static String here(String name) {
        return Call.current().region() + "/" + name;
    }

    /** {@code arn:aws:kms:REGION:ACCOUNT:} and {@code resource}. */
    static String arn(String resource) {
        Call call = Call.current();
        return "arn:aws:kms:" + call.region() + ":" + call.account() + ":" + resource;
    }

    void add(KmsKey key, Material material) {
        // The material first: a kill between the two leaves material that nothing names, never a key without it.
        materials.put(here(key.metadata().keyId()), material);
        put(key);
    }

    void put(KmsKey key) {
        keys.put(here(key.metadata().keyId()), key);
    }

    /** All keys of the Region; those whose deletion has come are gone. */
    List<KmsKey> keys() {
        List<KmsKey> all = keys.valuesUnder(here(""));
        all.stream().filter(key -> key.goneBy(clock.instant())).forEach(this::forget);
        return all.stream().filter(key -> !key.goneBy(clock.instant())).toList();
    }

    private void forget(KmsKey key) {
        String id = key.metadata().keyId();
        aliases().stream().filter(alias -> alias.keyId().equals(id)).forEach(this::remove);
        keys.remove(here(id));
        materials.remove(here(id));
        pairs.remove(here(id));
    }

    /** The key behind an id, an ARN, an alias or an alias's ARN. */
    Named named(@Nullable String keyId) {
        String name = KmsFaults.present(keyId, "keyId");
        String resource = local(name);
        if (resource.startsWith("alias/")) {
            Alias alias = alias(resource)
                    .orElseThrow(() -> KmsFaults.missing("Alias " + arn(resource) + " is not found."));
            return new Named(key(alias.keyId()), resource);
        }
        return new Named(key(resource.startsWith("key/") ? resource.substring(4) : resource), null);
    }

    /** As {@link #named}, for the operations that take no alias. */
    KmsKey byId(@Nullable String keyId) {
        Named found = named(keyId);
        if (found.alias() != null) {
            throw KmsFaults.missing("Invalid keyId '" + keyId + "'");
        }
        return found.key();
    }

    private static String local(String name) {
        if (!Arns.isMeant(name)) {
            return name;
        }
        return Arns.of(name)
                .map(Arn::resourceAsString)
                .filter(resource -> name.equals(arn(resource)))
                .orElseThrow(() ->
                        KmsFaults.missing("Invalid arn " + name + ": not of this account and Region"));
    }

    private KmsKey key(String id) {
        if (!id.matches("[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}")) {
            throw KmsFaults.missing("Invalid keyId '" + id + "'");
        }
        Optional<KmsKey> found = keys.get(here(id));
        if (found.isPresent() && found.get().goneBy(clock.instant())) {
            forget(found.get());
            found = Optional.empty();
        }
        return found.orElseThrow(() -> KmsFaults.missing("Key '" + arn("key/" + id) + "' does not exist"));
    }

    Material material(KmsKey key) {
        return materials.get(here(key.metadata().keyId())).orElseThrow();
    }

    KeyPair pair(KmsKey key) {
        return pairs.computeIfAbsent(here(key.metadata().keyId()), id -> material(key).pair(key.spec()));
    }

    Optional<Alias> alias(String name) {
        return aliases.get(here(name));
    }

    List<Alias> aliases() {
        return aliases.valuesUnder(here(""));
    }

    void put(Alias alias) {
        aliases.put(here(alias.name()), alias);
    }

    void remove(Alias alias) {
        aliases.remove(here(alias.name()));
    }
}
