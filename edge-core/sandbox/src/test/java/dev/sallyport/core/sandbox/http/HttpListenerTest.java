package dev.sallyport.core.sandbox.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
        return connect(listener, text);
    }

    private Socket connect(HttpListener to, String text) throws IOException {
        Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), to.port());
        sockets.add(socket);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        return socket;
    }

    private static String status(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1)).readLine();
    }

    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private HttpListener listener(ServerSocket socket) {
        listener.close();
        listener = new HttpListener(socket, 1 << 20, Duration.ofSeconds(30), echo);
        return listener;
    }

    /** Half-open connections to many ports leave descriptors for what is no connection, and every port answers. */
    @Test
    @Attack(Area.CONNECTIONS)
    void connectionsToManyListenersHaveABoundTogether(TestReporter reporter) throws Exception {
        int each = Connections.OF_ALL / 4;
        reporter.publishEntry(Attack.TRIED, String.valueOf(5 * each));
        List<HttpListener> all = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                all.add(listener(Duration.ofSeconds(30), echo));
            }
            for (HttpListener one : all) {
                for (int i = 0; i < each; i++) {
                    connect(one, "GET / HTTP/1.1\r\nHost: loc");
                }
                assertThat(status(connect(one, GET))).isEqualTo("HTTP/1.1 200 OK");
            }
            assertThat(Connections.open()).isLessThanOrEqualTo(Connections.OF_ALL);
            for (HttpListener one : all) {
                assertThat(status(connect(one, GET))).isEqualTo("HTTP/1.1 200 OK");
            }
        } finally {
            all.forEach(HttpListener::close);
        }
    }

    /** Where the system gives no connection, an idle one makes room, and the processor is not spent on asking again. */
    @Test
    @Attack(Area.CONNECTIONS)
    void whereDescriptorsEndAnIdleConnectionMakesRoom() throws Exception {
        Socket idle = connect("");
        while (Connections.open() == 0) {
            Thread.onSpinWait();
        }
        AtomicLong failed = new AtomicLong();
        long began = System.nanoTime();
        try (HttpListener full = new HttpListener(
                new ServerSocket(0, 256, InetAddress.ofLiteral("127.0.0.1")) {
                    @Override
                    public Socket accept() throws IOException {
                        if (failed.incrementAndGet() <= 3) {
                            throw new SocketException("Too many open files");
                        }
                        return super.accept();
                    }
                },
                1 << 20,
                Duration.ofSeconds(30),
                echo)) {
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
            assertThat(status(connect(full, GET))).isEqualTo("HTTP/1.1 200 OK");
            assertThat(System.nanoTime() - began).isGreaterThan(3 * 150_000_000L);
        }
    }

    /** What one connection needs and the heap has not ends that one, and never the thread that takes the others. */
    @Test
    @Attack(Area.BODIES)
    void aListenerOutlivesTheEndOfTheMemory() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        listener(new ServerSocket(0, 256, InetAddress.ofLiteral("127.0.0.1")) {
            @Override
            public Socket accept() throws IOException {
                if (first.getAndSet(false)) {
                    throw new OutOfMemoryError("of a test");
                }
                return super.accept();
            }
        });
        assertThat(status(connect(GET))).isEqualTo("HTTP/1.1 200 OK");
        listener.close();
        listener = listener(Duration.ofSeconds(30), request -> {
            throw new OutOfMemoryError("of a test");
        });
        Socket kept = connect(GET);
        BufferedReader answers = new BufferedReader(new InputStreamReader(kept.getInputStream(), ISO_8859_1));
        assertThat(answers.readLine()).startsWith("HTTP/1.1 503");
        kept.getOutputStream().write(GET.getBytes(ISO_8859_1));
        assertThat(answers.lines().anyMatch(line -> line.startsWith("HTTP/1.1 503"))).isTrue();
    }

    /** One array for every answer: what is counted is what they would take if each had its own. */
    private HttpListener large(int bytes, Duration time) {
        listener.close();
        SdkBytes body = SdkBytes.fromByteArrayUnsafe(new byte[bytes]);
        listener = listener(time, request -> request.path().equals("/large")
                ? new Response(200, Headers.NONE, body)
                : new Response(200, Headers.NONE, SdkBytes.fromUtf8String("hello")));
        return listener;
    }

    @Test
    @Attack(Area.BODIES)
    void answersThatNobodyReadsHaveABoundTogether(TestReporter reporter) throws Exception {
        int bytes = 10 << 20;
        large(bytes, Duration.ofSeconds(60));
        String get = GET.replace("/ ", "/large ");
        int fit = (int) (AnswerBudget.ALL / (bytes + 1024));
        reporter.publishEntry(Attack.TRIED, String.valueOf(2 * fit));
        List<Socket> deaf = new ArrayList<>();
        for (int i = 0; i < 2 * fit; i++) {
            deaf.add(connect(get));
        }
        assertThat(status(connect(GET))).as("a small answer").isEqualTo("HTTP/1.1 200 OK");
        // Each has the beginning of its answer by then, was turned away, or ended for another.
        for (Socket one : deaf) {
            assertThat(statusOrEnd(one)).matches("HTTP/1.1 200.*|HTTP/1.1 503.*|ended|null");
        }
        assertThat(Connections.writing()).isBetween(1L, (long) fit);
        for (Socket one : deaf) {
            one.close();
        }
        String last = "";
        while (!last.startsWith("HTTP/1.1 200")) {
            last = status(connect(get));
        }
    }

    private static String statusOrEnd(Socket socket) throws IOException {
        try {
            return String.valueOf(status(socket));
        } catch (SocketException e) {
            return "ended";
        }
    }

    @Test
    @Attack(Area.BODIES)
    void anAnswerThatNobodyReadsIsGivenUpWhenItsTimeIsOver() throws Exception {
        int bytes = 8 << 20;
        large(bytes, Duration.ofMillis(100));
        Socket deaf = new Socket();
        sockets.add(deaf);
        deaf.setReceiveBufferSize(1 << 14);
        deaf.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), listener.port()));
        deaf.getOutputStream().write(GET.replace("/ ", "/large ").getBytes(ISO_8859_1));
        while (Connections.open() == 0) {
            Thread.onSpinWait();
        }
        while (Connections.open() > 0) {
            Thread.onSpinWait();
        }
        long came = 0;
        try (InputStream in = deaf.getInputStream()) {
            came = in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketException e) {
            // Reset with what was not read.
        }
        assertThat(came).isLessThan(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: 1\r\nhost: evil.example\r\n\r\n",
                "GET / HTTP/1.0\r\nHost: localhost\r\nHost: d111.cloudfront.net\r\n\r\n",
                "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET http://localhost:1/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
            })
    @Attack(Area.CONNECTIONS)
    void aRequestHasOneHost(String request) throws Exception {
        assertThat(status(connect(request))).startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.0\r\n\r\n",
                "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET http://D111.cloudfront.net?x HTTP/1.1\r\nHost: d111.cloudfront.net\r\n\r\n"
            })
    void aRequestOfOneHostOrOfTheTimeBeforeHostsIsAnswered(String request) throws Exception {
        assertThat(status(connect(request))).isEqualTo("HTTP/1.1 200 OK");
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
        connect(GET);
        assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();
        listener.close();
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
