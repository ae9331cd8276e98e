package dev.sallyport.core.sandbox.cloudfront;

import dev.sallyport.core.sandbox.access.Fault;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudfront.model.CacheBehaviors;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentPolicyInUseException;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentSingleHeaderConfig;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentSingleWeightConfig;
import software.amazon.awssdk.services.cloudfront.model.CustomErrorResponses;
import software.amazon.awssdk.services.cloudfront.model.DefaultCacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.IllegalUpdateException;
import software.amazon.awssdk.services.cloudfront.model.InconsistentQuantitiesException;
import software.amazon.awssdk.services.cloudfront.model.LoggingConfig;
import software.amazon.awssdk.services.cloudfront.model.NoSuchContinuousDeploymentPolicyException;
import software.amazon.awssdk.services.cloudfront.model.OriginGroups;
import software.amazon.awssdk.services.cloudfront.model.Origins;
import software.amazon.awssdk.services.cloudfront.model.Restrictions;
import software.amazon.awssdk.services.cloudfront.model.SessionStickinessConfig;
import software.amazon.awssdk.services.cloudfront.model.StagingDistributionInUseException;
import software.amazon.awssdk.services.cloudfront.model.TooManyContinuousDeploymentPoliciesException;
import software.amazon.awssdk.services.cloudfront.model.TrafficConfig;

/**
 * Continuous deployment policies, and what a distribution that takes part in one may not change.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/continuous-deployment-quotas-considerations.html">
 *     Quotas and other considerations</a>
 */
final class ContinuousDeployment {
    static final int QUOTA = 20;

    private static final float HEAVIEST = 0.15f;
    private static final String HEADER_PREFIX = "aws-cf-cd-";
    private static final int SHORTEST_SESSION = 300;
    private static final int LONGEST_SESSION = 3600;

    private final Shelf<StoredDeploymentPolicy> shelf;
    private final Clock clock;

    ContinuousDeployment(SandboxState state, Clock clock) {
        this.shelf = state.shelf("cloudfront/continuousDeployment", StoredDeploymentPolicy.class);
        this.clock = clock;
    }

    StoredDeploymentPolicy get(@Nullable String id) {
        return find(id).orElseThrow(() -> Fault.of(
                NoSuchContinuousDeploymentPolicyException.builder(),
                "CloudFront",
                "NoSuchContinuousDeploymentPolicy",
                404,
                "The specified continuous deployment policy does not exist."));
    }

    Optional<StoredDeploymentPolicy> find(@Nullable String id) {
        return shelf.get(Objects.requireNonNullElse(id, ""));
    }

    List<StoredDeploymentPolicy> all() {
        return shelf.values();
    }

    /** @param isStaging whether a domain name is that of a staging distribution */
    StoredDeploymentPolicy create(@Nullable ContinuousDeploymentPolicyConfig config, Predicate<String> isStaging) {
        ContinuousDeploymentPolicyConfig checked = checked(config, "", isStaging);
        if (all().size() >= QUOTA) {
            throw Fault.of(
                    TooManyContinuousDeploymentPoliciesException.builder(),
                    "CloudFront",
                    "TooManyContinuousDeploymentPolicies",
                    400,
                    "You have reached the maximum number of continuous deployment policies for this AWS account.");
        }
        String id = UUID.randomUUID().toString();
        StoredDeploymentPolicy made = StoredDeploymentPolicy.of(id, checked, clock.instant());
        shelf.put(id, made);
        return made;
    }

    StoredDeploymentPolicy update(
            @Nullable String id,
            @Nullable String ifMatch,
            @Nullable ContinuousDeploymentPolicyConfig config,
            Predicate<String> isStaging) {
        StoredDeploymentPolicy old = get(id);
        CloudFrontFaults.checkMatch(ifMatch, old.etag());
        StoredDeploymentPolicy changed = StoredDeploymentPolicy.of(
                old.policy().id(), checked(config, old.policy().id(), isStaging), clock.instant());
        shelf.put(old.policy().id(), changed);
        return changed;
    }

    /** What a promotion does to the policy. */
    void disable(String id) {
        StoredDeploymentPolicy old = get(id);
        shelf.put(id, StoredDeploymentPolicy.of(id, old.config().toBuilder().enabled(false).build(), clock.instant()));
    }

    void delete(@Nullable String id, @Nullable String ifMatch, boolean attached) {
        StoredDeploymentPolicy old = get(id);
        CloudFrontFaults.checkMatch(ifMatch, old.etag());
        if (attached) {
            throw Fault.of(
                    ContinuousDeploymentPolicyInUseException.builder(),
                    "CloudFront",
                    "ContinuousDeploymentPolicyInUse",
                    409,
                    "The specified continuous deployment policy is currently associated with a distribution.");
        }
        shelf.remove(old.policy().id());
    }

    private ContinuousDeploymentPolicyConfig checked(
            @Nullable ContinuousDeploymentPolicyConfig config, String own, Predicate<String> isStaging) {
        if (config == null || config.enabled() == null || config.stagingDistributionDnsNames() == null) {
            throw CloudFrontFaults.invalidArgument(
                    "The parameters Enabled and StagingDistributionDnsNames are required.");
        }
        List<String> hosts = config.stagingDistributionDnsNames().items();
        Integer quantity = config.stagingDistributionDnsNames().quantity();
        if (quantity == null || quantity != hosts.size()) {
            throw Fault.of(
                    InconsistentQuantitiesException.builder(),
                    "CloudFront",
                    "InconsistentQuantities",
                    400,
                    "The value of Quantity and the size of Items don't match.");
        }
        if (hosts.size() != 1 || !isStaging.test(hosts.getFirst())) {
            throw CloudFrontFaults.invalidArgument("The parameter StagingDistributionDnsNames must name exactly one"
                    + " staging distribution of this account.");
        }
        boolean taken = all().stream()
                .anyMatch(other -> !other.policy().id().equals(own) && other.stagingHost().equals(hosts.getFirst()));
        if (taken) {
            throw stagingInUse("A continuous deployment policy for this staging distribution already exists.");
        }
        if (config.trafficConfig() != null) {
            traffic(config.trafficConfig());
        }
        return config;
    }

