package dev.sallyport.core.account;

import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Counts the calls that a session made, for the activity bar. */
final class CallCount implements ExecutionInterceptor {
    private final LongAdder calls = new LongAdder();

    long sum() {
        return calls.sum();
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        calls.increment();
    }
}
