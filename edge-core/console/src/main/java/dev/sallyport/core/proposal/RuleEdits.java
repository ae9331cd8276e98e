package dev.sallyport.core.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the changed web ACL, rule by rule. */
final class RuleEdits {
    private static final Map<String, String> ACTIONS = Map.of(
            "allow", "Allow", "block", "Block", "count", "Count", "captcha", "Captcha", "challenge", "Challenge");
    private static final String NAMES = "count, block, allow, captcha, challenge or none";

    /** AWS WAF's quotas, "Rate-based rule statement settings". */
    private static final int LEAST = 10;

    private static final int MOST = 2_000_000_000;

    private final ObjectNode acl;
    private final RuleNames groups;
    private final Exemptions exemptions;

    /** Changes {@code acl} itself. */
    RuleEdits(ObjectNode acl, RuleNames groups) {
        this.acl = acl;
        this.groups = groups;
        this.exemptions = new Exemptions(acl, groups);
    }

    /**
     * Makes one change.
     *
     * @throws SallyportException {@code SP-RULE}, {@code SP-ACTION}, {@code SP-LIMIT}, {@code SP-SCOPE-DOWN},
     *     {@code SP-EXCEPT}, {@code SP-VERSION} or {@code SP-RULE-MANAGED}
     */
    void make(RuleEdit edit) {
        OthersRules.requireOwn(acl, edit.rule());
        ObjectNode rule = rule(edit.rule());
        if (rule != null) {
            if (edit.action() != null) {
                act(rule, edit.rule(), edit.action().toLowerCase(Locale.ROOT));
            }
            if (edit.limit() != null) {
                limit(rule, edit.rule(), edit.limit());
            }
            if (edit.scopeDown() != null) {
                scopeDown(rule, edit.rule(), edit.scopeDown());
            }
            if (edit.spared() != null) {
                exemptions.ofRule(rule, edit.rule(), edit.spared());
            }
            if (edit.version() != null) {
                version(rule, edit.rule(), edit.version());
            }
            return;
        }
        int slash = edit.rule().lastIndexOf('/');
        if (slash < 0) {
            throw unknown(edit.rule());
        }
        inside(edit, edit.rule().substring(0, slash), edit.rule().substring(slash + 1));
    }

    private @Nullable ObjectNode rule(String name) {
        for (JsonNode rule : acl.path("Rules")) {
            if (rule.path("Name").asText().equals(name)) {
                return (ObjectNode) rule;
            }
        }
        return null;
    }

    private SallyportException unknown(String rule) {
        List<String> names = new ArrayList<>();
        acl.path("Rules").forEach(one -> names.add(one.path("Name").asText()));
        return SallyportException.badInput(
                "SP-RULE",
                "The web ACL " + acl.path("Name").asText() + " has no rule " + rule + "; it has "
                        + (names.isEmpty() ? "none" : String.join(", ", names)) + ".",
                "Name one of them, or GROUP/RULE for a rule inside a rule group.");
    }

    private void act(ObjectNode rule, String name, String action) {
        boolean group = RuleNames.group(rule).isPresent();
        if (group) {
            if (!action.equals("count") && !action.equals("none")) {
                throw wrong(action, name + " runs a rule group, which can be set to count or none as a whole",
                        "Name a rule inside it as " + name + "/RULE.");
            }
            set(rule, "OverrideAction", action.equals("count") ? "Count" : "None");
            return;
        }
        String member = ACTIONS.get(action);
        if (member == null) {
            throw wrong(action, action.equals("none")
                    ? name + " runs no rule group, so it has no actions to give back"
                    : "there is none of that name", "Give " + NAMES + ".");
        }
        if (member.equals("Allow") && rule.path("Statement").has("RateBasedStatement")) {
            throw wrong(action, name + " is rate-based, and such a rule cannot allow", "Give count, block, captcha or challenge.");
        }
        set(rule, "Action", member);
    }

    /** An action that is there already stays with all that is said of it, such as a custom response. */
    private static void set(ObjectNode holder, String member, String kind) {
        if (!holder.path(member).has(kind)) {
            holder.putObject(member).putObject(kind);
        }
    }

    private static SallyportException wrong(String action, String why, String next) {
        return SallyportException.badInput("SP-ACTION", "The action cannot be " + action + ": " + why + ".", next);
    }

