package dev.sallyport.core.blueprint;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The resources that one of our own templates makes with given parameters. Knows the condition functions that those
 * templates use, in their short form, over parameters and constants.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html">
 *     Condition functions</a>
 */
final class TemplateResources {
    private final Map<String, Node> resources;
    private final Map<String, Node> conditions;
    private final Map<String, String> parameters = new TreeMap<>();

    /** @param values over the template's defaults */
    TemplateResources(String template, Map<String, String> values) {
        Map<String, Node> sections = TemplateParameters.sections(template);
        resources = TemplateParameters.members(sections.get("Resources"));
        conditions = TemplateParameters.members(sections.get("Conditions"));
        for (BlueprintParameter declared : TemplateParameters.of(template)) {
            if (declared.defaultValue() != null) {
                parameters.put(declared.name(), declared.defaultValue());
            }
        }
        parameters.putAll(values);
    }

    /** The type of each resource by its name. */
    Map<String, String> made() {
        Map<String, String> made = new TreeMap<>();
        resources.forEach((name, node) -> {
            Map<String, Node> declared = TemplateParameters.members(node);
            Node condition = declared.get("Condition");
            if (condition == null || holds(TemplateParameters.text(condition, ""))) {
                made.put(name, TemplateParameters.text(declared.get("Type"), ""));
            }
        });
        return made;
    }

    private boolean holds(String name) {
        Node condition = conditions.get(name);
        if (condition == null) {
            throw new IllegalStateException("the template has no condition " + name);
        }
        return truth(condition);
    }

    private boolean truth(Node node) {
        return switch (node.getTag().getValue()) {
            case "!Condition" -> holds(TemplateParameters.text(node, ""));
            case "!Equals" -> value(items(node).getFirst()).equals(value(items(node).getLast()));
            case "!Not" -> !truth(items(node).getFirst());
            case "!And" -> items(node).stream().allMatch(this::truth);
            case "!Or" -> items(node).stream().anyMatch(this::truth);
            default -> throw unknown(node);
        };
    }

    private String value(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            throw unknown(node);
        }
        String tag = node.getTag().getValue();
        @Nullable String value = tag.equals("!Ref") ? parameters.get(scalar.getValue()) : scalar.getValue();
        if (value == null || (tag.startsWith("!") && !tag.equals("!Ref"))) {
            throw unknown(node);
        }
        return value;
    }

    private static List<Node> items(Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    }

    private static IllegalStateException unknown(Node node) {
        return new IllegalStateException("a condition of the template uses " + node.getTag() + " in a way not known here");
    }
}
