package dev.sallyport.core.sandbox.cloudfront;

import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;

/**
 * A distribution as it is kept.
 *
 * @param etag of the present configuration
 * @param monitored whether additional metrics are subscribed to
 */
record StoredDistribution(
        Distribution distribution, String etag, Map<String, String> tags, boolean monitored) {

    StoredDistribution withConfig(DistributionConfig config, Instant now) {
        Distribution changed = distribution.toBuilder()
                .distributionConfig(config)
                .lastModifiedTime(now)
                .build();
        return new StoredDistribution(changed, CloudFrontIds.upper('E'), tags, monitored);
    }

    StoredDistribution withTags(Map<String, String> changed) {
        return new StoredDistribution(distribution, etag, changed, monitored);
    }

    StoredDistribution withMonitoring(boolean enabled) {
        return new StoredDistribution(distribution, etag, tags, enabled);
    }

    DistributionConfig config() {
        return distribution.distributionConfig();
    }
}
