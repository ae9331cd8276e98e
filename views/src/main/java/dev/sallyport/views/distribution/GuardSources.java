package dev.sallyport.views.distribution;

import dev.sallyport.core.guard.Guard;
import dev.sallyport.core.guard.GuardListener;
import dev.sallyport.core.guard.GuardPlan;
import dev.sallyport.core.guard.Guarded;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the page has its guards from.
 *
 * @param plan what would end findings
 * @param standing the guard of a distribution that stands
 * @param apply carries a plan out
 * @param undo takes the last guard of a distribution back
 */
public record GuardSources(
        Function<Guard.Wish, GuardPlan> plan,
        Function<String, Optional<Guarded>> standing,
        Deed<GuardPlan> apply,
        Deed<String> undo) {
    /** Something that takes its time and tells how it goes. */
    @FunctionalInterface
    public interface Deed<T> {
        /** Does it. */
        Guarded with(T what, GuardListener listener) throws InterruptedException;
    }
}
