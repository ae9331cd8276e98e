package dev.sallyport.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** An endpoint in place of AWS: first it says of every call that the token has expired, then it knows who calls. */
final class Impostor implements AutoCloseable {
    private static final String REQUEST = "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE";

    private final HttpServer server;
    private volatile boolean signedIn;

    Impostor() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on STS answers; the rest stays as it was. */
    void signIn() {
        signedIn = true;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (signedIn && body.contains("GetCallerIdentity")) {
            send(exchange, 200, "text/xml", """
                    <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                    <GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/ann</Arn><UserId>AIDA</UserId>
                    <Account>111122223333</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>%s</RequestId>
                    </ResponseMetadata></GetCallerIdentityResponse>
                    """.formatted(REQUEST));
        } else if (exchange.getRequestHeaders().containsKey("X-Amz-Target")) {
            send(exchange, 400, "application/x-amz-json-1.1", """
                    {"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}""");
        } else {
            send(exchange, 403, "text/xml", """
                    <ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code>
                    <Message>The security token included in the request is expired</Message></Error>
                    <RequestId>%s</RequestId></ErrorResponse>
                    """.formatted(REQUEST));
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.getResponseHeaders().add("x-amzn-RequestId", REQUEST);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
