package dev.sallyport.core.sandbox.cloudfront;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import dev.sallyport.core.shape.Shapes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * One kind of named configuration that behaviors and origins refer to: those that AWS manages, under their published
 * ids, and the account's own.
 *
 * @param <C> the policy's configuration
 */
final class PolicyBook<C extends SdkPojo> {
    private static final Instant MANAGED_SINCE = Instant.parse("2020-07-14T00:00:00Z");

    private final Shelf<Policy> own;
    private final Map<String, Policy> managed = new LinkedHashMap<>();
    private final Supplier<? extends SdkBuilder<?, C>> fresh;
    private final Clock clock;
    private final Supplier<String> ids;
    private final String name;

    /**
     * A policy as it is kept; {@code config} under AWS's member names.
     *
     * @param first when it was made, null for one that was never changed
     */
    record Policy(String id, String etag, Instant modified, boolean byAws, JsonNode config, @Nullable Instant first) {
        Instant created() {
            return first == null ? modified : first;
        }

        String name() {
            return config.path("Name").asText();
        }
    }

    /**
     * The policies of one kind.
     *
     * @param kind names the shelf and the list of managed ones, such as {@code cache}
     * @param ids makes an id for a new one
     * @param name of the kind in AWS's API model, such as {@code CachePolicy}; AWS's error codes are made of it
     */
    PolicyBook(
            SandboxState state,
            String kind,
            Supplier<? extends SdkBuilder<?, C>> fresh,
            Clock clock,
            Supplier<String> ids,
            String name) {
        this.own = state.shelf("cloudfront/" + kind, Policy.class);
        this.fresh = fresh;
        this.clock = clock;
        this.ids = ids;
        this.name = name;
        try (InputStream in =
                Objects.requireNonNull(PolicyBook.class.getResourceAsStream("managed-policies.json"))) {
            Json.MAPPER.readTree(in).path(kind).properties().forEach(entry -> managed.put(
                    entry.getKey(),
                    new Policy(entry.getKey(), "E23ZP02F085DFQ", MANAGED_SINCE, true, entry.getValue(), null)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Policy get(@Nullable String id) {
        String wanted = Objects.requireNonNullElse(id, "");
        Policy found = managed.get(wanted);
        return found != null ? found : own.get(wanted).orElseThrow(this::missing);
    }

    boolean has(String id) {
        return managed.containsKey(id) || own.has(id);
    }

    C config(Policy policy) {
        return Shapes.fromJson(policy.config(), fresh.get());
    }

    Policy create(SdkPojo config) {
        Policy made = policy(ids.get(), config, null);
        checkName(made);
        own.put(made.id(), made);
        return made;
    }

    Policy update(String id, @Nullable String ifMatch, SdkPojo config) {
        Policy before = changeable(id);
        CloudFrontFaults.checkMatch(ifMatch, before.etag());
        Policy changed = policy(id, config, before.created());
        checkName(changed);
        own.put(id, changed);
        return changed;
    }

    void delete(String id, @Nullable String ifMatch) {
        CloudFrontFaults.checkMatch(ifMatch, changeable(id).etag());
        own.remove(id);
    }

    /** All, or those of one type. */
    List<Policy> list(@Nullable String type) {
        List<Policy> all = new ArrayList<>();
        if (!"custom".equals(type)) {
            all.addAll(managed.values());
        }
        if (!"managed".equals(type)) {
            all.addAll(own.values());
        }
        return all;
    }

    private Policy changeable(String id) {
        if (managed.containsKey(id)) {
            throw CloudFrontFaults.of("IllegalUpdate", 400, "You cannot update or delete a managed policy.");
        }
        return get(id);
    }

    private Policy policy(String id, SdkPojo config, @Nullable Instant first) {
        return new Policy(id, CloudFrontIds.upper('E'), clock.instant(), false, Shapes.toJson(config), first);
    }

    /** AWS's error code with the kind's name in it; that of a key group calls it a resource. */
    String code(String before, String after) {
        return before + (name.equals("KeyGroup") ? "Resource" : name) + after;
    }

    private AwsServiceException missing() {
        return CloudFrontFaults.of(code("NoSuch", ""), 404, "The " + noun() + " does not exist.");
    }

    /** The kind in words, such as {@code cache policy}. */
    private String noun() {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    private void checkName(Policy policy) {
        if (policy.name().isEmpty()) {
            throw CloudFrontFaults.invalidArgument("The parameter Name is required.");
        }
        if (own.values().stream().anyMatch(o -> !o.id().equals(policy.id()) && o.name().equals(policy.name()))) {
            String article = name.startsWith("O") ? "An " : "A ";
            throw CloudFrontFaults.of(
                    name + "AlreadyExists", 409, article + noun() + " with this name already exists.");
        }
    }
}