    private static void limit(ObjectNode rule, String name, long limit) {
        if (!(rule.path("Statement").path("RateBasedStatement") instanceof ObjectNode rate)) {
            throw SallyportException.badInput(
                    "SP-LIMIT", "The rule " + name + " is not rate-based and has no limit.", "Name a rate-based rule.");
        }
        if (limit < LEAST || limit > MOST) {
            throw SallyportException.badInput(
                    "SP-LIMIT", "The limit " + limit + " is out of its range.", "Give one from 10 to 2,000,000,000.");
        }
        // As a parser would read it again.
        rate.put("Limit", (int) limit);
    }

    private static void scopeDown(ObjectNode rule, String name, JsonNode statement) {
        for (String kind : List.of("RateBasedStatement", "ManagedRuleGroupStatement")) {
            if (rule.path("Statement").path(kind) instanceof ObjectNode holder) {
                holder.set("ScopeDownStatement", statement.deepCopy());
                return;
            }
        }
        throw SallyportException.badInput(
                "SP-SCOPE-DOWN",
                "The rule " + name + " takes no scope-down statement.",
                "Name a rate-based rule, or one that runs a managed rule group.");
    }

    private void version(ObjectNode rule, String name, String version) {
        if (!(rule.path("Statement").path("ManagedRuleGroupStatement") instanceof ObjectNode group)) {
            throw SallyportException.badInput(
                    "SP-VERSION", "The rule " + name + " runs no managed rule group, so it has no version.",
                    "Name a rule that runs one.");
        }
        if (version.equals("default")) {
            group.remove("Version");
            return;
        }
        List<String> there = groups.versions(group);
        if (!there.isEmpty() && !there.contains(version)) {
            throw SallyportException.badInput(
                    "SP-VERSION",
                    "The rule group of " + name + " has no version " + version + "; it has " + String.join(", ", there) + ".",
                    "Name one of them, or default.");
        }
        group.put("Version", version);
    }

    private void inside(RuleEdit edit, String group, String inner) {
        OthersRules.requireOwn(acl, group);
        List<ObjectNode> runs = groups.running(acl, group);
        if (runs.isEmpty()) {
            throw unknown(edit.rule());
        }
        if (runs.size() > 1) {
            throw SallyportException.badInput(
                    "SP-RULE",
                    "Several rules run " + group + ": "
                            + String.join(", ", runs.stream().map(one -> one.path("Name").asText()).toList()) + ".",
                    "Name the one that is meant in place of the group.");
        }
        ObjectNode run = runs.getFirst();
        String action = edit.action() == null ? "" : edit.action().toLowerCase(Locale.ROOT);
        OthersRules.requireOwn(acl, run.path("Name").asText());
        if (edit.spared() != null && action.isEmpty() && edit.limit() == null && edit.scopeDown() == null && edit.version() == null) {
            groups.require(run, inner);
            exemptions.inside(run, inner, edit.spared());
            return;
        }
        if (edit.limit() != null || edit.scopeDown() != null || edit.version() != null || edit.spared() != null || action.isEmpty()) {
            throw SallyportException.badInput(
                    "SP-RULE", "Of " + edit.rule() + ", which is inside a rule group, only the action can be changed, or requests spared.",
                    "Give --action or --except-uri alone; change a rule group of your own itself.");
        }
        if (!action.equals("none") && !ACTIONS.containsKey(action)) {
            throw wrong(action, "there is none of that name", "Give " + NAMES + ".");
        }
        groups.require(run, inner);
        ObjectNode statement = Objects.requireNonNull(RuleNames.group(run).orElse(null));
        remove(statement, "ExcludedRules", inner);
        override(statement, inner, action);
    }

    static void override(ObjectNode group, String inner, String action) {
        if (action.equals("none")) {
            remove(group, "RuleActionOverrides", inner);
            return;
        }
        String kind = Objects.requireNonNull(ACTIONS.get(action));
        for (JsonNode override : group.path("RuleActionOverrides")) {
            if (override.path("Name").asText().equals(inner)) {
                set((ObjectNode) override, "ActionToUse", kind);
                return;
            }
        }
        ArrayNode overrides = group.path("RuleActionOverrides") instanceof ArrayNode there
                ? there
                : group.putArray("RuleActionOverrides");
        ObjectNode added = Json.MAPPER.createObjectNode().put("Name", inner);
        added.putObject("ActionToUse").putObject(kind);
        overrides.add(added);
    }

    private static void remove(ObjectNode group, String list, String inner) {
        if (group.path(list) instanceof ArrayNode items) {
            items.removeIf(item -> item.path("Name").asText().equals(inner));
            if (items.isEmpty()) {
                group.remove(list);
            }
        }
    }
}
