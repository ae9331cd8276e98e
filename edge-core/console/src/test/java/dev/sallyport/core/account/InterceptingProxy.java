package dev.sallyport.core.account;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that answers each CONNECT itself, under a certificate for that name which it has signed: what companies put before
 * the internet. To GetCallerIdentity it answers as STS does (STS API Reference).
 */
final class InterceptingProxy implements AutoCloseable {
    static final String ACCOUNT = "123456789012";
    private static final String PASSWORD = "changeit";

    private final ServerSocket server;
    private final SSLContext tls;
    private final Path authority;
    private final @Nullable String login;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private InterceptingProxy(ServerSocket server, SSLContext tls, Path authority, @Nullable String login) {
        this.server = server;
        this.tls = tls;
        this.authority = authority;
        this.login = login;
    }

    /** @param login {@code user:password} that it wants; null for none */
    static InterceptingProxy open(Path folder, String host, @Nullable String login)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve("proxy.p12");
        Path authority = folder.resolve("authority.pem");
        keytool("-genkeypair", "-alias", "proxy", "-keyalg", "EC", "-dname", "CN=" + host, "-ext", "san=dns:" + host,
                "-ext", "bc=ca:true", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD);
        keytool("-exportcert", "-rfc", "-alias", "proxy", "-file", authority.toString(), "-keystore", store.toString(),
                "-storepass", PASSWORD);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        InterceptingProxy proxy = new InterceptingProxy(
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), tls, authority, login);
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** A PEM file with the certificate of its authority. */
    Path authority() {
        return authority;
    }

    /** The request lines that it got and let through. */
    List<String> asked() {
        return asked;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            List<String> head = head(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            String wanted = login == null
                    ? null
                    : "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
            if (wanted != null && head.stream().noneMatch(line -> line.equalsIgnoreCase("Proxy-Authorization: " + wanted))) {
                out.write(bytes(String.join(
                        "\r\n",
                        "HTTP/1.1 407 Proxy Authentication Required",
                        "Proxy-Authenticate: Basic realm=p",
                        "Content-Length: 0",
                        "",
                        "")));
                return;
            }
            asked.add(head.getFirst());
            out.write(bytes("HTTP/1.1 200 Connection established\r\n\r\n"));
            out.flush();
            SSLSocket inner = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), false);
            inner.setUseClientMode(false);
            answer(inner);
        } catch (IOException refusedOrClosed) {
            // The client says what it did not like.
        }
    }

    private static void answer(SSLSocket inner) throws IOException {
        try (inner) {
            List<String> head = head(inner.getInputStream());
            int length = head.stream()
                    .filter(line -> line.regionMatches(true, 0, "Content-Length: ", 0, 16))
                    .mapToInt(line -> Integer.parseInt(line.substring(16).strip()))
                    .findFirst()
                    .orElse(0);
            inner.getInputStream().readNBytes(length);
            String body = """
                    <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>\
                    <Arn>arn:aws:iam::%s:user/robin</Arn><UserId>AIDAEXAMPLE</UserId><Account>%s</Account>\
                    </GetCallerIdentityResult></GetCallerIdentityResponse>""".formatted(ACCOUNT, ACCOUNT);
            inner.getOutputStream()
                    .write(bytes("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\nContent-Length: "
                            + bytes(body).length + "\r\n\r\n" + body));
            inner.getOutputStream().flush();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no head");
            }
            head.append((char) next);
        }
        return head.toString().lines().toList();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
