package dev.sallyport.core.sandbox.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections to a port of loopback whose heads never end, all of them kept by their client until this is closed. */
public final class HalfOpen implements AutoCloseable {
    private static final byte[] HEAD = "GET /x HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.ISO_8859_1);

    /** How often somebody else asks meanwhile. */
    private static final int ASKED = 8;

    private final int port;
    private final List<Socket> open = new ArrayList<>();

    /** What somebody else asks while they stand there. */
    public interface Question {
        /** Fails if it is not answered. */
        void ask() throws IOException;
    }

    /** None yet. */
    public HalfOpen(int port) {
        this.port = port;
    }

    /** All where attacks are measured; a build makes do with as many as end some of its own, and wait for others. */
    public static int many(int all) {
        return System.getProperty("sallyport.attacks", "").isEmpty() ? 1_500 : all;
    }

    /** Opens as many, and asks while their number grows and when it is reached. */
    public void grow(int many, Question question) throws IOException {
        for (int i = 1; i <= many; i++) {
            Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
            open.add(socket);
            socket.getOutputStream().write(HEAD);
            if (i % (many / ASKED) == 0) {
                question.ask();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }
}
