package dev.sallyport.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;

/** An AWS that others wrote, on loopback. */
public final class MotoServer implements AutoCloseable {
    /** It takes any key pair. */
    public static final AwsCredentialsProvider KEYS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", "secret"));

    private final Process process;
    private final URI endpoint;

    private MotoServer(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Starts one, or leaves the test out where there is none. */
    public static MotoServer start() {
        OutsideTool.require("moto_server", "--help");
        try {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            Process process = new ProcessBuilder("moto_server", "-H", "127.0.0.1", "-p", Integer.toString(port))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
            while (!answers(port)) {
                assertThat(process.isAlive()).as("moto_server").isTrue();
                assertThat(Instant.now()).isBefore(deadline);
                Thread.onSpinWait();
            }
            return new MotoServer(process, URI.create("http://127.0.0.1:" + port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Where it listens. */
    public URI endpoint() {
        return endpoint;
    }

    /** The builder of a client of it, in us-east-1. */
    public <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> B clientOf(B builder) {
        return builder.httpClientBuilder(ApacheHttpClient.builder())
                .credentialsProvider(KEYS)
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
