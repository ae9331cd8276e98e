package dev.sallyport.core.sandbox.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
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
    private static final Set<Integer> BODILESS = Set.of(204, 304);
    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME;

    private final ServerSocket socket;
    private final Handler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Semaphore free = new Semaphore(CONNECTIONS);

    /** Answers requests; an exception becomes 500. */
    @FunctionalInterface
    public interface Handler {
        /** The answer to {@code request}. */
        Response handle(Request request);
    }

    /** Serves at once. The socket is closed with the listener. */
    public HttpListener(ServerSocket socket, Handler handler) {
        this.socket = socket;
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
                more = exchange(in, out);
            }
        } catch (IOException e) {
            LOG.trace("connection ended: {}", e.getMessage());
        } finally {
            open.remove(connection);
            free.release();
        }
    }

    private boolean exchange(InputStream in, OutputStream out) throws IOException {
        Request request;
        try {
            HttpWire.Head head = HttpWire.head(in);
            if (head == null) {
                return false;
            }
            request = request(head, in, out);
        } catch (HttpException e) {
            answer(out, Response.empty(e.status(), Headers.NONE), false, false);
            return false;
        }
        boolean keep = !request.headers().first("Connection").orElse("").equalsIgnoreCase("close")
                && request.version().equals("HTTP/1.1");
        Response response;
        try {
            response = handler.handle(request);
        } catch (RuntimeException e) {
            LOG.warn("{} failed", request, e);
            response = Response.empty(500, Headers.NONE);
        }
        answer(out, response, request.method().equals("HEAD"), keep);
        return keep;
    }

    private static Request request(HttpWire.Head head, InputStream in, OutputStream out) throws IOException {
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
        if (head.headers().first("Expect").orElse("").equalsIgnoreCase("100-continue")) {
            HttpWire.write(out, "HTTP/1.1 100 Continue", Headers.NONE, new byte[0]);
        }
        SdkBytes body = HttpWire.body(in, head.headers(), false);
        return new Request(method, target, version, head.headers(), body);
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
