package dev.sallyport.core.sandbox.cloudfront;

import dev.sallyport.core.sandbox.access.Authorizer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the caller may do: a call is refused unless the policies allow its action, such as {@code GetDistribution}. */
record Rights(Authorizer authorizer) {
    void require(String action, String resource) {
        authorizer.require("cloudfront:" + action, resource, null, Map.of());
    }

    /** To one of the caller's own, of a kind such as {@code distribution}. */
    void require(String action, String kind, @Nullable String id) {
        require(action, CloudFrontIds.arn(kind, id));
    }
}
