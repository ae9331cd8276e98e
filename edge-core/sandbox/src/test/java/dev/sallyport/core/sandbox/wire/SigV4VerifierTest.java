package dev.sallyport.core.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.wire.SigV4Verifier.Refused;
import dev.sallyport.core.sandbox.wire.SigV4Verifier.Verdict;
import dev.sallyport.core.sandbox.wire.SigV4Verifier.Verified;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** The SDK's own signer judges the verifier. */
class SigV4VerifierTest {
    private static final Instant TIME = Instant.parse("2026-11-23T12:00:00Z");
    private static final Clock NOON = Clock.fixed(TIME, ZoneOffset.UTC);
    private static final AccessKey LONG =
            new AccessKey("AKIAEXAMPLE", "the-secret", null, Caller.root(), null);
    private static final AccessKey SHORT = new AccessKey(
            "ASIAEXAMPLE", "other-secret", "the-token", Caller.root(), TIME.plusSeconds(900));

    private static SigV4Verifier verifierAt(Clock clock) {
        Map<String, AccessKey> keys = Map.of(LONG.accessKeyId(), LONG, SHORT.accessKeyId(), SHORT);
        return new SigV4Verifier(id -> Optional.ofNullable(keys.get(id)), clock);
    }

    private static AwsCredentialsIdentity identity(AccessKey key) {
        String token = key.sessionToken();
        return token == null
                ? AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())
                : AwsSessionCredentials.create(key.accessKeyId(), key.secretAccessKey(), token);
    }

    private static Request signed(
            SdkHttpRequest request, String body, AccessKey key, String service, @Nullable Duration life) {
        var signed = AwsV4HttpSigner.create()
                .sign((SignRequest.Builder<AwsCredentialsIdentity> sign) -> {
                    sign.identity(identity(key))
                            .request(request)
                            .payload(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
                            .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                            .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !service.equals("s3"))
                            .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, !service.equals("s3"))
                            .putProperty(HttpSigner.SIGNING_CLOCK, NOON);
                    if (life != null) {
                        sign.putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, life)
                                .putProperty(
                                        AwsV4HttpSigner.AUTH_LOCATION, AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING);
                        if (service.equals("s3")) {
                            sign.putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false);
                        }
                    }
                })
                .request();
        return Request.of(
                signed.method().name(),
                signed.encodedPath(),
                signed.encodedQueryParameters().orElse(""),
                signed.headers(),
                SdkBytes.fromUtf8String(body));
    }

    private static SdkHttpRequest request(SdkHttpMethod method, String uri) {
        return SdkHttpFullRequest.builder().method(method).uri(URI.create(uri)).build();
    }

    private static Request post(AccessKey key, String service) {
        SdkHttpRequest request = request(SdkHttpMethod.POST, "https://kms.us-east-1.amazonaws.com/").toBuilder()
                .putHeader("X-Amz-Target", "TrentService.Encrypt")
                .build();
        return signed(request, "{\"a\":1}", key, service, null);
    }

    private static Request with(Request request, UnaryOperator<Map<String, List<String>>> change) {
        return Request.of(
                request.method(),
                request.path(),
                request.query(),
                change.apply(new HashMap<>(request.headers().byName())),
                request.body());
    }

    private static void refuses(Verdict verdict, Refusal reason) {
        assertThat(verdict).isEqualTo(new Refused(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "kms, https://kms.us-east-1.amazonaws.com/",
        "execute-api, https://abc.execute-api.us-east-1.amazonaws.com/Prod/books?author=a%20b&author=&x=%2F",
        "execute-api, https://abc.execute-api.us-east-1.amazonaws.com/a//b/../c/./d/",
        "apigateway, https://apigateway.us-east-1.amazonaws.com/tags/arn%3Aaws%3Aapigateway%3A%3A%2Frestapis%2Fabc",
        "lambda, https://u.lambda-url.us-east-1.on.aws/%E2%82%AC/x%2By?b=2&a=1&flag",
        "s3, https://s3.us-east-1.amazonaws.com/bucket/a//b/../key%20with%2Bplus?list-type=2&prefix=a%2Fb"
    })
    void acceptsWhatTheSdkSigns(String service, String uri) {
        Request get = signed(request(SdkHttpMethod.GET, uri), "", LONG, service, null);
        assertThat(verifierAt(NOON).verify(get, service, "us-east-1"))
                .isEqualTo(new Verified(LONG, "us-east-1", service));
        Request put = signed(request(SdkHttpMethod.PUT, uri), "{}", SHORT, service, null);
        assertThat(verifierAt(NOON).verify(put)).isEqualTo(new Verified(SHORT, "us-east-1", service));
    }

    @Test
    void acceptsAPresignedRequestUntilItsLifeIsOver() {
        String uri = "https://s3.us-east-1.amazonaws.com/bucket/key?versionId=1";
        Request get = signed(request(SdkHttpMethod.GET, uri), "", SHORT, "s3", Duration.ofMinutes(10));
        assertThat(verifierAt(NOON).verify(get)).isInstanceOf(Verified.class);
        refuses(verifierAt(Clock.offset(NOON, Duration.ofMinutes(11))).verify(get), Refusal.EXPIRED_REQUEST);
        Request other = Request.of("GET", get.target() + "&x=1", get.headers(), get.body());
        refuses(verifierAt(NOON).verify(other), Refusal.WRONG_SIGNATURE);
    }

    @Test
    void refusesWhatIsUnsignedOrSignedWithAnotherAlgorithm() {
        Request request = Request.of("GET", "/", "", Map.of(), SdkBytes.fromUtf8String(""));
        refuses(verifierAt(NOON).verify(request), Refusal.UNSIGNED);
        refuses(
                verifierAt(NOON).verify(with(request, headers -> {
                    headers.put("authorization", List.of("AWS4-ECDSA-P256-SHA256 Credential=a"));
                    return headers;
                })),
                Refusal.UNSIGNED);
        refuses(
                verifierAt(NOON).verify(with(request, headers -> {
                    headers.put("authorization", List.of("AWS4-HMAC-SHA256 Credential=a"));
                    return headers;
                })),
                Refusal.INCOMPLETE);
    }

    @Test
    void refusesAWrongSecretAnUnknownKeyAndAnotherScope() {
        AccessKey wrong = new AccessKey(LONG.accessKeyId(), "guess", null, Caller.root(), null);
        refuses(verifierAt(NOON).verify(post(wrong, "kms")), Refusal.WRONG_SIGNATURE);
        AccessKey unknown = new AccessKey("AKIANOBODY", "the-secret", null, Caller.root(), null);
        refuses(verifierAt(NOON).verify(post(unknown, "kms")), Refusal.UNKNOWN_KEY);
        refuses(verifierAt(NOON).verify(post(LONG, "sts"), "kms", null), Refusal.WRONG_SCOPE);
        refuses(verifierAt(NOON).verify(post(LONG, "kms"), "kms", "eu-west-1"), Refusal.WRONG_SCOPE);
    }

    @Test
    void refusesATamperedBodyAndTamperedHeaders() {
        Request request = post(LONG, "kms");
        SdkBytes other = SdkBytes.fromUtf8String("{\"a\":2}");
        refuses(verifierAt(NOON).verify(request.with(other)), Refusal.WRONG_BODY);
        Request rehashed = with(request, headers -> {
            headers.keySet().removeIf(name -> name.equalsIgnoreCase("x-amz-content-sha256"));
            String hash = CanonicalRequest.hex(CanonicalRequest.sha256(other.asByteArray()));
            headers.put("x-amz-content-sha256", List.of(hash));
            return headers;
        });
        refuses(verifierAt(NOON).verify(rehashed.with(other)), Refusal.WRONG_SIGNATURE);
        refuses(
                verifierAt(NOON).verify(with(request, headers -> {
                    headers.put("x-amz-target", List.of("TrentService.ScheduleKeyDeletion"));
                    return headers;
                })),
                Refusal.WRONG_SIGNATURE);
    }

    /** Only where the signature itself stands in the query is it not part of what is signed. */
    @ParameterizedTest
    @CsvSource({
        "execute-api, X-Amz-Signature=0",
        "execute-api, X%2DAmz-Signature=0",
        "lambda, X-Amz-Signature",
        "lambda, X-Amz-Credential=a",
        "s3, X-Amz-Signature=0",
        "s3, versionId=1"
    })
    void noParameterCanBeAddedToWhatIsSignedInTheHeader(String service, String parameter) {
        Request get = signed(
                request(SdkHttpMethod.GET, "https://abc.us-east-1.amazonaws.com/a?x=1"), "", LONG, service, null);
        assertThat(verifierAt(NOON).verify(get)).isInstanceOf(Verified.class);
        Request more = Request.of("GET", get.path(), get.query() + '&' + parameter, get.headers().byName(), get.body());
        refuses(verifierAt(NOON).verify(more), Refusal.WRONG_SIGNATURE);
    }

    @Test
    void onlyS3WantsEveryAmazonHeaderSigned() {
        UnaryOperator<Map<String, List<String>>> addedByCloudFront = headers -> {
            headers.put("X-Amz-Cf-Id", List.of("abc"));
            return headers;
        };
        SdkHttpRequest get = request(SdkHttpMethod.GET, "https://a.execute-api.us-east-1.amazonaws.com/");
        Request api = signed(get, "", LONG, "execute-api", null);
        assertThat(verifierAt(NOON).verify(with(api, addedByCloudFront))).isInstanceOf(Verified.class);
        Request object = signed(
                request(SdkHttpMethod.GET, "https://s3.us-east-1.amazonaws.com/b/k"), "", LONG, "s3", null);
        refuses(verifierAt(NOON).verify(with(object, addedByCloudFront)), Refusal.UNSIGNED_HEADER);
    }

    @Test
    void allowsFifteenMinutesOfSkew() {
        Request request = post(LONG, "kms");
        for (int minutes : new int[] {-15, 15}) {
            assertThat(verifierAt(Clock.offset(NOON, Duration.ofMinutes(minutes))).verify(request))
                    .isInstanceOf(Verified.class);
        }
        for (int minutes : new int[] {-16, 16}) {
            refuses(verifierAt(Clock.offset(NOON, Duration.ofMinutes(minutes))).verify(request), Refusal.SKEWED);
        }
    }

    @Test
    void aTemporaryKeyNeedsItsTokenAndEnds() {
        Request request = post(SHORT, "kms");
        assertThat(verifierAt(NOON).verify(request)).isInstanceOf(Verified.class);
        refuses(
                verifierAt(NOON).verify(with(request, headers -> {
                    headers.keySet().removeIf(name -> name.equalsIgnoreCase("x-amz-security-token"));
                    return headers;
                })),
                Refusal.WRONG_TOKEN);
        refuses(verifierAt(Clock.offset(NOON, Duration.ofMinutes(15))).verify(request), Refusal.EXPIRED_TOKEN);
    }

    @Property(tries = 200)
    void anyPathAndQueryOfS3RoundTrips(
            @ForAll @StringLength(max = 30) String key,
            @ForAll @AlphaChars @CharRange(from = ' ', to = '~') String value) {
        SdkHttpRequest request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(URI.create("https://s3.us-east-1.amazonaws.com"))
                .encodedPath("/b/" + PercentCoding.encode(key.getBytes(StandardCharsets.UTF_8), true))
                .putRawQueryParameter("prefix", value)
                .build();
        assertThat(verifierAt(NOON).verify(signed(request, "", LONG, "s3", null))).isInstanceOf(Verified.class);
    }

    @Property(tries = 200)
    void noGarbageInTheAuthorizationHeaderCrashes(@ForAll String text) {
        Request request = Request.of(
                "GET",
                "/",
                text,
                Map.of("Authorization", List.of("AWS4-HMAC-SHA256 " + text), "X-Amz-Date", List.of(text)),
                SdkBytes.fromUtf8String(text));
        assertThat(verifierAt(NOON).verify(request)).isInstanceOf(Refused.class);
    }
}
