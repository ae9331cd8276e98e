package dev.sallyport.core.sandbox.logs;

import dev.sallyport.core.sandbox.access.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ConflictException;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LimitExceededException;
import software.amazon.awssdk.services.cloudwatchlogs.model.MalformedQueryException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ValidationException;

/** CloudWatch Logs' errors, every one with HTTP status 400. */
final class LogsFaults {
    private LogsFaults() {}

    private static AwsServiceException of(AwsServiceException.Builder builder, String code, String message) {
        return Fault.of(builder, "CloudWatchLogs", code, 400, message);
    }

    static AwsServiceException invalid(String message) {
        return of(InvalidParameterException.builder(), "InvalidParameterException", message);
    }

    static AwsServiceException validation(String message) {
        return of(ValidationException.builder(), "ValidationException", message);
    }

    static AwsServiceException missing(String message) {
        return of(ResourceNotFoundException.builder(), "ResourceNotFoundException", message);
    }

    static AwsServiceException exists(String message) {
        return of(ResourceAlreadyExistsException.builder(), "ResourceAlreadyExistsException", message);
    }

    static AwsServiceException conflict(String message) {
        return of(ConflictException.builder(), "ConflictException", message);
    }

    static AwsServiceException limit(String message) {
        return of(LimitExceededException.builder(), "LimitExceededException", message);
    }

    static AwsServiceException query(String message) {
        return of(MalformedQueryException.builder(), "MalformedQueryException", message);
    }

    static String present(@Nullable String value, String member) {
        return Fault.present(value, member, LogsFaults::invalid);
    }

    static String matching(@Nullable String value, String member, String pattern, int longest) {
        String given = present(value, member);
        if (given.length() > longest || !given.matches(pattern)) {
            throw invalid("1 validation error detected: Value '" + given + "' at '" + member
                    + "' failed to satisfy constraint: Member must have length less than or equal to " + longest
                    + " and satisfy regular expression pattern: " + pattern);
        }
        return given;
    }

    static int within(@Nullable Integer value, String member, int otherwise, int most) {
        int given = value == null ? otherwise : value;
        if (given < 1 || given > most) {
            throw invalid("1 validation error detected: Value '" + given + "' at '" + member
                    + "' failed to satisfy constraint: Member must have value between 1 and " + most);
        }
        return given;
    }

    static <T> List<T> some(@Nullable List<T> values, String member) {
        if (values == null || values.isEmpty()) {
            throw invalid("1 validation error detected: Value '[]' at '" + member
                    + "' failed to satisfy constraint: Member must have length greater than or equal to 1");
        }
        return values;
    }
}
