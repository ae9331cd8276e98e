package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sallyport.core.MotoServer;
import dev.sallyport.core.account.AwsClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/** A process that is ended by a signal leaves no query behind that nobody waits for. */
class AthenaSignalTest {
    /** Of the process that asks: the first query ends, the second never does. */
    public static void main(String[] arguments) {
        AwsClients clients = new AwsClients(new AwsClients.Connection(
                MotoServer.KEYS,
                ApacheHttpClient.create(),
                URI.create(arguments[0]),
                "us-east-1",
                List.of()));
        AthenaRun run = AthenaRun.in(clients.athena("us-east-1"), "primary", "s3://results/");
        run.define("CREATE DATABASE x");
        run.define("SELECT 1");
    }

    @Test
    void theQueryUnderWayIsStoppedAndNoOther() throws Exception {
        LinkedBlockingQueue<String> stopped = new LinkedBlockingQueue<>();
        CountDownLatch waiting = new CountDownLatch(1);
        HttpServer athena = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        athena.createContext("/", exchange -> {
            String operation = exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceFirst(".*\\.", "");
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean first = sent.contains("CREATE") || sent.contains("q1");
            String answer = switch (operation) {
                case "GetWorkGroup" -> "{\"WorkGroup\":{\"Name\":\"primary\"}}";
                case "StartQueryExecution" -> "{\"QueryExecutionId\":\"" + (first ? "q1" : "q2") + "\"}";
                case "GetQueryExecution" -> "{\"QueryExecution\":{\"Status\":{\"State\":\""
                        + (first ? "SUCCEEDED" : "RUNNING") + "\"}}}";
                default -> "{}";
            };
            if (operation.equals("StopQueryExecution")) {
                stopped.add(sent);
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
            if (operation.equals("GetQueryExecution") && !first) {
                waiting.countDown();
            }
        });
        athena.start();
        Process asking = start("http://127.0.0.1:" + athena.getAddress().getPort());
        try {
            assertThat(waiting.await(60, TimeUnit.SECONDS)).isTrue();
            asking.destroy();
            assertThat(asking.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(stopped).singleElement().asString().contains("q2");
        } finally {
            asking.destroyForcibly();
            athena.stop(0);
        }
    }

    private static Process start(String endpoint) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AthenaSignalTest.class.getName(),
                        endpoint)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
