package dev.sallyport.core.rollout;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far CloudFormation is with an operation.
 *
 * @param done resources that are complete
 * @param total resources that change
 * @param underWay names of the resources at work now
 * @param atLeast what the slowest remaining resource took in earlier rollouts, so the operation takes this long at
 *     least; null when one of them never was seen before
 */
public record RolloutProgress(int done, int total, List<String> underWay, @Nullable Duration atLeast) {}
