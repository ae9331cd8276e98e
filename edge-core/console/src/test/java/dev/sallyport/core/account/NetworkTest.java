package dev.sallyport.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;

/** The way through a proxy that shows a certificate of its own authority, as companies have it. */
class NetworkTest {
    private static final String STS = "sts.us-east-1.amazonaws.com";

    @TempDir
    private Path folder;

    private static Network of(Map<String, String> environment) {
        return Network.of(environment, config(""), "default");
    }

    private static ProfileFile config(String text) {
        return ProfileFile.builder()
                .content(text)
                .type(ProfileFile.Type.CONFIGURATION)
                .build();
    }

    private StsClient sts(SdkHttpClient transport) {
        return StsClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAEXAMPLE", "secret")))
                .httpClient(transport)
                .build();
    }

    @Test
    void callsAndPlainRequestsGoThroughTheProxyAndTrustItsAuthority() throws Exception {
        try (InterceptingProxy proxy = InterceptingProxy.open(folder, STS, null)) {
            Network network = of(Map.of(
                    "HTTPS_PROXY", "http://127.0.0.1:" + proxy.port(), "AWS_CA_BUNDLE", proxy.authority().toString()));
            try (SdkHttpClient transport = network.transport(null);
                    StsClient sts = sts(transport)) {
                assertThat(sts.getCallerIdentity().account()).isEqualTo(InterceptingProxy.ACCOUNT);
            }
            try (var viewer = network.viewer()) {
                var answer = viewer.send(
                        HttpRequest.newBuilder(URI.create("https://" + STS + "/")).build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.body()).contains(InterceptingProxy.ACCOUNT);
            }
            assertThat(proxy.asked()).hasSize(2).allMatch(line -> line.startsWith("CONNECT " + STS + ":443 "));
        }
    }

    @Test
    void theProfilesBundleCountsWhereNoVariableNamesOne() throws Exception {
        try (InterceptingProxy proxy = InterceptingProxy.open(folder, STS, null)) {
            Map<String, String> environment = Map.of("https_proxy", "127.0.0.1:" + proxy.port());
            String text = "[profile a]\nca_bundle = " + proxy.authority() + "\n[profile b]\nregion = eu-west-1\n";
            try (SdkHttpClient transport = Network.of(environment, config(text), "a").transport(null);
                    StsClient sts = sts(transport)) {
                assertThat(sts.getCallerIdentity().account()).isEqualTo(InterceptingProxy.ACCOUNT);
            }
            try (SdkHttpClient transport = Network.of(environment, config(text), "b").transport(null);
                    StsClient sts = sts(transport)) {
                assertThatExceptionOfType(SdkClientException.class)
                        .isThrownBy(sts::getCallerIdentity)
                        .withCauseInstanceOf(SSLHandshakeException.class);
            }
        }
    }

    @Test
    void aProxyThatWantsALoginGetsIt() throws Exception {
        try (InterceptingProxy proxy = InterceptingProxy.open(folder, STS, "robin:s3cret")) {
            Network network = of(Map.of(
                    "HTTPS_PROXY",
                    "http://robin:s3cret@127.0.0.1:" + proxy.port(),
                    "AWS_CA_BUNDLE",
                    proxy.authority().toString()));
            try (SdkHttpClient transport = network.transport(null);
                    StsClient sts = sts(transport)) {
                assertThat(sts.getCallerIdentity().account()).isEqualTo(InterceptingProxy.ACCOUNT);
            }
            assertThat(network.toString()).doesNotContain("s3cret", "robin");
        }
    }

    /** AWS CLI User Guide, "Using an HTTP proxy"; hosts below a name as curl has them. */
    @ParameterizedTest
    @CsvSource({
        "https://sts.amazonaws.com, '', true",
        "https://sts.amazonaws.com, amazonaws.com, false",
        "https://sts.amazonaws.com, .amazonaws.com, false",
        "https://sts.amazonaws.com, *.amazonaws.com, false",
        "https://sts.amazonaws.com, 'a.example, STS.amazonaws.com', false",
        "https://sts.amazonaws.com, s.com, true",
        "https://sts.amazonaws.com, *, false",
        "https://sts.amazonaws.com:8443, sts.amazonaws.com:8443, false",
        "https://169.254.169.254, 169.254.169.254, false",
        "https://127.0.0.1:4101, '', false",
        "https://localhost:4101, '', false",
        "https://[::1]:4101, '', false",
        "http://sts.amazonaws.com, '', false",
    })
    void whereAProxyLeads(String address, String noProxy, boolean through) {
        Map<String, String> environment = new HashMap<>(Map.of("HTTPS_PROXY", "http://proxy.example:3128"));
        environment.put("NO_PROXY", noProxy);
        assertThat(of(environment).proxyTo(URI.create(address)) != null).isEqualTo(through);
    }

    @Test
    void eachSchemeHasItsProxy() {
        Network network = of(Map.of("HTTPS_PROXY", "http://a.example:1", "HTTP_PROXY", "http://b.example:2"));
        assertThat(host(network.proxyTo(URI.create("https://x.example")))).isEqualTo("a.example");
        assertThat(host(network.proxyTo(URI.create("http://x.example")))).isEqualTo("b.example");
    }

    private static @Nullable String host(@Nullable URI uri) {
        return uri == null ? null : uri.getHost();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "http://user:p4ss word@proxy:1", "::", "http:/proxy", "socks5://proxy:1080"})
    void whatIsNoProxyIsNamedWithoutItsPassword(String value) {
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> of(Map.of("HTTPS_PROXY", value)))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo("SP-PROXY");
                    assertThat(e.message()).contains("HTTPS_PROXY").doesNotContain("p4ss");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void aBundleThatIsNoneIsNamed(String content) throws Exception {
        Path bundle = Files.writeString(folder.resolve("bundle.pem"), content);
        Network network = of(Map.of("AWS_CA_BUNDLE", bundle.toString()));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> network.transport(null))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-CA-BUNDLE"));
        Files.delete(bundle);
        assertThatExceptionOfType(SallyportException.class).isThrownBy(network::viewer);
    }
}
