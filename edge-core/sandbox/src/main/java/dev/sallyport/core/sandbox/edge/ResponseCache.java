package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.http.Response;
import dev.sallyport.core.match.Glob;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.Invalidation;

/** Responses kept at the edge location, at most 1,000 and 64 MB. */
final class ResponseCache {
    private static final int ENTRIES = 1000;
    private static final long BYTES = 64L << 20;
    private static final Pattern MAX_AGE = Pattern.compile("(?:^|[,\\s])max-age=\"?(\\d{1,10})");
    private static final Pattern SHARED_AGE = Pattern.compile("s-maxage=\"?(\\d{1,10})");

    private final Clock clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * A response that is kept.
     *
     * @param path as the viewer asked, for invalidations
     * @param generated whether a function made it
     */
    record Entry(Response response, String distributionId, String path, Instant stored, Instant expires, boolean generated) {}

    ResponseCache(Clock clock) {
        this.clock = clock;
    }

    /** A fresh response that no invalidation has hit. */
    synchronized Optional<Entry> get(String key, Supplier<List<Invalidation>> invalidations) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        boolean stale = !clock.instant().isBefore(entry.expires())
                || invalidations.get().stream()
                        .filter(each -> !each.createTime().isBefore(entry.stored()))
                        .flatMap(each -> each.invalidationBatch().paths().items().stream())
                        // In an invalidation path a question mark begins the query string.
                        .anyMatch(path -> Glob.matches(
                                Glob.quotedQuestions(path.startsWith("/") ? path : '/' + path), entry.path()));
        if (stale) {
            remove(key);
            return Optional.empty();
        }
        return Optional.of(entry);
    }

    synchronized void put(
            String key, String distributionId, String path, Response response, Duration life, boolean generated) {
        remove(key);
        if (response.bytes().length > BYTES / 8) {
            return;
        }
        Instant now = clock.instant();
        entries.put(key, new Entry(response, distributionId, path, now, now.plus(life), generated));
        bytes += response.bytes().length;
        while (entries.size() > ENTRIES || bytes > BYTES) {
            remove(entries.keySet().iterator().next());
        }
    }

    private void remove(String key) {
        Entry gone = entries.remove(key);
        if (gone != null) {
            bytes -= gone.response().bytes().length;
        }
    }

    /**
     * How long CloudFront keeps a response, between the policy's minimum and maximum.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html">Expiration</a>
     */
    static Duration life(Response response, CachePolicyConfig policy, Clock clock) {
        long min = policy.minTTL() == null ? 0 : policy.minTTL();
        long max = policy.maxTTL() == null ? 31_536_000 : policy.maxTTL();
        long fallback = policy.defaultTTL() == null ? 86_400 : policy.defaultTTL();
        String control = String.join(",", response.headers().all("Cache-Control")).toLowerCase(Locale.ROOT);
        if (control.contains("no-store") || control.contains("no-cache") || control.contains("private")) {
            return Duration.ofSeconds(min);
        }
        Matcher shared = SHARED_AGE.matcher(control);
        Matcher age = MAX_AGE.matcher(control);
        long said = shared.find()
                ? Long.parseLong(shared.group(1))
                : age.find() ? Long.parseLong(age.group(1)) : expires(response, clock);
        long seconds = said < 0 ? Math.max(min, Math.min(max, fallback)) : Math.max(min, Math.min(max, said));
        return Duration.ofSeconds(seconds);
    }

    private static long expires(Response response, Clock clock) {
        Optional<String> header = response.headers().first("Expires");
        if (header.isEmpty()) {
            return -1;
        }
        try {
            Instant at = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header.get()));
            return Math.max(0, Duration.between(clock.instant(), at).toSeconds());
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
