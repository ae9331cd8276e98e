package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a resource's tags differ from before.
 *
 * @param set tags that are new or have another value
 * @param removed keys that are gone
 */
record TagChange(Map<String, String> set, List<String> removed) {
    /** The tag that carries the stack's id, as AWS sets it on what a stack makes. */
    static final String STACK_ID = "aws:cloudformation:stack-id";

    /** The tag that carries the logical id, as AWS sets it on what a stack makes. */
    static final String LOGICAL_ID = "aws:cloudformation:logical-id";

    static Map<String, String> tags(ObjectNode properties) {
        return tags(properties.path("Tags"));
    }

    /** From a list of keys and values, or from an object as some types have it. */
    private static Map<String, String> tags(JsonNode given) {
        Map<String, String> tags = new LinkedHashMap<>();
        if (given.isObject()) {
            given.properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        } else {
            given.forEach(tag -> tags.put(tag.path("Key").asText(), tag.path("Value").asText()));
        }
        return tags;
    }

    /** No change right after the creation, which has set the tags itself. */
    static TagChange between(@Nullable ObjectNode before, ObjectNode after) {
        Map<String, String> set = tags(after);
        if (before == null) {
            return new TagChange(Map.of(), List.of());
        }
        Map<String, String> old = tags(before);
        List<String> removed = new ArrayList<>(old.keySet());
        removed.removeAll(set.keySet());
        set.entrySet().removeAll(old.entrySet());
        return new TagChange(set, removed);
    }

    /** Hands what is new or changed to {@code put} and the keys that are gone to {@code remove}, if there are any. */
    void apply(Consumer<Map<String, String>> put, Consumer<List<String>> remove) {
        if (!set.isEmpty()) {
            put.accept(set);
        }
        if (!removed.isEmpty()) {
            remove.accept(removed);
        }
    }

    /** Tags as a service lists them; {@code tag} makes one of key and value. */
    static <T> List<T> list(Map<String, String> tags, BiFunction<String, String, T> tag) {
        return tags.entrySet().stream()
                .map(each -> tag.apply(each.getKey(), each.getValue()))
                .toList();
    }

    /** Whether {@code tags} are those of the resource that {@code wanted} describes. */
    static boolean marks(Map<String, String> tags, Wanted wanted) {
        return wanted.stackId().equals(tags.get(STACK_ID)) && wanted.logicalId().equals(tags.get(LOGICAL_ID));
    }
}
