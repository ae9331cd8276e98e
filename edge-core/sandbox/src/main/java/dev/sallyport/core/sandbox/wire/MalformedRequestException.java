package dev.sallyport.core.sandbox.wire;

/** A request that does not fit the shape of its operation; each protocol has its own error code for it. */
final class MalformedRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedRequestException(String message) {
        super(message);
    }
}
