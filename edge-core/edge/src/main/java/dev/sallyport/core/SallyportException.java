package dev.sallyport.core;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one error that reaches a user: a sentence that says what is so, a stable code {@code SP-…}, and the next step.
 *
 * <p>The message never carries a secret, a plaintext or a stack trace.
 */
public final class SallyportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What became of the request; decides the exit status of the command line. */
    public enum Kind {
        /** Answered, and what was asked does not hold. */
        DOES_NOT_HOLD(1),
        /** Wrong usage or bad input: the caller can mend it. */
        BAD_INPUT(2),
        /** Denied, expired, not found at AWS, or read-only. */
        REFUSED(3),
        /** Network, throttled to the end, a service or a disk that does not answer. */
        UNAVAILABLE(4);

        private final int exitStatus;

        Kind(int exitStatus) {
            this.exitStatus = exitStatus;
        }

        /** The exit status of the process, as the command-line contract fixes it. */
        public int exitStatus() {
            return exitStatus;
        }
    }

    private final Kind kind;
    private final String code;
    private final String next;
    private final @Nullable String requestId;

    private SallyportException(
            Kind kind, String code, String message, String next, @Nullable String requestId, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.code = Objects.requireNonNull(code);
        this.next = Objects.requireNonNull(next);
        this.requestId = requestId;
    }

    /** An error without a cause. {@code code} starts with {@code SP-}; {@code next} is never empty. */
    public static SallyportException of(Kind kind, String code, String message, String next) {
        return new SallyportException(kind, code, message, next, null, null);
    }

    /** Shorthand for {@link Kind#BAD_INPUT}. */
    public static SallyportException badInput(String code, String message, String next) {
        return of(Kind.BAD_INPUT, code, message, next);
    }

    /** Shorthand for {@link Kind#REFUSED}. */
    public static SallyportException refused(String code, String message, String next) {
        return of(Kind.REFUSED, code, message, next);
    }

    /** Shorthand for {@link Kind#UNAVAILABLE}. */
    public static SallyportException unavailable(String code, String message, String next) {
        return of(Kind.UNAVAILABLE, code, message, next);
    }

    /** The same error, remembering what caused it (for the log only). */
    public SallyportException causedBy(Throwable cause) {
        return new SallyportException(kind, code, message(), next, requestId, cause);
    }

    /** The same error with the request id that AWS gave. */
    public SallyportException withRequestId(@Nullable String id) {
        return new SallyportException(kind, code, message(), next, id, getCause());
    }

    /** What became of the request. */
    public Kind kind() {
        return kind;
    }

    /** Stable code, {@code SP-…}. */
    public String code() {
        return code;
    }

    /** One sentence that says what is so. */
    public String message() {
        return Objects.requireNonNullElse(getMessage(), code);
    }

    /** What to do next, one sentence. */
    public String next() {
        return next;
    }

    /** AWS's request id, where there was a call. */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }
}
