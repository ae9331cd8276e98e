package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application of one's own, rendered in Lambda and at the edge from one backend. */
class BundleTest {
    @TempDir
    private Path folder;

    private Bench bench;
    private Path bundle;

    @BeforeEach
    void open() throws IOException {
        bench = new Bench(folder.resolve("home"));
        bundle = folder.resolve("app");
        write("site/index.html", "<h1>first</h1>");
        write("site/gone.txt", "later it goes");
        write("lib/title.mjs", "export const title = (where) => `${where} from ${process.env.BACKEND_URL}`\n");
        write("server.mjs", """
                import { title } from './lib/title.mjs'
                export const handler = async () => {
                  const said = await (await fetch(process.env.BACKEND_URL)).text()
                  return { statusCode: 200, headers: { 'content-type': 'text/html' }, body: `${title('Lambda')}: ${said}` }
                }
                """);
        write("edge.mjs", """
                import { title } from './lib/title.mjs'
                export const handler = async () => ({
                  status: '200', headers: { 'content-type': [{ key: 'Content-Type', value: 'text/html' }] }, body: title('Edge')
                })
                """);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void write(String name, String text) throws IOException {
        Path file = bundle.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String get(String path) throws Exception {
        try (HttpClient viewer = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = viewer.send(
                    HttpRequest.newBuilder(URI.create(bench.output("t", "DistributionUrl") + path))
                            .header("User-Agent", "viewer/1")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        }
    }

    private static void holds(Rollout rollout) {
        assertThat(rollout.proofs()).allSatisfy(proof -> assertThat(proof.holds()).as(proof.toString()).isTrue());
        assertThat(rollout.phase()).as(rollout.note()).isEqualTo(RolloutPhase.HOLDS);
    }

    @Test
    void itsSiteAndBothHandlersStandAndAnEarlierVersionComesBackWhole() throws Exception {
        HttpServer backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/", exchange -> {
            byte[] said = "two boots".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        backend.start();
        try {
            String url = "http://127.0.0.1:" + backend.getAddress().getPort() + "/products";
            Map<String, String> values = Map.of("Bundle", bundle.toString(), "BackendUrl", url);
            holds(bench.apply("edge-ssr", "t", values));
            assertThat(get("/")).isEqualTo("200 <h1>first</h1>");
            assertThat(get("/ssr")).isEqualTo("200 Lambda from " + url + ": two boots");
            assertThat(get("/edgessr")).isEqualTo("200 Edge from " + url);

            write("site/index.html", "<h1>second</h1>");
            Files.delete(bundle.resolve("site/gone.txt"));
            holds(bench.apply("edge-ssr", "t", values));
            assertThat(get("/")).isEqualTo("200 <h1>second</h1>");
            assertThat(get("/gone.txt")).startsWith("403");

            holds(bench.rollouts.rollback("t", RolloutListener.SILENT));
            assertThat(get("/")).isEqualTo("200 <h1>first</h1>");
            assertThat(get("/gone.txt")).isEqualTo("200 later it goes");
            assertThat(bench.rollouts.destroy("t", RolloutListener.SILENT).phase()).isEqualTo(RolloutPhase.DESTROYED);
        } finally {
            backend.stop(0);
        }
    }

    @Test
    void whatIsNoBundleIsRefusedBeforeAnythingIsMade() throws IOException {
        refused(Map.of("Bundle", folder.resolve("none").toString()), "SP-BUNDLE");
        refused(Map.of("BackendUrl", "https://example.com"), "SP-PARAMETER");
        Files.delete(bundle.resolve("edge.mjs"));
        refused(Map.of("Bundle", bundle.toString()), "SP-BUNDLE");
    }

    private void refused(Map<String, String> values, String code) {
        assertThatThrownBy(() -> bench.apply("edge-ssr", "t", values))
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(bench.aws.cloudFormation("us-east-1").describeStacks(r -> {}).stacks()).isEmpty();
    }
}
