package dev.sallyport.core.sandbox.apigateway;

import dev.sallyport.core.sandbox.access.Fault;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.ConflictException;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;

/** API Gateway's errors, with the codes and statuses of its API reference. */
final class GatewayFaults {
    private static final String SERVICE = "ApiGateway";

    private GatewayFaults() {}

    static AwsServiceException notFound(String what) {
        return Fault.of(
                NotFoundException.builder(),
                SERVICE,
                "NotFoundException",
                404,
                "Invalid " + what + " identifier specified");
    }

    static AwsServiceException bad(String message) {
        return Fault.of(BadRequestException.builder(), SERVICE, "BadRequestException", 400, message);
    }

    static AwsServiceException conflict(String message) {
        return Fault.of(ConflictException.builder(), SERVICE, "ConflictException", 409, message);
    }

    static String needed(@Nullable String value, String member) {
        if (value == null || value.isEmpty()) {
            throw bad(member + " must be specified");
        }
        return value;
    }
}
