package dev.sallyport.core.sandbox.shield;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.shield.model.InclusionProtectionFilters;
import software.amazon.awssdk.services.shield.model.Protection;

/** What the account has asked Shield Advanced to protect. */
final class Protections {
    private static final Pattern NAME = Pattern.compile("[ a-zA-Z0-9_.\\-]{1,128}");
    private static final Pattern HEALTH_CHECK = Pattern.compile("arn:aws:route53:::healthcheck/\\S{36}");

    private final Shelf<Protection> shelf;
    private final Subscriptions subscriptions;
    private final Predicate<String> exists;

    /** {@code exists} says whether the account has the resource of an ARN. */
    Protections(SandboxState state, Subscriptions subscriptions, Predicate<String> exists) {
        this.shelf = state.shelf("shield/protections", Protection.class);
        this.subscriptions = subscriptions;
        this.exists = exists;
    }

    /** The kind of a resource, from its ARN; empty for one that Shield can't protect. */
    static Optional<String> type(String arn) {
        return Arns.of(arn).map(Protections::type);
    }

    private static @Nullable String type(Arn arn) {
        String resource = arn.resourceAsString();
        return switch (arn.service()) {
                    case "cloudfront" -> resource.startsWith("distribution/") ? "CLOUDFRONT_DISTRIBUTION" : null;
                    case "route53" -> resource.startsWith("hostedzone/") ? "ROUTE_53_HOSTED_ZONE" : null;
                    case "ec2" -> resource.startsWith("eip-allocation/") ? "ELASTIC_IP_ALLOCATION" : null;
                    case "globalaccelerator" -> resource.startsWith("accelerator/") ? "GLOBAL_ACCELERATOR" : null;
                    case "elasticloadbalancing" ->
                        resource.startsWith("loadbalancer/app/") ? "APPLICATION_LOAD_BALANCER" : "CLASSIC_LOAD_BALANCER";
                    default -> null;
        };
    }

    Protection create(@Nullable String name, @Nullable String resourceArn) {
        subscriptions.require();
        if (name == null || !NAME.matcher(name).matches()) {
            throw ShieldFaults.invalid("The name is not valid: " + name + ".");
        }
        String arn = String.valueOf(resourceArn);
        if (type(arn).isEmpty()) {
            throw ShieldFaults.invalid("Unrecognized resource ARN: " + arn + ".");
        }
        if (!exists.test(arn)) {
            throw ShieldFaults.missing("The resource does not exist: " + arn + ".");
        }
        synchronized (this) {
            if (find(arn).isPresent()) {
                throw ShieldFaults.exists("PROTECTION");
            }
            if (shelf.values().size() >= Subscriptions.PROTECTIONS) {
                throw ShieldFaults.limit("protections", Subscriptions.PROTECTIONS);
            }
            String id = UUID.randomUUID().toString();
            Protection protection = Protection.builder()
                    .id(id)
                    .name(name)
                    .resourceArn(arn)
                    .protectionArn("arn:aws:shield::" + Call.current().account() + ":protection/" + id)
                    .healthCheckIds(List.of())
                    .build();
            shelf.put(id, protection);
            return protection;
        }
    }

    /** The protection of a resource. */
    Optional<Protection> find(String resourceArn) {
        return shelf.values().stream().filter(one -> one.resourceArn().equals(resourceArn)).findFirst();
    }

    Protection require(@Nullable String id, @Nullable String resourceArn) {
        subscriptions.require();
        if ((id == null) == (resourceArn == null)) {
            throw ShieldFaults.invalid("Exactly one of ProtectionId and ResourceArn is needed.");
        }
        return (id != null ? shelf.get(id) : find(resourceArn))
                .orElseThrow(() -> ShieldFaults.missing("The referenced protection does not exist."));
    }

    Protection change(String id, UnaryOperator<Protection> change) {
        return shelf.update(id, change)
                .orElseThrow(() -> ShieldFaults.missing("The referenced protection does not exist."));
    }

    void delete(String id) {
        shelf.remove(id);
    }

    List<Protection> list(@Nullable InclusionProtectionFilters filters) {
        subscriptions.require();
        return shelf.values().stream().filter(one -> filters == null || included(one, filters)).toList();
    }

    private static boolean included(Protection one, InclusionProtectionFilters filters) {
        return (!filters.hasResourceArns() || filters.resourceArns().contains(one.resourceArn()))
                && (!filters.hasProtectionNames() || filters.protectionNames().contains(one.name()))
                && (!filters.hasResourceTypes()
                        || type(one.resourceArn()).filter(filters.resourceTypesAsStrings()::contains).isPresent());
    }

    void associate(@Nullable String id, @Nullable String healthCheckArn) {
        Protection protection = require(id, null);
        String arn = String.valueOf(healthCheckArn);
        if (!HEALTH_CHECK.matcher(arn.toLowerCase(Locale.ROOT)).matches()) {
            throw ShieldFaults.invalid("The health check ARN is not valid: " + arn + ".");
        }
        if (!exists.test(arn)) {
            throw ShieldFaults.missing("The health check does not exist: " + arn + ".");
        }
        if (!protection.healthCheckIds().isEmpty()) {
            throw ShieldFaults.limit("health checks of a protection", 1);
        }
        change(protection.id(), old -> old.toBuilder().healthCheckIds(checkId(arn)).build());
    }

    void disassociate(@Nullable String id, @Nullable String healthCheckArn) {
        Protection protection = require(id, null);
        List<String> left = new ArrayList<>(protection.healthCheckIds());
        if (!left.remove(checkId(String.valueOf(healthCheckArn)))) {
            throw ShieldFaults.missing("The health check is not associated with the protection.");
        }
        change(protection.id(), old -> old.toBuilder().healthCheckIds(left).build());
    }

    private static String checkId(String arn) {
        return Arns.name(arn);
    }
}
