package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML as a JSON tree. A value with a tag of its own, such as CloudFormation's {@code !GetAtt}, becomes an object of that
 * one function, so that it is not taken for its value.
 */
final class Yaml {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST_CHARACTERS = 64 << 20;
    /** Enough for thousands of distributions; a bound for documents whose aliases multiply. */
    private static final int MOST_NODES = 4_000_000;

    private static final int DEEPEST = 200;

    private int nodes;

    private Yaml() {}

    /** The document, null when the text is no YAML of bounded size. */
    static @Nullable JsonNode read(String text) {
        LoadSettings settings = LoadSettings.builder().setCodePointLimit(MOST_CHARACTERS).build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            return root.isEmpty() ? null : new Yaml().tree(root.get(), 0);
        } catch (YamlEngineException e) {
            return null;
        }
    }

    private JsonNode tree(Node node, int depth) {
        if (++nodes > MOST_NODES || depth > DEEPEST) {
            throw new YamlEngineException("too large");
        }
        JsonNode value = switch (node) {
            case ScalarNode scalar -> scalar(scalar);
            case SequenceNode sequence -> {
                ArrayNode array = JSON.arrayNode();
                sequence.getValue().forEach(item -> array.add(tree(item, depth + 1)));
                yield array;
            }
            case MappingNode mapping -> {
                ObjectNode object = JSON.objectNode();
                for (NodeTuple member : mapping.getValue()) {
                    String name = member.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
                    object.set(name, tree(member.getValueNode(), depth + 1));
                }
                yield object;
            }
            default -> JSON.nullNode();
        };
        String tag = node.getTag().getValue();
        if (!tag.startsWith("!")) {
            return value;
        }
        return JSON.objectNode().set(tag.equals("!Ref") ? "Ref" : "Fn::" + tag.substring(1), value);
    }

    private static JsonNode scalar(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return JSON.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return JSON.booleanNode(Boolean.parseBoolean(scalar.getValue()));
        }
        return tag.equals(Tag.INT) && scalar.getValue().length() < 10
                ? JSON.numberNode(Integer.parseInt(scalar.getValue()))
                : JSON.textNode(scalar.getValue());
    }
}
