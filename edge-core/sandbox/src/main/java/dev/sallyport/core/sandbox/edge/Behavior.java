package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.match.PathPattern;
import java.security.PublicKey;
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
 * @param functions of Lambda@Edge by event type, such as {@code origin-request}
 * @param viewerFunctions the ARNs of CloudFront Functions by event type
 * @param signers the public keys by id of which one must have signed a viewer's URL or cookies; null where none is demanded
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
        Map<String, String> viewerFunctions,
        @Nullable Map<String, PublicKey> signers,
        CachePolicyConfig cache,
        @Nullable OriginRequestPolicyConfig forward,
        @Nullable ResponseHeadersPolicyConfig responseHeaders) {

    /** A function version at one event. */
    record Function(FunctionConfiguration version, boolean includeBody) {}

    /** Whether a path belongs to it. */
    boolean fits(String path) {
        return isDefault || PathPattern.matches(pattern, path);
    }
}
