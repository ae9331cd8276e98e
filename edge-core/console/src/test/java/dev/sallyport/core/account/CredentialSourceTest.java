package dev.sallyport.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Several threads at one provider of the SDK that fails for some of them. */
class CredentialSourceTest {

    /** Like the SDK's providers that hold a client: of no use once it is closed. */
    private static final class Provider implements AwsCredentialsProvider, SdkAutoCloseable {
        private final Supplier<AwsCredentials> answer;
        private final AtomicInteger closed = new AtomicInteger();

        Provider(Supplier<AwsCredentials> answer) {
            this.answer = answer;
        }

        @Override
        public AwsCredentials resolveCredentials() {
            AwsCredentials credentials = answer.get();
            if (closed.get() > 0) {
                throw new IllegalStateException("Connection pool shut down");
            }
            return credentials;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Test
    void aFailureOfOneClosesNothingUnderAnother() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch failed = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        AwsCredentials key = AwsBasicCredentials.create("AKIDEXAMPLE", "secret");
        List<Provider> made = new ArrayList<>();
        CredentialSource source = new CredentialSource("default", () -> {
            made.add(new Provider(() -> {
                if (calls.incrementAndGet() == 1) {
                    inside.countDown();
                    awaiting(failed);
                    return key;
                }
                if (calls.get() == 2) {
                    throw new IllegalStateException("no token");
                }
                return key;
            }));
            return made.getLast();
        }, end -> {});
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<AwsCredentials> slow = threads.submit(source::resolveCredentials);
            inside.await();
            try {
                assertThatExceptionOfType(SallyportException.class).isThrownBy(source::resolveCredentials);
                assertThat(source.resolveCredentials()).isSameAs(key);
                assertThat(made).as("the next asks a provider that was made anew").hasSize(2);
            } finally {
                failed.countDown();
            }
            assertThat(slow.get()).isSameAs(key);
        }
        assertThat(made.getFirst().closed).as("closed once the last has left").hasValue(1);
        assertThat(source.resolveCredentials()).isSameAs(key);
        assertThat(made.getLast().closed).as("who failed late forgets only its own").hasValue(0);
        source.close();
        assertThat(made).allSatisfy(each -> assertThat(each.closed).hasValue(1));
    }

    private static void awaiting(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
