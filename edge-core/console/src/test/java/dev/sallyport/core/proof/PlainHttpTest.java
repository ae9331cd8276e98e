package dev.sallyport.core.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sallyport.core.distribution.Behavior;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Plain HTTP is judged for each behavior: one that answers is not hidden by another that redirects. */
class PlainHttpTest {
    private static Behavior behavior(String pattern, String protocol) {
        return new Behavior(pattern, "o", protocol, List.of("GET"), "", "", "", List.of());
    }

    @Test
    void oneBehaviorThatAllowsAllIsEnough() {
        assertThat(PlainHttp.configured(List.of(behavior("/api/*", "allow-all"), behavior("*", "redirect-to-https"))))
                .satisfies(verdict -> {
                    assertThat(verdict.outcome()).isEqualTo(Outcome.FAILS);
                    assertThat(verdict.evidence()).contains("/api/* is allow-all").doesNotContain("redirect-to-https");
                });
        assertThat(PlainHttp.configured(List.of(behavior("/api/*", "https-only"), behavior("*", "redirect-to-https")))
                        .outcome())
                .isEqualTo(Outcome.HOLDS);
    }

    @Test
    void onePathThatAnswersOverPlainHttpIsEnough() throws Exception {
        Map<String, Integer> statuses = Map.of("/", 301, "/closed", 403, "/api/", 200, "/there", 302);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            // A redirect that stays with plain HTTP leads nowhere safe.
            exchange.getResponseHeaders().add("Location", (path.equals("/there") ? "http" : "https") + "://example.com" + path);
            exchange.sendResponseHeaders(statuses.getOrDefault(path, 404), -1);
            exchange.close();
        });
        server.start();
        String host = "127.0.0.1:" + server.getAddress().getPort();
        try (HttpClient viewer = HttpClient.newHttpClient()) {
            ScopedValue.where(HttpProbe.VIEWER, viewer).<Void, InterruptedException>call(() -> {
                assertThat(PlainHttp.asked(host, List.of("/", "/closed")).outcome()).isEqualTo(Outcome.HOLDS);
                for (String path : List.of("/api/", "/there")) {
                    Verdict verdict = PlainHttp.asked(host, List.of("/", path));
                    assertThat(verdict.outcome()).isEqualTo(Outcome.FAILS);
                    assertThat(verdict.evidence()).startsWith("GET http://" + host + path).doesNotContain(host + "/ ");
                }
                return null;
            });
        } finally {
            server.stop(0);
        }
    }
}
