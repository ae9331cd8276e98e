package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.MotoServer;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.bucket.TimeSpan;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Queries that take their time, and those that never end well. */
class InsightsQueryTest {
    private static final TimeSpan SPAN = new TimeSpan(Instant.EPOCH, Instant.EPOCH.plusSeconds(3600));

    /** CloudWatch Logs with one query, in the state that the test gives it. */
    private static final class OneQuery implements SdkHttpClient {
        private final Queue<String> called = new ConcurrentLinkedQueue<>();
        private final CountDownLatch asked = new CountDownLatch(3);
        private volatile String status = "Running";

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            String target = request.httpRequest().firstMatchingHeader("X-Amz-Target").orElse("");
            String operation = target.substring(target.indexOf('.') + 1);
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    called.add(operation);
                    asked.countDown();
                    String body = switch (operation) {
                        case "StartQuery" -> "{\"queryId\":\"q1\"}";
                        case "StopQuery" -> "{\"success\":true}";
                        default -> "{\"status\":\"" + status + "\",\"results\":[[{\"field\":\"action\",\"value\":\"BLOCK\"},"
                                + "{\"field\":\"requests\",\"value\":\"7\"}]],\"statistics\":{\"recordsScanned\":9.0,"
                                + "\"recordsMatched\":7.0,\"bytesScanned\":3.0E12}}";
                    };
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder().statusCode(200).build())
                            .responseBody(AbortableInputStream.create(
                                    new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public String clientName() {
            return "OneQuery";
        }

        @Override
        public void close() {}

        InsightsQuery query() {
            AwsClients clients = new AwsClients(new AwsClients.Connection(
                    MotoServer.KEYS, this, URI.create("http://127.0.0.1:1"), "us-east-1", List.of()));
            return new InsightsQuery(clients, List.of(new LogPlace("us-east-1", "aws-waf-logs-a")), SPAN);
        }
    }

    @Test
    void aQueryIsAskedAboutUntilItIsComplete() {
        OneQuery logs = new OneQuery();
        // After the second question about it.
        RemoteAnswer answer = logs.query().counts("action", 10, bytes -> {
            if (logs.called.stream().filter("GetQueryResults"::equals).count() == 2) {
                logs.status = "Complete";
            }
        });
        assertThat(logs.called).containsExactly("StartQuery", "GetQueryResults", "GetQueryResults", "GetQueryResults");
        assertThat(answer.result().rows()).singleElement().asString().isEqualTo("{value=BLOCK, count=7}");
        assertThat(answer.result().records()).isEqualTo(9);
        assertThat(answer.asked().cost()).as("three terabytes").isEqualTo("tens of dollars");
    }

    @Test
    void whatNobodyWaitsForIsStopped() throws Exception {
        OneQuery logs = new OneQuery();
        FutureTask<RemoteAnswer> task =
                new FutureTask<>(() -> logs.query().counts("action", 10, bytes -> {}));
        Thread asking = new Thread(task);
        asking.start();
        assertThat(logs.asked.await(30, TimeUnit.SECONDS)).isTrue();
        asking.interrupt();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> task.get(30, TimeUnit.SECONDS))
                .havingCause()
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-INTERRUPTED"));
        assertThat(logs.called).contains("StopQuery");
    }

    @Test
    void aQueryThatFailsIsNoEmptyAnswer() {
        OneQuery logs = new OneQuery();
        logs.status = "Timeout";
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> logs.query().counts("action", 10, bytes -> {}))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-INSIGHTS"))
                .satisfies(e -> assertThat(e.message()).contains("Timeout"));
    }
}
