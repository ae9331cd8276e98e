package dev.sallyport.core.sandbox.cloudformation.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** An order in which each thing comes after what it depends on. */
public final class DependencyOrder {
    private DependencyOrder() {}

    /**
     * The names of {@code dependencies} in such an order, otherwise as they come. Dependencies on unknown names are ignored.
     *
     * @throws TemplateException {@code Circular dependency between resources: […]}
     */
    public static List<String> of(Map<String, Set<String>> dependencies) {
        Map<String, Set<String>> left = copy(dependencies);
        List<String> order = new ArrayList<>();
        while (!left.isEmpty()) {
            List<String> ready = leaves(left);
            if (ready.isEmpty()) {
                throw new TemplateException("Circular dependency between resources: " + circle(left));
            }
            order.addAll(ready);
            remove(left, ready);
        }
        return order;
    }

    /** The same dependencies turned round: what depends on each name. */
    public static Map<String, Set<String>> reversed(Map<String, Set<String>> dependencies) {
        Map<String, Set<String>> reversed = new LinkedHashMap<>();
        dependencies.keySet().forEach(name -> reversed.put(name, new LinkedHashSet<>()));
        dependencies.forEach((name, needs) -> needs.forEach(need -> {
            Set<String> dependents = reversed.get(need);
            if (dependents != null) {
                dependents.add(name);
            }
        }));
        return reversed;
    }

    private static Map<String, Set<String>> copy(Map<String, Set<String>> dependencies) {
        Map<String, Set<String>> copy = new LinkedHashMap<>();
        dependencies.forEach((name, needs) -> {
            Set<String> known = new LinkedHashSet<>(needs);
            known.retainAll(dependencies.keySet());
            copy.put(name, known);
        });
        return copy;
    }

    private static List<String> leaves(Map<String, Set<String>> left) {
        return left.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static void remove(Map<String, Set<String>> left, List<String> done) {
        done.forEach(left::remove);
        left.values().forEach(needs -> needs.removeAll(done));
    }

    /** Those of {@code left} that lie on a circle: what remains when the dependents outside of it are taken away too. */
    private static Set<String> circle(Map<String, Set<String>> left) {
        Map<String, Set<String>> turned = reversed(left);
        for (List<String> ends = leaves(turned); !ends.isEmpty(); ends = leaves(turned)) {
            remove(turned, ends);
        }
        return new TreeSet<>(turned.keySet());
    }
}
