package dev.sallyport.core.sandbox.ssm;

import dev.sallyport.core.sandbox.access.Fault;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ssm.model.HierarchyLevelLimitExceededException;
import software.amazon.awssdk.services.ssm.model.InvalidNextTokenException;
import software.amazon.awssdk.services.ssm.model.InvalidResourceIdException;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterPatternMismatchException;
import software.amazon.awssdk.services.ssm.model.ParameterVersionNotFoundException;

/**
 * The parameter store's errors.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html#API_PutParameter_Errors">
 *     PutParameter, errors</a>
 */
final class SsmFaults {
    private static final String SSM = "Ssm";

    private SsmFaults() {}

    static AwsServiceException invalid(String message) {
        return Fault.of(SSM, "ValidationException", 400, message);
    }

    static AwsServiceException missing(String name) {
        return Fault.of(
                ParameterNotFoundException.builder(), SSM, "ParameterNotFound", 400, "Parameter " + name + " not found.");
    }

    static AwsServiceException noVersion(String name, String selector) {
        return Fault.of(
                ParameterVersionNotFoundException.builder(),
                SSM,
                "ParameterVersionNotFound",
                400,
                "Systems Manager could not find version " + selector + " of " + name
                        + ". Verify the version and try again.");
    }

    static AwsServiceException exists() {
        return Fault.of(
                ParameterAlreadyExistsException.builder(),
                SSM,
                "ParameterAlreadyExists",
                400,
                "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.");
    }

    static AwsServiceException levels(int most) {
        return Fault.of(
                HierarchyLevelLimitExceededException.builder(),
                SSM,
                "HierarchyLevelLimitExceededException",
                400,
                "Parameter name can have a maximum of " + most + " levels.");
    }

    static AwsServiceException pattern(String pattern) {
        return Fault.of(
                ParameterPatternMismatchException.builder(),
                SSM,
                "ParameterPatternMismatchException",
                400,
                "Parameter value, cannot be validated against allowedPattern: " + pattern);
    }

    static AwsServiceException token() {
        return Fault.of(
                InvalidNextTokenException.builder(), SSM, "InvalidNextToken", 400, "The specified token is not valid.");
    }

    static AwsServiceException noResource() {
        return Fault.of(
                InvalidResourceIdException.builder(), SSM, "InvalidResourceId", 400, "The resource ID is not valid.");
    }
}
