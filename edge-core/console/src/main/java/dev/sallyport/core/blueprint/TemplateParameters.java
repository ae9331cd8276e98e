package dev.sallyport.core.blueprint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the Parameters section of our own templates, without evaluating any function. */
final class TemplateParameters {
    private TemplateParameters() {}

    static List<BlueprintParameter> of(String template) {
        List<BlueprintParameter> parameters = new ArrayList<>();
        members(sections(template).get("Parameters"))
                .forEach((name, node) -> parameters.add(parameter(name, members(node))));
        return parameters;
    }

    static Set<String> names(String template) {
        return members(sections(template).get("Parameters")).keySet();
    }

    /** The sections of a template by their names. */
    static Map<String, Node> sections(String template) {
        Optional<Node> root = new Compose(LoadSettings.builder().build()).composeString(template);
        return members(root.orElse(null));
    }

    private static BlueprintParameter parameter(String name, Map<String, Node> declared) {
        return new BlueprintParameter(
                name,
                text(declared.get("Type"), "String"),
                declared.get("Default") instanceof ScalarNode scalar ? scalar.getValue() : null,
                text(declared.get("Description"), ""),
                items(declared.get("AllowedValues")),
                text(declared.get("AllowedPattern"), ""),
                number(declared.get("MinValue")),
                number(declared.get("MaxValue")),
                text(declared.get("NoEcho"), "false").equals("true"));
    }

    /** The members of a mapping, sorted; none where it is no mapping. */
    static Map<String, Node> members(@Nullable Node node) {
        Map<String, Node> members = new TreeMap<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                members.put(text(tuple.getKeyNode(), ""), tuple.getValueNode());
            }
        }
        return members;
    }

    private static List<String> items(@Nullable Node node) {
        return node instanceof SequenceNode sequence
                ? sequence.getValue().stream().map(item -> text(item, "")).toList()
                : List.of();
    }

    static String text(@Nullable Node node, String otherwise) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : otherwise;
    }

    private static @Nullable Double number(@Nullable Node node) {
        return node instanceof ScalarNode scalar ? Double.valueOf(scalar.getValue()) : null;
    }
}
