package dev.sallyport.core.account;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Temporary credentials, obtained anew before they end. All who come meanwhile wait for the same attempt. */
final class Renewed implements AwsCredentialsProvider, SdkAutoCloseable {
    /** Credentials that end within this are renewed, as the SDK does it. */
    private static final Duration AHEAD = Duration.ofMinutes(1);

    private final Supplier<AwsSessionCredentials> obtain;
    private final Runnable whenClosed;
    private @Nullable FutureTask<AwsSessionCredentials> attempt;

    /** Obtains nothing yet. */
    Renewed(Supplier<AwsSessionCredentials> obtain, Runnable whenClosed) {
        this.obtain = obtain;
        this.whenClosed = whenClosed;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return current().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("Interrupted while credentials were being obtained", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private synchronized FutureTask<AwsSessionCredentials> current() {
        if (attempt == null || isOver(attempt)) {
            attempt = new FutureTask<>(obtain::get);
            // A thread of its own: who waits may lose interest, and the others still wait.
            Thread.ofVirtual().name("obtaining-credentials").start(attempt);
        }
        return attempt;
    }

    private static boolean isOver(FutureTask<AwsSessionCredentials> attempt) {
        return switch (attempt.state()) {
            case RUNNING -> false;
            case SUCCESS -> attempt.resultNow()
                    .expirationTime()
                    .filter(end -> end.minus(AHEAD).isBefore(Instant.now()))
                    .isPresent();
            case FAILED, CANCELLED -> true;
        };
    }

    @Override
    public void close() {
        whenClosed.run();
    }
}
