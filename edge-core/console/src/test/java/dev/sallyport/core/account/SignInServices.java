package dev.sallyport.core.account;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/**
 * The services that a sign-in asks, as their API references have them: STS, IAM Identity Center with its OIDC service, the
 * container's and the instance's metadata. Whoever calls is a session of the role that was assumed last.
 */
final class SignInServices implements AutoCloseable {
    static final String ACCOUNT = "111122223333";

    private final HttpServer server;
    /** Queries to STS, in order. */
    final ConcurrentLinkedQueue<Map<String, String>> asked = new ConcurrentLinkedQueue<>();
    /** Paths that were asked for, in order. */
    final ConcurrentLinkedQueue<String> paths = new ConcurrentLinkedQueue<>();
    /** What CreateToken answers before it has a token. */
    final Deque<String> beforeToken = new ArrayDeque<>();
    /** When the credentials end that are given out. */
    volatile Instant end = Instant.now().plusSeconds(3600);
    /** Which MFA code is right. */
    volatile String code = "123456";
    /** Whose key AssumeRole gives out; empty for the role's that was asked for. */
    volatile String role = "";
    /** Whether the answers of the sign-in leave out all that they may. */
    volatile boolean sparse;
    /** What the instance answers of its role; empty for none. */
    volatile String instanceRole = "Reader";

    SignInServices() {
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

    /** The actions that STS was asked for. */
    List<String> actions() {
        return asked.stream().map(query -> query.getOrDefault("Action", "")).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        paths.add(path);
        switch (path) {
            case "/" -> sts(exchange, body);
            case "/client/register" -> send(exchange, 200, sparse ? """
                    {"clientId":"client","clientSecret":"client-secret"}""" : """
                    {"clientId":"client","clientSecret":"client-secret","clientSecretExpiresAt":1900000000}""");
            case "/device_authorization" -> send(exchange, 200, sparse ? """
                    {"deviceCode":"device","userCode":"ABCD-EFGH","verificationUri":"https://device.sso.example/"}""" : """
                    {"deviceCode":"device","userCode":"ABCD-EFGH","verificationUri":"https://device.sso.example/",
                    "verificationUriComplete":"https://device.sso.example/?user_code=ABCD-EFGH","expiresIn":600,"interval":0}""");
            case "/token" -> token(exchange);
            case "/federation/credentials" -> send(exchange, 200, """
                    {"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"secret","sessionToken":"token",
                    "expiration":%d}}""".formatted(end.toEpochMilli()));
            case "/container" -> send(exchange, 200, credentials("ASIACONTAINER"));
            case "/latest/api/token" -> send(exchange, 200, "imds-token");
            case "/latest/meta-data/iam/security-credentials/" ->
                send(exchange, instanceRole.isEmpty() ? 404 : 200, instanceRole);
            case "/latest/meta-data/iam/security-credentials/Reader" -> send(exchange, 200, credentials("ASIAINSTANCE"));
            default -> send(exchange, 404, "");
        }
    }

    private String credentials(String id) {
        return """
                {"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"%s","SecretAccessKey":"secret","Token":"token",
                "Expiration":"%s","LastUpdated":"2026-01-01T00:00:00Z"}""".formatted(id, end);
    }

    private void token(HttpExchange exchange) throws IOException {
        String before = beforeToken.poll();
        if (before == null) {
            send(exchange, 200, sparse ? "{\"accessToken\":\"access\"}" : """
                    {"accessToken":"access","tokenType":"Bearer","expiresIn":28800,"refreshToken":"refresh"}""");
        } else {
            exchange.getResponseHeaders().add("x-amzn-ErrorType", before);
            send(exchange, 400, "{\"error\":\"x\",\"error_description\":\"x\"}");
        }
    }

    private void sts(HttpExchange exchange, String body) throws IOException {
        Map<String, String> query = new HashMap<>();
        Arrays.stream(body.split("&", -1)).map(pair -> pair.split("=", 2)).forEach(pair -> query.put(
                pair[0], pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        String signed = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        query.put("signedBy", signed.replaceFirst("(?s).*Credential=([^/]+)/.*", "$1"));
        asked.add(query);
        String action = query.getOrDefault("Action", "");
        String mfa = query.get("TokenCode");
        if (mfa != null && !mfa.equals(code)) {
            send(exchange, 403, """
                    <ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
                    <Message>MultiFactorAuthentication failed with invalid MFA one time pass code.</Message></Error>
                    <RequestId>r</RequestId></ErrorResponse>""");
        } else if (action.equals("GetCallerIdentity")) {
            send(exchange, 200, """
                    <GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::%s:user/ann</Arn><UserId>A</UserId>
                    <Account>%s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>""".formatted(ACCOUNT, ACCOUNT));
        } else {
            String of = role.isEmpty() ? query.getOrDefault("RoleArn", "").replaceFirst(".*/", "") : role;
            send(exchange, 200, """
                    <%1$sResponse><%1$sResult><Credentials><AccessKeyId>ASIA%2$s</AccessKeyId>
                    <SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>%3$s</Expiration>
                    </Credentials></%1$sResult></%1$sResponse>""".formatted(action, of, end));
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", body.startsWith("<") ? "text/xml" : "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
