package dev.sallyport.core.sandbox.edge;

import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ForwardedValues;

/** ForwardedValues, CloudFront's form before cache policies, as the cache policy that does the same. */
final class LegacyForwarding {
    private static final long DAY = 86_400;
    private static final long YEAR = 31_536_000;

    private LegacyForwarding() {}

    @SuppressWarnings("deprecation")
    static CachePolicyConfig cache(CacheBehavior behavior) {
        ForwardedValues values = behavior.forwardedValues();
        List<String> headers = values.headers() == null ? List.of() : values.headers().items();
        boolean cookies = values.cookies() != null && !"none".equals(values.cookies().forwardAsString());
        return CachePolicyConfig.builder()
                .name("ForwardedValues")
                .minTTL(Objects.requireNonNullElse(behavior.minTTL(), 0L))
                .defaultTTL(Objects.requireNonNullElse(behavior.defaultTTL(), DAY))
                .maxTTL(Objects.requireNonNullElse(behavior.maxTTL(), YEAR))
                .parametersInCacheKeyAndForwardedToOrigin(key -> key.enableAcceptEncodingGzip(false)
                        .headersConfig(h -> h.headerBehavior(headers.isEmpty() ? "none" : "whitelist")
                                .headers(names -> names.items(headers).quantity(headers.size())))
                        .cookiesConfig(c -> c.cookieBehavior(cookies ? "all" : "none"))
                        .queryStringsConfig(q -> q.queryStringBehavior(
                                Boolean.TRUE.equals(values.queryString()) ? "all" : "none")))
                .build();
    }
}
