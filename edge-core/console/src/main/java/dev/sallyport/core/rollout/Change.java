package dev.sallyport.core.rollout;

import java.util.List;

/**
 * One line of a plan.
 *
 * @param action {@code Add}, {@code Modify} or {@code Remove}
 * @param logicalId name in the template
 * @param type such as {@code AWS::CloudFront::Distribution}
 * @param replacement {@code True}, {@code False} or {@code Conditional} for Modify; empty otherwise
 * @param physicalId name in AWS; empty for what is not there yet
 * @param details what changes of it; empty for Add and Remove
 */
public record Change(
        String action, String logicalId, String type, String replacement, String physicalId, List<Detail> details) {

    /** A change of which nothing more is known. */
    public Change(String action, String logicalId, String type, String replacement) {
        this(action, logicalId, type, replacement, "", List.of());
    }

    /**
     * What changes of a resource, in the words of CloudFormation's change set.
     *
     * @param attribute such as {@code Properties} or {@code Tags}
     * @param name of the property; empty for attributes without
     * @param before value now, as CloudFormation tells it; empty when it does not
     * @param after value then; {@code {{changeSet:KNOWN_AFTER_APPLY}}} where only the deployment decides
     * @param recreation {@code Never}, {@code Conditionally} or {@code Always}: whether this alone replaces the
     *     resource
     * @param cause parameter or attribute that it follows from; empty for the template itself
     */
    public record Detail(
            String attribute, String name, String before, String after, String recreation, String cause) {}
}
