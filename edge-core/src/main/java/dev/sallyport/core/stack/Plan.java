package dev.sallyport.core.stack;

import java.util.List;

/**
 * What a rollout would do, resource by resource.
 *
 * @param stack its name
 * @param changes empty when nothing would change
 * @param notes what to know about the chosen parameters, one sentence each
 */
public record Plan(String stack, List<Change> changes, List<String> notes) {

    /** A plan of which only the changes are known. */
    public Plan(String stack, List<Change> changes) {
        this(stack, changes, List.of());
    }
}
