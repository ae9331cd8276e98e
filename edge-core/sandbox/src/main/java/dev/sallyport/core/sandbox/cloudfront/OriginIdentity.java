package dev.sallyport.core.sandbox.cloudfront;

import dev.sallyport.core.sandbox.access.Caller;
import java.time.Instant;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontOriginAccessIdentity;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontOriginAccessIdentityConfig;

/** An origin access identity as it is kept. */
record OriginIdentity(String id, String etag, Instant created, CloudFrontOriginAccessIdentityConfig config) {
    CloudFrontOriginAccessIdentity shape() {
        return CloudFrontOriginAccessIdentity.builder()
                .id(id)
                .s3CanonicalUserId(Caller.canonicalUserOf(id))
                .cloudFrontOriginAccessIdentityConfig(config)
                .build();
    }
}
