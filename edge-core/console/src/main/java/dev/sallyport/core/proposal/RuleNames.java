package dev.sallyport.core.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.shape.Shapes;
import dev.sallyport.core.webacl.RuleName;
import dev.sallyport.core.webacl.managed.ManagedGroup;
import dev.sallyport.core.webacl.managed.ManagedGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.ManagedRuleGroupVersion;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.RuleGroup;
import software.amazon.awssdk.services.wafv2.model.RuleSummary;

/** The rule groups that a web ACL runs, and the names of the rules inside them, asked of AWS where they are needed. */
final class RuleNames {
    private final Wafv2Client waf;
    private final String scope;
    private final List<String> notes;

    /** Puts into {@code notes} what could not be checked. */
    RuleNames(Wafv2Client waf, String scope, List<String> notes) {
        this.waf = waf;
        this.scope = scope;
        this.notes = notes;
    }

    /** The part of a rule that says which group it runs, and how. */
    static Optional<ObjectNode> group(JsonNode rule) {
        for (String kind : List.of("ManagedRuleGroupStatement", "RuleGroupReferenceStatement")) {
            if (rule.path("Statement").path(kind) instanceof ObjectNode group) {
                return Optional.of(group);
            }
        }
        return Optional.empty();
    }

    /** The rules that run the group of that name, or the one rule of that name that runs one. */
    List<ObjectNode> running(JsonNode acl, String name) {
        List<ObjectNode> found = new ArrayList<>();
        for (JsonNode rule : acl.path("Rules")) {
            ObjectNode group = group(rule).orElse(null);
            if (group == null) {
                continue;
            }
            if (rule.path("Name").asText().equals(name)) {
                return List.of((ObjectNode) rule);
            }
            if (name.equals(own(group))
                    || name.equals(group.path("ARN").asText())
                    || name.equals(group.path("Name").asText())) {
                found.add((ObjectNode) rule);
            }
        }
        return found;
    }

    /** The group's own name, as {@code hits} prints it. */
    static String own(ObjectNode group) {
        String arn = group.path("ARN").asText();
        return arn.isEmpty()
                ? group.path("VendorName").asText() + "/" + group.path("Name").asText()
                : RuleName.ofGroup(arn);
    }

    /** AWS WAF takes an override for a rule that the group does not have, and ignores it; here it is refused. */
    void require(JsonNode rule, String inner) {
        ObjectNode group = group(rule).orElseThrow();
        List<String> names = inside(group);
        if (names.isEmpty()) {
            notes.add("Whether " + rule.path("Name").asText() + " has a rule " + inner + " could not be asked.");
        } else if (!names.contains(inner)) {
            throw SallyportException.badInput(
                    "SP-RULE",
                    "The rule group that " + rule.path("Name").asText() + " runs has no rule " + inner + "; it has "
                            + String.join(", ", names) + ".",
                    "Name one of them.");
        }
    }

    /** The names of a group's rules; empty where AWS does not tell. */
    List<String> inside(ObjectNode group) {
        String arn = group.path("ARN").asText();
        try {
            return arn.isEmpty() ? managed(group) : AwsErrors.translating(() -> waf.getRuleGroup(request -> request.arn(arn)))
                    .ruleGroup()
                    .rules()
                    .stream()
                    .map(Rule::name)
                    .toList();
        } catch (SallyportException unreadable) {
            return List.of();
        }
    }

    /**
     * What is known of a rule inside a group.
     *
     * @param action its own, such as {@code Block}
     * @param label that it adds, fully qualified
     */
    record Inside(String action, String label) {}

    /** Its action and label; empty where AWS does not tell, or it adds none. */
    Optional<Inside> told(ObjectNode group, String inner) {
        String arn = group.path("ARN").asText();
        if (arn.isEmpty()) {
            return ManagedGroups.find(group.path("VendorName").asText(), group.path("Name").asText()).stream()
                    .flatMap(known -> known.rules().stream()
                            .filter(rule -> rule.name().equals(inner))
                            .map(rule -> new Inside(kind(rule.action()), known.labelNamespace() + rule.label())))
                    .findFirst();
        }
        RuleGroup own = AwsErrors.translating(() -> waf.getRuleGroup(request -> request.arn(arn))).ruleGroup();
        return own.rules().stream()
                .filter(rule -> rule.name().equals(inner) && rule.action() != null && !rule.ruleLabels().isEmpty())
                .map(rule -> new Inside(kind(rule.action()), own.labelNamespace() + rule.ruleLabels().getFirst().name()))
                .findFirst();
    }

    private static String kind(SdkPojo action) {
        return Shapes.toJson(action).fieldNames().next();
    }

    /** The static versions of a managed group; empty where AWS does not tell. */
    List<String> versions(ObjectNode group) {
        try {
            return waf.listAvailableManagedRuleGroupVersions(request -> request.scope(scope)
                            .vendorName(group.path("VendorName").asText())
                            .name(group.path("Name").asText()))
                    .versions()
                    .stream()
                    .map(ManagedRuleGroupVersion::name)
                    .toList();
        } catch (SdkException unreadable) {
            notes.add("Whether there is such a version could not be asked.");
            return List.of();
        }
    }

    private List<String> managed(ObjectNode group) {
        String vendor = group.path("VendorName").asText();
        String name = group.path("Name").asText();
        try {
            return waf.describeManagedRuleGroup(request -> request.scope(scope)
                            .vendorName(vendor)
                            .name(name)
                            .versionName(group.path("Version").asText(null)))
                    .rules()
                    .stream()
                    .map(RuleSummary::name)
                    .toList();
        } catch (SdkException unreadable) {
            return ManagedGroups.find(vendor, name).stream()
                    .flatMap(known -> known.rules().stream())
                    .map(ManagedGroup.ManagedRule::name)
                    .toList();
        }
    }
}
