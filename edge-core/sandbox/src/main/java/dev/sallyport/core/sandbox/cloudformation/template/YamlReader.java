package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML to a JSON tree, from the parser's events, so that depth is bounded and aliases (which CloudFormation refuses) never
 * expand. Plain scalars follow YAML 1.1 as CloudFormation does: {@code yes} is a boolean; dates stay text. Short forms such
 * as {@code !Sub} become their long form.
 */
final class YamlReader {
    private static final Set<String> FUNCTIONS = Set.of(
            "Base64", "Cidr", "FindInMap", "GetAtt", "GetAZs", "ImportValue", "Join", "Select", "Split", "Sub", "And",
            "Equals", "If", "Not", "Or", "Contains", "EachMemberEquals", "EachMemberIn", "RefAll", "ValueOf", "ValueOfAll",
            "Transform", "Length", "ToJsonString", "ForEach");
    private static final Set<String> TRUE = Set.of("true", "yes", "on");
    private static final Set<String> FALSE = Set.of("false", "no", "off");
    private static final Set<String> NULL = Set.of("", "~", "null");
    private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9]{0,30})");
    private static final Pattern FLOAT = Pattern.compile("[-+]?[0-9]{1,30}\\.[0-9]{0,30}([eE][-+]?[0-9]{1,3})?");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Iterator<Event> events;

    private YamlReader(Iterator<Event> events) {
        this.events = events;
    }

    static JsonNode read(String text) {
        LoadSettings settings = LoadSettings.builder().setCodePointLimit(TemplateReader.MAX_BYTES).build();
        try {
            return new YamlReader(new Parse(settings).parseString(text).iterator()).document();
        } catch (MarkedYamlEngineException e) {
            String where = e.getProblemMark()
                    .map(mark -> " (line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ")")
                    .orElse("");
            throw new TemplateException("Template format error: YAML not well-formed." + where);
        } catch (YamlEngineException | IllegalArgumentException e) {
            // The parser throws the latter for an escape without digits, and for one that names no character.
            throw new TemplateException("Template format error: YAML not well-formed.");
        }
    }

    private JsonNode document() {
        Event event = next();
        while (event.getEventId() == Event.ID.StreamStart || event.getEventId() == Event.ID.DocumentStart) {
            event = next();
        }
        if (event.getEventId() == Event.ID.StreamEnd) {
            throw new TemplateException("Template format error: unsupported structure.");
        }
        JsonNode root = node(event, 0);
        next();
        if (next().getEventId() != Event.ID.StreamEnd) {
            throw new TemplateException("Template format error: unsupported structure.");
        }
        return root;
    }

    private Event next() {
        return events.next();
    }

    private JsonNode node(Event event, int depth) {
        if (depth > TemplateReader.MAX_DEPTH) {
            throw TemplateReader.tooDeep();
        }
        return switch (event) {
            case ScalarEvent scalar -> tagged(scalar.getTag(), scalar(scalar));
            case SequenceStartEvent start -> {
                ArrayNode array = JSON.arrayNode();
                for (Event item = next(); item.getEventId() != Event.ID.SequenceEnd; item = next()) {
                    array.add(node(item, depth + 1));
                }
                yield tagged(start.getTag(), array);
            }
            case MappingStartEvent start -> tagged(start.getTag(), mapping(depth));
            default -> {
                if (event.getEventId() == Event.ID.Alias) {
                    throw new TemplateException("Template error: YAML aliases are not allowed in CloudFormation templates");
                }
                throw new TemplateException("Template format error: unsupported structure.");
            }
        };
    }

    private ObjectNode mapping(int depth) {
        ObjectNode object = JSON.objectNode();
        for (Event key = next(); key.getEventId() != Event.ID.MappingEnd; key = next()) {
            if (!(key instanceof ScalarEvent scalar)) {
                throw new TemplateException("Template format error: a key must be text" + at(key) + ".");
            }
            if (object.has(scalar.getValue())) {
                throw new TemplateException("Template format error: duplicate key '" + scalar.getValue() + "'" + at(key) + ".");
            }
            object.set(scalar.getValue(), node(next(), depth + 1));
        }
        return object;
    }

    private static String at(Event event) {
        return event.getStartMark()
                .map(mark -> " (line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ")")
                .orElse("");
    }

    private static JsonNode scalar(ScalarEvent event) {
        String text = event.getValue();
        if (event.getScalarStyle() != ScalarStyle.PLAIN || event.getTag().isPresent()) {
            return JSON.textNode(text);
        }
        String lower = text.length() <= 5 ? text.toLowerCase(Locale.ROOT) : text;
        if (NULL.contains(lower)) {
            return JSON.nullNode();
        }
        if (TRUE.contains(lower) || FALSE.contains(lower)) {
            return JSON.booleanNode(TRUE.contains(lower));
        }
        JsonNode number = number(text);
        return number == null ? JSON.textNode(text) : number;
    }

    /** The node that JSON with the same number gives, so that the two compare as equal. */
    private static @Nullable JsonNode number(String text) {
        if (INTEGER.matcher(text).matches()) {
            BigInteger number = new BigInteger(text.startsWith("+") ? text.substring(1) : text);
            if (number.bitLength() < 32) {
                return JSON.numberNode(number.intValue());
            }
            return number.bitLength() < 64 ? JSON.numberNode(number.longValue()) : JSON.numberNode(number);
        }
        return FLOAT.matcher(text).matches() ? JSON.numberNode(Double.parseDouble(text)) : null;
    }

    private static JsonNode tagged(Optional<String> tag, JsonNode value) {
        if (tag.isEmpty() || tag.get().equals("!")) {
            return value;
        }
        String name = tag.get();
        if (name.startsWith("tag:yaml.org,2002:")) {
            return standard(name.substring("tag:yaml.org,2002:".length()), value);
        }
        String function = name.substring(name.lastIndexOf('!') + 1);
        if (function.equals("Ref") || function.equals("Condition")) {
            return JSON.objectNode().set(function, value);
        }
        if (!FUNCTIONS.contains(function)) {
            throw new TemplateException("Template format error: unsupported YAML tag " + name + ".");
        }
        if (function.equals("GetAtt") && value.isTextual()) {
            String text = value.textValue();
            int dot = text.indexOf('.');
            if (dot > 0) {
                return JSON.objectNode()
                        .set("Fn::GetAtt", JSON.arrayNode().add(text.substring(0, dot)).add(text.substring(dot + 1)));
            }
        }
        return JSON.objectNode().set("Fn::" + function, value);
    }

    private static JsonNode standard(String type, JsonNode value) {
        return switch (type) {
            case "str", "map", "seq" -> value;
            case "int", "float" -> {
                JsonNode number = number(value.asText());
                if (number == null) {
                    throw new TemplateException("Template format error: '" + value.asText() + "' is not a number.");
                }
                yield number;
            }
            case "bool" -> JSON.booleanNode(TRUE.contains(value.asText().toLowerCase(Locale.ROOT)));
            case "null" -> JSON.nullNode();
            default -> throw new TemplateException("Template format error: unsupported YAML tag !!" + type + ".");
        };
    }
}
