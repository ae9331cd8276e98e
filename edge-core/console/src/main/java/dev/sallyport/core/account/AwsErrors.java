package dev.sallyport.core.account;

import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.thirdparty.jackson.core.JacksonException;

/**
 * The one place where what was thrown becomes the {@link SallyportException} that a user reads, for the window and the
 * command line alike. AWS's codes are those of "Common errors" and "Error responses" in the services' API references.
 */
public final class AwsErrors {
    private static final Logger LOG = LoggerFactory.getLogger(AwsErrors.class);

    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired");

    /** AWS does not know who signed, or the signature is not theirs; no permission would help. */
    private static final Set<String> UNKNOWN_SIGNER = Set.of(
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "InvalidAccessKeyId",
            "InvalidToken",
            "AuthFailure",
            "SignatureDoesNotMatch",
            "InvalidSignatureException",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException");

    private static final Set<String> DENIED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "AuthorizationError",
            "NotAuthorized",
            "UnauthorizedOperation",
            "AllAccessDisabled",
            "OptInRequired");

    /** Beside those that the SDK itself retries as throttling (Lambda's Invoke, "Errors"). */
    private static final Set<String> THROTTLED = Set.of("EC2ThrottledException");

    private static final Set<String> CONFLICT = Set.of(
            "PreconditionFailed", "InvalidIfMatchVersion", "WAFOptimisticLockException", "OptimisticLockException");

    private static final Set<String> INVALID = Set.of(
            "ValidationException",
            "ValidationError",
            "ValidationErrorException",
            "InvalidParameterException",
            "InvalidParameterValue",
            "InvalidParameterValueException",
            "InvalidArgument",
            "InvalidInput",
            "MalformedPolicyDocument",
            "MissingParameter",
            "WAFInvalidParameterException");

    private static final Pattern ENCODED = Pattern.compile(" ?Encoded authorization failure message: ([\\w+/=-]+)\\.?");

    /** "Troubleshoot access denied error messages", IAM User Guide. */
    private static final Pattern REFUSED = Pattern.compile(
            "not authorized to perform: (?<action>[a-z0-9-]+:\\w+\\*?)(?: on resource: \"?(?<resource>[^\\s\",]+))?");

    private static final Pattern EXPLICIT = Pattern.compile("explicit deny in (an? [a-z -]+ policy|a permissions boundary)");

    private AwsErrors() {}

