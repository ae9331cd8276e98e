package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.sandbox.wire.SdkInternals.ModelledError;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;

/**
 * An error before it takes the form of a protocol.
 *
 * @param status HTTP status; 500 and up is the service's fault, everything else the caller's
 * @param code as clients match it
 * @param message a sentence
 * @param members the modelled members, where the error has any
 */
record Fault(int status, String code, String message, Optional<SdkPojo> members) {

    static Fault of(int status, String code, String message) {
        return new Fault(status, code, message, Optional.empty());
    }

    /** What a service threw; code and status come from the exception, else from the service's model. */
    static Fault of(AwsServiceException thrown, ServiceModel service) {
        Optional<ModelledError> modelled = service.error(thrown.getClass());
        AwsErrorDetails details = thrown.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        String message = details == null ? thrown.getMessage() : details.errorMessage();
        int status = thrown.statusCode() > 0
                ? thrown.statusCode()
                : modelled.map(ModelledError::status).filter(known -> known > 0).orElse(400);
        return new Fault(
                status,
                code != null ? code : modelled.map(ModelledError::code).orElse("InternalFailure"),
                Objects.requireNonNullElse(message, ""),
                Optional.of(thrown));
    }

    /** {@code Sender} or {@code Receiver}, as the query protocol says whose fault it is. */
    String type() {
        return status < 500 ? "Sender" : "Receiver";
    }
}
