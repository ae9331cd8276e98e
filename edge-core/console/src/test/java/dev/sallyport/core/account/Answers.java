package dev.sallyport.core.account;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/** An endpoint that gives every call the same answer, as a service of AWS would give it. */
final class Answers implements AutoCloseable {
    static final String REQUEST = "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE";

    private final HttpServer server;
    private final AtomicInteger calls = new AtomicInteger();

    Answers(int status, String type, String body) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", type);
            exchange.getResponseHeaders().add("x-amzn-RequestId", REQUEST);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    /** An error of a service that speaks JSON, such as KMS. */
    static Answers json(int status, String code, String message) {
        return new Answers(
                status,
                "application/x-amz-json-1.1",
                "{\"__type\":\"%s\",\"message\":\"%s\"}".formatted(code, message));
    }

    /** An error of a service that speaks the query protocol, such as STS and CloudFormation. */
    static Answers query(int status, String code, String message) {
        return new Answers(status, "text/xml", """
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
                <Code>%s</Code><Message>%s</Message></Error><RequestId>%s</RequestId></ErrorResponse>
                """.formatted(code, message, REQUEST));
    }

    /** What GetCallerIdentity answers. */
    static Answers identity(String name) {
        return new Answers(200, "text/xml", """
                <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
                <Arn>arn:aws:iam::111122223333:user/%s</Arn><UserId>AIDA</UserId><Account>111122223333</Account>
                </GetCallerIdentityResult><ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata>
                </GetCallerIdentityResponse>
                """.formatted(name, REQUEST));
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    int calls() {
        return calls.get();
    }

    AwsClients clients() {
        return clients(endpoint());
    }

    /** Clients that give up after a moment. */
    static AwsClients clients(URI endpoint) {
        return new AwsClients(new AwsClients.Connection(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")),
                ApacheHttpClient.builder().socketTimeout(Duration.ofMillis(200)).build(),
                endpoint,
                "us-east-1",
                List.of()));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
