package dev.sallyport.core.sandbox.cloudfront;

import java.time.Instant;
import java.util.Objects;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentPolicy;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentPolicyConfig;

/**
 * A continuous deployment policy as it is kept.
 *
 * @param etag of the present configuration
 */
record StoredDeploymentPolicy(ContinuousDeploymentPolicy policy, String etag) {

    static StoredDeploymentPolicy of(String id, ContinuousDeploymentPolicyConfig config, Instant now) {
        ContinuousDeploymentPolicy policy = ContinuousDeploymentPolicy.builder()
                .id(id)
                .lastModifiedTime(now)
                .continuousDeploymentPolicyConfig(config)
                .build();
        return new StoredDeploymentPolicy(policy, CloudFrontIds.upper('E'));
    }

    ContinuousDeploymentPolicyConfig config() {
        return policy.continuousDeploymentPolicyConfig();
    }

    /** Domain name of the staging distribution. */
    String stagingHost() {
        return config().stagingDistributionDnsNames().items().getFirst();
    }

    boolean enabled() {
        return Objects.requireNonNullElse(config().enabled(), false);
    }
}
