package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.SandboxSession;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;

/** Stores that grow with their log groups: nothing twice, and nothing lost when a reading fails. */
class GroupStoresTest {
    private static final LogPlace PLACE = new LogPlace("us-east-1", "/aws/lambda/us-east-1.edge");

    @TempDir
    private Path folder;

    private SandboxSession opened;
    private CloudWatchLogsClient logs;
    private Instant start;
    private int written;

    @BeforeEach
    void open() {
        opened = SandboxSession.open(new Home(folder.resolve("aws")));
        logs = opened.session().clients().logs(PLACE.region());
        logs.createLogGroup(r -> r.logGroupName(PLACE.group()));
        logs.createLogStream(r -> r.logGroupName(PLACE.group()).logStreamName("s"));
        start = Instant.now().minusSeconds(60);
    }

    @AfterEach
    void close() {
        opened.session().close();
    }

    private void write(int events) {
        List<InputLogEvent> all = new ArrayList<>();
        for (int i = 0; i < events; i++, written++) {
            long at = start.plusMillis(written).toEpochMilli();
            String message = "RequestId: " + written + " said something";
            all.add(InputLogEvent.builder().timestamp(at).message(message).build());
        }
        logs.putLogEvents(r -> r.logGroupName(PLACE.group()).logStreamName("s").logEvents(all));
    }

    /** Pages of two events, and no answer on the page that {@link #broken} names. */
    private final class Pages implements SdkHttpClient, ExecutionInterceptor {
        private final SdkHttpClient real = opened.sandbox().transport();
        private int broken = -1;
        private int page;

        @Override
        public SdkRequest modifyRequest(
                Context.ModifyRequest context, ExecutionAttributes attributes) {
            return context.request() instanceof FilterLogEventsRequest filter
                    ? filter.toBuilder().limit(2).build()
                    : context.request();
        }

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            if (page++ != broken) {
                return real.prepareRequest(request);
            }
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    byte[] denied = "{\"__type\":\"AccessDeniedException\",\"message\":\"No.\"}"
                            .getBytes(StandardCharsets.UTF_8);
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder().statusCode(400).build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(denied)))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public String clientName() {
            return "Pages";
        }

        @Override
        public void close() {}

        void breakAt(int of) {
            page = 0;
            broken = of;
        }

        AwsClients clients() {
            return new AwsClients(new AwsClients.Connection(
                    opened.sandbox().credentials(), this, opened.sandbox().endpoint(), PLACE.region(), List.of(this)));
        }
    }

    @Test
    void whatAReadingThatFailedHadSeenIsReadByTheNext() {
        Pages pages = new Pages();
        Instant since = start.minusSeconds(1);
        try (AwsClients clients = pages.clients();
                GroupStores stores = new GroupStores(clients, new Home(folder.resolve("home")))) {
            write(5);
            pages.breakAt(2);
            assertThatExceptionOfType(SallyportException.class)
                    .isThrownBy(() -> stores.read(PLACE, since))
                    .extracting(SallyportException::code)
                    .isEqualTo("SP-DENIED");
            pages.breakAt(-1);
            assertThat(stores.read(PLACE, since).report().total()).isEqualTo(5);
            write(4);
            pages.breakAt(3);
            assertThatExceptionOfType(SallyportException.class).isThrownBy(() -> stores.read(PLACE, since));
            pages.breakAt(-1);
            assertThat(stores.read(PLACE, since).report().total()).isEqualTo(9);
            assertThat(stores.read(PLACE, since).report().total()).isEqualTo(9);
        }
    }

    /** Twelve events, one every ten seconds back from now, read four at a time. */
    @Test
    void aBoundLeavesOutTheOldestUntilMoreIsAskedFor() {
        Instant now = Instant.now();
        List<InputLogEvent> all = new ArrayList<>();
        for (int i = 12; i > 0; i--) {
            all.add(InputLogEvent.builder()
                    .timestamp(now.minusSeconds(i * 10L - 5).toEpochMilli())
                    .message("RequestId: " + i + " said something")
                    .build());
        }
        logs.putLogEvents(r -> r.logGroupName(PLACE.group()).logStreamName("s").logEvents(all));
        ReadBound four = new ReadBound(4, 1_000_000, java.time.Duration.ofMinutes(1));
        Instant since = now.minusSeconds(200);
        try (GroupStores stores = new GroupStores(opened.session().clients(), new Home(folder.resolve("home")))) {
            assertThat(stores.read(PLACE, since, four, false).report().total()).isBetween(1L, 4L);
            Instant reach = stores.reach(PLACE).orElseThrow();
            long whole = all.stream().filter(event -> event.timestamp() >= reach.toEpochMilli()).count();
            assertThat(stores.read(PLACE, since, four, false).report().total()).as("what is whole").isEqualTo(whole);
            for (int i = 0; i < 20 && stores.reach(PLACE).isPresent(); i++) {
                stores.read(PLACE, since, four, true);
            }
            assertThat(stores.reach(PLACE)).isEmpty();
            assertThat(stores.read(PLACE, since, four, false).report().total()).isEqualTo(12);
        }
    }

    @Test
    void aReadingAfterTheEndIsAnAbortedOne() {
        GroupStores stores = new GroupStores(opened.session().clients(), new Home(folder.resolve("home")));
        stores.close();
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> stores.read(PLACE, start))
                .extracting(SallyportException::code)
                .isEqualTo("SP-INTERRUPTED");
    }
}
