package dev.sallyport.core.sandbox.http;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one loopback socket, each connection on a virtual thread, until it is closed. */
public final class HttpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    private static final Duration PAUSE = Duration.ofMillis(200);

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
         * The answer to a request whose body is not wanted; it is then not read into memory. Empty for {@link #handle},
         * which alone is asked about a request without a body.
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
        Thread.ofVirtual().name("deadlines-" + socket.getLocalPort()).start(this::watch);
    }

    /** The loopback port. */
    public int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                serve(socket.accept());
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    LOG.debug("accept failed: {}", e.getMessage());
                    Connections.makeRoom();
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            } catch (OutOfMemoryError e) {
                // A listener that dies of one connection would be closed to all the others.
                LOG.warn("A connection was not taken: no memory was left for it.");
                Connections.makeRoom();
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void serve(Socket accepted) {
        Connection connection = new Connection(accepted, handler, bodyLimit, headTime);
        Connections.add(connection, open);
        Thread.ofVirtual().start(() -> {
            try {
                connection.serve(() -> !socket.isClosed());
            } finally {
                Connections.remove(connection, open);
            }
        });
    }

    private void watch() {
        while (!socket.isClosed()) {
            open.forEach(Connection::endIfLate);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
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
