package dev.sallyport.core.sandbox.cloudformation;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Removes what a stack has made, each thing before those that it needs. */
final class Removal {
    private final StackStore store;
    private final ResourceStep step;

    Removal(StackStore store, ResourceStep step) {
        this.store = store;
        this.step = step;
    }

    /** Removes what replaced or abandoned resources left behind. What cannot be removed is left and reported by its event. */
    void leftovers(StoredStack stack) {
        run(stack, Map.of(), keyed(store.leftovers(stack)));
        store.leftovers(stack).forEach(resource -> store.dropLeftover(stack, resource));
    }

    /**
     * Removes everything but what is to be kept.
     *
     * @return the logical ids of what could not be removed
     */
    Set<String> all(StoredStack stack, Predicate<StoredResource> kept) {
        for (StoredResource resource : store.resources(stack)) {
            StoredResource stable = resource.stable();
            if (stable != null && !stable.physicalId().equals(resource.physicalId())) {
                store.leave(stack, stable);
                store.save(stack, resource.committed());
            }
        }
        Map<String, StoredResource> current = new LinkedHashMap<>();
        for (StoredResource resource : store.resources(stack)) {
            if (resource.status().equals("DELETE_COMPLETE") || resource.status().equals("DELETE_SKIPPED")) {
                continue;
            }
            if (kept.test(resource) && resource.made()) {
                store.become(stack, resource, "DELETE_SKIPPED", null);
            } else {
                current.put(resource.key(), resource);
            }
        }
        return run(stack, current, keyed(store.leftovers(stack)));
    }

    private static Map<String, StoredResource> keyed(List<StoredResource> resources) {
        Map<String, StoredResource> keyed = new LinkedHashMap<>();
        resources.forEach(resource -> keyed.put(resource.key(), resource));
        return keyed;
    }

    private Set<String> run(
            StoredStack stack, Map<String, StoredResource> current, Map<String, StoredResource> leftovers) {
        Map<String, StoredResource> things = new LinkedHashMap<>(current);
        things.putAll(leftovers);
        Map<String, Set<String>> after = new LinkedHashMap<>();
        things.forEach((key, resource) -> {
            Set<String> dependents = new LinkedHashSet<>();
            things.forEach((other, thing) -> {
                if (thing.dependsOn().contains(resource.logicalId())) {
                    dependents.add(other);
                }
            });
            after.put(key, dependents);
        });
        Set<String> failed = Parallel.run(after, false, key -> {
            StoredResource thing = things.get(key);
            if (thing == null) {
                throw new IllegalStateException(key);
            }
            if (leftovers.containsKey(key)) {
                boolean gone = step.remove(stack, thing, now -> store.leave(stack, now));
                if (gone) {
                    store.dropLeftover(stack, thing);
                }
                return gone;
            }
            return step.remove(stack, thing, now -> store.save(stack, now));
        });
        Set<String> ids = new TreeSet<>();
        failed.forEach(key -> ids.add(key.substring(0, key.indexOf('/'))));
        return ids;
    }
}
