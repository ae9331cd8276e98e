package dev.sallyport.core.sandbox.cloudfront;

import dev.sallyport.core.sandbox.access.Fault;
import dev.sallyport.core.sandbox.lambda.SandboxLambda;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.CnameAlreadyExistsException;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.DistributionAlreadyExistsException;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.DistributionNotDisabledException;
import software.amazon.awssdk.services.cloudfront.model.IllegalUpdateException;
import software.amazon.awssdk.services.cloudfront.model.LambdaFunctionAssociation;
import software.amazon.awssdk.services.cloudfront.model.TooManyDistributionsException;

/** The distributions that exist, and what follows from creating, changing and deleting them. */
final class Distributions {
    private final Shelf<StoredDistribution> shelf;
    private final DistributionCheck check;
    private final ContinuousDeployment deployment;
    private final SandboxLambda lambda;
    private final Clock clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    Distributions(
            SandboxState state,
            DistributionCheck check,
            ContinuousDeployment deployment,
            SandboxLambda lambda,
            Clock clock) {
        this.shelf = state.shelf("cloudfront/distributions", StoredDistribution.class);
        this.check = check;
        this.deployment = deployment;
        this.lambda = lambda;
        this.clock = clock;
    }

    void whenChanged(Runnable listener) {
        listeners.add(listener);
    }

    StoredDistribution get(@Nullable String id) {
        return find(id).orElseThrow(CloudFrontFaults::noSuchDistribution);
    }

    Optional<StoredDistribution> find(@Nullable String id) {
        return shelf.get(Objects.requireNonNullElse(id, ""));
    }

    List<StoredDistribution> all() {
        return shelf.values();
    }

    /** Whether {@code host} is the domain name of a staging distribution. */
    boolean isStaging(String host) {
        return all().stream()
                .anyMatch(each -> Boolean.TRUE.equals(each.config().staging())
                        && each.distribution().domainName().equals(host));
    }

    /** Whether a distribution has that continuous deployment policy. */
    boolean attaches(@Nullable String policyId) {
        return all().stream().anyMatch(each -> each.config().continuousDeploymentPolicyId().equals(policyId));
    }

    /** Tells the data plane that something it looks at has changed. */
    void changed() {
        listeners.forEach(Runnable::run);
    }

    StoredDistribution change(@Nullable String id, UnaryOperator<StoredDistribution> change) {
        return shelf.update(Objects.requireNonNullElse(id, ""), change)
                .orElseThrow(CloudFrontFaults::noSuchDistribution);
    }

    StoredDistribution create(DistributionConfig given, Map<String, String> tags) {
        check.check(given);
        DistributionConfig config = Defaults.fill(given);
        for (StoredDistribution other : all()) {
            if (given.callerReference().equals(other.config().callerReference())) {
                if (config.equals(other.config())) {
                    return other;
                }
                throw Fault.of(
                        DistributionAlreadyExistsException.builder(),
                        "CloudFront",
                        "DistributionAlreadyExists",
                        409,
                        "The caller reference that you are using to create a distribution is associated with another "
                                + "distribution. Already exists: " + other.distribution().id());
            }
        }
        checkAliases("", config);
        deployment.check(config, "");
        checkStagingQuota(config);
        String id = CloudFrontIds.upper('E');
        Distribution made = Distribution.builder()
                .id(id)
                .arn(CloudFrontIds.arn("distribution", id))
                .status("Deployed")
                .lastModifiedTime(clock.instant())
                .inProgressInvalidationBatches(0)
                .domainName(CloudFrontIds.domainName())
                .activeTrustedSigners(signers -> signers.enabled(false).quantity(0))
                .activeTrustedKeyGroups(groups -> groups.enabled(false).quantity(0))
                .distributionConfig(config)
                .build();
        StoredDistribution stored = new StoredDistribution(made, CloudFrontIds.upper('E'), tags, false);
        shelf.put(id, stored);
        versions(config).forEach(version -> replicate(version, id));
        listeners.forEach(Runnable::run);
        return stored;
    }

    StoredDistribution update(@Nullable String id, @Nullable String ifMatch, DistributionConfig given) {
        StoredDistribution old = get(id);
        CloudFrontFaults.checkMatch(ifMatch, old.etag());
        check.check(given);
        DistributionConfig config = Defaults.fill(given);
        if (!config.callerReference().equals(old.config().callerReference())) {
            throw Fault.of(
                    IllegalUpdateException.builder(),
                    "CloudFront",
                    "IllegalUpdate",
                    400,
                    "The update contains modifications that are not allowed: CallerReference");
        }
        checkAliases(old.distribution().id(), config);
        deployment.check(config, old.distribution().domainName());
        deployment.checkChange(old.distribution().domainName(), old.config(), config);
        return replace(old, config);
    }

    private StoredDistribution replace(StoredDistribution old, DistributionConfig config) {
        String id = old.distribution().id();
        StoredDistribution changed = change(id, stored -> stored.withConfig(config, clock.instant()));
        Set<String> before = versions(old.config());
        Set<String> after = versions(config);
        after.stream()
                .filter(version -> !before.contains(version))
                .forEach(version -> replicate(version, old.distribution().id()));
        before.stream()
                .filter(version -> !after.contains(version))
                .forEach(version -> lambda.release(version, old.distribution().id()));
        listeners.forEach(Runnable::run);
        return changed;
    }

