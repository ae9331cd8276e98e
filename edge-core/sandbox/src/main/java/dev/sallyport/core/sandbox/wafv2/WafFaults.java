package dev.sallyport.core.sandbox.wafv2;

import dev.sallyport.core.sandbox.access.Fault;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.wafv2.model.WafAssociatedItemException;
import software.amazon.awssdk.services.wafv2.model.WafDuplicateItemException;
import software.amazon.awssdk.services.wafv2.model.WafInvalidParameterException;
import software.amazon.awssdk.services.wafv2.model.WafLimitsExceededException;
import software.amazon.awssdk.services.wafv2.model.WafNonexistentItemException;
import software.amazon.awssdk.services.wafv2.model.WafOptimisticLockException;
import software.amazon.awssdk.services.wafv2.model.WafUnsupportedAggregateKeyTypeException;

/** AWS WAF's errors. */
final class WafFaults {
    private static final String WAF = "Wafv2";

    private WafFaults() {}

    /**
     * A parameter that AWS WAF does not accept, in the form of its own messages.
     *
     * @param field one of ParameterExceptionField
     */
    static AwsServiceException invalid(String reason, String field, String parameter) {
        return Fault.of(
                WafInvalidParameterException.builder().field(field).parameter(parameter).reason(reason),
                WAF,
                "WAFInvalidParameterException",
                400,
                "Error reason: " + reason + ", field: " + field + ", parameter: " + parameter);
    }

    static AwsServiceException missing() {
        return missing("AWS WAF couldn’t perform the operation because your resource doesn’t exist.");
    }

    static AwsServiceException missing(String message) {
        return Fault.of(WafNonexistentItemException.builder(), WAF, "WAFNonexistentItemException", 400, message);
    }

    static AwsServiceException stale() {
        return Fault.of(
                WafOptimisticLockException.builder(),
                WAF,
                "WAFOptimisticLockException",
                400,
                "AWS WAF couldn’t save your changes because someone changed the resource after you started to edit it."
                        + " Reapply your changes.");
    }

    static AwsServiceException duplicate() {
        return Fault.of(
                WafDuplicateItemException.builder(),
                WAF,
                "WAFDuplicateItemException",
                400,
                "AWS WAF couldn’t perform the operation because some resource in your request is a duplicate of an"
                        + " existing one.");
    }

    static AwsServiceException inUse() {
        return Fault.of(
                WafAssociatedItemException.builder(),
                WAF,
                "WAFAssociatedItemException",
                400,
                "AWS WAF couldn’t perform the operation because your resource is being used by another resource or it’s"
                        + " associated with another resource.");
    }

    static AwsServiceException limit(String what) {
        return Fault.of(
                WafLimitsExceededException.builder(),
                WAF,
                "WAFLimitsExceededException",
                400,
                "AWS WAF couldn’t perform the operation because you exceeded your resource limit: " + what + ".");
    }

    static AwsServiceException aggregateKey() {
        return Fault.of(
                WafUnsupportedAggregateKeyTypeException.builder(),
                WAF,
                "WAFUnsupportedAggregateKeyTypeException",
                400,
                "The rule that you've named doesn't aggregate solely on the IP address or solely on the forwarded IP"
                        + " address.");
    }
}
