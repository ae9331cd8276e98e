package dev.sallyport.core.sandbox.http;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import software.amazon.awssdk.core.SdkBytes;

/** Sends requests to loopback ports exactly as they are given, over connections that are kept. */
public final class LoopbackClient implements AutoCloseable {
    private static final int IDLE = 32;
    private static final int CONNECT_MILLIS = 10_000;

    private final Map<Integer, ConcurrentLinkedDeque<Connection>> idle = new ConcurrentHashMap<>();

    private record Connection(Socket socket, InputStream in, OutputStream out) {
        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // It is not used again in any case.
            }
        }
    }

    /**
     * The response to {@code request}.
     *
     * @param request the Host header is the caller's; Content-Length is set here
     * @param timeout between two reads
     * @throws SocketTimeoutException when the other side is silent for longer
     * @throws IOException when it cannot be reached or does not speak HTTP
     */
    public Response send(int port, Request request, Duration timeout) throws IOException {
        var kept = idle.computeIfAbsent(port, p -> new ConcurrentLinkedDeque<>());
        Connection connection = kept.poll();
        while (connection != null) {
            try {
                return exchange(connection, port, request, timeout);
            } catch (SocketTimeoutException e) {
                connection.close();
                throw e;
            } catch (IOException e) {
                // The other side may have closed a kept connection at any time.
                connection.close();
                connection = kept.poll();
            }
        }
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), CONNECT_MILLIS);
            Connection fresh = new Connection(
                    socket, new BufferedInputStream(socket.getInputStream(), 1 << 14), socket.getOutputStream());
            return exchange(fresh, port, request, timeout);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Response exchange(Connection connection, int port, Request request, Duration timeout) throws IOException {
        connection.socket().setSoTimeout((int) timeout.toMillis());
        Headers headers = request.headers().without("Transfer-Encoding").without("Connection").without("Content-Length");
        boolean sends = request.bytes().length > 0 || request.method().matches("POST|PUT|PATCH");
        if (sends) {
            headers = headers.plus("Content-Length", Integer.toString(request.bytes().length));
        }
        HttpWire.write(
                connection.out(), request.method() + ' ' + request.target() + " HTTP/1.1", headers, request.bytes());
        HttpWire.Head head = HttpWire.head(connection.in());
        if (head == null) {
            throw new EOFException("the connection ended before an answer");
        }
        if (!head.line().matches("HTTP/1\\.[01] [1-5]\\d\\d.*")) {
            throw new HttpException(502, "a malformed status line");
        }
        int status = Integer.parseInt(head.line().substring(9, 12));
        boolean bodiless = request.method().equals("HEAD") || status == 204 || status == 304;
        boolean close = head.headers().first("Connection").orElse("").equalsIgnoreCase("close");
        SdkBytes body;
        try (ReadingRoom room = new ReadingRoom(timeout)) {
            body = bodiless
                    ? SdkBytes.fromByteArrayUnsafe(new byte[0])
                    : HttpWire.responseBody(connection.in(), head.headers(), close, room);
        }
        var kept = idle.computeIfAbsent(port, p -> new ConcurrentLinkedDeque<>());
        if (close || kept.size() >= IDLE) {
            connection.close();
        } else {
            kept.push(connection);
        }
        return new Response(
                status, head.headers().without("Connection").without("Transfer-Encoding"), body);
    }

    @Override
    public void close() {
        idle.values().forEach(kept -> kept.forEach(Connection::close));
        idle.clear();
    }
}
