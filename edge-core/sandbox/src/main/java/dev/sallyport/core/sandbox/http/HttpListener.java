package dev.sallyport.core.sandbox.http;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one loopback socket, each connection on a virtual thread, until it is closed. */
public final class HttpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    private static final int CONNECTIONS = 512;

    /** Whoever sends a head byte by byte is not waited for longer. */
    private static final Duration HEAD_TIME = Duration.ofSeconds(10);

    private final ServerSocket socket;
    private final int bodyLimit;
    private final Handler handler;
    private final Duration headTime;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    /** Answers requests; an exception becomes 500. */
    @FunctionalInterface
    public interface Handler {
        /** The answer to {@code request}. */
        Response handle(Request request);

        /**
         * The answer to a request whose body is not wanted; it is then not read into memory. Empty for {@link #handle}.
         *
         * @param head the request without its body
         */
        default Optional<Response> refuse(Request head) {
            return Optional.empty();
        }

        /**
         * Whether the head alone shows that its sender may send the body; the others' bodies share half of the memory.
         *
         * @param head the request without its body, which was not refused
         */
        default boolean knows(Request head) {
            return false;
        }

        /**
         * Whether requests for this name are answered, beside those for loopback; others get 421.
         *
         * @param host of the Host header, without its port
         */
        default boolean serves(String host) {
            return false;
        }
    }

    /** Serves at once, bodies of up to API Gateway's payload limit. The socket is closed with the listener. */
    public HttpListener(ServerSocket socket, Handler handler) {
        this(socket, HttpWire.BODY_LIMIT, handler);
    }

    /**
     * Serves at once. The socket is closed with the listener.
     *
     * @param bodyLimit the largest body that is read, in bytes; a larger one is answered with 413
     */
    public HttpListener(ServerSocket socket, int bodyLimit, Handler handler) {
        this(socket, bodyLimit, HEAD_TIME, handler);
    }

    HttpListener(ServerSocket socket, int bodyLimit, Duration headTime, Handler handler) {
        this.socket = socket;
        this.headTime = headTime;
        this.bodyLimit = bodyLimit;
        this.handler = handler;
        Thread.ofVirtual().name("listener-" + socket.getLocalPort()).start(this::accept);
    }

    /** The loopback port. */
    public int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket accepted = socket.accept();
                if (open.size() >= CONNECTIONS) {
                    evict();
                }
                Connection connection = new Connection(accepted, handler, bodyLimit, headTime);
                open.add(connection);
                Thread.ofVirtual().start(() -> {
                    try {
                        connection.serve(() -> !socket.isClosed());
                    } finally {
                        open.remove(connection);
                    }
                });
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    LOG.debug("accept failed: {}", e.getMessage());
                }
            }
        }
    }

    /** Makes room: the connection that has kept us waiting longest goes, else the one that is answered longest. */
    private void evict() {
        long now = System.nanoTime();
        open.stream()
                .max(Comparator.comparing(Connection::reading).thenComparingLong(each -> now - each.since()))
                .ifPresent(slowest -> {
                    open.remove(slowest);
                    slowest.close();
                });
    }

    /** Stops listening and ends every connection. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("close failed: {}", e.getMessage());
        }
        open.forEach(Connection::close);
    }
}
