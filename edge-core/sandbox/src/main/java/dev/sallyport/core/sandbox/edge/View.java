package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.cloudfront.SandboxCloudFront;
import dev.sallyport.core.sandbox.lambda.SandboxLambda;
import dev.sallyport.core.shape.Shapes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.LambdaFunctionAssociation;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginGroup;
import software.amazon.awssdk.services.cloudfront.model.TrustedKeyGroups;

/**
 * A distribution as the edge serves it: its configuration with all references resolved.
 *
 * @param distribution as CloudFront keeps it
 * @param behaviors in the order of precedence, the default one last
 * @param origins by id
 * @param controls origin access controls by id
 */
record View(
        Distribution distribution,
        List<Behavior> behaviors,
        Map<String, Origin> origins,
        Map<String, OriginAccessControlConfig> controls) {

    /** The status codes of the primary origin after which the secondary one is asked. */
    record Failover(Set<Integer> codes, Origin secondary) {}

    String id() {
        return distribution.id();
    }

    DistributionConfig config() {
        return distribution.distributionConfig();
    }

    /**
     * Whether a viewer may name it so: an alias, or one below an alias that begins with {@code *.}, at any depth (AWS page
     * "Use custom URLs by adding alternate domain names").
     */
    boolean answersFor(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return config().aliases() != null
                && config().aliases().items().stream()
                        .map(alias -> alias.toLowerCase(Locale.ROOT))
                        .anyMatch(alias -> alias.startsWith("*.") ? name.endsWith(alias.substring(1)) : name.equals(alias));
    }

    Behavior behavior(String path) {
        return behaviors.stream().filter(each -> each.fits(path)).findFirst().orElseThrow();
    }

    Origin origin(Behavior behavior) {
        Origin direct = origins.get(behavior.originId());
        if (direct != null) {
            return direct;
        }
        return Objects.requireNonNull(origins.get(group(behavior).members().items().getFirst().originId()));
    }

    /** Where a behavior's requests go when its origin fails; null without an origin group. */
    @Nullable Failover failover(Behavior behavior) {
        if (origins.containsKey(behavior.originId())) {
            return null;
        }
        OriginGroup group = group(behavior);
        return new Failover(
                Set.copyOf(group.failoverCriteria().statusCodes().items()),
                Objects.requireNonNull(origins.get(group.members().items().getLast().originId())));
    }

    private OriginGroup group(Behavior behavior) {
        return config().originGroups().items().stream()
                .filter(group -> group.id().equals(behavior.originId()))
                .findFirst()
                .orElseThrow();
    }

    static View of(Distribution distribution, SandboxCloudFront cloudFront, SandboxLambda lambda) {
        DistributionConfig config = distribution.distributionConfig();
        List<Behavior> behaviors = new ArrayList<>();
        for (CacheBehavior behavior : config.cacheBehaviors().items()) {
            behaviors.add(behavior(behavior, false, cloudFront, lambda));
        }
        CacheBehavior last =
                Shapes.fromJson(Shapes.toJson(config.defaultCacheBehavior()), CacheBehavior.builder());
        behaviors.add(behavior(last.toBuilder().pathPattern("*").build(), true, cloudFront, lambda));
        Map<String, Origin> origins = new HashMap<>();
        Map<String, OriginAccessControlConfig> controls = new HashMap<>();
        for (Origin origin : config.origins().items()) {
            origins.put(origin.id(), origin);
            if (!origin.originAccessControlId().isEmpty()) {
                controls.put(
                        origin.originAccessControlId(),
                        cloudFront.originAccessControl(origin.originAccessControlId()));
            }
        }
        return new View(distribution, behaviors, origins, controls);
    }

    private static Behavior behavior(
            CacheBehavior behavior, boolean isDefault, SandboxCloudFront cloudFront, SandboxLambda lambda) {
        Map<String, Behavior.Function> functions = new HashMap<>();
        for (LambdaFunctionAssociation association :
                behavior.lambdaFunctionAssociations().items()) {
            lambda.version(association.lambdaFunctionARN())
                    .ifPresent(version -> functions.put(
                            association.eventTypeAsString(),
                            new Behavior.Function(version, Boolean.TRUE.equals(association.includeBody()))));
        }
        Map<String, String> viewerFunctions = new HashMap<>();
        behavior.functionAssociations().items().forEach(association ->
                viewerFunctions.put(association.eventTypeAsString(), association.functionARN()));
        TrustedKeyGroups trusted = behavior.trustedKeyGroups();
        boolean legacy = behavior.cachePolicyId() == null;
        return new Behavior(
                behavior.pathPattern(),
                isDefault,
                behavior.targetOriginId(),
                Set.copyOf(behavior.allowedMethods().itemsAsStrings()),
                Set.copyOf(behavior.allowedMethods().cachedMethods().itemsAsStrings()),
                functions,
                viewerFunctions,
                trusted != null && Boolean.TRUE.equals(trusted.enabled()) ? cloudFront.signers(trusted.items()) : null,
                legacy ? LegacyForwarding.cache(behavior) : cloudFront.cachePolicy(behavior.cachePolicyId()),
                behavior.originRequestPolicyId() == null
                        ? null
                        : cloudFront.originRequestPolicy(behavior.originRequestPolicyId()),
                behavior.responseHeadersPolicyId() == null
                        ? null
                        : cloudFront.responseHeadersPolicy(behavior.responseHeadersPolicyId()));
    }
}
