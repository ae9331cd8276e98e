package dev.sallyport.core.sandbox.cloudformation.resource;

/** A creation that failed but may have left something behind, which is to be removed under its physical id. */
public final class FailedCreation extends ResourceException {
    private static final long serialVersionUID = 1L;

    private final String physicalId;

    /** {@code message} is the reason. */
    public FailedCreation(String message, String physicalId) {
        super(message);
        this.physicalId = physicalId;
    }

    /** What the removal is to be told. */
    public String physicalId() {
        return physicalId;
    }
}
