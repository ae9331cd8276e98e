package dev.sallyport.core.sandbox.iam;

import dev.sallyport.core.sandbox.access.Fault;
import dev.sallyport.core.sandbox.access.MalformedPolicyException;
import dev.sallyport.core.sandbox.access.Policy;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.UnmodifiableEntityException;

/** IAM's errors. */
final class IamFaults {
    private static final String IAM = "Iam";

    private IamFaults() {}

    static AwsServiceException missing(String message) {
        return Fault.of(NoSuchEntityException.builder(), IAM, "NoSuchEntity", 404, message);
    }

    static AwsServiceException exists(String message) {
        return Fault.of(EntityAlreadyExistsException.builder(), IAM, "EntityAlreadyExists", 409, message);
    }

    static AwsServiceException inUse(String message) {
        return Fault.of(DeleteConflictException.builder(), IAM, "DeleteConflict", 409, message);
    }

    static AwsServiceException limit(String message) {
        return Fault.of(LimitExceededException.builder(), IAM, "LimitExceeded", 409, message);
    }

    static AwsServiceException invalidInput(String message) {
        return Fault.of(InvalidInputException.builder(), IAM, "InvalidInput", 400, message);
    }

    static AwsServiceException unmodifiable(String message) {
        return Fault.of(UnmodifiableEntityException.builder(), IAM, "UnmodifiableEntity", 400, message);
    }

    static AwsServiceException invalid(String message) {
        return Fault.of(IAM, "ValidationError", 400, message);
    }

    static AwsServiceException malformed(String message) {
        return Fault.of(MalformedPolicyDocumentException.builder(), IAM, "MalformedPolicyDocument", 400, message);
    }

    /** The document as it is, once the grammar is checked. */
    static String checked(@Nullable String document, Policy.Kind kind) {
        String given = present(document, "policyDocument");
        try {
            Policy.parse(given, kind);
            return given;
        } catch (MalformedPolicyException e) {
            throw malformed(e.getMessage() == null ? "Syntax errors in policy." : e.getMessage());
        }
    }

    static String present(@Nullable String value, String member) {
        return Fault.present(value, member, IamFaults::invalid);
    }

    /** A name of up to {@code length} characters from IAM's alphabet. */
    static String name(@Nullable String value, String member, int length) {
        String given = present(value, member);
        if (!given.matches("[\\w+=,.@-]+")) {
            throw invalid("The specified value for " + member
                    + " is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-");
        }
        if (given.length() > length) {
            throw invalid("1 validation error detected: Value '" + given + "' at '" + member
                    + "' failed to satisfy constraint: Member must have length less than or equal to " + length);
        }
        return given;
    }

    /** A path such as {@code /} or {@code /service-role/}. */
    static String path(@Nullable String path) {
        String given = path == null ? "/" : path;
        if (!given.matches("/|/[!-~]{1,510}/")) {
            throw invalid("The specified value for path is invalid. It must begin and end with / and contain only "
                    + "alphanumeric characters and/or / characters.");
        }
        return given;
    }
}
