package dev.sallyport.core.sandbox.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * Query strings, headers and cookies in the form of CloudFront Functions' events: a name's first {@code value}, and all of them
 * as {@code multiValue} where there are several.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html">Event
 *     structure</a>
 */
final class ViewerEventForm {
    private ViewerEventForm() {}

    private static ObjectNode add(ObjectNode object, String name, String value) {
        ObjectNode one = JsonNodeFactory.instance.objectNode().put("value", value);
        if (!(object.get(name) instanceof ObjectNode first)) {
            object.set(name, one);
            return one;
        }
        if (!first.has("multiValue")) {
            ObjectNode copy = first.deepCopy();
            first.putArray("multiValue").add(copy);
        }
        first.withArray("multiValue").add(one);
        return one;
    }

    /** Names and values stay as they were sent, percent-encoded. */
    static ObjectNode query(String query) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (String pair : query.split("&", -1)) {
            int at = pair.indexOf('=');
            if (!pair.isEmpty()) {
                add(object, at < 0 ? pair : pair.substring(0, at), at < 0 ? "" : pair.substring(at + 1));
            }
        }
        return object;
    }

    /** By names in lower case, without those of cookies. */
    static ObjectNode headers(Headers headers) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Headers.Line line : headers.lines()) {
            String name = line.name().toLowerCase(Locale.ROOT);
            if (!name.equals("cookie") && !name.equals("set-cookie")) {
                add(object, name, line.value());
            }
        }
        return object;
    }

    static ObjectNode sentCookies(Headers headers) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (String line : headers.all("Cookie")) {
            for (String pair : line.split(";", -1)) {
                int at = pair.indexOf('=');
                if (at > 0) {
                    add(object, pair.substring(0, at).strip(), pair.substring(at + 1).strip());
                }
            }
        }
        return object;
    }

    static ObjectNode setCookies(Headers headers) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (String line : headers.all("Set-Cookie")) {
            int end = line.indexOf(';');
            String pair = end < 0 ? line : line.substring(0, end);
            int at = pair.indexOf('=');
            if (at > 0) {
                ObjectNode one = add(object, pair.substring(0, at).strip(), pair.substring(at + 1).strip());
                if (end >= 0) {
                    one.put("attributes", line.substring(end + 1).strip());
                }
            }
        }
        return object;
    }

    private static void each(JsonNode object, String what, BiConsumer<String, JsonNode> taker) {
        if (object.isMissingNode() || object.isNull()) {
            return;
        }
        if (!object.isObject()) {
            throw invalid("The " + what + " are not an object.");
        }
        object.properties().forEach(entry -> {
            JsonNode many = entry.getValue().path("multiValue");
            List<JsonNode> items = new ArrayList<>();
            if (many.isArray() && !many.isEmpty()) {
                many.forEach(items::add);
            } else {
                items.add(entry.getValue());
            }
            for (JsonNode item : items) {
                JsonNode value = item.path("value");
                if (!value.isValueNode() || value.isNull() || value.asText().matches("(?s).*[\\r\\n].*")) {
                    throw invalid("The " + what + " have no string as the value of " + entry.getKey() + ".");
                }
                taker.accept(entry.getKey(), item);
            }
        });
    }

    /** A query as text or in the form of an event; without the question mark. */
    static String queryOf(JsonNode given) {
        if (given.isTextual()) {
            return given.asText();
        }
        List<String> pairs = new ArrayList<>();
        each(given, "query strings", (name, item) -> {
            String value = item.path("value").asText();
            pairs.add(value.isEmpty() ? name : name + '=' + value);
        });
        return String.join("&", pairs);
    }

    /** What a function returned; cookies of a request become one header, those of a response one each. */
    static Headers headersOf(JsonNode returned, boolean request) {
        List<Headers.Line> lines = new ArrayList<>();
        each(returned.path("headers"), "headers", (name, item) -> {
            if (!name.matches("[!#$%&'*+.^_`|~0-9a-z-]+")) {
                throw invalid("The header name " + name + " is not valid or not in lower case.");
            }
            lines.add(new Headers.Line(EdgeHeaders.titleCase(name), item.path("value").asText()));
        });
        List<String> sent = new ArrayList<>();
        each(returned.path("cookies"), "cookies", (name, item) -> {
            String pair = name + '=' + item.path("value").asText();
            String attributes = item.path("attributes").asText();
            if (request) {
                sent.add(pair);
            } else {
                lines.add(new Headers.Line("Set-Cookie", attributes.isEmpty() ? pair : pair + "; " + attributes));
            }
        });
        if (!sent.isEmpty()) {
            lines.add(new Headers.Line("Cookie", String.join("; ", sent)));
        }
        return new Headers(lines);
    }

    static EdgeFailure invalid(String why) {
        return new EdgeFailure(
                502, "FunctionValidationError", "The CloudFront function returned an invalid value: " + why);
    }
}
