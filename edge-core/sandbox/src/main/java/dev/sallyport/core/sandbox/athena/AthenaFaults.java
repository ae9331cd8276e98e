package dev.sallyport.core.sandbox.athena;

import dev.sallyport.core.sandbox.access.Fault;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.MetadataException;

/** Athena's errors. */
final class AthenaFaults {
    private static final String SERVICE = "Athena";

    private AthenaFaults() {}

    static AwsServiceException invalid(String message) {
        return Fault.of(InvalidRequestException.builder(), SERVICE, "InvalidRequestException", 400, message);
    }

    static AwsServiceException noTable(String name) {
        return Fault.of(
                MetadataException.builder(),
                SERVICE,
                "MetadataException",
                400,
                "EntityNotFoundException: Entity Not Found (Service: AmazonDataCatalog; table " + name + ")");
    }
}
