package dev.sallyport.core.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A proxy that answers in the place of AWS. */
class HttpProbeTest {
    private static final String PAGE = "<html><title>Blocked by your company</title></html>";

    private HttpServer proxy;
    private int status = 403;
    private String idHeader = "";

    @BeforeEach
    void start() throws IOException {
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            if (!idHeader.isEmpty()) {
                exchange.getResponseHeaders().add(idHeader, "4f1c22a0");
            }
            byte[] page = PAGE.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        proxy.start();
    }

    @AfterEach
    void stop() {
        proxy.stop(0);
    }

    private HttpProbe.Answer ask(String uri) throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .proxy(ProxySelector.of(proxy.getAddress()))
                .build()) {
            return ScopedValue.where(HttpProbe.VIEWER, client)
                    .call(() -> HttpProbe.send("GET", URI.create(uri), Map.of(), null));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, http://abc.execute-api.eu-west-1.amazonaws.com/prod/pets",
        "200, http://d111111abcdef8.cloudfront.net/",
        "503, http://abc.lambda-url.eu-west-1.on.aws/",
        "407, http://bucket.s3.eu-west-1.amazonaws.com/index.html"
    })
    void itsAnswerIsNotTakenForThatOfTheOrigin(int answered, String uri) {
        status = answered;
        SallyportException refused = catchThrowableOfType(SallyportException.class, () -> ask(uri));
        assertThat(refused.code()).isEqualTo("SP-FOREIGN-ANSWER");
        assertThat(refused.kind()).isEqualTo(SallyportException.Kind.UNAVAILABLE);
        assertThat(refused.message()).contains(uri).contains(answered + " Blocked by your company");
    }

    /** The headers of real answers: API Gateway's REST and HTTP APIs, Lambda, CloudFront, S3. */
    @ParameterizedTest
    @CsvSource({
        "x-amzn-RequestId, http://abc.execute-api.eu-west-1.amazonaws.com/prod/pets",
        "apigw-requestid, http://abc.execute-api.eu-west-1.amazonaws.com/pets",
        "x-amzn-RequestId, http://abc.lambda-url.eu-west-1.on.aws/",
        "X-Amz-Cf-Id, http://d111111abcdef8.cloudfront.net/",
        "x-amz-request-id, http://bucket.s3.eu-west-1.amazonaws.com/index.html"
    })
    void whatAwsAnswersIsTaken(String header, String uri) throws Exception {
        idHeader = header;
        assertThat(ask(uri).status()).isEqualTo(403);
    }

    @Test
    void ofAnothersHostNothingIsKnown() throws Exception {
        assertThat(ask("http://app.example.com/").status()).isEqualTo(403);
    }
}
