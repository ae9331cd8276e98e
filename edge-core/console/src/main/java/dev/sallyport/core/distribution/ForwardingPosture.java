package dev.sallyport.core.distribution;

import dev.sallyport.core.distribution.Reading.ReadBehavior;
import dev.sallyport.core.distribution.Reading.ReadOrigin;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What goes wrong with that which a behavior forwards to its origins and that by which it tells cached responses apart.
 * Policies whose settings were not read are not judged.
 */
final class ForwardingPosture {
    private static final Set<OriginKind> BUCKETS = EnumSet.of(OriginKind.S3, OriginKind.S3_WEBSITE);

    private final Reading reading;
    private final ReadBehavior read;
    private final List<Finding> findings;

    private ForwardingPosture(Reading reading, ReadBehavior read, List<Finding> findings) {
        this.reading = reading;
        this.read = read;
        this.findings = findings;
    }

    static void judge(Reading reading, ReadBehavior read, List<Finding> findings) {
        ForwardingPosture posture = new ForwardingPosture(reading, read, findings);
        posture.judgeHost();
        posture.judgeSharedCache();
    }

    /** By the cache policy or the legacy settings: what is in the cache key. */
    private Optional<Forwarding> key() {
        return read.node().path("ForwardedValues").isObject()
                ? Optional.of(Forwarding.ofLegacy(read.node().path("ForwardedValues")))
                : reading.referenced().cache(read.behavior().cachePolicy()).map(CacheRules::key);
    }

    /** By the origin request policy; nothing where there is none. */
    private Optional<Forwarding> beside() {
        String policy = read.behavior().originRequestPolicy();
        return policy.isEmpty() ? Optional.of(Forwarding.NOTHING) : reading.referenced().forwarding(policy);
    }

    /** The setting that forwards a header, when one is known to. */
    private Optional<String> forwarder(String header) {
        if (beside().filter(forwarding -> forwarding.headers().has(header)).isPresent()) {
            return Optional.of("OriginRequestPolicyId " + read.behavior().originRequestPolicy());
        }
        return key().filter(key -> key.headers().has(header))
                .map(key -> read.behavior().cachePolicy().isEmpty()
                        ? "ForwardedValues.Headers"
                        : "CachePolicyId " + read.behavior().cachePolicy());
    }

    /**
     * Function URLs and API Gateway's default endpoints expect their own name in {@code Host} and refuse the viewer's
     * (Developer Guide, "Use managed origin request policies", AllViewerExceptHostHeader); a bucket is found by it (S3
     * User Guide, "Virtual hosting of general purpose buckets"). An origin-request function can set it right; whether
     * it does cannot be seen.
     */
    private void judgeHost() {
        List<ReadOrigin> misled = reading.reached(read).stream()
                .filter(origin -> refusesForeignHost(origin.origin()))
                .toList();
        Optional<String> forwarder = forwarder("host");
        if (misled.isEmpty() || forwarder.isEmpty()) {
            return;
        }
        boolean mayBeSet = read.runs("origin-request");
        findings.add(new Finding(
                "host-forwarded",
                mayBeSet ? Severity.INFO : Severity.MEDIUM,
                mayBeSet
                        ? "The viewer's Host reaches an origin that refuses it, unless the function sets its own."
                        : "The viewer's Host reaches an origin that answers only to its own name.",
                read.where() + " forwards Host by " + forwarder.get() + " to "
                        + String.join(", ", BehaviorPosture.names(misled.stream())),
                "Set OriginRequestPolicyId to AllViewerExceptHostHeader (b689b0a8-53d0-40ab-baf2-68738e2966ac), and a"
                        + " CachePolicyId whose key does not hold Host."));
    }

    /**
     * Not the target of an API's custom domain name, {@code d-….execute-api.…}, which answers to that name; nor a
     * bucket that bears an alias of the distribution as its name, as website buckets do.
     */
    private boolean refusesForeignHost(Origin origin) {
        return switch (origin.kind()) {
            case FUNCTION_URL -> true;
            case API_GATEWAY -> !origin.domainName().startsWith("d-");
            case S3 -> reading.distribution().aliases().stream()
                    .noneMatch(alias -> origin.domainName().startsWith(alias + "."));
            case S3_WEBSITE, LOAD_BALANCER, CUSTOM -> false;
        };
    }

    /**
     * What goes to the origin but is not in the cache key may shape a response that other viewers are then served
     * (Developer Guide, "Understand cache policies" and "Control origin requests with a policy"). Cookies and
     * {@code Authorization} tell viewers apart. A minimum or default TTL above 0 keeps responses that say nothing of
     * caching; with a minimum TTL even those that forbid it. Buckets answer all alike.
     */
    private void judgeSharedCache() {
        Optional<CacheRules> rules =
                reading.referenced().cache(read.behavior().cachePolicy()).filter(CacheRules::caches);
        Optional<Forwarding> beside = beside();
        List<ReadOrigin> personal = reading.reached(read).stream()
                .filter(origin -> !BUCKETS.contains(origin.origin().kind()))
                .toList();
        if (rules.isEmpty() || beside.isEmpty() || personal.isEmpty()) {
            return;
        }
        List<String> apart = new ArrayList<>();
        if (!rules.get().key().cookies().covers(beside.get().cookies())) {
            apart.add("cookies");
        }
        if (beside.get().headers().has("authorization") && !rules.get().key().headers().has("authorization")) {
            apart.add("Authorization");
        }
        if (apart.isEmpty()) {
            return;
        }
        boolean unasked = rules.get().cachesUnasked();
        findings.add(new Finding(
                "shared-cache",
                unasked ? Severity.MEDIUM : Severity.INFO,
                unasked
                        ? "One viewer's response may be served to another."
                        : "A response that its origin lets be cached may be served to another viewer.",
                read.where() + " forwards " + String.join(" and ", apart) + " by OriginRequestPolicyId "
                        + read.behavior().originRequestPolicy() + " to "
                        + String.join(", ", BehaviorPosture.names(personal.stream()))
                        + ", but CachePolicyId " + read.behavior().cachePolicy() + " has not got them in the cache key",
                "Set CachePolicyId to CachingDisabled (4135ea2d-6df8-44a3-9df3-4b5a84be39ad), or to a policy whose"
                        + " cache key holds what tells viewers apart."));
    }
}
