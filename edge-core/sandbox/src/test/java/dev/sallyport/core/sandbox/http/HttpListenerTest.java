package dev.sallyport.core.sandbox.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;

/** What a listener does with clients that take its connections, its time or its memory. */
@Isolated
class HttpListenerTest {
    private final List<Socket> sockets = new ArrayList<>();
    private final HttpListener.Handler echo = new HttpListener.Handler() {
        @Override
        public Response handle(Request request) {
            return new Response(200, Headers.NONE, SdkBytes.fromUtf8String("hello"));
        }

        @Override
        public boolean serves(String host) {
            return host.equals("d111.cloudfront.net");
        }
    };
    private HttpListener listener = listener(Duration.ofSeconds(30), echo);

    private static HttpListener listener(Duration headTime, HttpListener.Handler handler) {
        try {
            return new HttpListener(
                    new ServerSocket(0, 256, InetAddress.ofLiteral("127.0.0.1")), 1 << 20, headTime, handler);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        listener.close();
    }

    private Socket connect(String text) throws IOException {
        Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), listener.port());
        sockets.add(socket);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        return socket;
    }

    private static String status(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1)).readLine();
    }

    /** How many files and sockets a process may have open: the clients of this test are in it too. */
    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : 20_000;
    }

    @Test
    @Attack(Area.CONNECTIONS)
    void thousandsOfHalfOpenConnectionsKeepNobodyOut(TestReporter reporter) throws Exception {
        int many = (int) Math.min(10_000, openFiles() / 2);
        reporter.publishEntry(Attack.TRIED, String.valueOf(many));
        for (int i = 0; i < many; i++) {
            connect("GET / HTTP/1.1\r\nHost: loc");
        }
        assertThat(status(connect("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))).isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    @Attack(Area.CONNECTIONS)
    void oneThatSendsByteByByteIsAnsweredWhenItsTimeIsOver() throws Exception {
        listener.close();
        listener = listener(Duration.ofMillis(400), echo);
        Socket slow = connect("GET / HTTP/1.1\r\nX: ");
        try (ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor()) {
            var _ = drip.scheduleAtFixedRate(
                    () -> {
                        try {
                            slow.getOutputStream().write('x');
                        } catch (IOException e) {
                            drip.shutdown();
                        }
                    },
                    0,
                    20,
                    TimeUnit.MILLISECONDS);
            assertThat(status(slow)).startsWith("HTTP/1.1 408");
            drip.shutdownNow();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "127.0.0.1:8080, 200",
        "[::1]:80, 200",
        "bucket.localhost:1, 200",
        "d111.cloudfront.net, 200",
        "d111.cloudfront.net:443, 200",
        "evil.example, 421",
        "localhost.evil.example, 421",
        "127.0.0.1.evil.example:80, 421",
        "evil.example#localhost, 421"
    })
    @Attack(Area.CONNECTIONS)
    void aForeignHostIsRefused(String host, String status) throws Exception {
        assertThat(status(connect("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))).startsWith("HTTP/1.1 " + status);
    }

    @Test
    @Attack(Area.BODIES)
    void bodiesThatNeverComeTakeNoMemory(TestReporter reporter) throws Exception {
        reporter.publishEntry(Attack.TRIED, "300");
        for (int i = 0; i < 300; i++) {
            connect("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048576\r\n\r\nx");
        }
        Socket good = connect("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048576\r\n\r\n");
        good.getOutputStream().write(new byte[1 << 20]);
        assertThat(status(good)).isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    @Attack(Area.BODIES)
    void theBodiesUnderWayHaveABoundTogether() throws Exception {
        long most = BodyBudget.ALL;
        List<BodyBudget.Share> taken = new ArrayList<>();
        try {
            for (long left = most - (1 << 20); left > 0; left -= 64 << 20) {
                BodyBudget.Share share = BodyBudget.share(true);
                taken.add(share);
                share.take(Math.min(left, 64 << 20));
            }
            Socket one = connect("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n");
            assertThat(status(one)).as("larger than the listener takes").startsWith("HTTP/1.1 413");
            BodyBudget.Share last = BodyBudget.share(true);
            taken.add(last);
            last.take((1 << 20) - 4096);
            Socket late = connect("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");
            Thread.ofVirtual().start(() -> {
                try {
                    late.getOutputStream().write(new byte[1_000_000]);
                } catch (SocketException e) {
                    // Answered before all was sent.
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(status(late)).startsWith("HTTP/1.1 503");
        } finally {
            taken.forEach(BodyBudget.Share::close);
        }
        Socket again = connect("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
        assertThat(status(again)).isEqualTo("HTTP/1.1 200 OK");
    }

    /** Whoever shows nothing must not take what those who do need. */
    @Test
    @Attack(Area.BODIES)
    void bodiesOfUnknownSendersTakeHalfOfIt() throws Exception {
        try (BodyBudget.Share unknown = BodyBudget.share(false);
                BodyBudget.Share known = BodyBudget.share(true)) {
            assertThatExceptionOfType(HttpException.class)
                    .isThrownBy(() -> unknown.take(BodyBudget.ALL / 2 + 4096))
                    .matches(e -> e.status() == 413);
            known.take(BodyBudget.ALL / 2 + 4096);
        }
    }

    @Test
    void whoIsInterruptedWhileHeWaitsGivesBackWhatHeTook() throws Exception {
        try (BodyBudget.Share known = BodyBudget.share(true)) {
            known.take(BodyBudget.ALL - 4096);
            Thread waiting = Thread.ofPlatform().start(() -> {
                try (BodyBudget.Share unknown = BodyBudget.share(false)) {
                    unknown.take(BodyBudget.ALL / 2 - 4096);
                } catch (IOException e) {
                    // Interrupted, as the test asks; it shows in what is free.
                }
            });
            while (waiting.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            waiting.interrupt();
            waiting.join();
        }
        try (BodyBudget.Share unknown = BodyBudget.share(false)) {
            unknown.take(BodyBudget.ALL / 2 - 4096);
        }
    }

    /** A body in chunks, whose length nobody knows before, lies in memory twice while its parts become a whole. */
    @Test
    @Attack(Area.BODIES)
    void allThatABodyTakesIsCounted() throws Exception {
        List<Long> taken = new ArrayList<>();
        for (String head : List.of("Content-Length: 300000", "Transfer-Encoding: chunked")) {
            taken.clear();
            byte[] body = "x".repeat(300_000).getBytes(ISO_8859_1);
            String framed = head.startsWith("T") ? "493E0\r\n" + "x".repeat(300_000) + "\r\n0\r\n\r\n" : "x".repeat(300_000);
            assertThat(HttpWire.body(
                                    new ByteArrayInputStream(framed.getBytes(ISO_8859_1)),
                                    new Headers(List.of(new Headers.Line(
                                            head.substring(0, head.indexOf(':')), head.substring(head.indexOf(' ') + 1)))),
                                    1 << 20,
                                    taken::add)
                            .asByteArray())
                    .isEqualTo(body);
            if (head.startsWith("C")) {
                assertThat(taken).as("a block, then all the rest").containsExactly(65_536L, 300_000L - 65_536);
            } else {
                assertThat(taken.stream().mapToLong(Long::longValue).sum()).isEqualTo(600_000);
            }
        }
    }

    /** The sandbox's own bodies may be 128 MB, of whose room an unknown sender has half of two fifths of the heap. */
    @Test
    void anUnknownSendersBodyMayTakeAllOfItsRoom() throws Exception {
        int length = (int) Math.min(128 << 20, BodyBudget.ALL / 2 - 4096);
        try (BodyBudget.Share unknown = BodyBudget.share(false)) {
            assertThat(HttpWire.body(
                                    new Zeros(),
                                    new Headers(List.of(new Headers.Line("Content-Length", String.valueOf(length)))),
                                    length,
                                    unknown::take)
                            .asByteArrayUnsafe())
                    .hasSize(length);
        }
    }

    /** Sends without an end. */
    private static final class Zeros extends InputStream {
        @Override
        public int read() {
            return 0;
        }

        @Override
        public int read(byte[] to, int from, int length) {
            return length;
        }
    }

    @Test
    void oneThatIsEvictedBeforeItIsServedInterruptsNobodyElse() throws Exception {
        Connection early = new Connection(connect(""), echo, 1, Duration.ofSeconds(1));
        early.close();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void closingInterruptsWhatIsUnderWay() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        listener.close();
        listener = listener(Duration.ofSeconds(30), request -> {
            began.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return Response.empty(200, Headers.NONE);
        });
        connect("GET / HTTP/1.1\r\n\r\n");
        assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();
        listener.close();
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
