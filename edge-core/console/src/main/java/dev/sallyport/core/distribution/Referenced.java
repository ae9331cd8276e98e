package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.items;
import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What distributions name by id and do not hold themselves: policies and origin access controls. What was not read is
 * not known; AWS's managed policies always are. Each file of another tool has its own, since its names mean nothing
 * elsewhere.
 */
final class Referenced {
    private final @Nullable Referenced shared;
    private final Map<String, CacheRules> caches = new HashMap<>(ManagedPolicies.CACHE);
    private final Map<String, Forwarding> forwards = new HashMap<>(ManagedPolicies.ORIGIN_REQUEST);
    private final Map<String, JsonNode> signing = new HashMap<>();
    private final Map<String, JsonNode> webAcls = new HashMap<>();
    private final List<Opening> openings = new ArrayList<>();

    Referenced() {
        this(null);
    }

    private Referenced(@Nullable Referenced shared) {
        this.shared = shared;
    }

    /** For one file: what it holds is known to itself alone, what is known here, also later, to it as well. */
    Referenced ofOneFile() {
        return new Referenced(this);
    }

    private <T> @Nullable T find(Function<Referenced, @Nullable T> part) {
        T own = part.apply(this);
        return own == null && shared != null ? shared.find(part) : own;
    }

    /**
     * Keeps what an answer of {@code get-} or {@code list-} for cache policies, origin request policies or origin
     * access controls holds, of {@code wafv2 get-web-acl} or of {@code lambda get-function-url-config}.
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
            signing.put(text(control, "Id"), control.path("OriginAccessControlConfig").path("SigningBehavior"));
            any = true;
        }
        for (JsonNode summary : items(answer.path("OriginAccessControlList"))) {
            signing.put(text(summary, "Id"), summary.path("SigningBehavior"));
            any = true;
        }
        return any || addWebAcl(answer.path("WebACL")) || addFunctionUrl(answer);
    }

    private boolean addWebAcl(JsonNode acl) {
        if (text(acl, "ARN").isEmpty()) {
            return false;
        }
        addWebAcl(text(acl, "ARN"), acl);
        return true;
    }

    private boolean addFunctionUrl(JsonNode answer) {
        String url = text(answer, "FunctionUrl");
        int end = url.indexOf(".lambda-url.");
        if (end < 0 || !answer.has("AuthType")) {
            return false;
        }
        if (text(answer, "AuthType").equals("NONE")) {
            String name = url.substring(0, end).replaceFirst("^https://", "");
            open(new Opening(OriginKind.FUNCTION_URL, name, url + " has AuthType NONE", null, null));
        }
        return true;
    }

    /**
     * How an origin lets everyone in.
     *
     * @param name of the bucket, function URL or API, with which the origin's domain name begins
     * @param evidence the setting that does it, named so that the reader finds it again
     * @param place of it, null when not known
     * @param unless what else may keep everyone out, to be read after "unless"; null when nothing does
     */
    record Opening(OriginKind kind, String name, String evidence, @Nullable Place place, @Nullable String unless) {
        private boolean isOf(Origin origin) {
            String endpoint = switch (kind) {
                case FUNCTION_URL -> ".lambda-url.";
                case API_GATEWAY -> ".execute-api";
                default -> ".s3";
            };
            return origin.domainName().startsWith(name + endpoint);
        }
    }

    void open(Opening opening) {
        openings.add(opening);
    }

    Optional<Opening> opening(Origin origin) {
        return Optional.ofNullable(find(known ->
                known.openings.stream().filter(opening -> opening.isOf(origin)).findFirst().orElse(null)));
    }

    /** Keeps a web ACL as {@code GetWebACL} and CloudFormation have it. */
    void addWebAcl(String arn, JsonNode acl) {
        webAcls.put(arn, acl);
    }

    /**
     * Whether a web ACL was read that lets every request pass: its default is Allow, and each rule allows or counts by
     * itself or by an override of its rule group (API Reference, {@code Rule}).
     */
    boolean blocksNothing(String arn) {
        JsonNode acl = find(known -> known.webAcls.get(arn));
        if (acl == null || !acl.path("DefaultAction").has("Allow")) {
            return false;
        }
        for (JsonNode rule : acl.path("Rules")) {
            JsonNode action = rule.path("Action");
            if (!action.has("Count") && !action.has("Allow") && !rule.path("OverrideAction").has("Count")) {
                return false;
            }
        }
        return acl.path("Rules").isArray() || acl.path("Rules").isMissingNode();
    }

    Optional<CacheRules> cache(String policyId) {
        return Optional.ofNullable(find(known -> known.caches.get(policyId)));
    }

    Optional<Forwarding> forwarding(String policyId) {
        return Optional.ofNullable(find(known -> known.forwards.get(policyId)));
    }

    /** {@code always}, {@code never}, {@code no-override} or {@code always-amz-auth}; empty when not known. */
    String signing(String accessControlId) {
        JsonNode behavior = find(known -> known.signing.get(accessControlId));
        return behavior == null || Unresolved.is(behavior) ? "" : behavior.asText("");
    }

    /** Whether the file that makes the access control leaves open whether it signs. */
    boolean isSigningOpen(String accessControlId) {
        JsonNode behavior = find(known -> known.signing.get(accessControlId));
        return behavior != null && Unresolved.is(behavior);
    }
}
