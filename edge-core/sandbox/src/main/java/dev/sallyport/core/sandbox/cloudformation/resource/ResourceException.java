package dev.sallyport.core.sandbox.cloudformation.resource;

/** Why a resource cannot be made as its properties ask; the message becomes the resource's status reason. */
public class ResourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The message names the property or the resource. */
    public ResourceException(String message) {
        super(message);
    }
}
