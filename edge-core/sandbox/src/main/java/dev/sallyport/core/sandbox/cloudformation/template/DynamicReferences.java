package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dynamic references, such as <code>{{resolve:ssm:/books/url:1}}</code>, in the texts of a value.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html">Get values stored in
 *     other services using dynamic references</a>
 */
public final class DynamicReferences {
    private static final Pattern REFERENCE = Pattern.compile("\\{\\{resolve:([a-z-]{1,30}):([^{}]{1,2048})}}");

    /**
     * One reference.
     *
     * @param text the whole of it, braces included
     * @param service {@code ssm}, {@code ssm-secure} or {@code secretsmanager}
     * @param key what that service is asked for
     */
    public record Reference(String text, String service, String key) {}

    private DynamicReferences() {}

    /** All that stand anywhere in {@code value}. */
    public static Set<Reference> in(JsonNode value) {
        Set<Reference> found = new LinkedHashSet<>();
        texts(value, text -> {
            Matcher matcher = REFERENCE.matcher(text);
            while (matcher.find()) {
                found.add(new Reference(matcher.group(), matcher.group(1), matcher.group(2)));
            }
        });
        return found;
    }

    private static void texts(JsonNode value, Consumer<String> each) {
        if (value.isTextual()) {
            each.accept(value.textValue());
        } else {
            value.forEach(inner -> texts(inner, each));
        }
    }

    /** The value with each reference replaced by what {@code values} has for it; one without a value stays. */
    public static JsonNode replaced(JsonNode value, Map<String, String> values) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (value.isTextual()) {
            return json.textNode(REFERENCE.matcher(value.textValue())
                    .replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(), match.group()))));
        }
        if (value.isArray()) {
            var array = json.arrayNode();
            value.forEach(item -> array.add(replaced(item, values)));
            return array;
        }
        if (value.isObject()) {
            ObjectNode object = json.objectNode();
            value.properties().forEach(entry -> object.set(entry.getKey(), replaced(entry.getValue(), values)));
            return object;
        }
        return value;
    }
}
