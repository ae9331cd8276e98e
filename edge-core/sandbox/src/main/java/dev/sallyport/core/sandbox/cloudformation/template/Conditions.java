package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The truth of conditions and of rules' assertions. Sources: AWS pages "Condition functions" and "Rule-specific intrinsic
 * functions".
 */
final class Conditions {
    private final ObjectNode declared;
    private final Resolver resolver;
    private final Map<String, Boolean> known = new HashMap<>();

    Conditions(ObjectNode declared, Resolver resolver) {
        this.declared = declared;
        this.resolver = resolver;
    }

    boolean holds(String name) {
        Boolean before = known.get(name);
        if (before != null) {
            return before;
        }
        JsonNode condition = declared.get(name);
        if (condition == null) {
            throw new TemplateException("Template format error: Unresolved condition dependency " + name
                    + " in the Conditions block of the template");
        }
        boolean holds = truth(condition);
        known.put(name, holds);
        return holds;
    }

    boolean truth(JsonNode node) {
        if (node.isBoolean() || (node.isTextual() && Set.of("true", "false").contains(node.textValue()))) {
            return node.asBoolean();
        }
        if (!node.isObject() || node.size() != 1) {
            throw malformed();
        }
        Map.Entry<String, JsonNode> only = node.properties().iterator().next();
        JsonNode argument = only.getValue();
        return switch (only.getKey()) {
            case "Condition" -> holds(argument.asText());
            case "Fn::Equals" -> equal(argument);
            case "Fn::Not" -> {
                if (!argument.isArray() || argument.size() != 1) {
                    throw new TemplateException("Template error: every Fn::Not object requires one boolean parameter.");
                }
                yield !truth(argument.get(0));
            }
            case "Fn::And" -> every(several("Fn::And", argument), this::truth);
            case "Fn::Or" -> !every(several("Fn::Or", argument), item -> !truth(item));
            case "Fn::Contains" -> members(pair("Fn::Contains", argument).get(0))
                    .contains(resolver.value(argument.get(1)).asText());
            case "Fn::EachMemberEquals" -> every(
                    resolver.value(pair("Fn::EachMemberEquals", argument).get(0)),
                    item -> item.asText().equals(resolver.value(argument.get(1)).asText()));
            case "Fn::EachMemberIn" -> members(argument.path(1))
                    .containsAll(members(pair("Fn::EachMemberIn", argument).get(0)));
            default -> throw malformed();
        };
    }

    private static TemplateException malformed() {
        return new TemplateException("Template format error: Every Conditions member must be a condition function");
    }

    private boolean equal(JsonNode argument) {
        if (!argument.isArray() || argument.size() != 2) {
            throw new TemplateException("Template error: every Fn::Equals object requires a list of 2 string parameters.");
        }
        JsonNode left = resolver.value(argument.get(0));
        JsonNode right = resolver.value(argument.get(1));
        boolean lists = left.isContainerNode() || right.isContainerNode();
        return lists ? left.equals(right) : left.asText().equals(right.asText());
    }

    private static JsonNode several(String function, JsonNode argument) {
        if (!argument.isArray() || argument.size() < 2 || argument.size() > 10) {
            throw new TemplateException("Template error: every " + function
                    + " object requires a list of at least 2 and at most 10 boolean parameters.");
        }
        return argument;
    }

    private static JsonNode pair(String function, JsonNode argument) {
        if (!argument.isArray() || argument.size() != 2) {
            throw new TemplateException("Template error: every " + function + " object requires a list of two parameters.");
        }
        return argument;
    }

    private static boolean every(JsonNode items, Predicate<JsonNode> test) {
        for (JsonNode item : items) {
            if (!test.test(item)) {
                return false;
            }
        }
        return true;
    }

    private Set<String> members(JsonNode list) {
        Set<String> members = new HashSet<>();
        resolver.value(list).forEach(item -> members.add(item.asText()));
        return members;
    }
}
