package dev.sallyport.core.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.http.Request;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionResponse;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;

/** What is not let in, or is no request of the protocol, is answered in the protocol's own form. */
@Attack(Area.FORGED)
class RefusedRequestTest {
    private final WireBench bench = new WireBench(
            KmsClient.class,
            IamClient.class,
            CloudFrontClient.class,
            LambdaClient.class,
            ApiGatewayClient.class,
            S3Client.class);

    @AfterEach
    void close() {
        bench.close();
    }

    private static Request request(String method, String path, Map<String, String> headers, String body) {
        Map<String, List<String>> all = new HashMap<>();
        all.put("Host", List.of("127.0.0.1"));
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return Request.of(method, path, "", all, SdkBytes.fromUtf8String(body));
    }

    private static Request signed(AccessKey key, String service, Request request) {
        SdkHttpFullRequest.Builder http = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .protocol("http")
                .host("127.0.0.1")
                .encodedPath(request.path());
        request.headers().byName().forEach(http::putHeader);
        var done = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()))
                        .request(http.build())
                        .payload(() -> request.body().asInputStream())
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service))
                .request();
        return Request.of(request.method(), request.path(), "", done.headers(), request.body());
    }

    private static String text(WireResponse response) {
        return response.body().asUtf8String();
    }

    private WireResponse kms(String body) {
        Map<String, String> headers =
                Map.of("X-Amz-Target", "TrentService.CreateKey", "Content-Type", "application/x-amz-json-1.1");
        return bench.front().handle(signed(WireBench.KEY, "kms", request("POST", "/", headers, body)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST | / | TrentService.CreateKey | "__type":"MissingAuthenticationTokenException"
            POST | / | | <Code>MissingAuthenticationToken</Code>
            GET | /2020-05-31/distribution | | <Type>Sender</Type><Code>MissingAuthenticationToken</Code>
            GET | /2015-03-31/functions | | "message":"Missing Authentication Token"
            GET | /restapis/abc | | "message":"Missing Authentication Token"
            GET | /bucket/key | | <Error><Code>AccessDenied</Code>
            """)
    void unsigned(String method, String path, String target, String expected) {
        Map<String, String> headers = target == null ? Map.of() : Map.of("X-Amz-Target", target);
        WireResponse response = bench.front().handle(request(method, path, headers, ""));
        assertThat(response.status()).isEqualTo(403);
        assertThat(text(response)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "kms, UnrecognizedClientException, ExpiredTokenException",
        "iam, InvalidClientTokenId, ExpiredToken",
        "cloudfront, InvalidClientTokenId, ExpiredToken",
        "s3, InvalidAccessKeyId, ExpiredToken"
    })
    void unknownAndExpiredKeys(String service, String unknown, String expired) {
        AccessKey stranger = new AccessKey("AKIASTRANGER", "x", null, Caller.root(), null);
        Request request = request("GET", "/", Map.of(), "");
        assertThat(text(bench.front().handle(signed(stranger, service, request)))).contains(unknown);
        AccessKey old = new AccessKey("ASIAOLD", "x", "t", Caller.root(), Clock.systemUTC().instant());
        SandboxFront later = new SandboxFront(
                List.of(new Recording(S3Client.class).client(), new Recording(IamClient.class).client(),
                        new Recording(KmsClient.class).client(), new Recording(CloudFrontClient.class).client()),
                new SigV4Verifier(id -> Optional.of(old), Clock.offset(Clock.systemUTC(), Duration.ofSeconds(1))));
        Request signed = signed(old, service, request("GET", "/", Map.of("X-Amz-Security-Token", "t"), ""));
        assertThat(text(later.handle(signed))).contains(expired);
    }

    @Test
    void aServiceThatIsNotThereIsNamed() {
        WireResponse response = bench.front()
                .handle(signed(WireBench.KEY, "ec2", request("POST", "/", Map.of(), "Action=DescribeInstances")));
        assertThat(response.status()).isEqualTo(400);
        assertThat(text(response)).contains("<Code>InvalidAction</Code>").contains("ec2");
    }

    @Test
    @Attack(Area.DOCUMENTS)
    void malformedBodies() {
        bench.service(KmsClient.class).on(CreateKeyRequest.class, request -> CreateKeyResponse.builder().build());
        assertThat(kms("{}").status()).isEqualTo(200);
        assertThat(kms("").status()).isEqualTo(200);
        for (String body : List.of("{", "[]", "{\"Tags\":{}}", "{\"MultiRegion\":\"true\"}", "{\"Description\":1}")) {
            WireResponse response = kms(body);
            assertThat(response.status()).as(body).isEqualTo(400);
            assertThat(text(response)).as(body).contains("SerializationException");
        }
        assertThat(kms("{\"Tags\":" + "[".repeat(100_000)).status()).isEqualTo(400);
        bench.service(CloudFrontClient.class)
                .on(CreateDistributionRequest.class, request -> CreateDistributionResponse.builder().build());
        String bomb = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><DistributionConfig><Comment>&x;</Comment>"
                + "</DistributionConfig>";
        Request post = request("POST", "/2020-05-31/distribution", Map.of(), bomb);
        WireResponse response = bench.front().handle(signed(WireBench.KEY, "cloudfront", post));
        assertThat(response.status()).isEqualTo(400);
        assertThat(text(response)).contains("MalformedInput");
        assertThat(bench.service(CloudFrontClient.class).requests).isEmpty();
    }

    @Test
    void aTakenPortIsNamed() {
        int taken = bench.endpoint().getPort();
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> LoopbackServer.start(bench.front(), taken))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-PORT"))
                .withMessageContaining(Integer.toString(taken));
    }
}
