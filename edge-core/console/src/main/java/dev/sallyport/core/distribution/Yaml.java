package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML as a JSON tree, from the parser's events, so that depth is bounded; aliases, which could multiply, are refused. A
 * value with a tag of its own, such as CloudFormation's {@code !GetAtt}, becomes an object of that one function, so that it
 * is not taken for its value.
 */
final class Yaml {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST_CHARACTERS = 64 << 20;
    private static final int DEEPEST = 200;

    private static final int LONGEST_POINTER = 2_000;

    private final Iterator<Event> events;
    private final BiConsumer<String, Integer> lines;

    private Yaml(Iterator<Event> events, BiConsumer<String, Integer> lines) {
        this.events = events;
        this.lines = lines;
    }

    /** The first document, null when the text is no YAML of bounded size. */
    static @Nullable JsonNode read(String text) {
        return read(text, (pointer, line) -> {});
    }

    /**
     * The first document, and where everything in it stands.
     *
     * @param lines takes the JSON pointer of each member and item, as far as it is not endless, and its line, from 1
     */
    static @Nullable JsonNode read(String text, BiConsumer<String, Integer> lines) {
        LoadSettings settings = LoadSettings.builder().setCodePointLimit(MOST_CHARACTERS).build();
        try {
            Yaml yaml = new Yaml(new Parse(settings).parseString(text).iterator(), lines);
            Event event = yaml.events.next();
            while (event.getEventId() == Event.ID.StreamStart
                    || event.getEventId() == Event.ID.DocumentStart
                    || event.getEventId() == Event.ID.Comment) {
                event = yaml.events.next();
            }
            return event.getEventId() == Event.ID.StreamEnd ? null : yaml.tree(event, "", 0);
        } catch (YamlEngineException | IllegalArgumentException e) {
            // The parser throws the latter for an escape without digits, and for one that names no character.
            return null;
        }
    }

    private JsonNode tree(Event event, String pointer, int depth) {
        if (depth > DEEPEST) {
            throw new YamlEngineException("too deep");
        }
        return switch (event) {
            case ScalarEvent scalar -> tagged(scalar.getTag(), scalar(scalar));
            case SequenceStartEvent start -> {
                ArrayNode array = JSON.arrayNode();
                for (Event item = events.next(); item.getEventId() != Event.ID.SequenceEnd; item = events.next()) {
                    array.add(tree(item, noted(item, pointer, String.valueOf(array.size())), depth + 1));
                }
                yield tagged(start.getTag(), array);
            }
            case MappingStartEvent start -> {
                ObjectNode object = JSON.objectNode();
                for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
                    if (!(key instanceof ScalarEvent name)) {
                        throw new YamlEngineException("a key that is no text");
                    }
                    String inner = noted(key, pointer, name.getValue());
                    object.set(name.getValue(), tree(events.next(), inner, depth + 1));
                }
                yield tagged(start.getTag(), object);
            }
            default -> throw new YamlEngineException("an alias");
        };
    }

    private String noted(Event event, String around, String name) {
        if (around.length() + name.length() > LONGEST_POINTER) {
            return around;
        }
        String pointer = around + "/" + name;
        event.getStartMark().ifPresent(mark -> lines.accept(pointer, mark.getLine() + 1));
        return pointer;
    }

    private static JsonNode tagged(Optional<String> tag, JsonNode value) {
        if (tag.isEmpty() || !tag.get().startsWith("!") || tag.get().equals("!")) {
            return value;
        }
        String name = tag.get().equals("!Ref") ? "Ref" : "Fn::" + tag.get().substring(1);
        return JSON.objectNode().set(name, value);
    }

    private static JsonNode scalar(ScalarEvent event) {
        String text = event.getValue();
        if (event.getScalarStyle() != ScalarStyle.PLAIN || event.getTag().isPresent()) {
            return JSON.textNode(text);
        }
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> JSON.nullNode();
            case "true", "True", "TRUE" -> JSON.booleanNode(true);
            case "false", "False", "FALSE" -> JSON.booleanNode(false);
            default -> text.matches("-?[0-9]{1,9}") ? JSON.numberNode(Integer.parseInt(text)) : JSON.textNode(text);
        };
    }
}
