package dev.sallyport.core.stack;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stack that a blueprint made.
 *
 * @param name of the stack
 * @param blueprint that it was made from
 * @param status CloudFormation's, such as {@code CREATE_COMPLETE}
 * @param reason CloudFormation's, empty when none
 * @param outputs by name
 * @param updated last change, or the creation
 */
public record StackSummary(
        String name,
        String blueprint,
        String status,
        String reason,
        Map<String, String> outputs,
        @Nullable Instant updated) {

    /** Whether CloudFormation is still at work on it. */
    public boolean isUnderWay() {
        return status.endsWith("_IN_PROGRESS") && !status.equals("REVIEW_IN_PROGRESS");
    }

    /** Whether the last change went through. */
    public boolean isStanding() {
        return status.equals("CREATE_COMPLETE") || status.equals("UPDATE_COMPLETE");
    }
}
