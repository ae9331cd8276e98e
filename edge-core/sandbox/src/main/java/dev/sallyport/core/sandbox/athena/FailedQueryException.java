package dev.sallyport.core.sandbox.athena;

/** Why a query is FAILED; the message is what the caller gets as its reason. */
final class FailedQueryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FailedQueryException(String reason) {
        super(reason);
    }
}
