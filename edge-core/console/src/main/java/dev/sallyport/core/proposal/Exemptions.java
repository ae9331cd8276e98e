package dev.sallyport.core.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Lets some requests through one rule and changes nothing for others. A rule inside a managed group is set to Count, and a
 * rule behind the group acts on its label in its place (AWS WAF Developer Guide, "Mitigating false positives" and "Label
 * match rule examples").
 */
final class Exemptions {
    private static final String ELSEWHERE = "-elsewhere";

    /** Rule names have at most so many characters (API Reference, Rule). */
    private static final int LONGEST = 128;

    private final ObjectNode acl;
    private final RuleNames groups;

    /** Changes {@code acl} itself. */
    Exemptions(ObjectNode acl, RuleNames groups) {
        this.acl = acl;
        this.groups = groups;
    }

    /** Of a rule of the web ACL itself. */
    void ofRule(ObjectNode rule, String name, Spared spared) {
        ObjectNode statement = (ObjectNode) rule.path("Statement");
        for (String kind : List.of("RateBasedStatement", "ManagedRuleGroupStatement")) {
            if (statement.path(kind) instanceof ObjectNode holder) {
                holder.set("ScopeDownStatement", holder.path("ScopeDownStatement") instanceof ObjectNode scope && !scope.isEmpty()
                        ? both(scope, spared)
                        : not(spared));
                return;
            }
        }
        if (statement.has("RuleGroupReferenceStatement")) {
            throw SallyportException.badInput(
                    "SP-EXCEPT",
                    "The rule " + name + " runs a rule group of your own, which takes no scope-down statement.",
                    "Name a rule inside it as " + name + "/RULE.");
        }
        rule.set("Statement", both(statement, spared));
    }

    /** Of a rule inside a group that {@code run} runs; the group is left as it is but for an override to Count. */
    void inside(ObjectNode run, String inner, Spared spared) {
        ObjectNode group = RuleNames.group(run).orElseThrow();
        String name = named(inner);
        for (JsonNode there : acl.path("Rules")) {
            if (there.path("Name").asText().equals(name)) {
                ofRule((ObjectNode) there, name, spared);
                return;
            }
        }
        RuleNames.Inside known = groups.told(group, inner).orElseThrow(() -> SallyportException.badInput(
                "SP-EXCEPT",
                "What label " + run.path("Name").asText() + "/" + inner
                        + " adds is not known, so no rule behind the group can act in its place.",
                "Spare the requests from the whole group: name " + run.path("Name").asText() + " alone."));
        String action = acting(group, inner, known.action());
        int priority = run.path("Priority").asInt() + 1;
        makeRoom(acl, priority);
        ObjectNode added = Json.MAPPER.createObjectNode().put("Name", name).put("Priority", priority);
        ObjectNode label = Json.MAPPER.createObjectNode();
        label.putObject("LabelMatchStatement").put("Scope", "LABEL").put("Key", known.label());
        added.set("Statement", both(label, spared));
        added.putObject("Action").putObject(action);
        added.putObject("VisibilityConfig")
                .put("SampledRequestsEnabled", true)
                .put("CloudWatchMetricsEnabled", true)
                .put("MetricName", name);
        ArrayNode rules = (ArrayNode) acl.path("Rules");
        int at = 0;
        while (at < rules.size() && rules.get(at).path("Priority").asInt() < priority) {
            at++;
        }
        rules.insert(at, added);
        RuleEdits.override(group, inner, "count");
    }

    private static String named(String inner) {
        return inner.substring(0, Math.min(inner.length(), LONGEST - ELSEWHERE.length())) + ELSEWHERE;
    }

    /** What the rule does now; one that only counts stops nothing. */
    private static String acting(ObjectNode group, String inner, String own) {
        String action = own;
        for (JsonNode override : group.path("RuleActionOverrides")) {
            if (override.path("Name").asText().equals(inner)) {
                action = override.path("ActionToUse").fieldNames().next();
            }
        }
        for (JsonNode excluded : group.path("ExcludedRules")) {
            action = excluded.path("Name").asText().equals(inner) ? "Count" : action;
        }
        if (action.equalsIgnoreCase("Count") || action.equalsIgnoreCase("Allow")) {
            throw SallyportException.badInput(
                    "SP-EXCEPT",
                    "The rule " + inner + " has the action " + action.toLowerCase(Locale.ROOT) + " and stops no request.",
                    "See with sallyport explain which rule ended the request.");
        }
        return action;
    }

    /** Rules that stand where the new one comes move down by one, and those that they run into. */
    static void makeRoom(ObjectNode acl, int priority) {
        for (JsonNode rule : acl.path("Rules")) {
            if (rule.path("Priority").asInt() == priority) {
                makeRoom(acl, priority + 1);
                ((ObjectNode) rule).put("Priority", priority + 1);
                return;
            }
        }
    }

    /** Flat where there is an And already, as people write it. */
    private static ObjectNode both(ObjectNode statement, Spared spared) {
        ObjectNode both = Json.MAPPER.createObjectNode();
        ArrayNode all = both.putObject("AndStatement").putArray("Statements");
        if (statement.path("AndStatement").path("Statements") instanceof ArrayNode there) {
            there.forEach(one -> all.add(Objects.requireNonNull(one).deepCopy()));
        } else {
            all.add(statement.deepCopy());
        }
        all.add(not(spared));
        return both;
    }

    private static ObjectNode not(Spared spared) {
        ObjectNode not = Json.MAPPER.createObjectNode();
        not.putObject("NotStatement").set("Statement", spared.statement());
        return not;
    }
}
