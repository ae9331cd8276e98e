package dev.sallyport.core.sandbox.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;

/** Serves one loopback socket, each connection on a virtual thread, until it is closed. */
public final class HttpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    private static final int CONNECTIONS = 512;
    private static final int IDLE_MILLIS = 60_000;
    private static final int LINGER_MILLIS = 5_000;
    private static final Set<Integer> BODILESS = Set.of(204, 304);
    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME;

    private final ServerSocket socket;
    private final int bodyLimit;
    private final Handler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Semaphore free = new Semaphore(CONNECTIONS);

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
        this.socket = socket;
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
                Socket connection = socket.accept();
                if (!free.tryAcquire()) {
                    connection.close();
                    continue;
                }
                open.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    LOG.debug("accept failed: {}", e.getMessage());
                }
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            connection.setSoTimeout(IDLE_MILLIS);
            InputStream in = new BufferedInputStream(connection.getInputStream(), 1 << 14);
            OutputStream out = connection.getOutputStream();
            boolean more = true;
            while (more && !socket.isClosed()) {
                more = exchange(connection, in, out);
            }
        } catch (IOException e) {
            LOG.trace("connection ended: {}", e.getMessage());
        } finally {
            open.remove(connection);
            free.release();
        }
    }

    private boolean exchange(Socket connection, InputStream in, OutputStream out) throws IOException {
        Request request;
        try {
            HttpWire.Head wire = HttpWire.head(in);
            if (wire == null) {
                return false;
            }
            Request head = request(wire);
            Optional<Response> refused = refused(head);
            if (refused.isPresent()) {
                boolean keep = keeps(head) && !HttpWire.announcesBody(head.headers());
                answer(out, refused.get(), head.method().equals("HEAD"), keep);
                if (!keep) {
                    linger(connection, in);
                }
                return keep;
            }
            if (head.header("Expect").orElse("").equalsIgnoreCase("100-continue")) {
                HttpWire.write(out, "HTTP/1.1 100 Continue", Headers.NONE, new byte[0]);
            }
            request = head.with(HttpWire.body(in, head.headers(), bodyLimit));
        } catch (HttpException e) {
            answer(out, Response.empty(e.status(), Headers.NONE), false, false);
            linger(connection, in);
            return false;
        }
        Response response;
        try {
            response = handler.handle(request);
        } catch (RuntimeException e) {
            LOG.warn("{} failed", request, e);
            response = Response.empty(500, Headers.NONE);
        }
        boolean keep = keeps(request);
        answer(out, response, request.method().equals("HEAD"), keep);
        return keep;
    }

    private Optional<Response> refused(Request head) {
        try {
            return handler.refuse(head);
        } catch (RuntimeException e) {
            LOG.warn("{} failed", head, e);
            return Optional.of(Response.empty(500, Headers.NONE));
        }
    }

    private static boolean keeps(Request request) {
        return !request.header("Connection").orElse("").equalsIgnoreCase("close")
                && request.version().equals("HTTP/1.1");
    }

    /** Throws away what still comes: closing at once would reset the connection before the answer is read. */
    private static void linger(Socket connection, InputStream in) throws IOException {
        connection.shutdownOutput();
        connection.setSoTimeout(LINGER_MILLIS);
        byte[] waste = new byte[1 << 14];
        long end = System.nanoTime() + Duration.ofMillis(LINGER_MILLIS).toNanos();
        int read = 0;
        while (read >= 0 && System.nanoTime() - end < 0) {
            read = in.read(waste);
        }
    }

    private static Request request(HttpWire.Head head) throws HttpException {
        int first = head.line().indexOf(' ');
        int last = head.line().lastIndexOf(' ');
        String method = first > 0 ? head.line().substring(0, first) : "";
        String version = last > first ? head.line().substring(last + 1) : "";
        if (!method.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}") || !version.matches("HTTP/1\\.[01]")) {
            throw new HttpException(400, "a malformed request line");
        }
        String target = head.line().substring(first + 1, last).replaceFirst("^https?://[^/?]*", "");
        if (!target.startsWith("/")) {
            target = '/' + target;
        }
        return new Request(method, target, version, head.headers(), SdkBytes.fromByteArrayUnsafe(new byte[0]));
    }

    private static void answer(OutputStream out, Response response, boolean head, boolean keep) throws IOException {
        Headers headers = response.headers().matching(name -> !name.equalsIgnoreCase("Connection")
                && !name.equalsIgnoreCase("Transfer-Encoding")
                && !(name.equalsIgnoreCase("Content-Length") && !head));
        boolean bodiless = BODILESS.contains(response.status());
        if (!bodiless && !headers.has("Content-Length")) {
            headers = headers.plus("Content-Length", Integer.toString(response.bytes().length));
        }
        if (!headers.has("Date")) {
            headers = headers.plus("Date", DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
        }
        headers = headers.plus("Connection", keep ? "keep-alive" : "close");
        byte[] body = head || bodiless ? new byte[0] : response.bytes();
        HttpWire.write(out, "HTTP/1.1 " + response.status() + ' ' + Reasons.of(response.status()), headers, body);
    }

    /** Stops listening and ends every connection. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("close failed: {}", e.getMessage());
        }
        for (Socket connection : open) {
            try {
                connection.close();
            } catch (IOException e) {
                LOG.debug("close failed: {}", e.getMessage());
            }
        }
    }
}
