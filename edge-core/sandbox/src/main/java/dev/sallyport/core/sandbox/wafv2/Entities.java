package dev.sallyport.core.sandbox.wafv2;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import dev.sallyport.core.shape.Shapes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * The web ACLs, IP sets, regex pattern sets or rule groups: each has a name that is unique in its scope, an id, an ARN, and
 * a lock token that changes with every update.
 *
 * @param <T> the shape
 */
final class Entities<T extends SdkPojo> {
    private static final Pattern NAME = Pattern.compile("[\\w\\-]{1,128}");
    private static final int PAGE = 100;

    private final Shelf<Entry> shelf;
    private final String kind;
    private final String action;
    private final Supplier<? extends SdkBuilder<?, T>> builder;
    private final Authorizer authorizer;
    private final AtomicLong generation = new AtomicLong();

    /**
     * One of them as it is kept.
     *
     * @param shape as the Get operation returns it
     */
    record Entry(
            String arn, String name, String id, @Nullable String description, String lockToken, JsonNode shape) {}

    /** What a new one is called. */
    record Identity(String name, String id, String arn) {}

    /** A shape and its lock token. */
    record Held<T>(T value, String arn, String lockToken) {}

    /**
     * All of one kind.
     *
     * @param kind in ARNs, such as {@code webacl}
     * @param action in IAM actions, such as {@code WebACL}
     */
    Entities(
            SandboxState state,
            Authorizer authorizer,
            String kind,
            String action,
            Supplier<? extends SdkBuilder<?, T>> builder) {
        this.shelf = state.shelf("wafv2/" + kind, Entry.class);
        this.kind = kind;
        this.action = action;
        this.builder = builder;
        this.authorizer = authorizer;
    }

    /** Start of the ARNs of this kind in a scope, as the present caller sees it. */
    private String prefix(@Nullable String scope) {
        Call call = Call.current();
        boolean global = "CLOUDFRONT".equals(scope);
        if (global && !call.region().equals("us-east-1")) {
            throw WafFaults.invalid("The scope is not valid.", "SCOPE_VALUE", "CLOUDFRONT");
        }
        if (!global && !"REGIONAL".equals(scope)) {
            throw WafFaults.invalid("The scope is not valid.", "SCOPE_VALUE", String.valueOf(scope));
        }
        return "arn:aws:wafv2:" + call.region() + ":" + call.account() + ":" + (global ? "global/" : "regional/") + kind + "/";
    }

    private void require(String verb, String arn) {
        authorizer.require("wafv2:" + verb + action, arn, null, Map.of());
    }

    /** Creates one; {@code make} builds the shape for its new identity. */
    Entry create(
            @Nullable String name, @Nullable String scope, @Nullable String description, Function<Identity, T> make) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw WafFaults.invalid("The parameter contains formatting that is not valid.", field(), String.valueOf(name));
        }
        String prefix = prefix(scope) + name + "/";
        String id = UUID.randomUUID().toString();
        require("Create", prefix + "*");
        T shape = make.apply(new Identity(name, id, prefix + id));
        synchronized (this) {
            if (!shelf.keysUnder(prefix).isEmpty()) {
                throw WafFaults.duplicate();
            }
            Entry entry = new Entry(
                    prefix + id, name, id, description, UUID.randomUUID().toString(), Shapes.toJson(shape));
            shelf.put(entry.arn(), entry);
            generation.incrementAndGet();
            return entry;
        }
    }

    /** The one of that name, scope and id. */
    Held<T> get(@Nullable String name, @Nullable String scope, @Nullable String id) {
        String arn = prefix(scope) + name + "/" + id;
        require("Get", arn);
        return held(shelf.get(arn).orElseThrow(WafFaults::missing));
    }

    /** The one of that ARN. */
    Held<T> get(String arn) {
        require("Get", arn);
        return held(shelf.get(arn).orElseThrow(WafFaults::missing));
    }

    /** The one of that ARN, without a check of permission: for the sandbox itself. */
    Optional<Held<T>> find(String arn) {
        return shelf.get(arn).map(this::held);
    }

    /** Grows with every change. */
    long generation() {
        return generation.get();
    }

    /** Every shape there is, by ARN. */
    List<Held<T>> all() {
        return shelf.values().stream().map(this::held).toList();
    }

    /** Replaces it by what {@code change} makes of it. */
    String update(
            @Nullable String name,
            @Nullable String scope,
            @Nullable String id,
            @Nullable String lockToken,
            @Nullable String description,
            Function<T, T> change) {
        String arn = prefix(scope) + name + "/" + id;
        require("Update", arn);
        T shape = change.apply(locked(arn, lockToken).value());
        return replace(arn, lockToken, description, shape);
    }

    /** Replaces it under its lock token. */
    synchronized String replace(String arn, @Nullable String lockToken, @Nullable String description, T shape) {
        locked(arn, lockToken);
        String next = UUID.randomUUID().toString();
        shelf.update(arn, old -> new Entry(arn, old.name(), old.id(), description, next, Shapes.toJson(shape)));
        generation.incrementAndGet();
        return next;
    }

    /** Removes it, unless {@code inUse} says that something needs it. */
    synchronized void delete(
            @Nullable String name,
            @Nullable String scope,
            @Nullable String id,
            @Nullable String lockToken,
            Function<String, Boolean> inUse) {
        String arn = prefix(scope) + name + "/" + id;
        require("Delete", arn);
        locked(arn, lockToken);
        if (inUse.apply(arn)) {
            throw WafFaults.inUse();
        }
        shelf.remove(arn);
        generation.incrementAndGet();
    }

    private Held<T> locked(String arn, @Nullable String lockToken) {
        Entry entry = shelf.get(arn).orElseThrow(WafFaults::missing);
        if (!entry.lockToken().equals(lockToken)) {
            throw WafFaults.stale();
        }
        return held(entry);
    }

    /** A page of a scope, by name. */
    Page<Entry> list(@Nullable String scope, @Nullable Integer limit, @Nullable String marker, String verb) {
        String prefix = prefix(scope);
        authorizer.require("wafv2:" + verb, prefix + "*", null, Map.of());
        if (limit != null && (limit < 1 || limit > PAGE)) {
            throw WafFaults.invalid("The parameter is out of its range.", "ENTITY_LIMIT", limit.toString());
        }
        return Page.of(shelf.valuesUnder(prefix), limit == null ? PAGE : limit, marker, Entry::arn)
                .orElseThrow(() -> WafFaults.invalid("The parameter contains formatting that is not valid.", "ENTITY_LIMIT", "NextMarker"));
    }

    private Held<T> held(Entry entry) {
        return new Held<>(Shapes.fromJson(entry.shape(), builder.get()), entry.arn(), entry.lockToken());
    }

    private String field() {
        return switch (kind) {
            case "webacl" -> "WEB_ACL";
            case "ipset" -> "IP_SET";
            case "rulegroup" -> "RULE_GROUP";
            default -> "REGEX_PATTERN_SET";
        };
    }
}
