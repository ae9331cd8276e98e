package dev.sallyport.core.account;

import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache.ProxyConfiguration;
import software.amazon.awssdk.profiles.ProfileFile;

/**
 * The way out of this machine, as the AWS CLI takes it: through the proxies of {@code HTTPS_PROXY} and {@code HTTP_PROXY}, but
 * not to the hosts of {@code NO_PROXY} (AWS CLI User Guide, "Using an HTTP proxy"), trusting the certificates of {@code
 * AWS_CA_BUNDLE} or of the profile's {@code ca_bundle} in place of the JDK's ("Configuration and credential file settings").
 * What runs on this machine is always reached directly.
 *
 * @param httpsProxy for addresses that begin with https; null for none
 * @param httpProxy for those that begin with http; null for none
 * @param direct hosts that no proxy leads to, with all below them; {@code *} is every host
 * @param caBundle a PEM file; null for what the JDK trusts
 */
public record Network(
        @Nullable URI httpsProxy, @Nullable URI httpProxy, List<String> direct, @Nullable Path caBundle) {
    /** No proxy, and the JDK's trust. */
    public static final Network DIRECT = new Network(null, null, List.of(), null);

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[?::1]?");

    /**
     * Of what the environment and the shared config file say.
     *
     * @param profile whose {@code ca_bundle} counts
     * @throws SallyportException {@code SP-PROXY} for a variable that is no proxy's address
     */
    static Network of(Map<String, String> environment, ProfileFile profiles, String profile) {
        String bundle = variable(environment, "AWS_CA_BUNDLE")
                .or(() -> profiles.profile(profile).flatMap(found -> found.property("ca_bundle")))
                .orElse(null);
        return new Network(
                proxy(environment, "HTTPS_PROXY"),
                proxy(environment, "HTTP_PROXY"),
                Arrays.stream(variable(environment, "NO_PROXY").orElse("").split(",", -1))
                        .map(host -> host.strip().toLowerCase(Locale.ROOT))
                        .map(host -> host.replaceFirst("^\\*?\\.", "").replaceFirst("(?<!]):\\d+$", ""))
                        .filter(host -> !host.isEmpty())
                        .toList(),
                bundle == null ? null : Path.of(bundle));
    }

    /** In small letters first, as curl and Python have it. */
    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name.toLowerCase(Locale.ROOT)))
                .filter(value -> !value.isBlank())
                .or(() -> Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank()))
                .map(String::strip);
    }

    private static @Nullable URI proxy(Map<String, String> environment, String name) {
        String value = variable(environment, name).orElse(null);
        if (value == null) {
            return null;
        }
        try {
            URI uri = URI.create(value.contains("://") ? value : "http://" + value);
            boolean plain = uri.getPath().isEmpty() || uri.getPath().equals("/");
            if (uri.getHost() != null && plain && List.of("http", "https").contains(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException noAddress) {
            // Said below, without the password that it may hold.
        }
        throw SallyportException.badInput(
                "SP-PROXY", name + " is not the address of a proxy.", "Set it as http://host:port, or unset it.");
    }

    /** Whether no proxy leads there. */
    boolean isDirect(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return LOOPBACK.matcher(name).matches()
                || direct.stream().anyMatch(one -> one.equals("*") || name.equals(one) || name.endsWith("." + one));
    }

    /** The proxy that leads there; null for none. */
    @Nullable URI proxyTo(URI address) {
        String host = address.getHost();
        return host == null || isDirect(host) ? null : "http".equals(address.getScheme()) ? httpProxy : httpsProxy;
    }

    /**
     * A transport for the calls of the SDK.
     *
     * @param endpoint where they all go; null for AWS's own addresses
     */
    SdkHttpClient transport(@Nullable URI endpoint) {
        URI proxy = endpoint == null ? httpsProxy : proxyTo(endpoint);
        ProxyConfiguration.Builder way =
                ProxyConfiguration.builder().useEnvironmentVariableValues(false).useSystemPropertyValues(false);
        if (proxy != null) {
            way.endpoint(URI.create(scheme(proxy) + "://" + proxy.getHost() + ":" + port(proxy)))
                    .nonProxyHosts(direct.stream().map(Network::expression).collect(Collectors.toSet()));
            login(proxy).ifPresent(login -> way.username(login.getUserName())
                    .password(new String(login.getPassword()))
                    .preemptiveBasicAuthenticationEnabled(true));
        }
        ApacheHttpClient.Builder builder = ApacheHttpClient.builder().proxyConfiguration(way.build());
        if (caBundle != null) {
            TrustManager[] trusted = trusted(caBundle);
            builder.tlsTrustManagersProvider(() -> trusted);
        }
        return builder.build();
    }

    /** A client for the requests that are no calls of AWS's APIs. */
    public HttpClient viewer() {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(new Way(this));
        if (caBundle != null) {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, trusted(caBundle), null);
                builder.sslContext(context);
            } catch (GeneralSecurityException e) {
                throw unreadable(caBundle, e);
            }
        }
        if (httpsProxy != null || httpProxy != null) {
            builder.authenticator(new Login(this));
        }
        return builder.build();
    }

    private static String expression(String host) {
        return host.equals("*") ? ".*" : "(.*\\.)?" + Pattern.quote(host);
    }

    private static String scheme(URI proxy) {
        return "https".equals(proxy.getScheme()) ? "https" : "http";
    }

    private static int port(URI proxy) {
        return proxy.getPort() >= 0 ? proxy.getPort() : scheme(proxy).equals("https") ? 443 : 80;
    }

    private static Optional<PasswordAuthentication> login(@Nullable URI proxy) {
        String said = proxy == null ? null : proxy.getUserInfo();
        if (said == null) {
            return Optional.empty();
        }
        int colon = said.indexOf(':');
        String user = colon < 0 ? said : said.substring(0, colon);
        String password = colon < 0 ? "" : said.substring(colon + 1);
        return Optional.of(new PasswordAuthentication(user, password.toCharArray()));
    }

    private static TrustManager[] trusted(Path bundle) {
        try (InputStream in = Files.newInputStream(bundle)) {
            Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new GeneralSecurityException("no certificate");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable(bundle, e);
        }
    }

    private static SallyportException unreadable(Path bundle, Exception why) {
        return SallyportException.badInput(
                        "SP-CA-BUNDLE",
                        "The certificates of " + bundle + " cannot be read.",
                        "Name a PEM file in AWS_CA_BUNDLE or ca_bundle, or unset it.")
                .causedBy(why);
    }

    /** Neither proxy nor password, which both may hold what is nobody's business. */
    @Override
    public String toString() {
        return "Network[proxy=" + (httpsProxy != null || httpProxy != null) + ", caBundle=" + caBundle + "]";
    }

    private static final class Way extends ProxySelector {
        private final Network network;

        Way(Network network) {
            this.network = network;
        }

        @Override
        public List<Proxy> select(URI address) {
            URI proxy = network.proxyTo(address);
            return List.of(
                    proxy == null
                            ? Proxy.NO_PROXY
                            : new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port(proxy))));
        }

        @Override
        public void connectFailed(URI address, SocketAddress proxy, IOException why) {
            // Who sent the request is told.
        }
    }

    private static final class Login extends Authenticator {
        private final Network network;

        Login(Network network) {
            this.network = network;
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            return getRequestorType() == RequestorType.PROXY
                    ? login("http".equals(getRequestingURL().getProtocol()) ? network.httpProxy : network.httpsProxy)
                            .orElse(null)
                    : null;
        }
    }
}
