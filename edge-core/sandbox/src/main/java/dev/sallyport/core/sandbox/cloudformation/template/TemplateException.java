package dev.sallyport.core.sandbox.cloudformation.template;

/** What is wrong with a template or with the values given for it, in CloudFormation's words where AWS publishes them. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The message is shown to the user as the text of a {@code ValidationError} or as a status reason. */
    public TemplateException(String message) {
        super(message);
    }

    /** The sentence. */
    public String message() {
        return String.valueOf(getMessage());
    }
}
