package dev.sallyport.core.proposal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where two JSON documents of AWS WAF differ. Items of a list that all have a name go by it and not by their place, since
 * the order of rules is told by their priorities; a list that is absent and one that is empty are the same.
 *
 * @param path such as {@code Rules[BadBots].Action}
 * @param before null where it is new
 * @param after null where it is gone
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Difference(String path, @Nullable JsonNode before, @Nullable JsonNode after) {
    private static final int SHOWN = 200;

    /** All of them, in the order of the documents. */
    public static List<Difference> between(JsonNode before, JsonNode after) {
        List<Difference> found = new ArrayList<>();
        compare("", before, after, found);
        return List.copyOf(found);
    }

    /** One line for a person. */
    public String sentence() {
        return path + ": " + shown(before) + " → " + shown(after);
    }

    private static String shown(@Nullable JsonNode value) {
        String text = value == null ? "none" : value.isTextual() ? value.asText() : value.toString();
        return text.length() > SHOWN ? text.substring(0, SHOWN - 1) + "…" : text;
    }

    private static void compare(String path, JsonNode before, JsonNode after, List<Difference> found) {
        if (before.equals(after)) {
            return;
        }
        if (before.isObject() && after.isObject() && isSameKind(before, after)) {
            Set<String> names = names(before);
            names.addAll(names(after));
            names.forEach(name -> compare(
                    path.isEmpty() ? name : path + "." + name, before.path(name), after.path(name), found));
        } else if (isList(before) && isList(after)) {
            compareLists(path, before, after, found);
        } else {
            found.add(new Difference(path, present(before), present(after)));
        }
    }

    /** Of a union, such as an action, that holds another member than before, no member tells more than the whole. */
    private static boolean isSameKind(JsonNode before, JsonNode after) {
        Set<String> names = names(before);
        return before.isEmpty() || after.isEmpty() || names.removeAll(names(after));
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new LinkedHashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static boolean isList(JsonNode value) {
        return value.isArray() || value.isMissingNode();
    }

    private static void compareLists(String path, JsonNode before, JsonNode after, List<Difference> found) {
        Map<String, JsonNode> olds = byName(before);
        Map<String, JsonNode> news = byName(after);
        if (olds.size() == before.size() && news.size() == after.size()) {
            Set<String> names = new LinkedHashSet<>(olds.keySet());
            names.addAll(news.keySet());
            names.forEach(name -> compare(
                    path + "[" + name + "]",
                    olds.getOrDefault(name, MissingNode.getInstance()),
                    news.getOrDefault(name, MissingNode.getInstance()),
                    found));
        } else if (before.size() == after.size()) {
            for (int i = 0; i < before.size(); i++) {
                compare(path + "[" + i + "]", before.get(i), after.get(i), found);
            }
        } else {
            found.add(new Difference(path, present(before), present(after)));
        }
    }

    /** Fewer than there are items where one has no name, or two have the same. */
    private static Map<String, JsonNode> byName(JsonNode list) {
        Map<String, JsonNode> items = new LinkedHashMap<>();
        list.forEach(item -> {
            if (item.path("Name").isTextual()) {
                items.put(item.path("Name").asText(), item);
            }
        });
        return items;
    }

    private static @Nullable JsonNode present(JsonNode value) {
        return value.isMissingNode() ? null : value;
    }
}
