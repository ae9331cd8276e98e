package dev.sallyport.core.sandbox.traffic;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends visits to a viewer address of the sandbox. Requests go over plain sockets: a common HTTP client would mend just
 * what an attacker leaves out or escapes badly.
 */
public final class Traffic {
    private static final int AT_ONCE = 8;
    private static final int TIMEOUT_MILLIS = 30_000;

    private final URI viewer;
    private final String edgeToken;
    private final List<String> paths;
    private final @Nullable Post post;

    /**
     * What ordinary visitors send.
     *
     * @param path that takes it
     * @param body JSON in which {@code %d} stands for any number from 1 to 499
     */
    public record Post(String path, String body) {}

    /**
     * @param viewer such as {@code http://127.0.0.1:41234}
     * @param edgeToken lets a request name the address that it seems to come from
     * @param paths what ordinary visitors ask for
     * @param post every tenth request of theirs; null for none
     */
    public Traffic(URI viewer, String edgeToken, List<String> paths, @Nullable Post post) {
        this.viewer = viewer;
        this.edgeToken = edgeToken;
        this.paths = List.copyOf(paths);
        this.post = post;
    }

    /** Traffic of ordinary visitors who only read. */
    public Traffic(URI viewer, String edgeToken, List<String> paths) {
        this(viewer, edgeToken, paths, null);
    }

    /**
     * Sends {@code requests} visits and waits for the answers; interrupting the thread stops it.
     *
     * @param seed the same seed makes the same visits in the same order
     * @param progress told how many are answered
     */
    public TrafficReport send(int requests, Mix mix, long seed, IntConsumer progress) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        AtomicIntegerArray statuses = new AtomicIntegerArray(600);
        AtomicInteger failed = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        Semaphore turns = new Semaphore(AT_ONCE);
        long start = System.nanoTime();
        try {
            for (int i = 0; i < requests; i++) {
                Visit visit = random.nextInt(100) < mix.attackPercent()
                        ? Visit.attack(random, paths)
                        : Visit.normal(random, paths, post);
                turns.acquire();
                Thread.ofVirtual().name("traffic-" + i).start(() -> {
                    try {
                        statuses.incrementAndGet(exchange(visit));
                    } catch (IOException e) {
                        failed.incrementAndGet();
                    } finally {
                        turns.release();
                        progress.accept(answered.incrementAndGet());
                    }
                });
            }
        } finally {
            turns.acquireUninterruptibly(AT_ONCE);
        }
        TreeMap<Integer, Integer> counts = new TreeMap<>();
        for (int status = 0; status < statuses.length(); status++) {
            if (statuses.get(status) > 0) {
                counts.put(status, statuses.get(status));
            }
        }
        return new TrafficReport(requests, failed.get(), counts, (System.nanoTime() - start) / 1_000_000);
    }

    private int exchange(Visit visit) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(viewer.getHost(), viewer.getPort()), TIMEOUT_MILLIS);
            socket.getOutputStream().write(bytes(visit));
            socket.getOutputStream().flush();
            return status(new BufferedInputStream(socket.getInputStream()));
        }
    }

    private byte[] bytes(Visit visit) throws IOException {
        byte[] body = visit.body() == null ? new byte[0] : visit.body().getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder()
                .append(visit.method() + " " + visit.target() + " HTTP/1.1\r\n")
                .append("Host: " + viewer.getAuthority() + "\r\n")
                .append("Connection: close\r\nAccept: */*\r\n")
                .append("X-Sandbox-Token: " + edgeToken + "\r\n")
                .append("X-Sandbox-Client-Ip: " + visit.address() + "\r\n")
                .append("X-Sandbox-Country: " + visit.country() + "\r\n");
        if (visit.userAgent() != null) {
            head.append("User-Agent: " + visit.userAgent() + "\r\n");
        }
        if (body.length > 0) {
            // The hash that clients send where CloudFront signs for a function URL and nothing runs at the edge.
            head.append("Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n")
                    .append("x-amz-content-sha256: " + sha256(body) + "\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        bytes.write(body);
        return bytes.toByteArray();
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The status of the answer; the rest is read to its end, so that the server is not cut off. */
    private static int status(InputStream in) throws IOException {
        byte[] answer = in.readAllBytes();
        String start = new String(answer, 0, Math.min(answer.length, 16), StandardCharsets.ISO_8859_1);
        if (!start.matches("(?s)HTTP/1\\.[01] [1-5][0-9]{2}.*")) {
            throw new IOException("no HTTP answer");
        }
        return Integer.parseInt(start.substring(9, 12));
    }
}
