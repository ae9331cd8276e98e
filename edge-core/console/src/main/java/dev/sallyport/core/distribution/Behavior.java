package dev.sallyport.core.distribution;

import java.util.List;

/**
 * What the edge does with requests whose path matches.
 *
 * @param pathPattern {@code *} for the default behavior
 * @param originId the origin, or the origin group
 * @param viewerProtocol {@code allow-all}, {@code redirect-to-https} or {@code https-only}
 * @param methods the allowed ones
 * @param cachePolicy id of the cache policy, empty with legacy settings
 * @param originRequestPolicy id of the origin request policy, empty when none
 * @param responseHeadersPolicy id of the response headers policy, empty when none
 * @param functions at most one per event type
 */
public record Behavior(
        String pathPattern,
        String originId,
        String viewerProtocol,
        List<String> methods,
        String cachePolicy,
        String originRequestPolicy,
        String responseHeadersPolicy,
        List<EdgeFunction> functions) {

    /** Whether requests with a body may pass. */
    public boolean takesBodies() {
        return methods.stream().anyMatch(method -> List.of("POST", "PUT", "PATCH").contains(method));
    }
}
