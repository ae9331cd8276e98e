package dev.sallyport.core.distribution;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DefaultCacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.FunctionAssociations;
import software.amazon.awssdk.services.cloudfront.model.LambdaFunctionAssociations;

/** Turns CloudFront's distribution shapes into {@link Distribution} records. */
final class DistributionReader {
    private DistributionReader() {}

    /** What a distribution's configuration does not carry. */
    record About(String id, String arn, String domainName, String status, @Nullable Instant lastModified) {}

    static Distribution read(About about, DistributionConfig config) {
        List<Behavior> behaviors = behaviors(config);
        List<Origin> origins = config.origins() == null
                ? List.of()
                : config.origins().items().stream()
                        .map(origin -> origin(origin, behaviors))
                        .toList();
        String webAcl = text(config.webACLId());
        Distribution read = new Distribution(
                about.id(),
                about.arn(),
                about.domainName(),
                about.status(),
                Boolean.TRUE.equals(config.enabled()),
                text(config.comment()),
                config.aliases() == null ? List.of() : List.copyOf(config.aliases().items()),
                origins,
                behaviors,
                webAcl.isEmpty() ? null : webAcl,
                text(config.httpVersionAsString()),
                about.lastModified(),
                List.of());
        return read.with(Posture.findings(read, config));
    }

    private static List<Behavior> behaviors(DistributionConfig config) {
        List<Behavior> behaviors = new ArrayList<>();
        if (config.cacheBehaviors() != null) {
            config.cacheBehaviors().items().forEach(behavior -> behaviors.add(behavior(behavior)));
        }
        DefaultCacheBehavior last = config.defaultCacheBehavior();
        if (last != null) {
            behaviors.add(new Behavior(
                    "*",
                    text(last.targetOriginId()),
                    text(last.viewerProtocolPolicyAsString()),
                    last.allowedMethods() == null ? List.of() : last.allowedMethods().itemsAsStrings(),
                    text(last.cachePolicyId()),
                    text(last.originRequestPolicyId()),
                    text(last.responseHeadersPolicyId()),
                    functions(last.lambdaFunctionAssociations(), last.functionAssociations())));
        }
        return List.copyOf(behaviors);
    }

    private static Behavior behavior(CacheBehavior behavior) {
        return new Behavior(
                text(behavior.pathPattern()),
                text(behavior.targetOriginId()),
                text(behavior.viewerProtocolPolicyAsString()),
                behavior.allowedMethods() == null ? List.of() : behavior.allowedMethods().itemsAsStrings(),
                text(behavior.cachePolicyId()),
                text(behavior.originRequestPolicyId()),
                text(behavior.responseHeadersPolicyId()),
                functions(behavior.lambdaFunctionAssociations(), behavior.functionAssociations()));
    }

    private static List<EdgeFunction> functions(
            @Nullable LambdaFunctionAssociations lambda, @Nullable FunctionAssociations cloudFront) {
        List<EdgeFunction> functions = new ArrayList<>();
        if (lambda != null) {
            lambda.items()
                    .forEach(item -> functions.add(new EdgeFunction(
                            text(item.eventTypeAsString()),
                            text(item.lambdaFunctionARN()),
                            Boolean.TRUE.equals(item.includeBody()))));
        }
        if (cloudFront != null) {
            cloudFront
                    .items()
                    .forEach(item -> functions.add(
                            new EdgeFunction(text(item.eventTypeAsString()), text(item.functionARN()), false)));
        }
        return List.copyOf(functions);
    }

    private static Origin origin(
            software.amazon.awssdk.services.cloudfront.model.Origin origin, List<Behavior> behaviors) {
        var custom = origin.customOriginConfig();
        return new Origin(
                text(origin.id()),
                text(origin.domainName()),
                text(origin.originPath()),
                OriginKind.of(text(origin.domainName())),
                protection(origin, behaviors),
                custom == null ? "" : text(custom.originProtocolPolicyAsString()));
    }

    private static Protection protection(
            software.amazon.awssdk.services.cloudfront.model.Origin origin, List<Behavior> behaviors) {
        if (!text(origin.originAccessControlId()).isEmpty()) {
            return Protection.OAC;
        }
        if (origin.vpcOriginConfig() != null) {
            return Protection.VPC;
        }
        if (origin.s3OriginConfig() != null
                && !text(origin.s3OriginConfig().originAccessIdentity()).isEmpty()) {
            return Protection.OAI;
        }
        Predicate<Behavior> uses = behavior -> behavior.originId().equals(origin.id());
        if (behaviors.stream().anyMatch(uses)
                && behaviors.stream().filter(uses).allMatch(DistributionReader::hasOriginRequestFunction)) {
            return Protection.EDGE_FUNCTION;
        }
        boolean headers = origin.customHeaders() != null
                && !origin.customHeaders().items().isEmpty();
        return headers ? Protection.HEADER : Protection.NONE;
    }

    static boolean hasOriginRequestFunction(Behavior behavior) {
        return behavior.functions().stream().anyMatch(function -> function.eventType().equals("origin-request"));
    }

    static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
