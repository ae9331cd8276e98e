package dev.sallyport.core.sandbox.edge;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Token buckets: each request takes a token, and tokens come back at a steady rate up to the bucket's size.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html">
 *     Throttle requests to your REST APIs</a>
 */
final class Throttle {
    private static final int MOST = 10_000;

    private final Clock clock;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    private record Bucket(double tokens, Instant at, boolean admits) {}

    Throttle(Clock clock) {
        this.clock = clock;
    }

    /**
     * Whether a request may pass.
     *
     * @param what has its own bucket, such as a route of a stage
     * @param rate tokens a second, null for no limit
     * @param burst size of the bucket, null for no limit
     */
    boolean admits(String what, @Nullable Double rate, @Nullable Integer burst) {
        if (rate == null || burst == null) {
            return true;
        }
        if (buckets.size() > MOST) {
            // A bucket that is forgotten is a full one.
            buckets.clear();
        }
        Instant now = clock.instant();
        Bucket after = buckets.compute(what, (key, old) -> {
            double seconds = old == null ? 0 : Duration.between(old.at(), now).toNanos() / 1e9;
            double tokens = old == null ? burst : Math.min(burst, old.tokens() + Math.max(0, seconds) * rate);
            return tokens >= 1 ? new Bucket(tokens - 1, now, true) : new Bucket(tokens, now, false);
        });
        return after.admits();
    }
}
