package dev.sallyport.core.sandbox.access;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Decides whether a caller may act, as IAM does within one account: an explicit deny wins; an allow in an
 * identity-based policy or, for the caller itself, in the resource's policy suffices. A KMS key and a role's trust
 * stand apart: there the resource's policy must allow, or name the account and so hand the decision to identity-based
 * policies. A permissions boundary and a session policy narrow all but what a resource's policy gives to a user or a
 * session by its own ARN.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">
 *     Evaluation</a>
 */
public final class Authorizer {
    // Services that answer 403 with the code AccessDenied; the others answer AccessDeniedException.
    private static final Set<String> XML = Set.of("s3", "iam", "sts", "cloudformation", "cloudwatch", "cloudfront");
    private static final Set<String> STATUS_400 = Set.of("kms", "dynamodb", "wafv2", "logs", "shield");

    private final Function<Caller, Identity> identities;
    private final Clock clock;

    /** {@code identities} finds what IAM has attached to a caller. */
    public Authorizer(Function<Caller, Identity> identities, Clock clock) {
        this.identities = identities;
        this.clock = clock;
    }

    /**
     * The answer and the reason in AWS's words.
     *
     * @param denied whether a Deny statement decided; nothing overrides it
     * @param because follows "is not authorized to perform: … on resource: …"; empty when allowed
     */
    public record Decision(boolean allowed, boolean denied, String because) {
        private static final Decision ALLOWED = new Decision(true, false, "");

        private static Decision deniedBy(String policy) {
            return new Decision(false, true, "with an explicit deny in " + policy);
        }

        private static Decision unanswered(String policy, String action) {
            return new Decision(false, false, "because no " + policy + " allows the " + action + " action");
        }
    }

    /**
     * Lets the present caller pass or throws.
     *
     * @param action such as {@code kms:Decrypt}
     * @param resourceArn {@code *} where the action has no resource
     * @param resourcePolicyJson the policy of the resource itself
     * @param conditionKeys the request's context beyond the keys that every request has
     * @throws AwsServiceException AccessDenied or AccessDeniedException
     */
    public void require(
            String action,
            String resourceArn,
            @Nullable String resourcePolicyJson,
            Map<String, List<String>> conditionKeys) {
        Caller caller = Call.current().caller();
        Decision decision = decide(caller, action, resourceArn, resourcePolicyJson, conditionKeys);
        if (!decision.allowed()) {
            throw refusal(caller, action, resourceArn, decision);
        }
    }

    /** The exception that answers a caller who may not. */
    public static AwsServiceException refusal(Caller caller, String action, String resourceArn, Decision decision) {
        String service = action.substring(0, action.indexOf(':'));
        return Fault.of(
                service,
                XML.contains(service) ? "AccessDenied" : "AccessDeniedException",
                STATUS_400.contains(service) ? 400 : 403,
                "User: " + caller.arn() + " is not authorized to perform: " + action + " on resource: " + resourceArn
                        + " " + decision.because());
    }

    /** Whether {@code caller} may act; {@link #require} without the exception. */
    public boolean allows(
            Caller caller,
            String action,
            String resourceArn,
            @Nullable String resourcePolicyJson,
            Map<String, List<String>> conditionKeys) {
        return decide(caller, action, resourceArn, resourcePolicyJson, conditionKeys).allowed();
    }

    /** Whether {@code caller} may act, and if not, why. */
    public Decision decide(
            Caller caller,
            String action,
            String resourceArn,
            @Nullable String resourcePolicyJson,
            Map<String, List<String>> conditionKeys) {
        Identity identity = caller.isRoot() || caller.isService() ? Identity.bare(caller) : identities.apply(caller);
        PolicyRequest request =
                new PolicyRequest(
                        caller, identity.arn(), action, resourceArn, context(caller, identity, conditionKeys));
        Policy.Verdict resource = resourcePolicyJson == null
                ? Policy.Verdict.SILENT
                : Policy.parse(resourcePolicyJson, kind(action)).evaluate(request);
        if (resource == Policy.Verdict.DENY) {
            return Decision.deniedBy("a resource-based policy");
        }
        Policy.Verdict own = own(identity, request);
        if (own == Policy.Verdict.DENY) {
            return Decision.deniedBy("an identity-based policy");
        }
        for (String boundary : identity.boundaries()) {
            Policy.Verdict within = Policy.parse(boundary, Policy.Kind.IDENTITY).evaluate(request);
            if (within == Policy.Verdict.DENY) {
                return Decision.deniedBy("a permissions boundary or session policy");
            }
            if (within != Policy.Verdict.ALLOW && resource != Policy.Verdict.ITSELF) {
                return Decision.unanswered("permissions boundary or session policy", action);
            }
        }
        if (resource == Policy.Verdict.ALLOW || resource == Policy.Verdict.ITSELF) {
            return Decision.ALLOWED;
        }
        boolean resourceDecides = resourcePolicyJson != null && standsApart(action);
        if (resourceDecides && resource != Policy.Verdict.DELEGATE) {
            return Decision.unanswered("resource-based policy", action);
        }
        return own == Policy.Verdict.ALLOW
                ? Decision.ALLOWED
                : Decision.unanswered("identity-based policy", action);
    }

    private static Policy.Verdict own(Identity identity, PolicyRequest request) {
        if (request.caller().isRoot()) {
            return Policy.Verdict.ALLOW;
        }
        Policy.Verdict verdict = Policy.Verdict.SILENT;
        for (String document : identity.policies()) {
            Policy.Verdict said = Policy.parse(document, Policy.Kind.IDENTITY).evaluate(request);
            if (said == Policy.Verdict.DENY) {
                return said;
            }
            verdict = said == Policy.Verdict.ALLOW ? said : verdict;
        }
        return verdict;
    }

    private static boolean standsApart(String action) {
        return action.startsWith("kms:") || kind(action) == Policy.Kind.TRUST;
    }

    private static Policy.Kind kind(String action) {
        return action.startsWith("sts:AssumeRole") ? Policy.Kind.TRUST : Policy.Kind.RESOURCE;
    }

    /** The keys of every request. Loopback counts as a secure transport: nothing leaves the machine. */
    private Map<String, List<String>> context(Caller caller, Identity identity, Map<String, List<String>> more) {
        Map<String, List<String>> keys = new HashMap<>();
        keys.put("aws:CurrentTime", List.of(clock.instant().toString()));
        keys.put("aws:EpochTime", List.of(Long.toString(clock.instant().getEpochSecond())));
        keys.put("aws:SecureTransport", List.of("true"));
        keys.put("aws:RequestedRegion", List.of(Call.current().region()));
        keys.put("aws:PrincipalIsAWSService", List.of(Boolean.toString(caller.isService())));
        if (!caller.isService()) {
            keys.put("aws:PrincipalAccount", List.of(caller.account()));
            keys.put("aws:PrincipalArn", List.of(identity.arn()));
            keys.put("aws:PrincipalType", List.of(type(caller)));
        }
        if (caller.isUser()) {
            keys.put("aws:username", List.of(caller.name()));
        }
        Call call = Call.current();
        if (caller.equals(call.caller())) {
            keys.putAll(call.conditionKeys());
        }
        keys.putAll(more);
        return keys;
    }

    private static String type(Caller caller) {
        if (caller.isRoot()) {
            return "Account";
        }
        if (caller.equals(Caller.anonymous())) {
            return "Anonymous";
        }
        return caller.isSession() ? "AssumedRole" : "User";
    }
}
