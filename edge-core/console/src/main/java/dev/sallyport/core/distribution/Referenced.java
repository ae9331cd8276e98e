package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.items;
import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What distributions name by id and do not hold themselves: policies and origin access controls. What was not read is
 * not known; AWS's managed policies always are.
 */
final class Referenced {
    private final Map<String, CacheRules> caches = new HashMap<>(ManagedPolicies.CACHE);
    private final Map<String, Forwarding> forwards = new HashMap<>(ManagedPolicies.ORIGIN_REQUEST);
    private final Map<String, String> signing = new HashMap<>();

    /**
     * Keeps what an answer of {@code get-} or {@code list-} for cache policies, origin request policies or origin
     * access controls holds.
     *
     * @return whether the answer was one of these
     */
    boolean add(JsonNode answer) {
        boolean any = false;
        for (JsonNode policy : Forwarding.policies(answer, "CachePolicy")) {
            CacheRules.of(policy.path("CachePolicyConfig")).ifPresent(rules -> caches.put(text(policy, "Id"), rules));
            any = true;
        }
        for (JsonNode policy : Forwarding.policies(answer, "OriginRequestPolicy")) {
            Forwarding.of(policy.path("OriginRequestPolicyConfig"))
                    .ifPresent(forwarding -> forwards.put(text(policy, "Id"), forwarding));
            any = true;
        }
        JsonNode control = answer.path("OriginAccessControl");
        if (control.isObject()) {
            signing.put(text(control, "Id"), text(control.path("OriginAccessControlConfig"), "SigningBehavior"));
            any = true;
        }
        for (JsonNode summary : items(answer.path("OriginAccessControlList"))) {
            signing.put(text(summary, "Id"), text(summary, "SigningBehavior"));
            any = true;
        }
        return any;
    }

    Optional<CacheRules> cache(String policyId) {
        return Optional.ofNullable(caches.get(policyId));
    }

    Optional<Forwarding> forwarding(String policyId) {
        return Optional.ofNullable(forwards.get(policyId));
    }

    /** {@code always}, {@code never}, {@code no-override} or {@code always-amz-auth}; empty when not known. */
    String signing(String accessControlId) {
        return signing.getOrDefault(accessControlId, "");
    }
}
