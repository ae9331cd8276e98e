package dev.sallyport.core.sandbox.route53;

import dev.sallyport.core.sandbox.access.Fault;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.route53.model.HealthCheckAlreadyExistsException;
import software.amazon.awssdk.services.route53.model.HealthCheckVersionMismatchException;
import software.amazon.awssdk.services.route53.model.InvalidInputException;
import software.amazon.awssdk.services.route53.model.NoSuchHealthCheckException;
import software.amazon.awssdk.services.route53.model.NoSuchHostedZoneException;

/** Route 53's errors, with the codes and statuses of its API reference. */
final class Route53Faults {
    private static final String SERVICE = "Route53";

    private Route53Faults() {}

    static AwsServiceException noSuchHealthCheck(String id) {
        return Fault.of(
                NoSuchHealthCheckException.builder(),
                SERVICE,
                "NoSuchHealthCheck",
                404,
                "A health check with id " + id + " does not exist.");
    }

    static AwsServiceException noSuchHostedZone(String id) {
        return Fault.of(
                NoSuchHostedZoneException.builder(),
                SERVICE,
                "NoSuchHostedZone",
                404,
                "No hosted zone found with ID: " + id);
    }

    static AwsServiceException exists(String callerReference) {
        return Fault.of(
                HealthCheckAlreadyExistsException.builder(),
                SERVICE,
                "HealthCheckAlreadyExists",
                409,
                "A health check with the caller reference " + callerReference + " and other settings already exists.");
    }

    static AwsServiceException versionMismatch() {
        return Fault.of(
                HealthCheckVersionMismatchException.builder(),
                SERVICE,
                "HealthCheckVersionMismatch",
                409,
                "The value of HealthCheckVersion in the request doesn't match the value of HealthCheckVersion in the"
                        + " health check.");
    }

    static AwsServiceException invalid(String message) {
        return Fault.of(InvalidInputException.builder(), SERVICE, "InvalidInput", 400, message);
    }
}