    static AwsServiceException stagingInUse(String message) {
        return Fault.of(
                StagingDistributionInUseException.builder(), "CloudFront", "StagingDistributionInUse", 409, message);
    }

    private static void traffic(TrafficConfig traffic) {
        switch (traffic.typeAsString()) {
            case "SingleWeight" -> weight(traffic.singleWeightConfig());
            case "SingleHeader" -> header(traffic.singleHeaderConfig());
            case null, default -> throw CloudFrontFaults.invalidArgument(
                    "The parameter Type must be SingleWeight or SingleHeader.");
        }
    }

    private static void weight(@Nullable ContinuousDeploymentSingleWeightConfig config) {
        if (config == null || config.weight() == null || !(config.weight() >= 0 && config.weight() <= HEAVIEST)) {
            throw CloudFrontFaults.invalidArgument("The parameter Weight must be between 0 and 0.15.");
        }
        SessionStickinessConfig session = config.sessionStickinessConfig();
        if (session != null && !(fits(session.idleTTL()) && fits(session.maximumTTL())
                && session.idleTTL() <= session.maximumTTL())) {
            throw CloudFrontFaults.invalidArgument("The parameters IdleTTL and MaximumTTL must be between 300 and 3600"
                    + " seconds, and IdleTTL must not be longer than MaximumTTL.");
        }
    }

    private static boolean fits(@Nullable Integer seconds) {
        return seconds != null && seconds >= SHORTEST_SESSION && seconds <= LONGEST_SESSION;
    }

    private static void header(@Nullable ContinuousDeploymentSingleHeaderConfig config) {
        String name = config == null ? "" : Objects.requireNonNullElse(config.header(), "");
        if (config == null || !name.toLowerCase(Locale.ROOT).startsWith(HEADER_PREFIX)
                || name.length() == HEADER_PREFIX.length()) {
            throw CloudFrontFaults.invalidArgument("The parameter Header must contain the prefix aws-cf-cd-.");
        }
        if (config.value() == null || config.value().isEmpty()) {
            throw CloudFrontFaults.invalidArgument("The parameter Value is required.");
        }
    }

    /** What a distribution may be that has a policy, or that is staging. */
    void check(DistributionConfig config, String ownHost) {
        boolean staging = Boolean.TRUE.equals(config.staging());
        String id = config.continuousDeploymentPolicyId();
        if (staging && !id.isEmpty()) {
            throw CloudFrontFaults.invalidArgument(
                    "A staging distribution cannot have a continuous deployment policy.");
        }
        if (staging && !config.aliases().items().isEmpty()) {
            throw CloudFrontFaults.invalidArgument("A staging distribution cannot have alternate domain names.");
        }
        if (id.isEmpty()) {
            return;
        }
        if (get(id).stagingHost().equals(ownHost)) {
            throw CloudFrontFaults.invalidArgument(
                    "A distribution cannot have a continuous deployment policy for itself.");
        }
        if (speaksHttp3(config)) {
            throw CloudFrontFaults.invalidArgument(
                    "You can't use continuous deployment with a distribution that supports HTTP/3.");
        }
    }

    static boolean speaksHttp3(DistributionConfig config) {
        return config.httpVersionAsString().contains("3");
    }

    /** Refuses a change that a distribution may not make while it takes part in continuous deployment. */
    void checkChange(String host, DistributionConfig before, DistributionConfig after) {
        if (!Objects.equals(before.staging(), after.staging())) {
            throw illegal("You cannot update Staging.");
        }
        boolean staging = Boolean.TRUE.equals(before.staging());
        boolean served = staging && servesStaging(host);
        if (served && !Boolean.TRUE.equals(after.enabled())) {
            throw stagingInUse("The specified staging distribution is currently used by a continuous deployment policy."
                    + " Please the update policy before deleting.");
        }
        boolean attached = !before.continuousDeploymentPolicyId().isEmpty()
                && before.continuousDeploymentPolicyId().equals(after.continuousDeploymentPolicyId());
        if ((served || attached) && !fixed(before).equals(fixed(after))) {
            throw illegal("One or more fields updated are not supported for continuous deployment.");
        }
    }

    /** Whether a policy sends requests to the staging distribution of that domain name. */
    boolean servesStaging(String host) {
        return all().stream().anyMatch(policy -> policy.stagingHost().equals(host));
    }

    /** With everything left out that continuous deployment lets a distribution change. */
    private static DistributionConfig fixed(DistributionConfig config) {
        return config.toBuilder()
                .cacheBehaviors((CacheBehaviors) null)
                .defaultCacheBehavior((DefaultCacheBehavior) null)
                .origins((Origins) null)
                .originGroups((OriginGroups) null)
                .customErrorResponses((CustomErrorResponses) null)
                .restrictions((Restrictions) null)
                .logging((LoggingConfig) null)
                .defaultRootObject(null)
                .comment(null)
                .enabled(null)
                .build();
    }

    static AwsServiceException illegal(String message) {
        return Fault.of(IllegalUpdateException.builder(), "CloudFront", "IllegalUpdate", 400, message);
    }
}
