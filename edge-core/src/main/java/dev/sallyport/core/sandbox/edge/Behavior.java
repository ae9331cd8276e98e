package dev.sallyport.core.sandbox.edge;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyConfig;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/**
 * A cache behavior with everything that it refers to.
 *
 * @param pattern of its paths; {@code *} for the default behavior
 * @param isDefault whether it is the default one
 * @param originId where its requests go
 * @param allowedMethods that CloudFront takes
 * @param cachedMethods whose responses are cached
 * @param functions by event type, such as {@code origin-request}
 * @param cache the cache policy
 * @param forward the origin request policy, null for none
 * @param responseHeaders the response headers policy, null for none
 */
record Behavior(
        String pattern,
        boolean isDefault,
        String originId,
        Set<String> allowedMethods,
        Set<String> cachedMethods,
        Map<String, Function> functions,
        CachePolicyConfig cache,
        @Nullable OriginRequestPolicyConfig forward,
        @Nullable ResponseHeadersPolicyConfig responseHeaders) {

    /** A function version at one event. */
    record Function(FunctionConfiguration version, boolean includeBody) {}

    /** Whether a path belongs to it: {@code *} is any run of characters, {@code ?} exactly one; case counts. */
    boolean fits(String path) {
        return isDefault || matches(pattern.startsWith("/") ? pattern : '/' + pattern, path);
    }

    /** Linear in the two lengths' product at worst: a pattern from a template cannot hang the edge. */
    static boolean matches(String pattern, String path) {
        int p = 0;
        int star = -1;
        int mark = 0;
        int s = 0;
        while (s < path.length()) {
            if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == path.charAt(s))
                    && pattern.charAt(p) != '*') {
                p++;
                s++;
            } else if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = s;
            } else if (star >= 0) {
                p = star + 1;
                s = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
