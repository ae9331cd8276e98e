package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyQueryStringsConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyHeadersConfig;
import software.amazon.awssdk.services.cloudfront.model.ParametersInCacheKeyAndForwardedToOrigin;

/**
 * What of a viewer's request goes into the cache key and to the origin.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html">
 *     Origin request policies</a>
 */
final class Forwarding {
    private static final Set<String> HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect",
            "x-real-ip",
            "x-forwarded-proto",
            "x-amz-cf-id",
            "x-cache");
    /** Sent whatever the policies say. */
    private static final Set<String> ALWAYS = Set.of("content-type", "content-length", "range", "x-forwarded-for");

    private Forwarding() {}

    /** The request to the origin before any origin-request function: path without the origin's own. */
    static Request toOrigin(Exchange exchange, Request request, Behavior behavior, String originHost) {
        ParametersInCacheKeyAndForwardedToOrigin key = behavior.cache().parametersInCacheKeyAndForwardedToOrigin();
        OriginRequestPolicyConfig policy = behavior.forward();
        Headers headers = request.headers().matching(name -> {
            String lower = name.toLowerCase(Locale.ROOT);
            return !HOP.contains(lower)
                    && !lower.equals("cookie")
                    && (ALWAYS.contains(lower) || inKey(key, lower) || (policy != null && allows(policy, lower)));
        });
        String cookies = cookies(request.headers(), key, policy);
        if (!cookies.isEmpty()) {
            headers = headers.plus("Cookie", cookies);
        }
        headers = cloudFrontHeaders(exchange, headers, key, policy);
        if (!headers.has("Host")) {
            headers = headers.with("Host", originHost);
        }
        if (!headers.has("User-Agent")) {
            headers = headers.with("User-Agent", "Amazon CloudFront");
        }
        String before = request.headers().first("X-Forwarded-For").map(value -> value + ", ").orElse("");
        headers = headers.with("X-Forwarded-For", before + exchange.clientIp());
        headers = headers.with("Via", exchange.via());
        String query = query(request.query(), key, policy);
        String target = request.path() + (query.isEmpty() ? "" : '?' + query);
        return new Request(request.method(), target, request.version(), headers, request.body());
    }

    private static boolean inKey(ParametersInCacheKeyAndForwardedToOrigin key, String name) {
        return key.headersConfig() != null
                && "whitelist".equals(key.headersConfig().headerBehaviorAsString())
                && contains(key.headersConfig().headers().items(), name);
    }

    private static boolean contains(List<String> names, String lower) {
        return names.stream().anyMatch(each -> each.equals("*") || each.equalsIgnoreCase(lower));
    }

    private static boolean allows(OriginRequestPolicyConfig policy, String lower) {
        OriginRequestPolicyHeadersConfig config = policy.headersConfig();
        return switch (config.headerBehaviorAsString()) {
            case "allViewer", "allViewerAndWhitelistCloudFront" -> true;
            case "whitelist" -> contains(config.headers().items(), lower);
            case "allExcept" -> !contains(config.headers().items(), lower);
            default -> false;
        };
    }

    /** The headers that CloudFront makes, as far as the sandbox knows what they say. */
    private static Headers cloudFrontHeaders(
            Exchange exchange,
            Headers headers,
            ParametersInCacheKeyAndForwardedToOrigin key,
            @Nullable OriginRequestPolicyConfig policy) {
        List<String> wanted = new ArrayList<>();
        if (key.headersConfig() != null && key.headersConfig().headers() != null) {
            wanted.addAll(key.headersConfig().headers().items());
        }
        if (policy != null && policy.headersConfig().headers() != null
                && !"allExcept".equals(policy.headersConfig().headerBehaviorAsString())) {
            wanted.addAll(policy.headersConfig().headers().items());
        }
        Headers with = headers;
        for (String name : wanted) {
            Optional<String> value = switch (name.toLowerCase(Locale.ROOT)) {
                case "cloudfront-forwarded-proto" -> Optional.of("https");
                case "cloudfront-viewer-address" -> Optional.of(exchange.clientIp() + ":443");
                case "cloudfront-viewer-country" -> Optional.of(exchange.country()).filter(c -> !c.equals("-"));
                case "cloudfront-viewer-http-version" -> Optional.of("1.1");
                default -> Optional.empty();
            };
            if (value.isPresent()) {
                with = with.with(name, value.get());
            }
        }
        return with;
    }

    private static String query(
            String query, ParametersInCacheKeyAndForwardedToOrigin key, @Nullable OriginRequestPolicyConfig policy) {
        CachePolicyQueryStringsConfig inKey = key.queryStringsConfig();
        return kept(query, "&", name -> fits(
                        inKey.queryStringBehaviorAsString(),
                        inKey.queryStrings() == null ? List.of() : inKey.queryStrings().items(),
                        name)
                || (policy != null
                        && fits(
                                policy.queryStringsConfig().queryStringBehaviorAsString(),
                                policy.queryStringsConfig().queryStrings() == null
                                        ? List.of()
                                        : policy.queryStringsConfig().queryStrings().items(),
                                name)));
    }

    private static String cookies(
            Headers headers, ParametersInCacheKeyAndForwardedToOrigin key, @Nullable OriginRequestPolicyConfig policy) {
        return kept(String.join("; ", headers.all("Cookie")), "; ", name -> fits(
                        key.cookiesConfig().cookieBehaviorAsString(),
                        key.cookiesConfig().cookies() == null
                                ? List.of()
                                : key.cookiesConfig().cookies().items(),
                        name)
                || (policy != null
                        && fits(
                                policy.cookiesConfig().cookieBehaviorAsString(),
                                policy.cookiesConfig().cookies() == null
                                        ? List.of()
                                        : policy.cookiesConfig().cookies().items(),
                                name)));
    }

    private static boolean fits(String behavior, List<String> names, String name) {
        return switch (behavior) {
            case "all" -> true;
            case "whitelist" -> names.contains(name);
            case "allExcept" -> !names.contains(name);
            default -> false;
        };
    }

    private static String kept(String text, String separator, Predicate<String> name) {
        List<String> kept = new ArrayList<>();
        for (String part : text.split(separator.strip(), -1)) {
            String pair = separator.equals("&") ? part : part.strip();
            int equals = pair.indexOf('=');
            if (!pair.isEmpty() && name.test(equals < 0 ? pair : pair.substring(0, equals))) {
                kept.add(pair);
            }
        }
        return String.join(separator, kept);
    }

    /** The cache key of a request: path, and what the cache policy names. */
    static String cacheKey(String distributionId, Request request, Behavior behavior) {
        ParametersInCacheKeyAndForwardedToOrigin key = behavior.cache().parametersInCacheKeyAndForwardedToOrigin();
        StringBuilder text = new StringBuilder(distributionId)
                .append('\n')
                .append(request.path())
                .append('?')
                .append(query(request.query(), key, null))
                .append('\n')
                .append(cookies(request.headers(), key, null));
        for (Headers.Line line : request.headers().lines()) {
            String lower = line.name().toLowerCase(Locale.ROOT);
            if (inKey(key, lower)) {
                text.append('\n').append(lower).append(':').append(line.value());
            }
        }
        return text.toString();
    }
}
