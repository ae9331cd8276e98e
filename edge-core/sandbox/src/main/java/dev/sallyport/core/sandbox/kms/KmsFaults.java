package dev.sallyport.core.sandbox.kms;

import dev.sallyport.core.sandbox.access.Fault;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.DryRunOperationException;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidAliasNameException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.InvalidKeyUsageException;
import software.amazon.awssdk.services.kms.model.InvalidMarkerException;
import software.amazon.awssdk.services.kms.model.KmsInvalidSignatureException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.LimitExceededException;
import software.amazon.awssdk.services.kms.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.TagException;
import software.amazon.awssdk.services.kms.model.UnsupportedOperationException;

/** KMS's errors, every one with HTTP status 400. */
final class KmsFaults {
    private KmsFaults() {}

    private static AwsServiceException of(AwsServiceException.Builder builder, String code, String message) {
        return Fault.of(builder, "Kms", code, 400, message);
    }

    static AwsServiceException invalid(String message) {
        return Fault.of("Kms", "ValidationException", 400, message);
    }

    static AwsServiceException missing(String message) {
        return of(NotFoundException.builder(), "NotFoundException", message);
    }

    static AwsServiceException disabled(String arn) {
        return of(DisabledException.builder(), "DisabledException", arn + " is disabled.");
    }

    static AwsServiceException pendingDeletion(String arn) {
        return state(arn + " is pending deletion.");
    }

    static AwsServiceException state(String message) {
        return of(KmsInvalidStateException.builder(), "KMSInvalidStateException", message);
    }

    static AwsServiceException usage(String message) {
        return of(InvalidKeyUsageException.builder(), "InvalidKeyUsageException", message);
    }

    static AwsServiceException ciphertext() {
        return of(InvalidCiphertextException.builder(), "InvalidCiphertextException", "The ciphertext is not valid.");
    }

    static AwsServiceException incorrectKey() {
        return of(
                IncorrectKeyException.builder(),
                "IncorrectKeyException",
                "The key ID in the request does not identify a CMK that can perform this operation.");
    }

    static AwsServiceException signature() {
        return of(KmsInvalidSignatureException.builder(), "KMSInvalidSignatureException",
                "The signature is not valid.");
    }

    static AwsServiceException dryRun() {
        return of(
                DryRunOperationException.builder(),
                "DryRunOperationException",
                "The request would have succeeded, but the DryRun option is set.");
    }

    static AwsServiceException malformedPolicy(String message) {
        return of(MalformedPolicyDocumentException.builder(), "MalformedPolicyDocumentException", message);
    }

    static AwsServiceException unsupported(String message) {
        return of(UnsupportedOperationException.builder(), "UnsupportedOperationException", message);
    }

    static AwsServiceException exists(String message) {
        return of(AlreadyExistsException.builder(), "AlreadyExistsException", message);
    }

    static AwsServiceException aliasName(String message) {
        return of(InvalidAliasNameException.builder(), "InvalidAliasNameException", message);
    }

    static AwsServiceException marker() {
        return of(InvalidMarkerException.builder(), "InvalidMarkerException", "The marker is not valid.");
    }

    static AwsServiceException limit(String message) {
        return of(LimitExceededException.builder(), "LimitExceededException", message);
    }

    static AwsServiceException tag(String message) {
        return of(TagException.builder(), "TagException", message);
    }

    static String present(@Nullable String value, String member) {
        return Fault.present(value, member, KmsFaults::invalid);
    }
}
