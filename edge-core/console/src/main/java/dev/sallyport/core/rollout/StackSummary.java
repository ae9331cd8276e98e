package dev.sallyport.core.rollout;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;

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

    static StackSummary of(Stack stack) {
        return new StackSummary(
                stack.stackName(),
                Objects.requireNonNull(Deployment.blueprintOf(stack)),
                stack.stackStatusAsString(),
                Objects.requireNonNullElse(stack.stackStatusReason(), ""),
                outputs(stack),
                stack.lastUpdatedTime() == null ? stack.creationTime() : stack.lastUpdatedTime());
    }

    static Map<String, String> outputs(Stack stack) {
        Map<String, String> outputs = new TreeMap<>();
        for (Output output : stack.outputs()) {
            outputs.put(output.outputKey(), output.outputValue());
        }
        return outputs;
    }

    static Map<String, String> parameters(Stack stack) {
        Map<String, String> parameters = new TreeMap<>();
        for (Parameter parameter : stack.parameters()) {
            parameters.put(parameter.parameterKey(), parameter.parameterValue());
        }
        return parameters;
    }
}
