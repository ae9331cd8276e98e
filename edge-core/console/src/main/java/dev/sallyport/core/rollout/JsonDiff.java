package dev.sallyport.core.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Where two JSON documents differ, leaf by leaf. */
final class JsonDiff {
    /**
     * One difference.
     *
     * @param path names and indexes joined with slashes; items of a list that have a Name go by it
     * @param before missing where it is new
     * @param after missing where it is gone
     */
    record Leaf(String path, JsonNode before, JsonNode after) {
        String shownBefore() {
            return shown(before);
        }

        String shownAfter() {
            return shown(after);
        }
    }

    private JsonDiff() {}

    static List<Leaf> between(JsonNode before, JsonNode after) {
        List<Leaf> leaves = new ArrayList<>();
        compare("", before, after, leaves);
        return leaves;
    }

    private static void compare(String path, JsonNode before, JsonNode after, List<Leaf> leaves) {
        if (before.equals(after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            before.fieldNames().forEachRemaining(names::add);
            after.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> compare(below(path, name), before.path(name), after.path(name), leaves));
        } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
            for (int i = 0; i < before.size(); i++) {
                compare(below(path, label(before.get(i), i)), before.get(i), after.get(i), leaves);
            }
        } else {
            leaves.add(new Leaf(path, before, after));
        }
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }

    private static String label(JsonNode item, int index) {
        return item.path("Name").isTextual() ? item.path("Name").asText() : Integer.toString(index);
    }

    private static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "" : value.isValueNode() ? value.asText() : value.toString();
        return text.length() > 500 ? text.substring(0, 499) + "…" : text;
    }
}
