package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the parameters of a template must be where one of its conditions holds, as far as the condition says it. */
final class Supposed {
    private final JsonNode template;
    private final Map<String, JsonNode> parameters = new HashMap<>();
    private final Set<String> seen = new HashSet<>();

    private Supposed(JsonNode template) {
        this.template = template;
    }

    /**
     * The parameters that the condition compares with a text, with that text; and, not known, those whose defaults make
     * the condition false.
     */
    static Map<String, JsonNode> by(JsonNode template, String condition) {
        Supposed supposed = new Supposed(template);
        supposed.named(condition, true);
        return supposed.parameters;
    }

    private void named(String condition, boolean wanted) {
        if (seen.add(condition + ' ' + wanted)) {
            suppose(template.path("Conditions").path(condition), wanted);
        }
    }

    private void suppose(JsonNode node, boolean wanted) {
        if (!node.isObject() || node.size() != 1) {
            return;
        }
        Map.Entry<String, JsonNode> function = node.properties().iterator().next();
        JsonNode argument = function.getValue();
        switch (function.getKey()) {
            case "Condition", "Fn::Condition" -> named(argument.asText(), wanted);
            case "Fn::Not" -> suppose(argument.path(0), !wanted);
            case "Fn::And" -> all(node, argument, wanted, true);
            case "Fn::Or" -> all(node, argument, wanted, false);
            case "Fn::Equals" -> {
                JsonNode one = argument.path(0);
                JsonNode other = argument.path(1);
                if (!wanted || !(isSet(one, other) || isSet(other, one))) {
                    open(node, wanted);
                }
            }
            default -> open(node, wanted);
        }
    }

    /** Of some functions all parts must come to the same for it to come to {@code each}; else nobody knows which part. */
    private void all(JsonNode node, JsonNode parts, boolean wanted, boolean each) {
        if (wanted == each) {
            parts.forEach(part -> suppose(part, wanted));
        } else {
            open(node, wanted);
        }
    }

    private boolean isSet(JsonNode reference, JsonNode value) {
        String name = reference.path("Ref").asText();
        boolean literal = value.isValueNode() && !value.asText().contains("{{resolve:");
        if (!literal || reference.size() != 1 || !template.path("Parameters").has(name)) {
            return false;
        }
        parameters.put(name, TextNode.valueOf(value.asText()));
        return true;
    }

    private void open(JsonNode node, boolean wanted) {
        Intrinsics byDefault = new Intrinsics(template);
        if (!byDefault.truth(node).equals(Optional.of(wanted))) {
            byDefault.defaults().forEach(name -> parameters.putIfAbsent(name, new Unresolved("${" + name + "}")));
        }
    }
}
