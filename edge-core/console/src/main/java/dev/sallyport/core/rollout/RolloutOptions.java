package dev.sallyport.core.rollout;

import org.jspecify.annotations.Nullable;

/**
 * How a change is to be made.
 *
 * @param weight share of the viewers that a staging copy is to serve first, above 0 and at most 0.15; null to change
 *     the distribution itself
 * @param overwrite goes on over what someone else has changed
 * @param plan that was agreed to; null when none was shown. What it saw must still stand
 */
public record RolloutOptions(@Nullable Double weight, boolean overwrite, @Nullable Plan plan) {
    /** Changes the distribution itself, and nothing of anybody else's. */
    public static final RolloutOptions PLAIN = new RolloutOptions(null, false, null);
}
