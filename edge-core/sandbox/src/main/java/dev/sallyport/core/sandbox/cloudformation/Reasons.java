package dev.sallyport.core.sandbox.cloudformation;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Status reasons in the form in which CloudFormation passes on what a service said. */
final class Reasons {
    private Reasons() {}

    static String of(AwsServiceException e, String token) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null ? "" : String.valueOf(details.errorCode());
        String said = details == null ? String.valueOf(e.getMessage()) : String.valueOf(details.errorMessage());
        String service = details == null ? "" : String.valueOf(details.serviceName());
        return "Resource handler returned message: \"" + said + " (Service: " + service + ", Status Code: " + e.statusCode()
                + ", Request ID: " + e.requestId() + ")\" (RequestToken: " + token + ", HandlerErrorCode: "
                + handlerCode(code, e.statusCode()) + ")";
    }

    /** The nearest of the codes that AWS's page "Handler error codes" lists. */
    private static String handlerCode(String code, int status) {
        if (code.contains("AlreadyExist") || code.contains("Duplicate") || code.contains("AlreadyOwned")) {
            return "AlreadyExists";
        }
        if (code.contains("AccessDenied")) {
            return "AccessDenied";
        }
        if (code.contains("NotFound") || code.startsWith("NoSuch") || code.contains("Nonexistent") || status == 404) {
            return "NotFound";
        }
        if (code.contains("Conflict") || status == 409) {
            return "ResourceConflict";
        }
        if (code.contains("Limit") || code.contains("TooMany")) {
            return "ServiceLimitExceeded";
        }
        if (code.contains("Throttl")) {
            return "Throttling";
        }
        return status >= 500 ? "ServiceInternalError" : status >= 400 ? "InvalidRequest" : "GeneralServiceException";
    }

    /** Which operation of a service was asked for and is missing. */
    static String place(UnsupportedOperationException e) {
        for (StackTraceElement element : e.getStackTrace()) {
            if (element.getClassName().endsWith("Client")) {
                return element.getClassName().replaceAll(".*\\.", "") + "." + element.getMethodName();
            }
        }
        return String.valueOf(e.getMessage());
    }
}
