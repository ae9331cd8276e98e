package dev.sallyport.core.sandbox.cloudfront;

import dev.sallyport.core.sandbox.access.Fault;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudfront.model.InvalidArgumentException;
import software.amazon.awssdk.services.cloudfront.model.InvalidIfMatchVersionException;
import software.amazon.awssdk.services.cloudfront.model.InvalidLambdaFunctionAssociationException;
import software.amazon.awssdk.services.cloudfront.model.InvalidOriginException;
import software.amazon.awssdk.services.cloudfront.model.InvalidWebAclIdException;
import software.amazon.awssdk.services.cloudfront.model.NoSuchDistributionException;
import software.amazon.awssdk.services.cloudfront.model.NoSuchOriginException;
import software.amazon.awssdk.services.cloudfront.model.PreconditionFailedException;

/** CloudFront's errors by their codes; the wire and the SDK find the typed exception by code. */
final class CloudFrontFaults {
    private static final String SERVICE = "CloudFront";

    private CloudFrontFaults() {}

    /** An error that is raised in one place alone, by its code on the wire. */
    static AwsServiceException of(String code, int status, String message) {
        return Fault.of(SERVICE, code, status, message);
    }

    static AwsServiceException invalidArgument(String message) {
        return Fault.of(InvalidArgumentException.builder(), SERVICE, "InvalidArgument", 400, message);
    }

    static AwsServiceException noSuchDistribution() {
        return Fault.of(
                NoSuchDistributionException.builder(),
                SERVICE,
                "NoSuchDistribution",
                404,
                "The specified distribution does not exist.");
    }

    static AwsServiceException noSuchOrigin() {
        return Fault.of(
                NoSuchOriginException.builder(),
                SERVICE,
                "NoSuchOrigin",
                404,
                "One or more of your origins or origin groups do not exist.");
    }

    static AwsServiceException invalidOrigin(String message) {
        return Fault.of(InvalidOriginException.builder(), SERVICE, "InvalidOrigin", 400, message);
    }

    static AwsServiceException invalidAssociation(String message) {
        return Fault.of(
                InvalidLambdaFunctionAssociationException.builder(),
                SERVICE,
                "InvalidLambdaFunctionAssociation",
                400,
                message);
    }

    static AwsServiceException invalidWebAcl(String message) {
        return Fault.of(InvalidWebAclIdException.builder(), SERVICE, "InvalidWebACLId", 400, message);
    }

    static AwsServiceException precondition() {
        return Fault.of(
                PreconditionFailedException.builder(),
                SERVICE,
                "PreconditionFailed",
                412,
                "The request failed because it didn't meet the preconditions in one or more request-header fields.");
    }

    static AwsServiceException ifMatch() {
        return Fault.of(
                InvalidIfMatchVersionException.builder(),
                SERVICE,
                "InvalidIfMatchVersion",
                400,
                "The If-Match version is missing or not valid for the resource.");
    }

    /** Checks the ETag that a change must carry. */
    static void checkMatch(@Nullable String given, String actual) {
        if (given == null || given.isEmpty()) {
            throw ifMatch();
        }
        if (!given.equals(actual)) {
            throw precondition();
        }
    }
}
