package dev.sallyport.core.sandbox.athena;

import dev.sallyport.core.sandbox.access.Call;
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

    /** An error of the Data Catalog, as Athena passes it on. */
    static AwsServiceException ofGlue(String code, String message) {
        return Fault.of(
                MetadataException.builder(),
                SERVICE,
                "MetadataException",
                400,
                message + " (Service: AmazonDataCatalog; Status Code: 400; Error Code: " + code + "; Request ID: "
                        + Call.current().requestId() + "; Proxy: null)");
    }
}
