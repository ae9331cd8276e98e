package dev.sallyport.core.sandbox.greengrass;

import dev.sallyport.core.sandbox.access.Fault;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.greengrassv2.model.ConflictException;
import software.amazon.awssdk.services.greengrassv2.model.ResourceNotFoundException;
import software.amazon.awssdk.services.greengrassv2.model.ValidationException;
import software.amazon.awssdk.services.greengrassv2.model.ValidationExceptionField;
import software.amazon.awssdk.services.greengrassv2.model.ValidationExceptionReason;

/** Greengrass's errors. */
final class GreengrassFaults {
    private static final String SERVICE = "GreengrassV2";

    private GreengrassFaults() {}

    static AwsServiceException invalid(String message) {
        return Fault.of(
                ValidationException.builder().reason(ValidationExceptionReason.FIELD_VALIDATION_FAILED),
                SERVICE,
                "ValidationException",
                400,
                message);
    }

    static AwsServiceException invalid(String field, String why) {
        return Fault.of(
                ValidationException.builder()
                        .reason(ValidationExceptionReason.FIELD_VALIDATION_FAILED)
                        .fields(ValidationExceptionField.builder().name(field).message(why).build()),
                SERVICE,
                "ValidationException",
                400,
                field + ": " + why);
    }

    static AwsServiceException missing(String type, String id) {
        return Fault.of(
                ResourceNotFoundException.builder().resourceType(type).resourceId(id),
                SERVICE,
                "ResourceNotFoundException",
                404,
                "The " + type + " " + id + " cannot be found.");
    }

    static AwsServiceException conflict(String type, String id, String message) {
        return Fault.of(
                ConflictException.builder().resourceType(type).resourceId(id),
                SERVICE,
                "ConflictException",
                409,
                message);
    }
}
