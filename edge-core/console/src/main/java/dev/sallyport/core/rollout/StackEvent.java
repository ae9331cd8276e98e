package dev.sallyport.core.rollout;

import java.time.Instant;

/**
 * What CloudFormation said about a resource, or about the stack itself.
 *
 * @param id unique
 * @param timestamp when it happened
 * @param logicalId name in the template; the stack's own name for the stack
 * @param type such as {@code AWS::KMS::Key}
 * @param status such as {@code CREATE_COMPLETE}
 * @param reason empty when AWS gives none
 */
public record StackEvent(
        String id, Instant timestamp, String logicalId, String type, String status, String reason) {

    /** Whether a resource reached the end of what was asked. */
    public boolean isComplete() {
        return status.endsWith("_COMPLETE");
    }

    /** Whether something went wrong. */
    public boolean isFailure() {
        return status.endsWith("_FAILED");
    }
}
