package dev.sallyport.core.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.sandbox.wire.WireBench.Transport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** S3 through the SDK's client: bodies, checksums, ranges, presigned requests. */
class S3WireTest {
    private static final String KEY = "a b/ä+%2F//c?.txt";
    private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.UTF_8);

    private final WireBench bench = new WireBench(S3Client.class);
    private final Recording service = bench.service(S3Client.class)
            .on(PutObjectRequest.class, request -> PutObjectResponse.builder().eTag("\"e\"").build())
            .on(GetObjectRequest.class, request -> GetObjectResponse.builder()
                    .contentType("text/plain")
                    .contentLength(10L)
                    .metadata(Map.of("m", "1"))
                    .build());

    @AfterEach
    void close() {
        bench.close();
    }

    private S3Client client(Transport transport) {
        return bench.client(S3Client.builder().forcePathStyle(true), transport);
    }

    static Stream<Arguments> checksums() {
        return Stream.of(Transport.values())
                .flatMap(transport -> Stream.of(
                                ChecksumAlgorithm.CRC32,
                                ChecksumAlgorithm.CRC32_C,
                                ChecksumAlgorithm.SHA1,
                                ChecksumAlgorithm.SHA256)
                        .map(algorithm -> Arguments.of(transport, algorithm)));
    }

    @ParameterizedTest
    @MethodSource("checksums")
    void putsBodiesWithEveryChecksum(Transport transport, ChecksumAlgorithm algorithm) {
        PutObjectRequest put = PutObjectRequest.builder()
                .bucket("assets")
                .key(KEY)
                .contentType("text/plain")
                .contentEncoding("gzip")
                .metadata(Map.of("owner", "ada"))
                .checksumAlgorithm(algorithm)
                .build();
        assertThat(client(transport).putObject(put, RequestBody.fromBytes(CONTENT)).eTag()).isEqualTo("\"e\"");
        assertThat(service.upload).isEqualTo(CONTENT);
        PutObjectRequest seen = (PutObjectRequest) service.last();
        assertThat(seen.key()).isEqualTo(KEY);
        assertThat(seen.bucket()).isEqualTo("assets");
        assertThat(seen.metadata()).isEqualTo(put.metadata());
        assertThat(seen.contentEncoding()).isEqualTo("gzip");
        assertThat(seen.contentType()).isEqualTo("text/plain");
        assertThat(seen.contentLength()).isEqualTo(CONTENT.length);
    }

    @Test
    void putsAStreamOfUnknownLengthInSignedChunks() {
        S3Client s3 = client(Transport.LOOPBACK);
        byte[] large = "x".repeat(300_000).getBytes(StandardCharsets.UTF_8);
        s3.putObject(
                request -> request.bucket("assets").key("k"),
                RequestBody.fromContentProvider(() -> new ByteArrayInputStream(large), large.length, "text/plain"));
        assertThat(service.upload).isEqualTo(large);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void getsObjectsAndRangesOfThem(Transport transport) {
        service.download = CONTENT;
        S3Client s3 = client(transport);
        var whole = s3.getObjectAsBytes(request -> request.bucket("assets").key(KEY));
        assertThat(whole.asByteArray()).isEqualTo(CONTENT);
        assertThat(whole.response().metadata()).isEqualTo(Map.of("m", "1"));
        assertThat(((GetObjectRequest) service.last()).key()).isEqualTo(KEY);
        service.download = "234".getBytes(StandardCharsets.UTF_8);
        service.on(GetObjectRequest.class, request -> GetObjectResponse.builder()
                .contentRange(request.range().replace('=', ' ') + "/10")
                .contentLength(3L)
                .build());
        var part = s3.getObjectAsBytes(request -> request.bucket("assets").key("k").range("bytes=2-4"));
        assertThat(part.asUtf8String()).isEqualTo("234");
        assertThat(part.response().contentRange()).isEqualTo("bytes 2-4/10");
        assertThat(part.response().sdkHttpResponse().statusCode()).isEqualTo(206);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void answersWhatHasItsOwnForm(Transport transport) {
        service.on(GetBucketLocationRequest.class, request -> GetBucketLocationResponse.builder()
                        .locationConstraint(request.bucket().equals("near") ? null : "eu-west-1")
                        .build())
                .on(GetBucketPolicyRequest.class, request ->
                        GetBucketPolicyResponse.builder().policy("{\"Statement\":[\"<&>\"]}").build())
                .on(DeleteObjectRequest.class, request -> DeleteObjectResponse.builder().build())
                .on(HeadObjectRequest.class, request -> HeadObjectResponse.builder().contentLength(77L).build())
                .on(CopyObjectRequest.class, request -> CopyObjectResponse.builder()
                        .copyObjectResult(result -> result.eTag("c"))
                        .build())
                .on(UploadPartRequest.class, request -> UploadPartResponse.builder().eTag("p").build())
                .on(ListObjectsV2Request.class, request -> ListObjectsV2Response.builder()
                        .contents(S3Object.builder().key(KEY).size(10L).build())
                        .keyCount(1)
                        .isTruncated(false)
                        .build());
        S3Client s3 = client(transport);
        assertThat(s3.getBucketLocation(request -> request.bucket("far")).locationConstraintAsString())
                .isEqualTo("eu-west-1");
        assertThat(s3.getBucketLocation(request -> request.bucket("near")).locationConstraintAsString())
                .isNullOrEmpty();
        assertThat(s3.getBucketPolicy(request -> request.bucket("far")).policy())
                .isEqualTo("{\"Statement\":[\"<&>\"]}");
        assertThat(s3.deleteObject(request -> request.bucket("b").key("k")).sdkHttpResponse().statusCode())
                .isEqualTo(204);
        assertThat(s3.headObject(request -> request.bucket("b").key("k")).contentLength()).isEqualTo(77);
        assertThat(s3.copyObject(copy ->
                                copy.sourceBucket("from").sourceKey("k 1").destinationBucket("to").destinationKey("k2"))
                        .copyObjectResult()
                        .eTag())
                .isEqualTo("c");
        CopyObjectRequest copy = (CopyObjectRequest) service.last();
        assertThat(copy.getValueForField("CopySource", String.class)).contains("from/k%201");
        assertThat(copy.destinationBucket()).isEqualTo("to");
        assertThat(s3.uploadPart(
                                request -> request.bucket("b").key("k").uploadId("u").partNumber(2),
                                RequestBody.fromBytes(CONTENT))
                        .eTag())
                .isEqualTo("p");
        assertThat(service.upload).isEqualTo(CONTENT);
        var list = s3.listObjectsV2(request -> request.bucket("b").prefix("a b/"));
        assertThat(list.contents().getFirst().key()).isEqualTo(KEY);
        assertThat(((ListObjectsV2Request) service.last()).prefix()).isEqualTo("a b/");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void errorsOfS3(Transport transport) {
        service.on(GetObjectRequest.class, request -> {
                    throw NoSuchKeyException.builder().message("The specified key does not exist.").build();
                })
                .on(HeadObjectRequest.class, request -> {
                    throw NoSuchKeyException.builder().message("Not Found").statusCode(404).build();
                });
        S3Client s3 = client(transport);
        assertThatExceptionOfType(NoSuchKeyException.class)
                .isThrownBy(() -> s3.getObjectAsBytes(request -> request.bucket("b").key("k")))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(404))
                .satisfies(e -> assertThat(e.requestId()).hasSize(16));
        assertThatExceptionOfType(NoSuchKeyException.class)
                .isThrownBy(() -> s3.headObject(request -> request.bucket("b").key("k")));
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> s3.putBucketVersioning(request -> request.bucket("b")
                        .versioningConfiguration(versioning -> versioning.status("Enabled"))))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NotImplemented"))
                .withMessageContaining("s3:PutBucketVersioning");
    }

    @Test
    void refusesABodyThatDoesNotMatchItsChecksum() {
        S3Client s3 = bench.client(
                S3Client.builder()
                        .forcePathStyle(true)
                        .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false).build())
                        .overrideConfiguration(config -> config.addExecutionInterceptor(new ExecutionInterceptor() {
                            @Override
                            public SdkHttpRequest modifyHttpRequest(
                                    Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
                                return context.httpRequest().toBuilder()
                                        .putHeader("x-amz-checksum-crc32", "AAAAAA==")
                                        .build();
                            }
                        })),
                Transport.LOOPBACK);
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> s3.putObject(
                        request -> request.bucket("b").key("k"), RequestBody.fromBytes(CONTENT)))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("BadDigest"));
        assertThat(service.requests).isEmpty();
    }

    @Test
    void refusesAChunkedBodyThatWasTamperedWithOnTheWay() {
        S3Client s3 = S3Client.builder()
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .endpointOverride(bench.endpoint())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        WireBench.KEY.accessKeyId(), WireBench.KEY.secretAccessKey())))
                .httpClient(bench.tampering("marker", "forged"))
                .build();
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() ->
                        s3.putObject(request -> request.bucket("b").key("k"), RequestBody.fromString("marker")))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SignatureDoesNotMatch"));
        assertThat(service.requests).isEmpty();
    }

    @Test
    void takesPresignedRequestsAndBucketsInHostNames() throws IOException, InterruptedException {
        service.download = CONTENT;
        try (S3Presigner presigner = S3Presigner.builder()
                        .region(Region.US_EAST_1)
                        .endpointOverride(bench.endpoint())
                        .serviceConfiguration(
                                S3Configuration.builder().pathStyleAccessEnabled(true).build())
                        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                                WireBench.KEY.accessKeyId(), WireBench.KEY.secretAccessKey())))
                        .build();
                HttpClient http = HttpClient.newHttpClient()) {
            URI link = URI.create(presigner
                    .presignGetObject(presign -> presign.signatureDuration(Duration.ofMinutes(5))
                            .getObjectRequest(request -> request.bucket("assets").key(KEY)))
                    .url()
                    .toString());
            assertThat(http.send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.ofByteArray())
                            .body())
                    .isEqualTo(CONTENT);
            assertThat(((GetObjectRequest) service.last()).key()).isEqualTo(KEY);
            URI other = URI.create(link.toString().replace("/assets/", "/secrets/"));
            HttpResponse<String> refused =
                    http.send(HttpRequest.newBuilder(other).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("<Code>SignatureDoesNotMatch</Code>");
        }
        S3Client byHost = S3Client.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        WireBench.KEY.accessKeyId(), WireBench.KEY.secretAccessKey())))
                .httpClient(bench.transport(Transport.IN_PROCESS))
                .build();
        byHost.putObject(request -> request.bucket("assets").key(KEY), RequestBody.fromBytes(CONTENT));
        assertThat(((PutObjectRequest) service.last()).bucket()).isEqualTo("assets");
        assertThat(((PutObjectRequest) service.last()).key()).isEqualTo(KEY);
        assertThat(service.upload).isEqualTo(CONTENT);
    }
}
