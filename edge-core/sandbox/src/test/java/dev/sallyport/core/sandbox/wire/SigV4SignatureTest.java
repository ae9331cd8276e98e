package dev.sallyport.core.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.http.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** The signatures of origin access control against those of AWS's own signer. */
class SigV4SignatureTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String HOST = "abcdefghijklmnopqrstuvwxyz234567.lambda-url.us-east-1.on.aws";

    private static AccessKey key(@Nullable String token) {
        String id = "ASIAIOSFODNN7EXAMPLE";
        return new AccessKey(
                id,
                "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                token,
                new Caller("111122223333", "arn:aws:iam::111122223333:root", id),
                null);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /getBooks, author=Le%20Guin&limit=2, '', lambda, token",
        "POST, /createBook, '', '{\"name\":\"dög\"}', lambda, token",
        "PUT, /updateBook/a%20b, b=2&a=1&a=0, body, lambda, ''",
        "GET, /index.html, '', '', s3, token",
        "GET, /a%20b/%C3%BC.txt, '', '', s3, ''",
    })
    void isWhatTheSdkSigns(String method, String path, String query, String body, String service, String token) {
        AccessKey key = key(token.isEmpty() ? null : token);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var sdk = AwsV4HttpSigner.create().sign(sign -> sign.identity(
                        key.sessionToken() == null
                                ? AwsCredentialsIdentity.create(key.accessKeyId(), key.secretAccessKey())
                                : AwsSessionCredentialsIdentity.create(
                                        key.accessKeyId(), key.secretAccessKey(), key.sessionToken()))
                .request(SdkHttpFullRequest.builder()
                        .method(SdkHttpMethod.fromValue(method))
                        .uri(URI.create("https://" + HOST + path + (query.isEmpty() ? "" : '?' + query)))
                        .putHeader("X-Amz-Cf-Id", "4TyzHTaYWb1GX1qTfsHhEqV6HUDd==")
                        .build())
                .payload(ContentStreamProvider.fromByteArray(bytes))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !service.equals("s3"))
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, !service.equals("s3"))
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC)));
        Map<String, List<String>> headers = Map.of(
                "Host", List.of(HOST),
                "X-Amz-Cf-Id", List.of("4TyzHTaYWb1GX1qTfsHhEqV6HUDd=="),
                "Via", List.of("2.0 edge"),
                "Authorization", List.of("Bearer viewer's"),
                "X-Amz-Security-Token", List.of("the viewer's"));
        Request request =
                Request.of(method, path, query, headers, SdkBytes.fromByteArrayUnsafe(bytes));
        Map<String, String> ours = SigV4Signature.of(
                request, key, service, "us-east-1", CanonicalRequest.hex(CanonicalRequest.sha256(bytes)), NOW);
        assertThat(ours.get("authorization"))
                .isEqualTo(sdk.request().firstMatchingHeader("Authorization").orElseThrow());
        assertThat(Objects.requireNonNullElse(ours.get("x-amz-security-token"), "")).isEqualTo(token);
    }
}
