package dev.sallyport.core.sandbox.cloudwatch;

import dev.sallyport.core.sandbox.access.Fault;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidNextTokenException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterCombinationException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.MissingRequiredParameterException;

/** CloudWatch's errors, every one with HTTP status 400. */
final class MetricFaults {
    private MetricFaults() {}

    static AwsServiceException value(String message) {
        return Fault.of(InvalidParameterValueException.builder(), "CloudWatch", "InvalidParameterValue", 400, message);
    }

    static AwsServiceException combination(String message) {
        return Fault.of(
                InvalidParameterCombinationException.builder(), "CloudWatch", "InvalidParameterCombination", 400,
                message);
    }

    static AwsServiceException token() {
        return Fault.of(
                InvalidNextTokenException.builder(), "CloudWatch", "InvalidNextToken", 400,
                "The next token is invalid.");
    }

    static <T> T present(@Nullable T value, String member) {
        if (value == null || value.equals("")) {
            throw Fault.of(
                    MissingRequiredParameterException.builder(),
                    "CloudWatch",
                    "MissingParameter",
                    400,
                    "The parameter " + member + " is required.");
        }
        return value;
    }
}
