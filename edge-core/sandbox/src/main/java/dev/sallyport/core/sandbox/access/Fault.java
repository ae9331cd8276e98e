package dev.sallyport.core.sandbox.access;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** AWS's errors as the SDK's exceptions: the typed one where the model has it, else the code alone. */
public final class Fault {
    private Fault() {}

    /**
     * Fills in what AWS sends with an error.
     *
     * @param builder of the typed exception, such as {@code NotFoundException.builder()}
     * @param code on the wire, such as {@code NotFoundException}
     * @param status of HTTP
     */
    public static AwsServiceException of(
            AwsServiceException.Builder builder, String service, String code, int status, String message) {
        Call call = Call.current();
        builder.awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName(service)
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .statusCode(status)
                .requestId(call.requestId())
                .message(message);
        return builder.build();
    }

    /**
     * The value of a member that a call cannot do without, such as a name.
     *
     * @param invalid makes the service's own error of the message that AWS's validation writes
     */
    public static String present(
            @Nullable String value, String member, Function<String, AwsServiceException> invalid) {
        if (value == null || value.isEmpty()) {
            throw invalid.apply("1 validation error detected: Value null at '" + member
                    + "' failed to satisfy constraint: Member must not be null");
        }
        return value;
    }

    /** An error whose code no typed exception of the SDK stands for, such as {@code ValidationError}. */
    public static AwsServiceException of(String service, String code, int status, String message) {
        return of(AwsServiceException.builder(), service, code, status, message);
    }
}
