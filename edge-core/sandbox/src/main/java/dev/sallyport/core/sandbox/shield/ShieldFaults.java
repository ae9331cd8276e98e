package dev.sallyport.core.sandbox.shield;

import dev.sallyport.core.sandbox.access.Fault;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.shield.model.InvalidOperationException;
import software.amazon.awssdk.services.shield.model.InvalidPaginationTokenException;
import software.amazon.awssdk.services.shield.model.InvalidParameterException;
import software.amazon.awssdk.services.shield.model.InvalidResourceException;
import software.amazon.awssdk.services.shield.model.LimitsExceededException;
import software.amazon.awssdk.services.shield.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.shield.model.ResourceNotFoundException;

/** AWS Shield's errors. */
final class ShieldFaults {
    private static final String SHIELD = "Shield";

    private ShieldFaults() {}

    static AwsServiceException missing(String message) {
        return Fault.of(ResourceNotFoundException.builder(), SHIELD, "ResourceNotFoundException", 400, message);
    }

    static AwsServiceException noSubscription() {
        return missing("The subscription does not exist.");
    }

    static AwsServiceException exists(String type) {
        return Fault.of(
                ResourceAlreadyExistsException.builder().resourceType(type),
                SHIELD,
                "ResourceAlreadyExistsException",
                400,
                "The " + type + " already exists.");
    }

    static AwsServiceException invalid(String message) {
        return Fault.of(InvalidParameterException.builder(), SHIELD, "InvalidParameterException", 400, message);
    }

    static AwsServiceException badResource(String message) {
        return Fault.of(InvalidResourceException.builder(), SHIELD, "InvalidResourceException", 400, message);
    }

    static AwsServiceException notNow(String message) {
        return Fault.of(InvalidOperationException.builder(), SHIELD, "InvalidOperationException", 400, message);
    }

    static AwsServiceException limit(String type, long most) {
        return Fault.of(
                LimitsExceededException.builder().type(type).limit(most),
                SHIELD,
                "LimitsExceededException",
                400,
                "The limit of " + most + " " + type + " is exceeded.");
    }

    static AwsServiceException badToken() {
        return Fault.of(
                InvalidPaginationTokenException.builder(),
                SHIELD,
                "InvalidPaginationTokenException",
                400,
                "The NextToken specified is not valid.");
    }
}
