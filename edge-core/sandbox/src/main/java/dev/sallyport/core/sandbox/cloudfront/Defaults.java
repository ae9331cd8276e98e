package dev.sallyport.core.sandbox.cloudfront;

import dev.sallyport.core.shape.Shapes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.CustomOriginConfig;
import software.amazon.awssdk.services.cloudfront.model.DefaultCacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.GeoRestrictionType;
import software.amazon.awssdk.services.cloudfront.model.MinimumProtocolVersion;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.PriceClass;
import software.amazon.awssdk.services.cloudfront.model.SSLSupportMethod;
import software.amazon.awssdk.services.cloudfront.model.SslProtocol;

/** Fills in what CloudFront fills in when a configuration leaves it out. */
final class Defaults {
    private static final Set<String> READING = new LinkedHashSet<>(List.of("HEAD", "GET"));

    private Defaults() {}

    static DistributionConfig fill(DistributionConfig given) {
        DistributionConfig.Builder config = given.toBuilder();
        if (given.aliases() == null) {
            config.aliases(a -> a.quantity(0));
        }
        if (given.defaultRootObject() == null) {
            config.defaultRootObject("");
        }
        if (given.originGroups() == null) {
            config.originGroups(g -> g.quantity(0));
        }
        if (given.customErrorResponses() == null) {
            config.customErrorResponses(c -> c.quantity(0));
        }
        if (given.logging() == null) {
            config.logging(l -> l.enabled(false).includeCookies(false).bucket("").prefix(""));
        }
        if (given.priceClassAsString() == null) {
            config.priceClass(PriceClass.PRICE_CLASS_ALL);
        }
        if (given.viewerCertificate() == null) {
            config.viewerCertificate(c -> c.cloudFrontDefaultCertificate(true)
                    .sslSupportMethod(SSLSupportMethod.VIP)
                    .minimumProtocolVersion(MinimumProtocolVersion.TLS_V1));
        }
        if (given.restrictions() == null) {
            config.restrictions(
                    r -> r.geoRestriction(g -> g.restrictionType(GeoRestrictionType.NONE).quantity(0)));
        }
        config.comment(text(given.comment()))
                .webACLId(text(given.webACLId()))
                .continuousDeploymentPolicyId(text(given.continuousDeploymentPolicyId()))
                .httpVersion(Objects.requireNonNullElse(given.httpVersionAsString(), "http2"))
                .isIPV6Enabled(Boolean.TRUE.equals(given.isIPV6Enabled()))
                .staging(Boolean.TRUE.equals(given.staging()));
        config.origins(o -> {
            List<Origin> items = given.origins().items().stream().map(Defaults::fill).toList();
            o.items(items).quantity(items.size());
        });
        config.defaultCacheBehavior(fill(given.defaultCacheBehavior()));
        List<CacheBehavior> behaviors = given.cacheBehaviors() == null
                ? List.of()
                : given.cacheBehaviors().items().stream().map(Defaults::fill).toList();
        config.cacheBehaviors(b -> {
            b.quantity(behaviors.size());
            if (!behaviors.isEmpty()) {
                b.items(behaviors);
            }
        });
        return config.build();
    }

    private static String text(@Nullable String given) {
        return Objects.requireNonNullElse(given, "");
    }

    private static Origin fill(Origin given) {
        Origin.Builder origin = given.toBuilder()
                .originPath(text(given.originPath()))
                .originAccessControlId(text(given.originAccessControlId()))
                .connectionAttempts(Objects.requireNonNullElse(given.connectionAttempts(), 3))
                .connectionTimeout(Objects.requireNonNullElse(given.connectionTimeout(), 10));
        if (given.customHeaders() == null) {
            origin.customHeaders(h -> h.quantity(0));
        }
        if (given.originShield() == null) {
            origin.originShield(s -> s.enabled(false));
        }
        CustomOriginConfig custom = given.customOriginConfig();
        if (custom != null) {
            CustomOriginConfig.Builder filled = custom.toBuilder()
                    .originReadTimeout(Objects.requireNonNullElse(custom.originReadTimeout(), 30))
                    .originKeepaliveTimeout(Objects.requireNonNullElse(custom.originKeepaliveTimeout(), 5));
            if (custom.originSslProtocols() == null) {
                filled.originSslProtocols(p -> p.quantity(1).items(SslProtocol.TLS_V1_2));
            }
            origin.customOriginConfig(filled.build());
        }
        return origin.build();
    }

    // A default behavior has the members of a cache behavior but the path pattern.
    private static DefaultCacheBehavior fill(DefaultCacheBehavior given) {
        return Shapes.fromJson(
                Shapes.toJson(fill(Shapes.fromJson(Shapes.toJson(given), CacheBehavior.builder()))),
                DefaultCacheBehavior.builder());
    }

    private static CacheBehavior fill(CacheBehavior given) {
        CacheBehavior.Builder behavior = given.toBuilder()
                .smoothStreaming(Boolean.TRUE.equals(given.smoothStreaming()))
                .compress(Boolean.TRUE.equals(given.compress()))
                .fieldLevelEncryptionId(text(given.fieldLevelEncryptionId()));
        if (given.trustedSigners() == null) {
            behavior.trustedSigners(s -> s.enabled(false).quantity(0));
        }
        if (given.trustedKeyGroups() == null) {
            behavior.trustedKeyGroups(g -> g.enabled(false).quantity(0));
        }
        if (given.lambdaFunctionAssociations() == null) {
            behavior.lambdaFunctionAssociations(a -> a.quantity(0));
        }
        if (given.functionAssociations() == null) {
            behavior.functionAssociations(a -> a.quantity(0));
        }
        if (given.allowedMethods() == null) {
            behavior.allowedMethods(m -> m.quantity(2).itemsWithStrings(READING).cachedMethods(c ->
                    c.quantity(2).itemsWithStrings(READING)));
        } else if (given.allowedMethods().cachedMethods() == null) {
            behavior.allowedMethods(given.allowedMethods().toBuilder()
                    .cachedMethods(c -> c.quantity(2).itemsWithStrings(READING))
                    .build());
        }
        return behavior.build();
    }
}
