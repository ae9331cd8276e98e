package dev.sallyport.core.sandbox.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Arns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Principal element of a policy.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">
 *     Principal</a>
 */
record Principals(Map<String, List<String>> named) {
    private static final Set<String> KINDS = Set.of("AWS", "Service", "Federated", "CanonicalUser");

    /** How a caller stands to the element. */
    enum Fit {
        NONE,
        /** Only the caller's account is named: its identity-based policies decide. */
        ACCOUNT,
        /** The caller is named by its role, or with everybody. */
        EXACT,
        /** The user or the session itself is named. */
        ITSELF
    }

    static Principals parse(JsonNode json) {
        if (json.isTextual() && json.asText().equals("*")) {
            return new Principals(Map.of("AWS", List.of("*")));
        }
        if (!json.isObject() || json.isEmpty()) {
            throw new MalformedPolicyException("Invalid principal in policy");
        }
        Map<String, List<String>> named = new LinkedHashMap<>();
        json.properties().forEach(entry -> {
            if (!KINDS.contains(entry.getKey())) {
                throw new MalformedPolicyException("Invalid principal in policy: \"" + entry.getKey() + "\"");
            }
            List<String> values = Statement.texts(entry.getValue(), "Principal");
            for (String value : values) {
                check(entry.getKey(), value);
            }
            named.put(entry.getKey(), values);
        });
        return new Principals(named);
    }

    private static void check(String kind, String value) {
        boolean fits = switch (kind) {
            case "AWS" -> value.equals("*")
                    || value.matches("\\d{12}")
                    || value.matches("arn:aws[a-z-]*:(iam|sts)::(\\d{12}|cloudfront):[^*]+")
                    || value.matches("A[A-Z]{3}[A-Z0-9]{12,}");
            case "Service" -> value.matches("[a-z0-9.-]+\\.(amazonaws\\.com(\\.cn)?|internal)");
            default -> !value.isBlank();
        };
        if (!fits) {
            throw new MalformedPolicyException("Invalid principal in policy: \"" + kind + "\":\"" + value + "\"");
        }
    }

    Fit fit(PolicyRequest request) {
        Caller caller = request.caller();
        if (caller.isService()) {
            return named.getOrDefault("Service", List.of()).contains(caller.arn()) || everybody() ? Fit.EXACT
                    : Fit.NONE;
        }
        if (caller.canonicalUser().filter(named.getOrDefault("CanonicalUser", List.of())::contains).isPresent()) {
            return Fit.EXACT;
        }
        Fit best = everybody() ? Fit.EXACT : Fit.NONE;
        for (String name : named.getOrDefault("AWS", List.of())) {
            if (name.equals(caller.arn()) && !caller.isRoot()) {
                return Fit.ITSELF;
            }
            best = name.equals(request.principalArn()) ? Fit.EXACT : best;
            boolean account = name.equals(caller.account()) || name.equals("arn:aws:iam::" + caller.account()
                    + ":root");
            if (account && best == Fit.NONE) {
                best = caller.isRoot() ? Fit.EXACT : Fit.ACCOUNT;
            }
        }
        return best;
    }

    /** The ARNs of roles and users that are named, for the services that check that they exist. */
    List<String> arns() {
        List<String> arns = new ArrayList<>(named.getOrDefault("AWS", List.of()));
        arns.removeIf(name -> !Arns.isMeant(name) || name.endsWith(":root"));
        return arns;
    }

    boolean everybody() {
        return named.getOrDefault("AWS", List.of()).contains("*");
    }
}
