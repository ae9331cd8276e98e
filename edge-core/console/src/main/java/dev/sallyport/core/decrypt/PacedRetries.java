package dev.sallyport.core.decrypt;

import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenResponse;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RecordSuccessResponse;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;

/**
 * The SDK's standard retries with a rate for every attempt, also for those that the SDK makes by itself, which would else be
 * neither paced nor known.
 */
final class PacedRetries implements RetryStrategy {
    private static final int ATTEMPTS = 10;
    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final CallRate rate;
    private final RetryStrategy standard;

    PacedRetries(CallRate rate) {
        this(
                rate,
                AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(ATTEMPTS)
                        .throttlingBackoffStrategy(BackoffStrategy.exponentialDelay(SHORTEST, LONGEST))
                        // One call's bad luck says nothing of the others here: the rate does that.
                        .circuitBreakerEnabled(false)
                        .build());
    }

    private PacedRetries(CallRate rate, RetryStrategy standard) {
        this.rate = rate;
        this.standard = standard;
    }

    private void take() {
        try {
            rate.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("Interrupted before a call of KMS.", e);
        }
    }

    @Override
    public AcquireInitialTokenResponse acquireInitialToken(AcquireInitialTokenRequest request) {
        take();
        return standard.acquireInitialToken(request);
    }

    @Override
    public RefreshRetryTokenResponse refreshRetryToken(RefreshRetryTokenRequest request) {
        if (request.failure() instanceof SdkException failure && RetryUtils.isThrottlingException(failure)) {
            rate.throttled();
        }
        RefreshRetryTokenResponse again = standard.refreshRetryToken(request);
        take();
        return again;
    }

    @Override
    public RecordSuccessResponse recordSuccess(RecordSuccessRequest request) {
        rate.passed();
        return standard.recordSuccess(request);
    }

    @Override
    public int maxAttempts() {
        return standard.maxAttempts();
    }

    @Override
    public Builder<?, ?> toBuilder() {
        return standard.toBuilder();
    }
}
