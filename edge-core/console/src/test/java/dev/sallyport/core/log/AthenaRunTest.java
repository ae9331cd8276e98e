package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.MotoServer;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.athena.model.MetadataException;

/** Queries that take their time, and those that never end well. */
class AthenaRunTest {
    /** Athena with one query, in the state that the test gives it. */
    private static final class OneQuery implements SdkHttpClient {
        private final Queue<String> called = new ConcurrentLinkedQueue<>();
        private final Queue<String> started = new ConcurrentLinkedQueue<>();
        private final CountDownLatch asked = new CountDownLatch(4);
        private final String configuration;
        private volatile String state = "RUNNING";
        /** What Glue answered, as Athena passes it on; empty where the table stands. */
        private volatile String metadata = "";

        OneQuery(String configuration) {
            this.configuration = configuration;
        }

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            String target = request.httpRequest().firstMatchingHeader("X-Amz-Target").orElse("");
            String operation = target.substring(target.indexOf('.') + 1);
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws java.io.IOException {
                    called.add(operation);
                    asked.countDown();
                    byte[] sent = request.contentStreamProvider().orElseThrow().newStream().readAllBytes();
                    if (operation.equals("StartQueryExecution")) {
                        started.add(new String(sent, StandardCharsets.UTF_8));
                    }
                    boolean second = new String(sent, StandardCharsets.UTF_8).contains("NextToken");
                    int status = operation.equals("GetTableMetadata") && !metadata.isEmpty() ? 400 : 200;
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder().statusCode(status).build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(
                                    body(operation, second).getBytes(StandardCharsets.UTF_8))))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        private String body(String operation, boolean second) {
            return switch (operation) {
                case "GetWorkGroup" -> "{\"WorkGroup\":{\"Name\":\"primary\",\"Configuration\":" + configuration + "}}";
                case "StartQueryExecution" -> "{\"QueryExecutionId\":\"q1\"}";
                case "GetQueryExecution" -> "{\"QueryExecution\":{\"QueryExecutionId\":\"q1\",\"Status\":{\"State\":\""
                        + state
                        + "\",\"StateChangeReason\":\"HIVE_BAD_DATA: it is odd.\"},\"Statistics\":{\"DataScannedInBytes\":42}}}";
                case "GetQueryResults" -> second
                        ? "{\"ResultSet\":{\"Rows\":[{\"Data\":[{\"VarCharValue\":\"b\"},{}]}]}}"
                        : "{\"NextToken\":\"t\",\"ResultSet\":{\"Rows\":[{\"Data\":[{\"VarCharValue\":\"value\"},"
                                + "{\"VarCharValue\":\"n\"}]},{\"Data\":[{\"VarCharValue\":\"a\"},{\"VarCharValue\":\"1\"}]}]}}";
                case "GetTableMetadata" -> metadata.isEmpty()
                        ? "{\"TableMetadata\":{\"Name\":\"t\",\"Parameters\":{\"EXTERNAL\":\"TRUE\"}}}"
                        : "{\"__type\":\"MetadataException\",\"Message\":\"" + metadata + "\"}";
                default -> "{}";
            };
        }

        @Override
        public String clientName() {
            return "OneQuery";
        }

        @Override
        public void close() {}

