package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.HttpListener;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Optional;

/** Serves the sandbox on 127.0.0.1 for other processes, one virtual thread per connection. */
public final class LoopbackServer implements AutoCloseable {
    private static final int LARGEST_BODY = 128 * 1024 * 1024;
    private static final int BACKLOG = 128;

    private final HttpListener listener;

    private LoopbackServer(HttpListener listener) {
        this.listener = listener;
    }

    /**
     * Starts to listen.
     *
     * @param port 0 for any that is free
     * @throws SallyportException {@code SP-PORT} when the port cannot be had
     */
    public static LoopbackServer start(SandboxFront front, int port) {
        try {
            ServerSocket socket = new ServerSocket(port, BACKLOG, InetAddress.ofLiteral("127.0.0.1"));
            return new LoopbackServer(new HttpListener(socket, LARGEST_BODY, new FrontHandler(front)));
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

    private record FrontHandler(SandboxFront front) implements HttpListener.Handler {
        @Override
        public Response handle(Request request) {
            WireResponse answer = front.handle(request);
            return new Response(answer.status(), Headers.of(answer.headers()), answer.body());
        }

        /** Who cannot sign a request does not get to fill the memory with its body. */
        @Override
        public Optional<Response> refuse(Request head) {
            return front.refuses(head) ? Optional.of(handle(head)) : Optional.empty();
        }

        @Override
        public boolean knows(Request head) {
            return front.knows(head);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return listener.port();
    }

    /** What clients take as their endpoint, such as {@code http://127.0.0.1:4100}. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** Stops listening and drops the requests under way. */
    @Override
    public void close() {
        listener.close();
    }
}
