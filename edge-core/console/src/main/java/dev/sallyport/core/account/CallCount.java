package dev.sallyport.core.account;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Counts the calls that a session made, and those of one piece of work. */
public final class CallCount implements ExecutionInterceptor {
    /** Threads that the work starts inherit it, so what is asked at once counts too. */
    private static final InheritableThreadLocal<@Nullable LongAdder> WORK = new InheritableThreadLocal<>();

    private final LongAdder calls = new LongAdder();

    CallCount() {}

    /**
     * Works on this thread and adds to {@code into} each call that it sends, retries included; also those of threads that it
     * starts.
     *
     * @throws Exception what {@code work} throws
     */
    public static <T> T counting(LongAdder into, Callable<T> work) throws Exception {
        LongAdder before = WORK.get();
        WORK.set(into);
        try {
            return work.call();
        } finally {
            WORK.set(before);
        }
    }

    long sum() {
        return calls.sum();
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        calls.increment();
        LongAdder work = WORK.get();
        if (work != null) {
            work.increment();
        }
    }
}
