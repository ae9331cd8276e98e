package dev.sallyport.core.firewall;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.shape.Shapes;
import dev.sallyport.core.webacl.Capacity;
import dev.sallyport.core.webacl.RuleName;
import dev.sallyport.core.webacl.RuleSets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.Rule;

/**
 * A rule of a web ACL.
 *
 * @param name unique within the web ACL
 * @param priority lower is evaluated first, among those of the same place
 * @param kind what its statement is, in a few words, such as {@code managed group} or {@code rate-based}
 * @param subject what it looks at, in words
 * @param action what it does on a match, in AWS's word also where it is newer than this program; for a group, what the
 *     override makes of it
 * @param place whose it is, and when it is evaluated
 * @param metric the name of its metrics, which a sample is asked for by too
 * @param metered whether its metrics are published
 * @param capacity its part of the web ACL's capacity in WCU; -1 where that is not published
 * @param overrides what the web ACL makes of rules inside the group, {@code RULE: ACTION}
 * @param group that it stands for; null for other rules
 */
public record RuleSummary(
        String name,
        int priority,
        String kind,
        String subject,
        String action,
        Place place,
        String metric,
        boolean metered,
        long capacity,
        List<String> overrides,
        @Nullable Group group) {
    /**
     * A rule group.
     *
     * @param vendor of a managed one, such as {@code AWS}; empty for one of one's own
     * @param name without the vendor and the version
     */
    public record Group(String vendor, String name) {
        /** As people know it: {@code AWS/AWSManagedRulesCommonRuleSet}, or the name alone. */
        public String full() {
            return vendor.isEmpty() ? name : vendor + "/" + name;
        }
    }

    /** Whose a rule is: rule groups of Firewall Manager stand before and behind the account's own rules. */
    public enum Place {
        /** Firewall Manager's, before the account's own. */
        FIRST,
        /** The account's own. */
        OWN,
        /** Firewall Manager's, behind the account's own. */
        LAST
    }

    /** A rule of the account's own, of which nothing more is known; its metric has its name. */
    public RuleSummary(String name, int priority, String kind, String subject, String action) {
        this(name, priority, kind, subject, action, Place.OWN, name, true, -1, List.of(), null);
    }

    /** Whether it stands for the rules of a group. */
    public boolean isGroup() {
        return kind.endsWith("group");
    }

    /** The rules in the order of evaluation, from a web ACL as AWS WAF answers it. */
    static List<RuleSummary> of(JsonNode acl) {
        List<RuleSummary> rules = new ArrayList<>();
        rules.addAll(placed(acl.path("PreProcessFirewallManagerRuleGroups"), Place.FIRST));
        rules.addAll(placed(acl.path("Rules"), Place.OWN));
        rules.addAll(placed(acl.path("PostProcessFirewallManagerRuleGroups"), Place.LAST));
        return List.copyOf(rules);
    }

    private static List<RuleSummary> placed(JsonNode list, Place place) {
        List<RuleSummary> rules = new ArrayList<>();
        list.forEach(rule -> rules.add(of(rule, place)));
        rules.sort(Comparator.comparingInt(RuleSummary::priority));
        return rules;
    }

    private static RuleSummary of(JsonNode rule, Place place) {
        JsonNode statement = rule.path(place == Place.OWN ? "Statement" : "FirewallManagerStatement");
        JsonNode seen = rule.path("VisibilityConfig");
        return new RuleSummary(
                rule.path("Name").asText(),
                rule.path("Priority").asInt(),
                StatementWords.kind(statement),
                StatementWords.of(statement),
                action(rule),
                place,
                seen.path("MetricName").asText(),
                seen.path("CloudWatchMetricsEnabled").asBoolean(),
                place == Place.OWN ? capacity(rule) : -1,
                overrides(statement),
                group(statement));
    }

    private static @Nullable Group group(JsonNode statement) {
        JsonNode managed = statement.path("ManagedRuleGroupStatement");
        if (managed.isObject()) {
            return new Group(managed.path("VendorName").asText(), managed.path("Name").asText());
        }
        JsonNode own = statement.path("RuleGroupReferenceStatement");
        return own.isObject() ? new Group("", RuleName.ofGroup(own.path("ARN").asText())) : null;
    }

    private static String action(JsonNode rule) {
        String own = word(rule.path("Action"));
        if (!own.isEmpty()) {
            return own;
        }
        String override = word(rule.path("OverrideAction"));
        return override.isEmpty() || override.equals("none") ? "as in the group" : override;
    }

    private static String word(JsonNode action) {
        return action.propertyStream()
                .filter(member -> !member.getValue().isNull())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("")
                .toLowerCase(Locale.ROOT);
    }

    /** What of the rule this program does not know costs nothing here, so a zero says nothing. */
    private static long capacity(JsonNode rule) {
        try {
            Rule known = Shapes.fromJson(rule, Rule.builder());
            boolean empty = known.statement() == null || Shapes.toJson(known.statement()).isEmpty();
            long units = empty ? 0 : Capacity.of(List.of(known), RuleSets.none());
            return units == 0 ? -1 : units;
        } catch (IllegalArgumentException | ClassCastException newer) {
            return -1;
        }
    }

    private static List<String> overrides(JsonNode statement) {
        List<String> overrides = new ArrayList<>();
        statement.forEach(group -> {
            group.path("RuleActionOverrides").forEach(one ->
                    overrides.add(one.path("Name").asText() + ": " + word(one.path("ActionToUse"))));
            group.path("ExcludedRules").forEach(one -> overrides.add(one.path("Name").asText() + ": count"));
        });
        return List.copyOf(overrides);
    }
}
