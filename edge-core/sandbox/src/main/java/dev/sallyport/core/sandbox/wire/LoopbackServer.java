package dev.sallyport.core.sandbox.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.core.SdkBytes;

/** Serves the sandbox on 127.0.0.1 for other processes, one virtual thread per request. */
public final class LoopbackServer implements AutoCloseable {
    private static final int LARGEST_BODY = 128 * 1024 * 1024;

    static {
        // Without it every answer on a kept connection waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final SandboxFront front;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private LoopbackServer(SandboxFront front, HttpServer server) {
        this.front = front;
        this.server = server;
    }

    /**
     * Starts to listen.
     *
     * @param port 0 for any that is free
     * @throws SallyportException {@code SP-PORT} when the port cannot be had
     */
    public static LoopbackServer start(SandboxFront front, int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
            LoopbackServer loopback = new LoopbackServer(front, server);
            server.setExecutor(loopback.threads);
            server.createContext("/", loopback::serve);
            server.start();
            return loopback;
        } catch (BindException e) {
            throw SallyportException.unavailable(
                            "SP-PORT",
                            "Port " + port + " on 127.0.0.1 is taken or not allowed.",
                            "End the process that holds port " + port + ", or choose another port.")
                    .causedBy(e);
        } catch (IOException e) {
            throw SallyportException.unavailable(
                            "SP-PORT",
                            "Cannot listen on port " + port + " of 127.0.0.1: " + e.getMessage(),
                            "Choose another port.")
                    .causedBy(e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** What clients take as their endpoint, such as {@code http://127.0.0.1:4100}. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = read(exchange.getRequestBody());
            if (body.length > LARGEST_BODY) {
                exchange.sendResponseHeaders(413, -1);
                return;
            }
            URI uri = exchange.getRequestURI();
            send(exchange, front.handle(new WireRequest(
                    exchange.getRequestMethod(),
                    uri.getRawPath() == null ? "/" : uri.getRawPath(),
                    uri.getRawQuery() == null ? "" : uri.getRawQuery(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    SdkBytes.fromByteArrayUnsafe(body))));
        }
    }

    private static byte[] read(InputStream in) throws IOException {
        return in.readNBytes(LARGEST_BODY + 1);
    }

    private static void send(HttpExchange exchange, WireResponse response) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        response.headers().forEach((name, values) -> {
            if (head || !name.equalsIgnoreCase("Content-Length")) {
                exchange.getResponseHeaders().put(name, List.copyOf(values));
            }
        });
        byte[] body = response.body().asByteArrayUnsafe();
        boolean none = head || response.status() == 204 || response.status() == 304;
        if (none || body.length == 0) {
            if (!none) {
                exchange.getResponseHeaders().set("Content-Length", "0");
            }
            exchange.sendResponseHeaders(response.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(response.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    /** Stops listening and drops the requests under way. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
