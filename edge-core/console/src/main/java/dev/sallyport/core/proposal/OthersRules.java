package dev.sallyport.core.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.SallyportException;
import java.util.List;
import java.util.Optional;

/**
 * Rules of a web ACL that a service keeps there: Firewall Manager's first and last rule groups, and the rule group of
 * Shield Advanced's automatic mitigation (Developer Guide, "Managing the Shield Advanced rule group").
 */
final class OthersRules {
    private static final List<String> MANAGERS =
            List.of("PreProcessFirewallManagerRuleGroups", "PostProcessFirewallManagerRuleGroups");
    private static final String SHIELD = "ShieldMitigationRuleGroup";

    private OthersRules() {}

    /** Whether a rule in the web ACL's own list is the account's to change. */
    static boolean isOwn(String rule) {
        return !rule.startsWith(SHIELD);
    }

    /** Refuses a change of the rule of that name, where it is not the account's own. */
    static void requireOwn(JsonNode acl, String rule) {
        for (String list : MANAGERS) {
            for (JsonNode group : acl.path(list)) {
                if (group.path("Name").asText().equals(rule)) {
                    throw managers(rule);
                }
            }
        }
        if (!isOwn(rule)) {
            throw shields(rule);
        }
    }

    /** Refuses a changed web ACL that differs in what is not the account's own. */
    static void requireUntouched(List<Difference> differences) {
        for (Difference difference : differences) {
            String path = difference.path();
            if (MANAGERS.stream().anyMatch(path::startsWith)) {
                throw managers(named(path).orElse(path));
            }
            named(path).filter(rule -> path.startsWith("Rules[") && !isOwn(rule)).ifPresent(rule -> {
                throw shields(rule);
            });
        }
    }

    private static Optional<String> named(String path) {
        int from = path.indexOf('[');
        int to = path.indexOf(']');
        return from < 0 || to < from ? Optional.empty() : Optional.of(path.substring(from + 1, to));
    }

    private static SallyportException managers(String rule) {
        return SallyportException.refused(
                "SP-RULE-MANAGED",
                "The rule group " + rule + " is Firewall Manager's, and no update of the web ACL changes it.",
                "Change the policy in Firewall Manager, from its administrator account.");
    }

    private static SallyportException shields(String rule) {
        return SallyportException.refused(
                "SP-RULE-MANAGED",
                "The rule " + rule + " is that of Shield's automatic mitigation, which must stay as Shield made it.",
                "Change it with the protection's automatic application layer DDoS mitigation in Shield.");
    }
}
