package dev.sallyport.core.sandbox.access;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The call that a sandbox service is answering: who makes it, and where.
 *
 * @param caller the principal whose signature was verified
 * @param region the Region that the signature names, such as {@code us-east-1}
 * @param requestId the id that the answer carries
 * @param conditionKeys what policies may ask of this call beyond what every call has, such as {@code aws:SourceArn} of
 *     the distribution for which CloudFront reads a bucket, or {@code kms:ViaService}
 */
public record Call(Caller caller, String region, String requestId, Map<String, List<String>> conditionKeys) {
    private static final ScopedValue<Call> CURRENT = ScopedValue.newInstance();

    public Call {
        conditionKeys = Map.copyOf(conditionKeys);
    }

    /** A call without condition keys of its own. */
    public Call(Caller caller, String region, String requestId) {
        this(caller, region, requestId, Map.of());
    }

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
