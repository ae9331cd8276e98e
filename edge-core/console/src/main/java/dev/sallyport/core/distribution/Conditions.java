package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The conditions of a CloudFormation template, three-valued (Template Reference, "Condition functions"): one that
 * compares what is not known is not known.
 */
final class Conditions {
    private static final int DEEPEST = 40;

    private final JsonNode declared;
    private final Function<JsonNode, JsonNode> resolver;
    private final Map<String, Optional<Boolean>> known = new HashMap<>();
    private int asked;

    /** @param resolver of what is compared */
    Conditions(JsonNode declared, Function<JsonNode, JsonNode> resolver) {
        this.declared = declared;
        this.resolver = resolver;
    }

    /** Whether the condition of that name holds; empty when that is not known. */
    Optional<Boolean> holds(String name) {
        Optional<Boolean> before = known.get(name);
        if (before == null) {
            // Not known while it is asked: a condition that leans on itself ends here.
            known.put(name, Optional.empty());
            asked++;
            before = asked > DEEPEST ? Optional.empty() : evaluate(declared.path(name), 0);
            asked--;
            known.put(name, before);
        }
        return before;
    }

    /** Takes it for granted that the condition of that name holds. */
    void assume(String name) {
        known.put(name, Optional.of(true));
    }

    /** Whether a condition function holds; empty when that is not known. */
    Optional<Boolean> truth(JsonNode function) {
        return evaluate(function, 0);
    }

    private Optional<Boolean> evaluate(JsonNode node, int depth) {
        if (depth > DEEPEST || !node.isObject() || node.size() != 1) {
            return Optional.empty();
        }
        Map.Entry<String, JsonNode> function = node.properties().iterator().next();
        JsonNode argument = function.getValue();
        return switch (function.getKey()) {
            // A short form of YAML is read as Fn:: and its name.
            case "Condition", "Fn::Condition" -> holds(argument.asText());
            case "Fn::Equals" -> equal(argument.path(0), argument.path(1));
            case "Fn::Not" -> evaluate(argument.path(0), depth + 1).map(held -> !held);
            case "Fn::And" -> together(argument, false, depth);
            case "Fn::Or" -> together(argument, true, depth);
            default -> Optional.empty();
        };
    }

    /** @param decisive the value of one that decides for all */
    private Optional<Boolean> together(JsonNode all, boolean decisive, int depth) {
        Optional<Boolean> so = Optional.of(!decisive);
        for (JsonNode each : all) {
            Optional<Boolean> one = evaluate(each, depth + 1);
            if (one.isPresent() && one.get() == decisive) {
                return one;
            }
            so = one.isEmpty() ? one : so;
        }
        return so;
    }

    private Optional<Boolean> equal(JsonNode one, JsonNode other) {
        JsonNode left = resolver.apply(one);
        JsonNode right = resolver.apply(other);
        return isKnown(left) && isKnown(right)
                ? Optional.of(left.asText().equals(right.asText()))
                : Optional.empty();
    }

    private static boolean isKnown(JsonNode value) {
        return value.isValueNode()
                && !Unresolved.is(value)
                && !(value instanceof MissingNode)
                && !value.asText().contains("${");
    }
}
