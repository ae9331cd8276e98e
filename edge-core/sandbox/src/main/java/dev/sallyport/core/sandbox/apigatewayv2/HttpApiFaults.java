package dev.sallyport.core.sandbox.apigatewayv2;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Fault;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.apigatewayv2.model.BadRequestException;
import software.amazon.awssdk.services.apigatewayv2.model.ConflictException;
import software.amazon.awssdk.services.apigatewayv2.model.NotFoundException;

/** API Gateway V2's errors, with the codes and statuses of its API reference. */
final class HttpApiFaults {
    private static final String SERVICE = "ApiGatewayV2";

    private HttpApiFaults() {}

    /** {@code what} such as {@code API}, {@code id} as it was given. */
    static AwsServiceException notFound(String what, @Nullable String id) {
        return Fault.of(
                NotFoundException.builder(),
                SERVICE,
                "NotFoundException",
                404,
                "Invalid " + what + " identifier specified " + Call.current().account() + ":" + id);
    }

    static AwsServiceException bad(String message) {
        return Fault.of(BadRequestException.builder(), SERVICE, "BadRequestException", 400, message);
    }

    static AwsServiceException conflict(String message) {
        return Fault.of(ConflictException.builder(), SERVICE, "ConflictException", 409, message);
    }
}
