package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.core.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** More than a gigabyte is said, and read only when that is accepted. The bucket claims the size of what is one line. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class LargeReadingTest {
    private static final String LINE = "{\"timestamp\":1750000000000,\"webaclId\":\"w\",\"action\":\"ALLOW\","
            + "\"terminatingRuleId\":\"Default_Action\",\"httpRequest\":{\"requestId\":\"r\"}}\n";

    private static final String LIST =
            """
            <ListBucketResult><Name>logs</Name><IsTruncated>false</IsTruncated><Contents><Key>a.log</Key>
            <LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"e"</ETag><Size>1300000000</Size></Contents>
            </ListBucketResult>""";

    @TempDir
    Path folder;

    private final AtomicInteger objects = new AtomicInteger();
    private HttpServer server;
    private SharedConfig config;

    @BeforeEach
    void open() throws IOException {
        config = new SharedConfig(folder, "large", "AKIDEXAMPLE", "secret");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean object = exchange.getRequestURI().getPath().endsWith("a.log");
            objects.addAndGet(object ? 1 : 0);
            byte[] body = (object ? LINE : LIST).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("ETag", "\"e\"");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        config.close();
    }

    private record Said(int status, String out, String err) {}

    private Said run(String input, String... more) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of("logs", "s3://logs/", "--json", "--profile", "large"));
        all.addAll(List.of(
                "--endpoint-url", "http://127.0.0.1:" + server.getAddress().getPort(),
                "--home", folder.resolve("home").toString()));
        all.addAll(List.of(more));
        int status = CommandLineInterface.run(
                all.toArray(String[]::new),
                new Terminal(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out),
                        new PrintStream(err)));
        return new Said(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void nothingIsReadWithoutAnAnswer() throws IOException {
        Said none = run("");
        assertThat(none.status()).as(none.err()).isEqualTo(3);
        assertThat(none.err()).startsWith("1 object, 1.3 GB under s3://logs/" + System.lineSeparator());
        JsonNode error = Json.MAPPER.readTree(none.err().substring(none.err().lastIndexOf("{\"error\""))).path("error");
        assertThat(error.path("code").asText()).isEqualTo("SP-NOT-CONFIRMED");
        assertThat(error.path("message").asText()).isEqualTo("Nothing was read: it would have been 1.3 GB from S3.");
        assertThat(error.path("next").asText()).contains("--since", "--yes");
        assertThat(objects.get()).isZero();
    }

    @Test
    void anAnswerOrAnOptionReadsIt() throws IOException {
        assertThat(Json.MAPPER.readTree(run("y\n").out()).path("records").asInt()).isEqualTo(1);
        assertThat(Json.MAPPER.readTree(run("", "--yes").out()).path("records").asInt()).isEqualTo(1);
        assertThat(objects.get()).isPositive();
    }
}
