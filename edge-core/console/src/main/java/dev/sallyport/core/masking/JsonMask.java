package dev.sallyport.core.masking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sallyport.core.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;

/** Masks JSON by the names of its members, as functions log events, requests and answers. */
final class JsonMask {
    private static final ObjectReader JSON = Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final Set<String> QUERIES =
            Set.of("args", "querystring", "rawquerystring", "query_string", "cs-uri-query", "fragment");
    private static final Set<String> COOKIES = Set.of("cookie", "cookies", "cs(cookie)", "cs-cookie");
    private static final Set<String> HEADERS = Set.of("headers", "multivalueheaders", "customheaders");
    private static final Set<String> PARAMETERS =
            Set.of("querystringparameters", "multivaluequerystringparameters", "querystring", "query", "params");

    private JsonMask() {}

    /** One whole object or list, masked; empty for any other text. What has no secret stays as it was written. */
    static Optional<String> object(Masking masking, String text) {
        return parsed(text).map(tree -> {
            JsonNode masked = node(masking, "", tree.deepCopy());
            return masked.equals(tree) ? text : masked.toString();
        });
    }

    /** A text that is one JSON object or list. */
    static Optional<JsonNode> parsed(String text) {
        String bare = text.strip();
        if (!bare.startsWith("{") && !bare.startsWith("[")) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(bare)).filter(JsonNode::isContainerNode);
        } catch (JsonProcessingException none) {
            return Optional.empty();
        }
    }

    /** The value of a member of that name; of an item of a list the list's name. */
    static JsonNode node(Masking masking, String name, JsonNode node) {
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (node) {
            case ObjectNode object when HEADERS.contains(lower) -> members(object, masking::header, masking);
            case ObjectNode object when PARAMETERS.contains(lower) -> members(object, masking::parameter, masking);
            case ObjectNode object when COOKIES.contains(lower) -> members(object, masking::cookie, masking);
            case ObjectNode object -> object(masking, object);
            case ArrayNode list -> items(list, masking, name);
            default -> scalar(masking, lower, node);
        };
    }

    private static JsonNode scalar(Masking masking, String name, JsonNode node) {
        if (node.isTextual()) {
            return TextNode.valueOf(text(masking, name, node.textValue()));
        }
        return node.isNumber() && FreeText.tells(name) ? TextNode.valueOf(masking.value(node.asText())) : node;
    }

    private static String text(Masking masking, String name, String value) {
        if (QUERIES.contains(name)) {
            return masking.query(value);
        }
        if (COOKIES.contains(name)) {
            return masking.cookies(value);
        }
        return switch (name) {
            case "set-cookie", "authorization", "proxy-authorization", "location" -> masking.header(name, value);
            case "referer", "referrer", "cs(referer)", "cs-referer" -> masking.url(value);
            // Of a form the names stay; of anything else nothing.
            case "body" -> object(masking, value).orElseGet(() -> masking.query(value));
            default -> FreeText.tells(name) ? masking.value(value) : FreeText.masked(masking, value);
        };
    }

    /**
     * A pair of name and value is a header, what has an encoding the body of a request; any other object goes member by
     * member.
     */
    private static JsonNode object(Masking masking, ObjectNode object) {
        String named = object.path("name").isTextual() ? "name" : "key";
        if (object.path(named).isTextual() && object.path("value").isTextual()) {
            object.put("value", masking.header(object.path(named).textValue(), object.path("value").textValue()));
        }
        if (object.path("encoding").isTextual() && object.path("data").isTextual()) {
            object.put("data", masking.value(object.path("data").textValue()));
        }
        for (String member : names(object)) {
            boolean done = member.equals("value") && object.path(named).isTextual();
            if (!done) {
                object.set(member, node(masking, member, object.path(member)));
            }
        }
        return object;
    }

    private static JsonNode items(ArrayNode list, Masking masking, String name) {
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.path(i);
            list.set(i, item instanceof ObjectNode object ? object(masking, object) : node(masking, name, item));
        }
        return list;
    }

    /** Members whose names are those of headers, parameters or cookies; a value may be several. */
    private static JsonNode members(ObjectNode object, BinaryOperator<String> mask, Masking masking) {
        for (String member : names(object)) {
            JsonNode value = object.path(member);
            if (value.isTextual()) {
                object.put(member, mask.apply(member, value.textValue()));
            } else if (value instanceof ArrayNode list) {
                for (int i = 0; i < list.size(); i++) {
                    JsonNode item = list.path(i);
                    list.set(i, item.isTextual()
                            ? TextNode.valueOf(mask.apply(member, item.textValue()))
                            : item(member, item, mask, masking));
                }
            } else {
                object.set(member, item(member, value, mask, masking));
            }
        }
        return object;
    }

    /**
     * {@code {"value":"…"}}, as functions of CloudFront have headers, cookies and parameters; the name is the
     * member's.
     */
    private static JsonNode item(String member, JsonNode item, BinaryOperator<String> mask, Masking masking) {
        if (item instanceof ObjectNode object && object.path("value").isTextual()) {
            object.put("value", mask.apply(member, object.path("value").textValue()));
            for (Map.Entry<String, JsonNode> other : List.copyOf(object.properties())) {
                if (!other.getKey().equals("value")) {
                    object.set(other.getKey(), node(masking, member, other.getValue()));
                }
            }
            return object;
        }
        return node(masking, member, item);
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
