package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.webacl.WafArn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is weak in a web ACL that was read, and in what Shield does for the distribution. */
final class WebAclPosture {
    /** Web ACL capacity units that the price includes (AWS WAF Developer Guide, "Web ACL capacity units (WCUs)"). */
    private static final int INCLUDED = 1500;

    private final Reading reading;
    private final List<Finding> findings;

    private WebAclPosture(Reading reading, List<Finding> findings) {
        this.reading = reading;
        this.findings = findings;
    }

    static void judge(Reading reading, List<Finding> findings) {
        WebAclPosture posture = new WebAclPosture(reading, findings);
        posture.judgeShield();
        String arn = reading.distribution().webAcl();
        JsonNode acl = arn == null ? null : reading.referenced().webAcl(arn);
        if (arn != null && acl != null) {
            posture.judgeRules(acl);
            posture.judgeLogging(arn, reading.referenced().logging(arn));
        }
    }

    private void found(String id, Severity severity, String title, String evidence, String fix) {
        String name = WafArn.nameIn(String.valueOf(reading.distribution().webAcl()));
        findings.add(new Finding(id, severity, title, evidence, fix).of(new Part(Part.Kind.WEB_ACL, name), null));
    }

    private void judgeRules(JsonNode acl) {
        String name = "Web ACL " + text(acl, "Name");
        if (reading.referenced().blocksNothing(String.valueOf(reading.distribution().webAcl()))) {
            found(
                    "web-acl-blocks-nothing",
                    Severity.MEDIUM,
                    "The web ACL lets every request pass.",
                    "WebACLId is " + reading.distribution().webAcl()
                            + ", whose DefaultAction is Allow and whose rules only count or allow",
                    "Set rules whose counts were looked at to Block.");
        }
        // Only AWS's own answer has it; what a template says of rules is not held whole.
        if (!acl.has("Capacity")) {
            return;
        }
        if (acl.path("Capacity").asInt() > INCLUDED) {
            found(
                    "web-acl-capacity",
                    Severity.INFO,
                    "The web ACL has more capacity than the price of a request includes.",
                    name + " has Capacity " + acl.path("Capacity").asInt() + ", over " + INCLUDED,
                    "Remove rules that are no longer needed, or scope costly ones down.");
        }
        if (acl.path("Rules").findValue("RateBasedStatement") == null) {
            boolean mayLimit = acl.path("Rules").findValue("RuleGroupReferenceStatement") != null
                    || !acl.path("PreProcessFirewallManagerRuleGroups").isEmpty()
                    || !acl.path("PostProcessFirewallManagerRuleGroups").isEmpty();
            found(
                    "web-acl-no-rate-rule",
                    mayLimit ? Severity.INFO : Severity.MEDIUM,
                    mayLimit
                            ? "No rule of the web ACL itself limits how often one client may ask."
                            : "No rule of the web ACL limits how often one client may ask.",
                    name + " has no rule with a RateBasedStatement"
                            + (mayLimit ? "; the rules of its rule groups were not read" : ""),
                    "Add a rate-based rule, in Count first.");
        }
        judgeBodies(name, acl);
    }

    /**
     * The common rule set blocks bodies over 8 KB by this rule (AWS WAF Developer Guide, "Baseline rule groups"), unless
     * the rule or its whole group only counts.
     */
    private void judgeBodies(String name, JsonNode acl) {
        List<String> taking = reading.behaviors().stream()
                .filter(read -> read.behavior().takesBodies())
                .map(Reading.ReadBehavior::where)
                .toList();
        for (JsonNode rule : acl.path("Rules")) {
            JsonNode group = rule.path("Statement").path("ManagedRuleGroupStatement");
            boolean counts = rule.path("OverrideAction").has("Count");
            for (JsonNode override : group.path("RuleActionOverrides")) {
                counts |= text(override, "Name").equals("SizeRestrictions_BODY")
                        && !override.path("ActionToUse").has("Block");
            }
            for (JsonNode excluded : group.path("ExcludedRules")) {
                counts |= text(excluded, "Name").equals("SizeRestrictions_BODY");
            }
            if (text(group, "Name").equals("AWSManagedRulesCommonRuleSet") && !counts && !taking.isEmpty()
                    && !group.has("ScopeDownStatement")) {
                found(
                        "web-acl-body-limit",
                        Severity.LOW,
                        "The web ACL blocks requests with a body over 8 KB.",
                        name + " has AWSManagedRulesCommonRuleSet with SizeRestrictions_BODY blocking, and "
                                + String.join(", ", taking) + (taking.size() == 1 ? " takes" : " take") + " bodies",
                        "Where larger bodies are sent, set SizeRestrictions_BODY to Count, and block by a size of your own.");
            }
        }
    }

    /** @param logging missing where the web ACL does not log, null where that was not read */
    private void judgeLogging(String arn, @Nullable JsonNode logging) {
        if (logging == null) {
            return;
        }
        if (logging.isMissingNode()) {
            found(
                    "web-acl-not-logged",
                    Severity.MEDIUM,
                    "The web ACL keeps no log.",
                    arn + " has no logging configuration",
                    "Switch logging on, to CloudWatch Logs, S3 or Firehose.");
            return;
        }
        JsonNode filter = logging.path("LoggingFilter");
        List<String> dropped = new ArrayList<>();
        if (text(filter, "DefaultBehavior").equals("DROP")) {
            dropped.add("LoggingFilter.DefaultBehavior is DROP");
        }
        for (JsonNode one : filter.path("Filters")) {
            if (text(one, "Behavior").equals("DROP")) {
                dropped.add("a filter of " + one.path("Conditions") + " drops");
            }
        }
        if (!dropped.isEmpty()) {
            found(
                    "web-acl-log-filter",
                    Severity.LOW,
                    "The web ACL's log leaves requests out.",
                    "Of " + arn + " " + String.join(", ", dropped),
                    "Keep at least what is blocked, counted and challenged; mind that counts from this log are too low.");
        }
    }

    private void judgeShield() {
        ShieldState shield = reading.referenced().shield();
        String arn = reading.distribution().arn();
        if (shield == null || !shield.isSubscribed() || arn.isEmpty()) {
            return;
        }
        Boolean mitigates = shield.mitigates().get(arn);
        if (mitigates == null) {
            findings.add(new Finding(
                    "not-shielded",
                    Severity.MEDIUM,
                    "Shield Advanced is paid for, but does not protect this distribution.",
                    "Shield has no protection of " + arn,
                    "Add a protection in Shield."));
        } else if (!mitigates) {
            findings.add(new Finding(
                    "no-automatic-mitigation",
                    Severity.LOW,
                    "Shield does not act by itself on attacks of the application layer.",
                    "ApplicationLayerAutomaticResponseConfiguration of the protection of " + arn + " is not ENABLED",
                    "Switch automatic mitigation on, in Count first."));
        }
    }
}
