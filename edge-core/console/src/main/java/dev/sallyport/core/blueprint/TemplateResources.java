package dev.sallyport.core.blueprint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sallyport.core.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
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
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^!}$][^}$]*)}");

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

    /**
     * Each resource with its type and properties, parameters and conditions in their place; what only a deployment decides
     * stays the function that it is, in its long form.
     */
    SortedMap<String, JsonNode> rendered() {
        SortedMap<String, JsonNode> all = new TreeMap<>();
        made().forEach((name, type) -> {
            ObjectNode one = Json.MAPPER.createObjectNode().put("Type", type);
            Node properties = TemplateParameters.members(resources.get(name)).get("Properties");
            one.set("Properties", properties == null ? Json.MAPPER.createObjectNode() : render(properties));
            all.put(name, one);
        });
        return all;
    }

    /** Names of those that are made and that CloudFormation leaves when the stack goes. */
    Set<String> kept() {
        Set<String> kept = new TreeSet<>(made().keySet());
        kept.removeIf(name -> {
            Node policy = TemplateParameters.members(resources.get(name)).get("DeletionPolicy");
            return policy == null || !TemplateParameters.text(policy, "").startsWith("Retain");
        });
        return kept;
    }

    private JsonNode render(Node node) {
        String tag = node.getTag().getValue();
        return switch (tag) {
            case "!If" -> render(items(node).get(holds(TemplateParameters.text(items(node).getFirst(), "")) ? 1 : 2));
            case "!Ref" -> reference(TemplateParameters.text(node, ""));
            case "!Sub" -> node instanceof ScalarNode text
                    ? TextNode.valueOf(substituted(text.getValue()))
                    : function(tag, node);
            default -> tag.startsWith("!") ? function(tag, node) : plain(node);
        };
    }

    private JsonNode reference(String name) {
        if (name.equals("AWS::NoValue")) {
            return MissingNode.getInstance();
        }
        String value = parameters.get(name);
        return value == null ? Json.MAPPER.createObjectNode().put("Ref", name) : TextNode.valueOf(value);
    }

    private String substituted(String text) {
        return VARIABLE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        Objects.requireNonNullElse(parameters.get(found.group(1)), found.group())));
    }

    private JsonNode function(String tag, Node node) {
        return Json.MAPPER.createObjectNode().set("Fn::" + tag.substring(1), plain(node));
    }

    private JsonNode plain(Node node) {
        return switch (node) {
            case SequenceNode list -> {
                ArrayNode items = Json.MAPPER.createArrayNode();
                list.getValue().stream().map(this::render).filter(item -> !item.isMissingNode()).forEach(items::add);
                yield items;
            }
            case MappingNode mapping -> {
                ObjectNode members = Json.MAPPER.createObjectNode();
                TemplateParameters.members(mapping).forEach((name, value) -> {
                    JsonNode member = render(value);
                    if (!member.isMissingNode()) {
                        members.set(name, member);
                    }
                });
                yield members;
            }
            default -> TextNode.valueOf(TemplateParameters.text(node, ""));
        };
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
        if (node.getTag().getValue().equals("!Join")) {
            return String.join(
                    TemplateParameters.text(items(node).getFirst(), ""),
                    value(items(node).getLast()).split(",", -1));
        }
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