    /** Sets or clears the web ACL alone. */
    StoredDistribution webAcl(@Nullable String id, @Nullable String ifMatch, String arn) {
        StoredDistribution old = get(id);
        if (ifMatch != null) {
            CloudFrontFaults.checkMatch(ifMatch, old.etag());
        }
        check.webAcl(arn);
        DistributionConfig config = old.config().toBuilder().webACLId(arn).build();
        deployment.checkChange(old.distribution().domainName(), old.config(), config);
        StoredDistribution changed = change(id, stored -> stored.withConfig(config, clock.instant()));
        listeners.forEach(Runnable::run);
        return changed;
    }

    void delete(@Nullable String id, @Nullable String ifMatch) {
        StoredDistribution old = get(id);
        CloudFrontFaults.checkMatch(ifMatch, old.etag());
        if (Boolean.TRUE.equals(old.config().enabled())) {
            throw Fault.of(
                    DistributionNotDisabledException.builder(),
                    "CloudFront",
                    "DistributionNotDisabled",
                    409,
                    "The distribution you are trying to delete has not been disabled.");
        }
        if (deployment.servesStaging(old.distribution().domainName())) {
            throw ContinuousDeployment.stagingInUse("The specified staging distribution is currently used by a"
                    + " continuous deployment policy. Please the update policy before deleting.");
        }
        shelf.remove(old.distribution().id());
        versions(old.config()).forEach(version -> lambda.release(version, old.distribution().id()));
        listeners.forEach(Runnable::run);
    }

    /** A staging distribution with the configuration of {@code primaryId}, without its alternate domain names. */
    StoredDistribution copy(@Nullable String primaryId, @Nullable String ifMatch, @Nullable String reference,
            boolean enabled) {
        StoredDistribution primary = get(primaryId);
        CloudFrontFaults.checkMatch(ifMatch, primary.etag());
        if (Boolean.TRUE.equals(primary.config().staging())) {
            throw CloudFrontFaults.invalidArgument("The primary distribution cannot be a staging distribution.");
        }
        return create(
                primary.config().toBuilder()
                        .callerReference(reference)
                        .aliases(aliases -> aliases.quantity(0))
                        .continuousDeploymentPolicyId("")
                        .staging(true)
                        .enabled(enabled)
                        .build(),
                Map.of());
    }

    /**
     * Gives the primary distribution the staging one's configuration and ends the policy's effect.
     *
     * @param ifMatch ETags of both, {@code primary, staging}
     */
    StoredDistribution promote(@Nullable String id, @Nullable String stagingId, @Nullable String ifMatch) {
        StoredDistribution primary = get(id);
        StoredDistribution staging = get(stagingId);
        String[] tags = Objects.requireNonNullElse(ifMatch, "").split("\\s*,\\s*", -1);
        if (tags.length != 2) {
            throw CloudFrontFaults.ifMatch();
        }
        CloudFrontFaults.checkMatch(tags[0], primary.etag());
        CloudFrontFaults.checkMatch(tags[1], staging.etag());
        String policy = primary.config().continuousDeploymentPolicyId();
        boolean theirs = deployment
                .find(policy)
                .filter(found -> found.stagingHost().equals(staging.distribution().domainName()))
                .isPresent();
        if (!theirs) {
            throw CloudFrontFaults.invalidArgument(
                    "The staging distribution is not associated with the primary distribution.");
        }
        if (ContinuousDeployment.speaksHttp3(staging.config())) {
            throw ContinuousDeployment.illegal(
                    "You can't use continuous deployment with a distribution that supports HTTP/3.");
        }
        DistributionConfig config = staging.config().toBuilder()
                .callerReference(primary.config().callerReference())
                .aliases(primary.config().aliases())
                .continuousDeploymentPolicyId(policy)
                .staging(false)
                .build();
        check.check(config);
        deployment.disable(policy);
        return replace(primary, config);
    }

    private void checkStagingQuota(DistributionConfig config) {
        long standing = all().stream().filter(each -> Boolean.TRUE.equals(each.config().staging())).count();
        if (Boolean.TRUE.equals(config.staging()) && standing >= ContinuousDeployment.QUOTA) {
            throw Fault.of(
                    TooManyDistributionsException.builder(),
                    "CloudFront",
                    "TooManyDistributions",
                    400,
                    "You have reached the maximum number of staging distributions for this AWS account.");
        }
    }

    private void replicate(String version, String id) {
        lambda.replicate(version, id);
    }

    private void checkAliases(String id, DistributionConfig config) {
        for (StoredDistribution other : all()) {
            boolean shared = !other.distribution().id().equals(id)
                    && other.config().aliases().items().stream()
                            .anyMatch(config.aliases().items()::contains);
            if (shared) {
                throw Fault.of(
                        CnameAlreadyExistsException.builder(),
                        "CloudFront",
                        "CNAMEAlreadyExists",
                        409,
                        "One or more of the CNAMEs you provided are already associated with a different resource.");
            }
        }
    }

    /** The function versions that the behaviors are associated with. */
    private static Set<String> versions(DistributionConfig config) {
        return Stream.concat(
                        config.defaultCacheBehavior().lambdaFunctionAssociations().items().stream(),
                        config.cacheBehaviors().items().stream()
                                .flatMap(behavior -> behavior.lambdaFunctionAssociations().items().stream()))
                .map(LambdaFunctionAssociation::lambdaFunctionARN)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
