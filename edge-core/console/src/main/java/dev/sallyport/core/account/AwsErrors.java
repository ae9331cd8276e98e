package dev.sallyport.core.account;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.SallyportException.Kind;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** The one place where an SDK exception becomes a {@link SallyportException}. */
public final class AwsErrors {
    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired");
    private static final Set<String> DENIED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "UnauthorizedOperation",
            "SignatureDoesNotMatch",
            "InvalidSignatureException",
            "IncompleteSignature",
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException");
    private static final Set<String> THROTTLED = Set.of(
            "Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown");
    private static final Set<String> CONFLICT = Set.of("PreconditionFailed", "WAFOptimisticLockException");

    private AwsErrors() {}

    /** Runs {@code call}; an SDK exception comes out translated, everything else as it is. */
    public static <T> T translating(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw translate(e);
        }
    }

    /** What the exception means to the user, with AWS's request id. */
    public static SallyportException translate(SdkException e) {
        if (e instanceof AwsServiceException service) {
            return translate(service);
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SallyportException ours) {
                return ours;
            }
        }
        String message = oneLine(e.getMessage());
        if (e instanceof SdkClientException && message.contains("credentials")) {
            return SallyportException.refused(
                            "SP-CREDENTIALS",
                            "No usable AWS credentials were found" + reason(message) + ".",
                            "Log in again (aws sso login), name another --profile, or use --sandbox.")
                    .causedBy(e);
        }
        return SallyportException.unavailable(
                        "SP-NETWORK",
                        "AWS did not answer: " + message,
                        "Check the network and the endpoint, then try again.")
                .causedBy(e);
    }

    private static SallyportException translate(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null || details.errorCode() == null ? "HTTP " + e.statusCode() : details.errorCode();
        String said = details == null ? oneLine(e.getMessage()) : oneLine(details.errorMessage());
        String message = said.isEmpty() ? code : code + ": " + said;
        return ofCode(code, e.statusCode(), message).withRequestId(e.requestId()).causedBy(e);
    }

    private static SallyportException ofCode(String code, int status, String message) {
        if (EXPIRED.contains(code)) {
            return SallyportException.refused(
                    "SP-EXPIRED", "The credentials have expired. " + message, "Log in again, then repeat what you did.");
        }
        if (DENIED.contains(code)) {
            return SallyportException.refused(
                    "SP-DENIED", message, "Ask for the permission that the message names, or switch the profile.");
        }
        if (THROTTLED.contains(code) || status == 429) {
            return SallyportException.unavailable(
                    "SP-THROTTLED", message, "Wait a minute and try again; other callers share this quota.");
        }
        if (CONFLICT.contains(code)) {
            return SallyportException.refused(
                    "SP-CONFLICT",
                    "Someone else changed it meanwhile. " + message,
                    "Load it again, look at the difference, then repeat the change.");
        }
        if (isMissing(code, status, message)) {
            return SallyportException.refused("SP-NOT-FOUND", message, "Check the name, the Region and the account.");
        }
        if (status == 501 || code.equals("NotImplemented") || code.equals("UnknownOperationException")) {
            return SallyportException.unavailable(
                    "SP-NOT-OFFERED", message, "This endpoint does not offer the operation; use a real account for it.");
        }
        if (status >= 500) {
            return SallyportException.unavailable("SP-AWS-FAULT", message, "Try again; if it stays, look at AWS Health.");
        }
        return SallyportException.of(Kind.REFUSED, "SP-AWS-REFUSED", message, "Mend what the message names and try again.");
    }

    private static boolean isMissing(String code, int status, String message) {
        return status == 404
                || code.startsWith("NoSuch")
                || code.contains("NotFound")
                || code.contains("Nonexistent")
                || (code.equals("ValidationError") && message.contains("does not exist"));
    }

    /** The SDK tells what each of a dozen providers said; what one of them knows about a profile is what helps. */
    private static String reason(String message) {
        if (!message.contains("AwsCredentialsProviderChain")) {
            return ": " + message.replaceFirst("\\.$", "");
        }
        Matcher profile = Pattern.compile("Profile file contained no credentials for profile '([^']*)'").matcher(message);
        return profile.find() ? " for the profile " + profile.group(1) : "";
    }

    private static String oneLine(@Nullable String text) {
        return text == null ? "" : text.replaceAll("\\s+", " ").strip();
    }
}
