package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.items;
import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What distributions name by id and do not hold themselves: policies and origin access controls. What was not read is
 * not known; AWS's managed policies always are. Each file of another tool has its own, since its names mean nothing
 * elsewhere.
 */
final class Referenced {
    private final @Nullable Referenced shared;
    private final KnownLocks locks;
    private final Map<String, CacheRules> caches = new HashMap<>(ManagedPolicies.CACHE);
    private final Map<String, Forwarding> forwards = new HashMap<>(ManagedPolicies.ORIGIN_REQUEST);
    private final Map<String, JsonNode> named = new HashMap<>();
    private final Map<String, JsonNode> signing = new HashMap<>();
    private final Map<String, JsonNode> webAcls = new HashMap<>();
    private final Map<String, EdgeCode> functions = new HashMap<>();
    private final Map<String, JsonNode> logging = new HashMap<>();
    private final Map<String, Tenants> tenants = new HashMap<>();
    private final Set<String> gaps = new TreeSet<>();
    private final Set<String> unlisted = new TreeSet<>();
    private @Nullable ShieldState shield;

    Referenced() {
        this(null);
    }

    private Referenced(@Nullable Referenced shared) {
        this.shared = shared;
        this.locks = new KnownLocks(shared == null ? null : shared.locks);
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
     * Keeps what an answer of {@code get-} or {@code list-} for cache, origin request and response headers policies,
     * origin access controls or field-level encryption holds, of {@code wafv2 get-web-acl} and {@code get-logging-configuration}, of {@code lambda
     * get-function}, {@code get-function-url-config} and {@code get-policy}, of {@code s3api get-bucket-policy} or of
     * {@code apigateway get-rest-api}.
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
        for (JsonNode policy : Forwarding.policies(answer, "ResponseHeadersPolicy")) {
            named.put(text(policy, "Id"), policy.path("ResponseHeadersPolicyConfig"));
            any = true;
        }
        JsonNode encryption = answer.path("FieldLevelEncryption");
        if (encryption.isObject()) {
            named.put(text(encryption, "Id"), encryption.path("FieldLevelEncryptionConfig"));
            any = true;
        }
        // A summary has the members of the configuration itself.
        for (JsonNode summary : items(answer.path("FieldLevelEncryptionList"))) {
            named.put(text(summary, "Id"), summary);
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
        return any
                || addWebAcl(answer.path("WebACL"))
                || addLogging(answer.path("LoggingConfiguration"))
                || locks.addFunctionUrl(answer)
                || addFunction(answer.path("Configuration"))
                || addFunction(answer)
                || locks.addBucketPolicy(answer)
                || locks.addRestApi(answer);
    }

    /** {@code wafv2 get-logging-configuration}. */
    private boolean addLogging(JsonNode configuration) {
        String arn = text(configuration, "ResourceArn");
        logging.put(arn, configuration);
        return !arn.isEmpty();
    }

    /** {@code lambda get-function} and {@code get-function-configuration}. */
    private boolean addFunction(JsonNode configuration) {
        String arn = text(configuration, "FunctionArn");
        if (arn.isEmpty() || !configuration.has("CodeSha256")) {
            return false;
        }
        EdgeCode code = EdgeCode.of(configuration);
        functions.put(arn, code);
        // Without --qualifier the ARN has no version, and the member names the one that was asked for.
        functions.put(arn + ":" + text(configuration, "Version"), code);
        return true;
    }

    private boolean addWebAcl(JsonNode acl) {
        if (text(acl, "ARN").isEmpty()) {
            return false;
        }
        addWebAcl(text(acl, "ARN"), acl);
        return true;
    }

    /** What is known of the origins' own locks. */
    KnownLocks locks() {
        return locks;
    }

    void function(String arn, EdgeCode code) {
        functions.put(arn, code);
    }

    Optional<EdgeCode> function(String arn) {
        return Optional.ofNullable(find(known -> known.functions.get(arn)));
    }

    /** Keeps where a web ACL logs; missing where it does not. */
    void logging(String arn, JsonNode configuration) {
        logging.put(arn, configuration);
    }

    /** Where a web ACL logs, missing where it does not; null when that was not read. */
    @Nullable JsonNode logging(String arn) {
        return find(known -> known.logging.get(arn));
    }

    @Nullable JsonNode webAcl(String arn) {
        return find(known -> known.webAcls.get(arn));
    }

    void tenants(String distribution, Tenants of) {
        tenants.put(distribution, of);
    }

    /** The tenants of a distribution; null when they were not read. */
    @Nullable Tenants tenants(String distribution) {
        return find(known -> known.tenants.get(distribution));
    }

    void shield(ShieldState state) {
        shield = state;
    }

    /** What Shield knows; null when it was not asked. */
    @Nullable ShieldState shield() {
        return find(known -> known.shield);
    }

    /** Notes what was not read and why, as a sentence without its period. */
    void gap(String said) {
        gaps.add(said);
    }

    /** Notes which list of policies or access controls was not read, and why. */
    void unlisted(String said) {
        unlisted.add(said);
    }

    Set<String> unlisted() {
        return unlisted;
    }

    /** What was not read. */
    Set<String> gaps() {
        return gaps;
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

    /** What a response headers policy or a field-level encryption configuration says; missing when it was not read. */
    JsonNode named(String id) {
        JsonNode known = id.isEmpty() ? null : find(one -> one.named.get(id));
        return known == null ? MissingNode.getInstance() : known;
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
