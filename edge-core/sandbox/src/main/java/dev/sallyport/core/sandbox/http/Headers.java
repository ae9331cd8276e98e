package dev.sallyport.core.sandbox.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Header lines in the order and the case in which they were sent; found by name in any case.
 *
 * @param lines in order
 */
public record Headers(List<Line> lines) {
    /** No headers. */
    public static final Headers NONE = new Headers(List.of());

    /** One header line. */
    public record Line(String name, String value) {}

    /** Copies the lines. */
    public Headers {
        lines = List.copyOf(lines);
    }

    /** Names and values in turn. */
    public static Headers of(String... namesAndValues) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            lines.add(new Line(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new Headers(lines);
    }

    /** A line for each value of each name. */
    public static Headers of(Map<String, ? extends List<String>> valuesByName) {
        List<Line> lines = new ArrayList<>();
        valuesByName.forEach((name, values) -> values.forEach(value -> lines.add(new Line(name, value))));
        return new Headers(lines);
    }

    /** The first value of that name. */
    public Optional<String> first(String name) {
        for (Line line : lines) {
            if (line.name().equalsIgnoreCase(name)) {
                return Optional.of(line.value());
            }
        }
        return Optional.empty();
    }

    /** Every value of that name, in order. */
    public List<String> all(String name) {
        return lines.stream()
                .filter(line -> line.name().equalsIgnoreCase(name))
                .map(Line::value)
                .toList();
    }

    /** Whether there is a header of that name. */
    public boolean has(String name) {
        return first(name).isPresent();
    }

    /** With this one line instead of all of its name. */
    public Headers with(String name, String value) {
        return without(name).plus(name, value);
    }

    /** With one line more. */
    public Headers plus(String name, String value) {
        List<Line> more = new ArrayList<>(lines);
        more.add(new Line(name, value));
        return new Headers(more);
    }

    /** Without all of that name. */
    public Headers without(String name) {
        return matching(line -> !line.equalsIgnoreCase(name));
    }

    /** Only those whose name fits. */
    public Headers matching(Predicate<String> name) {
        return new Headers(lines.stream().filter(line -> name.test(line.name())).toList());
    }

    /** Values by name, in any case. */
    public Map<String, List<String>> byName() {
        Map<String, List<String>> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        lines.forEach(line -> map.computeIfAbsent(line.name(), name -> new ArrayList<>()).add(line.value()));
        return map;
    }

    /** Names only: values may hold credentials. */
    @Override
    public String toString() {
        return lines.stream().map(Line::name).toList().toString();
    }
}
