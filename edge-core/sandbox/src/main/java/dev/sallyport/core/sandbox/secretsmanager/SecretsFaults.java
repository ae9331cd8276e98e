package dev.sallyport.core.sandbox.secretsmanager;

import dev.sallyport.core.sandbox.access.Fault;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** Secrets Manager's errors. */
final class SecretsFaults {
    private static final String SERVICE = "SecretsManager";

    private SecretsFaults() {}

    static AwsServiceException missing() {
        return Fault.of(
                ResourceNotFoundException.builder(),
                SERVICE,
                "ResourceNotFoundException",
                400,
                "Secrets Manager can't find the specified secret.");
    }

    static AwsServiceException noVersion(String what) {
        return Fault.of(
                ResourceNotFoundException.builder(),
                SERVICE,
                "ResourceNotFoundException",
                400,
                "Secrets Manager can't find the specified secret value for " + what);
    }

    static AwsServiceException exists(String name) {
        return Fault.of(
                ResourceExistsException.builder(),
                SERVICE,
                "ResourceExistsException",
                400,
                "The operation failed because the secret " + name + " already exists.");
    }

    static AwsServiceException deleted() {
        return Fault.of(
                InvalidRequestException.builder(),
                SERVICE,
                "InvalidRequestException",
                400,
                "You can't perform this operation on the secret because it was marked for deletion.");
    }

    static AwsServiceException parameter(String message) {
        return Fault.of(InvalidParameterException.builder(), SERVICE, "InvalidParameterException", 400, message);
    }
}