    /** Runs {@code call}; an SDK exception comes out translated, everything else as it is. */
    public static <T> T translating(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw translate(e);
        }
    }

    /**
     * What anything that was thrown means to the user: the outermost cause that says something decides, whatever it was
     * wrapped in. What nobody knows is {@code SP-INTERNAL}, and goes to the log without its message, which may carry what
     * nobody should read there.
     */
    public static SallyportException told(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case SallyportException ours -> {
                    return ours;
                }
                case SdkException aws -> {
                    return translate(aws);
                }
                case InterruptedException interrupted -> {
                    return interrupted(interrupted);
                }
                case ClosedByInterruptException interrupted -> {
                    return interrupted(interrupted);
                }
                case IOException io -> {
                    return told(io);
                }
                default -> {}
            }
        }
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        Throwable silent = new Throwable(root.getClass().getName());
        silent.setStackTrace(root.getStackTrace());
        LOG.warn("Unexpected", silent);
        return SallyportException.unavailable(
                        "SP-INTERNAL",
                        "Sallyport made a mistake: " + root.getClass().getSimpleName() + ".",
                        "Try again; if it stays, report it with the log below the home folder.")
                .causedBy(thrown);
    }

    private static SallyportException told(IOException e) {
        if (isNetwork(e)) {
            return network(e);
        }
        if (e instanceof FileSystemException file && file.getFile() != null) {
            String why = switch (file) {
                case java.nio.file.NoSuchFileException _ -> "is not there";
                case java.nio.file.AccessDeniedException _ -> "may not be used";
                default -> "cannot be used: " + oneLine(file.getReason());
            };
            return SallyportException.badInput(
                            "SP-FILE", "The file " + file.getFile() + " " + why + ".", "Name another file, or mend its rights.")
                    .causedBy(e);
        }
        return SallyportException.unavailable(
                        "SP-IO", "Reading or writing broke off: " + oneLine(e.getMessage()), "Check the disk, then try again.")
                .causedBy(e);
    }

    private static SallyportException interrupted(Throwable e) {
        return SallyportException.unavailable(
                        "SP-INTERRUPTED",
                        "Interrupted.",
                        "What was under way goes on; see sallyport rollout status.")
                .causedBy(e);
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
            // In the middle of an answer the SDK says that it cannot be read, and why only beneath.
            if (cause instanceof AbortedException
                    || cause instanceof InterruptedException
                    || cause instanceof ClosedByInterruptException) {
                return interrupted(e);
            }
        }
        return brokeOff(e) ? network(e) : unanswerable(e);
    }

    /** Whether a call ended in reading or writing its connection; what the SDK makes of a document is none of that. */
    private static boolean brokeOff(SdkException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException && !(cause instanceof JacksonException)) {
                return true;
            }
        }
        return isNetwork(e);
    }

    /** No matter of the network: an endpoint that is none, a request that cannot be written, an answer that is none. */
    private static SallyportException unanswerable(SdkException e) {
        return SallyportException.unavailable(
                        "SP-CALL",
                        "AWS could not be asked, or its answer not be understood: " + withoutDiagnostics(e),
                        "Check --endpoint-url and the Region; if they are right, report it.")
                .causedBy(e);
    }

    private static String withoutDiagnostics(Exception e) {
        return oneLine(e.getMessage()).replaceFirst(" ?\\(SDK (Diagnostics|Attempt Count)[^)]*\\)", "");
    }

    /** Whether the reason is that no answer came. */
    static boolean isNetwork(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException
                    || cause instanceof SocketException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof SSLException
                    || cause instanceof ApiCallTimeoutException
                    || cause instanceof ApiCallAttemptTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static SallyportException network(Exception e) {
        String message = withoutDiagnostics(e);
        String next = "Check the network and the endpoint, then try again.";
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof IOException)) {
            cause = cause.getCause();
        }
        switch (cause) {
            case UnknownHostException host -> message = "the name of its endpoint is not known here ("
                    + oneLine(host.getMessage()) + ").";
            case ConnectException refused -> message = oneLine(refused.getMessage()) + ".";
            case SSLException tls -> next = "Check that the proxy between here and AWS does not open TLS, or trust its"
                    + " certificate (" + oneLine(tls.getMessage()) + ").";
            default -> {}
        }
        return SallyportException.unavailable("SP-NETWORK", "AWS did not answer: " + message, next).causedBy(e);
    }

    private static SallyportException translate(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null || details.errorCode() == null ? "HTTP " + e.statusCode() : details.errorCode();
        String said = details == null ? oneLine(e.getMessage()) : oneLine(details.errorMessage());
        String message = said.isEmpty() ? code : code + ": " + said;
        return of(e, code, message).withRequestId(e.requestId()).causedBy(e);
    }

    private static SallyportException of(AwsServiceException e, String code, String message) {
        int status = e.statusCode();
        // The sandbox's own, which says all in its sentence.
        if (code.startsWith("SP-")) {
            return SallyportException.unavailable(
                    code, message.replace(code + ": ", ""), "Mend what the message names, then start Sallyport again.");
        }
        if (EXPIRED.contains(code)) {
            return SallyportException.refused(
                    "SP-EXPIRED", "The credentials have expired. " + message, "Log in again, then repeat what you did.");
        }
        if (e.isClockSkewException() || message.contains("Signature expired") || message.contains("not yet current")) {
            return SallyportException.refused(
                    "SP-CLOCK",
                    "The clock of this machine and AWS's are too far apart. " + message,
                    "Set the clock, then repeat what you did.");
        }
        if (UNKNOWN_SIGNER.contains(code) || status == 401) {
            return SallyportException.refused(
                    "SP-CREDENTIALS",
                    "AWS does not accept these credentials. " + message,
                    "Log in again, or name another --profile; a Region that the account has not enabled says so too.");
        }
        if (e.isThrottlingException() || THROTTLED.contains(code)) {
            return SallyportException.unavailable(
                    "SP-THROTTLED", message, "Wait a minute and try again; other callers share this quota.");
        }
        if (CONFLICT.contains(code)) {
            return SallyportException.refused(
                    "SP-CONFLICT",
                    "Someone else changed it meanwhile. " + message,
                    "Load it again, look at the difference, then repeat the change.");
        }
        if (status == 501 || code.equals("NotImplemented") || code.equals("UnknownOperationException")) {
            return SallyportException.unavailable(
                    "SP-NOT-OFFERED", message, "This endpoint does not offer the operation; use a real account for it.");
        }
        if (isMissing(code, status, message)) {
            return SallyportException.refused("SP-NOT-FOUND", message, "Check the name, the Region and the account.");
        }
        if (message.contains("MultiFactorAuthentication failed")) {
            return SallyportException.refused(
                    "SP-MFA", message, "Repeat what you did with the next code of the device; each code works once.");
        }
        if (DENIED.contains(code) || status == 403) {
            return denied(message);
        }
        if (status >= 500) {
            return SallyportException.unavailable("SP-AWS-FAULT", message, "Try again; if it stays, look at AWS Health.");
        }
        return INVALID.contains(code)
                ? SallyportException.badInput("SP-INVALID", message, "Mend what the message names and try again.")
                : SallyportException.refused("SP-AWS-REFUSED", message, "Mend what the message names and try again.");
    }

    /** The part that AWS encodes is of no use in a sentence, and the whole of its use in a command. */
    private static SallyportException denied(String message) {
        Matcher encoded = ENCODED.matcher(message);
        return encoded.find()
                ? SallyportException.refused(
                        "SP-DENIED",
                        encoded.replaceFirst("").strip(),
                        "See what is missing with aws sts decode-authorization-message --encoded-message "
                                + encoded.group(1))
                : SallyportException.refused("SP-DENIED", message, statement(message));
    }

    /** The statement that would allow it; where something denies it explicitly, none would. */
    private static String statement(String message) {
        Matcher refused = REFUSED.matcher(message);
        if (!refused.find()) {
            return "Ask for the permission that the message names, or switch the profile.";
        }
        if (message.contains("explicit deny")) {
            String by = EXPLICIT.matcher(message).results().map(found -> found.group(1)).findFirst().orElse("a policy");
            return "No further permission helps while " + by + " denies it; ask who keeps that, or switch the profile.";
        }
        var statement = Json.MAPPER.createObjectNode().put("Effect", "Allow").put("Action", refused.group("action"));
        statement.put("Resource", refused.group("resource") == null ? "*" : refused.group("resource"));
        return "Ask for this statement in your policy, or switch the profile: " + statement;
    }

    private static boolean isMissing(String code, int status, String message) {
        return status == 404
                || code.startsWith("NoSuch")
                || code.contains("NotFound")
                || code.contains("Nonexistent")
                || (code.equals("ValidationError") && message.contains("does not exist"));
    }

    static String oneLine(@Nullable String text) {
        return text == null ? "" : text.replaceAll("\\s+", " ").strip();
    }
}
