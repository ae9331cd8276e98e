package dev.sallyport.core.stack;

/**
 * One line of a plan.
 *
 * @param action {@code Add}, {@code Modify} or {@code Remove}
 * @param logicalId name in the template
 * @param type such as {@code AWS::CloudFront::Distribution}
 * @param replacement {@code True}, {@code False} or {@code Conditional} for Modify; empty otherwise
 */
public record Change(String action, String logicalId, String type, String replacement) {}
