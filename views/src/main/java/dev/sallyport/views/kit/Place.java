package dev.sallyport.views.kit;

import java.util.Map;
import java.util.Optional;

/**
 * Somewhere in the console: a page with its filter set.
 *
 * @param page the feature's id
 * @param filter what the page is asked to show, by name; empty for the page as it stands
 */
public record Place(String page, Map<String, String> filter) {
    /** The page as it stands. */
    public static Place of(String page) {
        return new Place(page, Map.of());
    }

    /** The page with one filter set. */
    public static Place of(String page, String name, String value) {
        return new Place(page, Map.of(name, value));
    }

    /** What is to stand in the page's filter field; empty for what stands there. */
    public Optional<String> words() {
        return Optional.ofNullable(filter.get("filter"));
    }
}