        AthenaRun run(@Nullable String results) {
            AwsClients clients = new AwsClients(new AwsClients.Connection(
                    MotoServer.KEYS, this, URI.create("http://127.0.0.1:1"), "us-east-1", List.of()));
            return AthenaRun.in(clients.athena("us-east-1"), "primary", results);
        }
    }

    private static final String PLACED = "{\"ResultConfiguration\":{\"OutputLocation\":\"s3://theirs/\"},"
            + "\"EnforceWorkGroupConfiguration\":true}";

    @Test
    void aQueryIsAskedAboutUntilItHasSucceededAndEveryPageIsRead() {
        OneQuery athena = new OneQuery(PLACED);
        AthenaRun.Rows answer = athena.run(null).ask("SELECT 1", bytes -> {
            if (athena.called.stream().filter("GetQueryExecution"::equals).count() == 2) {
                athena.state = "SUCCEEDED";
            }
        });
        assertThat(athena.called).containsExactly(
                "GetWorkGroup", "StartQueryExecution", "GetQueryExecution", "GetQueryExecution", "GetQueryExecution",
                "GetQueryResults", "GetQueryResults");
        List<@Nullable String> last = new ArrayList<>();
        last.add("b");
        last.add(null);
        assertThat(answer.rows()).isEqualTo(List.of(List.of("a", "1"), last));
        assertThat(answer.bytes()).isEqualTo(42);
    }

    @Test
    void whatNobodyWaitsForIsStopped() throws Exception {
        OneQuery athena = new OneQuery(PLACED);
        FutureTask<AthenaRun.Rows> task = new FutureTask<>(
                () -> AwsErrors.translating(() -> athena.run(null).ask("SELECT 1", bytes -> {})));
        Thread asking = new Thread(task);
        asking.start();
        assertThat(athena.asked.await(30, TimeUnit.SECONDS)).isTrue();
        asking.interrupt();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> task.get(30, TimeUnit.SECONDS))
                .havingCause()
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code())
                        .isEqualTo("SP-INTERRUPTED"));
        assertThat(athena.called).contains("StopQueryExecution");
    }

    @Test
    void aQueryThatFailsOrIsCancelledIsNoEmptyAnswer() {
        for (String state : List.of("FAILED", "CANCELLED")) {
            OneQuery athena = new OneQuery(PLACED);
            athena.state = state;
            assertThatExceptionOfType(SallyportException.class)
                    .isThrownBy(() -> athena.run(null).ask("SELECT 1", bytes -> {}))
                    .satisfies(e -> assertThat(e.code())
                            .isEqualTo(state.equals("FAILED") ? "SP-ATHENA" : "SP-ATHENA-CANCELLED"))
                    .satisfies(e -> assertThat(e.message()).contains(state, "HIVE_BAD_DATA: it is odd."));
        }
    }

    /** As Athena words them; see for example dbeaver's issue 18786 and noctua's issue 205 on GitHub. */
    @Test
    void onlyWhatGlueDoesNotFindIsAbsent() {
        OneQuery athena = new OneQuery(PLACED);
        assertThat(athena.run(null).definition("t")).as("a table of somebody else").hasValue("");
        athena.metadata = "Entity Not Found (Service: AmazonDataCatalog; Status Code: 400; Error Code:"
                + " EntityNotFoundException; Request ID: 1; Proxy: null)";
        assertThat(athena.run(null).definition("t")).isEmpty();
        athena.metadata = "User: arn:aws:iam::111122223333:user/a is not authorized to perform: glue:GetTable on"
                + " resource: arn:aws:glue:us-east-1:111122223333:catalog (Service: AmazonDataCatalog; Status Code:"
                + " 400; Error Code: AccessDeniedException; Request ID: 1; Proxy: null)";
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> athena.run(null).definition("t"))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-DENIED"))
                .satisfies(e -> assertThat(e.message()).contains("glue:GetTable"));
        athena.metadata = "Rate exceeded (Service: AmazonDataCatalog; Status Code: 400; Error Code:"
                + " ThrottlingException; Request ID: 1; Proxy: null)";
        assertThatExceptionOfType(MetadataException.class).isThrownBy(() -> athena.run(null).definition("t"));
    }

    @Test
    void resultsGoWhereTheWorkgroupSaysOrElseWhereTheUserSays() {
        assertThat(started(PLACED, null)).doesNotContain("ResultConfiguration");
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> started(PLACED, "s3://mine/"))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-ATHENA-RESULTS"))
                .satisfies(e -> assertThat(e.message()).contains("s3://theirs/"));
        assertThat(new OneQuery(PLACED).run(null).place()).hasValue("s3://theirs/");
        assertThat(new OneQuery("{}").run("s3://mine/").place()).hasValue("s3://mine/");
        assertThat(started("{\"ManagedQueryResultsConfiguration\":{\"Enabled\":true}}", null))
                .doesNotContain("ResultConfiguration");
        assertThat(started("{\"EnforceWorkGroupConfiguration\":true}", "s3://mine/")).contains("\"s3://mine/\"");
        assertThat(started(PLACED.replace("true", "false"), "s3://mine/")).contains("\"s3://mine/\"");
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> started("{\"EnforceWorkGroupConfiguration\":true}", null))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-ATHENA-RESULTS"));
    }

    private static String started(String configuration, @Nullable String results) {
        OneQuery athena = new OneQuery(configuration);
        athena.state = "SUCCEEDED";
        athena.run(results).define("CREATE DATABASE x");
        return String.join("", athena.started);
    }
}
