package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.audit.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/** Against a KMS that never answers. */
class StoppedRevealTest {
    private static final int FIELDS = 20;

    @TempDir
    Path root = Path.of("");

    /** Counts the calls; each waits until its thread is interrupted. */
    static final class SilentKms implements SdkHttpClient {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch never = new CountDownLatch(1);
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    calls.incrementAndGet();
                    asked.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new IOException("interrupted");
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {}
    }

    @Test
    void stopsTheCallsAndIsOnTheRecord() throws Exception {
        SilentKms kms = new SilentKms();
        Ledger ledger = new Ledger(new Home(root), Clock.systemUTC());
        String text = IntStream.range(0, FIELDS)
                .mapToObj(i -> "((enc:" + Base64.getEncoder().encodeToString(new byte[] {(byte) i}) + ":enc))")
                .collect(Collectors.joining(" "));
        Reveal all = new Reveal("me", "111122223333", "a text", "ticket 7", Set.of(), Set.of());
        AtomicReference<String> code = new AtomicReference<>("");
        AtomicBoolean interrupted = new AtomicBoolean();
        try (AwsClients aws = new AwsClients(new AwsClients.Connection(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")),
                kms,
                null,
                "us-east-1",
                List.of()))) {
            Decrypter decrypter = new Decrypter(aws, ledger);
            KeyRing ring = KeyRing.ofKms(new Marker("((enc:", ":enc))"), "alias/silent");
            Thread revealing = Thread.ofVirtual().start(() -> {
                try {
                    decrypter.open(Document.of(text), ring, all);
                } catch (SallyportException e) {
                    code.set(e.code());
                }
                interrupted.set(Thread.currentThread().isInterrupted());
            });
            assertThat(kms.asked.await(20, TimeUnit.SECONDS)).isTrue();
            revealing.interrupt();
            assertThat(revealing.join(Duration.ofSeconds(20))).as("stopped").isTrue();
        } finally {
            kms.never.countDown();
        }
        assertThat(code).hasValue("SP-STOPPED");
        assertThat(interrupted).isTrue();
        assertThat(kms.calls).as("those that were under way, KeyOpener.AT_ONCE").hasValueLessThanOrEqualTo(8);
        assertThat(ledger.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("decrypt");
            assertThat(entry.outcome()).isEqualTo("stopped");
            assertThat(entry.reason()).isEqualTo("ticket 7");
            assertThat(entry.details()).isEqualTo(Map.of("asked", Integer.toString(FIELDS)));
        });
    }
}
