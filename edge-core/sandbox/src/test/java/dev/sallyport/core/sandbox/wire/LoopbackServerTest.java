package dev.sallyport.core.sandbox.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.http.HalfOpen;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** The control endpoint as a client sees its connection, byte by byte. */
@SuppressWarnings("NullAway.Init")
@Attack(Area.BODIES)
class LoopbackServerTest {
    private static final int LARGE = 24 * 1024 * 1024;

    private final WireBench bench = new WireBench(S3Client.class);
    private Socket socket;

    @AfterEach
    void close() throws IOException {
        socket.close();
        bench.close();
    }

    private BufferedReader send(String head) throws IOException {
        socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), bench.endpoint().getPort());
        socket.setSoTimeout(10_000);
        write(head);
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    }

    private void write(String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(ISO_8859_1));
        out.flush();
    }

    /** The head of a signed PutObject, without the headers that say how long the body is. */
    private String put(String hash, AccessKey key) {
        var signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()))
                        .request(SdkHttpFullRequest.builder()
                                .method(SdkHttpMethod.PUT)
                                .protocol("http")
                                .host("127.0.0.1")
                                .port(bench.endpoint().getPort())
                                .encodedPath("/bucket/key")
                                .putHeader("x-amz-content-sha256", hash)
                                .build())
                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3"))
                .request();
        StringBuilder head = new StringBuilder("PUT /bucket/key HTTP/1.1\r\n");
        signed.headers().forEach((name, values) ->
                head.append(name).append(": ").append(values.getFirst()).append("\r\n"));
        return head.toString();
    }

    private static String status(BufferedReader in) throws IOException {
        String line = in.readLine();
        String rest = in.readLine();
        while (rest != null && !rest.isEmpty()) {
            rest = in.readLine();
        }
        return line;
    }

    private void accept() {
        bench.service(S3Client.class)
                .on(PutObjectRequest.class, request -> PutObjectResponse.builder().build());
    }

    @Test
    void theBodyOfAnUnsignedRequestIsNotAskedFor() throws IOException {
        BufferedReader in = send(String.join(
                "\r\n",
                "PUT /bucket/key HTTP/1.1",
                "Host: 127.0.0.1",
                "Content-Length: 100000000",
                "Expect: 100-continue",
                "",
                ""));
        assertThat(status(in)).startsWith("HTTP/1.1 403");
    }

    @Test
    void aWrongSignatureIsFoundBeforeTheBodyComes() throws IOException {
        accept();
        AccessKey forged = new AccessKey(
                WireBench.KEY.accessKeyId(), "another", null, WireBench.KEY.caller(), null);
        BufferedReader in = send(put("UNSIGNED-PAYLOAD", forged) + "Content-Length: " + LARGE + "\r\n\r\n");
        assertThat(status(in)).startsWith("HTTP/1.1 403");
        assertThat(bench.service(S3Client.class).requests).isEmpty();
    }

    /** JSON and query requests need not say what their body adds up to, so only the whole request shows who signed it. */
    @Test
    void onlyAHeadThatCoversItsBodyShowsWhoSendsIt() throws IOException {
        socket = new Socket();
        List<Headers.Line> lines = new ArrayList<>();
        put("UNSIGNED-PAYLOAD", WireBench.KEY).lines().skip(1).forEach(line -> lines.add(
                new Headers.Line(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(' ') + 1))));
        SdkBytes none = SdkBytes.fromByteArray(new byte[0]);
        SandboxFront front = new SandboxFront(List.of(), new SigV4Verifier(id -> Optional.empty(), Clock.systemUTC()));
        assertThat(front.knows(new Request("PUT", "/bucket/key", "HTTP/1.1", new Headers(lines), none))).isTrue();
        lines.removeIf(line -> line.name().equalsIgnoreCase("x-amz-content-sha256"));
        assertThat(front.knows(new Request("PUT", "/bucket/key", "HTTP/1.1", new Headers(lines), none))).isFalse();
    }

    @Test
    void whoSendsAWholeBodyInVainStillReadsTheAnswer() throws IOException {
        BufferedReader in =
                send("PUT /bucket/key HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + LARGE + "\r\n\r\n");
        byte[] body = new byte[LARGE];
        socket.getOutputStream().write(body);
        assertThat(status(in)).startsWith("HTTP/1.1 403");
    }

    @Test
    void aLargeBodyIsAskedForAndTaken() throws IOException {
        accept();
        BufferedReader in = send(put("UNSIGNED-PAYLOAD", WireBench.KEY) + "Content-Length: " + LARGE
                + "\r\nExpect: 100-continue\r\n\r\n");
        assertThat(status(in)).isEqualTo("HTTP/1.1 100 Continue");
        byte[] body = new byte[LARGE];
        Arrays.fill(body, (byte) 'a');
        socket.getOutputStream().write(body);
        assertThat(status(in)).startsWith("HTTP/1.1 200");
        assertThat(bench.service(S3Client.class).upload).isEqualTo(body);
    }

    @Test
    void aChunkedBodyIsTakenAndTheConnectionGoesOn() throws IOException {
        accept();
        String head = put("UNSIGNED-PAYLOAD", WireBench.KEY) + "Transfer-Encoding: chunked\r\n\r\n";
        BufferedReader in = send(head + "5\r\nhello\r\n0\r\n\r\n");
        assertThat(status(in)).startsWith("HTTP/1.1 200");
        assertThat(bench.service(S3Client.class).upload).asString(ISO_8859_1).isEqualTo("hello");
        write(head + "0\r\n\r\n");
        assertThat(status(in)).startsWith("HTTP/1.1 200");
        assertThat(bench.service(S3Client.class).requests).hasSize(2);
    }

    @Test
    @Attack(Area.CONNECTIONS)
    void aForeignHostIsRefused() throws IOException {
        for (String host : List.of("evil.example", "127.0.0.1.evil.example", "s3.us-east-1.amazonaws.com")) {
            BufferedReader in = send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            assertThat(status(in)).as(host).startsWith("HTTP/1.1 421");
            socket.close();
        }
        assertThat(status(send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))).startsWith("HTTP/1.1 403");
    }

    @Test
    @Attack(Area.CONNECTIONS)
    void manyHalfOpenConnectionsKeepNoClientOut(TestReporter reporter) throws IOException {
        accept();
        int many = HalfOpen.many(3_000);
        reporter.publishEntry(Attack.TRIED, String.valueOf(many));
        try (HalfOpen flood = new HalfOpen(bench.endpoint().getPort())) {
            flood.grow(many, () -> {
                BufferedReader in = send(put("UNSIGNED-PAYLOAD", WireBench.KEY) + "Content-Length: 5\r\n\r\nhello");
                assertThat(status(in)).startsWith("HTTP/1.1 200");
                socket.close();
            });
        }
    }

    @Test
    void aBodyBeyondTheLimitIsRefused() throws IOException {
        BufferedReader in = send(put("UNSIGNED-PAYLOAD", WireBench.KEY) + "Content-Length: 134217729\r\n\r\n");
        assertThat(status(in)).startsWith("HTTP/1.1 413");
    }
}
