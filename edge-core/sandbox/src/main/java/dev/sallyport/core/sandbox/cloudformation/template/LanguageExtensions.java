package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The transform {@code AWS::LanguageExtensions}: {@code Fn::ForEach}, carried out when the template is read, and the functions
 * that {@link Resolver} asks for. Lists that a loop goes through stand in the template: a parameter's list is refused.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-languageextensions.html">
 *     AWS::LanguageExtensions transform</a>
 */
final class LanguageExtensions {
    static final String NAME = "AWS::LanguageExtensions";

    private static final String LOOP = "Fn::ForEach::";

    /** Bounds what nested loops may blow a small template up to, in values. */
    private static final int MOST = 200_000;

    private int made;

    private LanguageExtensions() {}

    /** The template with its loops unrolled. */
    static ObjectNode unrolled(ObjectNode root) {
        return (ObjectNode) new LanguageExtensions().of(root, Map.of(), "");
    }

    /** {@code Fn::Length} of a value. */
    static JsonNode length(JsonNode list) {
        if (Resolver.isUnknown(list)) {
            return Resolver.UNKNOWN;
        }
        if (!list.isArray()) {
            throw new TemplateException("Template error: every Fn::Length object requires a list.");
        }
        return JsonNodeFactory.instance.numberNode(list.size());
    }

    /** {@code Fn::ToJsonString} of a value. */
    static JsonNode jsonText(JsonNode value) {
        if (hasUnknown(value)) {
            return Resolver.UNKNOWN;
        }
        if (!value.isContainerNode()) {
            throw new TemplateException("Template error: every Fn::ToJsonString object requires an object or a list.");
        }
        return JsonNodeFactory.instance.textNode(value.toString());
    }

    private static boolean hasUnknown(JsonNode value) {
        if (Resolver.isUnknown(value)) {
            return true;
        }
        for (JsonNode each : value) {
            if (hasUnknown(each)) {
                return true;
            }
        }
        return false;
    }

    /** Refuses what only the transform gives a meaning. */
    static void refuse(JsonNode node, String place) {
        if (node.isObject()) {
            node.properties().forEach(member -> {
                String name = member.getKey();
                if (name.equals("Fn::Length") || name.equals("Fn::ToJsonString") || name.startsWith(LOOP)) {
                    throw new TemplateException("Template format error: " + place + " has " + name
                            + ", for which the template must name the transform " + NAME + ".");
                }
                refuse(member.getValue(), place.isEmpty() ? name : place + '/' + name);
            });
        } else if (node.isArray()) {
            node.forEach(item -> refuse(item, place));
        }
    }

    private JsonNode of(JsonNode node, Map<String, String> bound, String place) {
        if (++made > MOST) {
            throw new TemplateException("Template error: the loops of the template make more than " + MOST + " values.");
        }
        if (node.isTextual()) {
            return JsonNodeFactory.instance.textNode(filled(node.textValue(), bound));
        }
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> array.add(of(item, bound, place)));
            return array;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        String named = object.size() == 1 ? object.path("Ref").asText() : "";
        if (bound.containsKey(named)) {
            return JsonNodeFactory.instance.textNode(bound.get(named));
        }
        ObjectNode unrolled = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(member -> {
            String where = place.isEmpty() ? member.getKey() : place + '/' + member.getKey();
            if (member.getKey().startsWith(LOOP)) {
                loop(unrolled, member.getValue(), bound, where);
            } else {
                put(unrolled, filled(member.getKey(), bound), of(member.getValue(), bound, where), where);
            }
        });
        return unrolled;
    }

    private void loop(ObjectNode into, JsonNode loop, Map<String, String> bound, String place) {
        if (!loop.isArray() || loop.size() != 3 || !loop.path(0).isTextual() || !loop.path(2).isObject()) {
            throw new TemplateException("Template error: " + place
                    + " needs an identifier, a list and an object with what to make for each of its items.");
        }
        JsonNode items = of(loop.get(1), bound, place);
        if (!items.isArray()) {
            throw new TemplateException("The sandbox goes through lists that stand in the template only; " + place
                    + " takes its list from a function or a parameter.");
        }
        String identifier = loop.get(0).textValue();
        if (bound.containsKey(identifier)) {
            throw new TemplateException("Template error: " + place + " uses the identifier " + identifier + " twice.");
        }
        for (JsonNode item : items) {
            if (!item.isValueNode()) {
                throw new TemplateException("Template error: " + place + " has an item that is no text.");
            }
            Map<String, String> inside = new LinkedHashMap<>(bound);
            inside.put(identifier, item.asText());
            JsonNode made = of(loop.get(2), inside, place);
            made.properties().forEach(member -> put(into, member.getKey(), member.getValue(), place));
        }
    }

    private static void put(ObjectNode into, String name, JsonNode value, String place) {
        if (into.has(name)) {
            throw new TemplateException("Template error: " + place + " makes " + name + " twice.");
        }
        into.set(name, value);
    }

    /** {@code ${Id}} as it is, {@code &{Id}} without what logical ids cannot have. */
    private static String filled(String text, Map<String, String> bound) {
        String filled = text;
        for (Map.Entry<String, String> each : bound.entrySet()) {
            filled = filled.replace("${" + each.getKey() + '}', each.getValue())
                    .replace("&{" + each.getKey() + '}', each.getValue().replaceAll("[^A-Za-z0-9]", ""));
        }
        return filled;
    }
}
