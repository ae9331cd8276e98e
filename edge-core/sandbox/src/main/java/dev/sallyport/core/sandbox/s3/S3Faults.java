package dev.sallyport.core.sandbox.s3;

import dev.sallyport.core.sandbox.access.Fault;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * S3's errors.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">Error responses</a>
 */
final class S3Faults {
    private S3Faults() {}

    static AwsServiceException of(String code, int status, String message) {
        return Fault.of(S3Exception.builder(), "S3", code, status, message);
    }

    static AwsServiceException noBucket() {
        return Fault.of(
                NoSuchBucketException.builder(), "S3", "NoSuchBucket", 404, "The specified bucket does not exist");
    }

    static AwsServiceException noKey() {
        return Fault.of(NoSuchKeyException.builder(), "S3", "NoSuchKey", 404, "The specified key does not exist.");
    }

    static AwsServiceException noUpload() {
        return Fault.of(
                NoSuchUploadException.builder(),
                "S3",
                "NoSuchUpload",
                404,
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been"
                        + " aborted or"
                        + " completed.");
    }

    static AwsServiceException owned() {
        return Fault.of(
                BucketAlreadyOwnedByYouException.builder(),
                "S3",
                "BucketAlreadyOwnedByYou",
                409,
                "Your previous request to create the named bucket succeeded and you already own it.");
    }

    static AwsServiceException denied() {
        return of("AccessDenied", 403, "Access Denied");
    }

    static AwsServiceException precondition(String condition) {
        return of(
                "PreconditionFailed",
                412,
                "At least one of the pre-conditions you specified did not hold: " + condition);
    }

    static AwsServiceException argument(String message) {
        return of("InvalidArgument", 400, message);
    }

    static String present(@Nullable String value, String member) {
        if (value == null || value.isEmpty()) {
            throw argument(member + " must not be empty.");
        }
        return value;
    }
}
