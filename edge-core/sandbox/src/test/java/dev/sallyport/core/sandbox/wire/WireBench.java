package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.access.Caller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;

/** Recording services behind a front, a loopback server, and clients of the SDK on either transport. */
final class WireBench implements AutoCloseable {
    static final AccessKey KEY = new AccessKey(
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            null,
            new Caller(Caller.ACCOUNT, "arn:aws:iam::111122223333:user/ada", "AKIAIOSFODNN7EXAMPLE"),
            null);

    /** How a client reaches the front. */
    enum Transport {
        IN_PROCESS,
        LOOPBACK
    }

    private final Map<Class<?>, Recording> services = new LinkedHashMap<>();
    private final List<SdkHttpClient> transports = new ArrayList<>();
    private final SandboxFront front;
    private final LoopbackServer server;

    @SafeVarargs
    WireBench(Class<? extends SdkClient>... types) {
        for (Class<? extends SdkClient> type : types) {
            services.put(type, new Recording(type));
        }
        SigV4Verifier verifier = new SigV4Verifier(
                id -> Optional.of(KEY).filter(key -> key.accessKeyId().equals(id)), Clock.systemUTC());
        front = new SandboxFront(services.values().stream().map(Recording::client).toList(), verifier);
        server = LoopbackServer.start(front, 0);
    }

    Recording service(Class<? extends SdkClient> type) {
        return Objects.requireNonNull(services.get(type));
    }

    SandboxFront front() {
        return front;
    }

    URI endpoint() {
        return server.endpoint();
    }

    SdkHttpClient transport(Transport kind) {
        SdkHttpClient transport =
                kind == Transport.IN_PROCESS ? new InProcessTransport(front) : ApacheHttpClient.create();
        transports.add(transport);
        return transport;
    }

    /** A transport on which somebody puts {@code forged} in the place of {@code text} in every body. */
    SdkHttpClient tampering(String text, String forged) {
        SdkHttpClient real = new InProcessTransport(front);
        return new SdkHttpClient() {
            @Override
            public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
                return real.prepareRequest(HttpExecuteRequest.builder()
                        .request(request.httpRequest())
                        .contentStreamProvider(() -> changed(request))
                        .build());
            }

            private InputStream changed(HttpExecuteRequest request) {
                try (InputStream in = request.contentStreamProvider().orElseThrow().newStream()) {
                    String body = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
                    return new ByteArrayInputStream(
                            body.replace(text, forged).getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }

    <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder, Transport kind) {
        return client(builder, kind, KEY.secretAccessKey());
    }

    <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(
            B builder, Transport kind, String secret) {
        return builder.region(Region.EU_WEST_1)
                .httpClient(transport(kind))
                .endpointOverride(server.endpoint())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY.accessKeyId(), secret)))
                .build();
    }

    @Override
    public void close() {
        transports.forEach(SdkHttpClient::close);
        server.close();
    }
}
