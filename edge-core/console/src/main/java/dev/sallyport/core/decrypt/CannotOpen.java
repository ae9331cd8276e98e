package dev.sallyport.core.decrypt;

/** Why one ciphertext stays closed; concerns no other. */
final class CannotOpen extends Exception {
    private static final long serialVersionUID = 1L;

    private final FieldStatus status;

    /** {@code reason} is one sentence for the operator. */
    CannotOpen(FieldStatus status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    FieldStatus status() {
        return status;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
