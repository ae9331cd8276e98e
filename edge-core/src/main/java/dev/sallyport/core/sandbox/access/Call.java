package dev.sallyport.core.sandbox.access;

import java.util.UUID;

/**
 * The call that a sandbox service is answering: who makes it, and where.
 *
 * @param caller the principal whose signature was verified
 * @param region the Region that the signature names, such as {@code us-east-1}
 * @param requestId the id that the answer carries
 */
public record Call(Caller caller, String region, String requestId) {
    private static final ScopedValue<Call> CURRENT = ScopedValue.newInstance();

    /** The account of the caller, 12 digits. */
    public String account() {
        return caller.account();
    }

    /** The call under way on this thread; outside of any call, the account's own root in us-east-1. */
    public static Call current() {
        return CURRENT.isBound() ? CURRENT.get() : new Call(Caller.root(), "us-east-1", UUID.randomUUID().toString());
    }

    /** Runs {@code work} as this call. */
    public <T, X extends Throwable> T answer(ScopedValue.CallableOp<T, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }
}
