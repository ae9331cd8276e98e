package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a cache policy says.
 *
 * @param minTtl seconds that a response stays in the cache at least, whatever its {@code Cache-Control} says
 * @param defaultTtl seconds that a response without {@code Cache-Control} stays
 * @param maxTtl seconds that a response stays at most; 0 switches caching off
 * @param key what tells cached responses apart; it goes to the origin as well
 */
record CacheRules(long minTtl, long defaultTtl, long maxTtl, Forwarding key) {
    /** The API's defaults where a policy leaves a TTL out (API Reference, {@code CachePolicyConfig}). */
    private static final long DAY = 86_400;

    private static final long YEAR = 31_536_000;

    /** Of a {@code CachePolicyConfig}; empty when its words are not known. */
    static Optional<CacheRules> of(JsonNode policy) {
        long min = policy.path("MinTTL").asLong();
        return Forwarding.of(policy.path("ParametersInCacheKeyAndForwardedToOrigin"))
                .map(key -> new CacheRules(
                        min,
                        policy.path("DefaultTTL").asLong(Math.max(DAY, min)),
                        policy.path("MaxTTL").asLong(Math.max(YEAR, min)),
                        key));
    }

    boolean caches() {
        return maxTtl > 0;
    }

    /** Whether a response is cached although its origin did not ask for it. */
    boolean cachesUnasked() {
        return caches() && (minTtl > 0 || defaultTtl > 0);
    }
}
