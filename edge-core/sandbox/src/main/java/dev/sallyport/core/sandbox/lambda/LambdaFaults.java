package dev.sallyport.core.sandbox.lambda;

import dev.sallyport.core.sandbox.access.Fault;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.lambda.model.PreconditionFailedException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** Lambda's errors, with the codes and statuses of its API reference. */
final class LambdaFaults {
    private static final String SERVICE = "Lambda";

    private LambdaFaults() {}

    static AwsServiceException invalid(String message) {
        return Fault.of(
                InvalidParameterValueException.builder(), SERVICE, "InvalidParameterValueException", 400, message);
    }

    static AwsServiceException validation(String member, String value, String constraint) {
        return Fault.of(
                SERVICE,
                "ValidationException",
                400,
                "1 validation error detected: Value '" + value + "' at '" + member
                        + "' failed to satisfy constraint: " + constraint);
    }

    static AwsServiceException content(String message) {
        return Fault.of(
                InvalidRequestContentException.builder(), SERVICE, "InvalidRequestContentException", 400, message);
    }

    static AwsServiceException notFound(String message) {
        return Fault.of(ResourceNotFoundException.builder(), SERVICE, "ResourceNotFoundException", 404, message);
    }

    static AwsServiceException conflict(String message) {
        return Fault.of(ResourceConflictException.builder(), SERVICE, "ResourceConflictException", 409, message);
    }

    static AwsServiceException stale() {
        return Fault.of(
                PreconditionFailedException.builder(),
                SERVICE,
                "PreconditionFailedException",
                412,
                "The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to "
                        + "retrieve the latest RevisionId");
    }

    static AwsServiceException throttled() {
        return Fault.of(
                TooManyRequestsException.builder().reason("ReservedFunctionConcurrentInvocationLimitExceeded"),
                SERVICE,
                "TooManyRequestsException",
                429,
                "Rate Exceeded.");
    }
}
