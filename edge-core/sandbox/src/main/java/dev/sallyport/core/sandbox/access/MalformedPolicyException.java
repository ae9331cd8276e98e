package dev.sallyport.core.sandbox.access;

/** A policy document that AWS would not take; each service answers it with its own error. */
public final class MalformedPolicyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** {@code message} tells the writer of the policy what is wrong. */
    public MalformedPolicyException(String message) {
        super(message);
    }
}
