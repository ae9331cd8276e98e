package dev.sallyport.core.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a web ACL that can be changed, with what it has now and what {@link RuleEdit} can make of it.
 *
 * @param name unique in the web ACL
 * @param priority lower is evaluated first
 * @param group the name of the rule group that it runs, as {@code hits} prints it; null when it runs none
 * @param action that it has, in lower case; {@code none} when a group or a rule inside one has its own
 * @param actions that it can have
 * @param limit of a rate-based rule, requests in its window; null for every other rule
 * @param inside the rules inside the group, each named by itself alone; empty also when they could not be asked
 */
public record Editable(
        String name,
        int priority,
        @Nullable String group,
        String action,
        List<String> actions,
        @Nullable Long limit,
        List<Editable> inside) {
    private static final List<String> OF_RULE = List.of("count", "block", "allow", "captcha", "challenge");
    private static final List<String> OF_RATE = List.of("count", "block", "captcha", "challenge");
    private static final List<String> OF_GROUP = List.of("none", "count");
    private static final List<String> INSIDE = List.of("none", "count", "block", "allow", "captcha", "challenge");

    /** Copies what may change. */
    public Editable {
        actions = List.copyOf(actions);
        inside = List.copyOf(inside);
    }

    /** The account's own rules of a web ACL, in the order of evaluation. */
    static List<Editable> of(ObjectNode acl, RuleNames groups) {
        List<Editable> rules = new ArrayList<>();
        for (JsonNode rule : acl.path("Rules")) {
            if (OthersRules.isOwn(rule.path("Name").asText())) {
                rules.add(of(rule, groups));
            }
        }
        rules.sort(Comparator.comparingInt(Editable::priority));
        return List.copyOf(rules);
    }

    private static Editable of(JsonNode rule, RuleNames groups) {
        String name = rule.path("Name").asText();
        int priority = rule.path("Priority").asInt();
        Optional<ObjectNode> group = RuleNames.group(rule);
        if (group.isPresent()) {
            String action = rule.path("OverrideAction").has("Count") ? "count" : "none";
            List<Editable> inside = groups.inside(group.get()).stream()
                    .map(inner -> new Editable(inner, 0, null, override(group.get(), inner), INSIDE, null, List.of()))
                    .toList();
            return new Editable(name, priority, RuleNames.own(group.get()), action, OF_GROUP, null, inside);
        }
        JsonNode rate = rule.path("Statement").path("RateBasedStatement");
        boolean limits = rate.isObject();
        return new Editable(
                name,
                priority,
                null,
                kind(rule.path("Action")),
                limits ? OF_RATE : OF_RULE,
                limits ? rate.path("Limit").asLong() : null,
                List.of());
    }

    /** What the web ACL makes of a rule inside a group; an excluded rule counts (API Reference, ExcludedRule). */
    private static String override(ObjectNode group, String inner) {
        for (JsonNode override : group.path("RuleActionOverrides")) {
            if (override.path("Name").asText().equals(inner)) {
                return kind(override.path("ActionToUse"));
            }
        }
        for (JsonNode excluded : group.path("ExcludedRules")) {
            if (excluded.path("Name").asText().equals(inner)) {
                return "count";
            }
        }
        return "none";
    }

    private static String kind(JsonNode action) {
        return action.isEmpty() ? "none" : action.fieldNames().next().toLowerCase(Locale.ROOT);
    }
}
