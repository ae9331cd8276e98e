package dev.sallyport.core.sandbox.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.access.Identity;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

class SandboxS3Test {
    private static final String ROLE = "arn:aws:iam::111122223333:role/site";
    private static final Caller SITE = Caller.assumedRole(ROLE, "s", "ASIAX");

    @TempDir
    Path folder;

    private SandboxState state = SandboxState.inMemory();
    private SandboxS3 s3;
    private List<String> sitePolicies = List.of();

    @BeforeEach
    void aBucket() {
        open();
        s3.createBucket(r -> r.bucket("site"));
    }

    private void open() {
        state.close();
        state = SandboxState.open(folder);
        s3 = new SandboxS3(
                state,
                folder.resolve("s3"),
                new Authorizer(c -> new Identity(ROLE, sitePolicies, List.of()), Clock.systemUTC()),
                Clock.systemUTC());
    }

    @AfterEach
    void close() {
        state.close();
    }

    private void put(String key, String text) {
        s3.putObject(r -> r.bucket("site").key(key), RequestBody.fromString(text));
    }

    private String read(String key) {
        return s3.getObjectAsBytes(r -> r.bucket("site").key(key)).asUtf8String();
    }

    private static <T> T as(Caller caller, Supplier<T> work) {
        return new Call(caller, "us-east-1", "r-1").<T, RuntimeException>answer(work::get);
    }

    private static void refused(String code, int status, Runnable work) {
        assertThatExceptionOfType(AwsServiceException.class).isThrownBy(work::run).satisfies(e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.statusCode()).isEqualTo(status);
        });
    }

    private static String policy(String effect, String principal, String action, String more) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"" + effect + "\",\"Principal\":" + principal
                + ",\"Action\":\"" + action + "\",\"Resource\":[\"arn:aws:s3:::site\",\"arn:aws:s3:::site/*\"]" + more
                + "}]}";
    }

    @Test
    void anObjectComesBackAsItWasPutAcrossARestart() {
        // The MD5 of "hello" is published in many places, RFC 1321's own suite among its kin.
        var put = s3.putObject(
                r -> r.bucket("site").key("a/ü b+c.html").contentType("text/html").cacheControl("max-age=60")
                        .metadata(Map.of("owner", "edge")),
                RequestBody.fromString("hello"));
        assertThat(put.eTag()).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        open();
        var got = s3.getObjectAsBytes(r -> r.bucket("site").key("a/ü b+c.html"));
        assertThat(got.asUtf8String()).isEqualTo("hello");
        assertThat(got.response().contentType()).isEqualTo("text/html");
        assertThat(got.response().cacheControl()).isEqualTo("max-age=60");
        assertThat(got.response().metadata()).isEqualTo(Map.of("owner", "edge"));
        assertThat(got.response().contentLength()).isEqualTo(5);
        var head = s3.headObject(r -> r.bucket("site").key("a/ü b+c.html"));
        assertThat(head.eTag()).isEqualTo(put.eTag());
        assertThat(head.lastModified()).isEqualTo(got.response().lastModified());
    }

    @Test
    void filesThatNoObjectNamesAreSweptAtTheStart() throws IOException {
        put("a", "1");
        put("a", "2");
        Files.writeString(folder.resolve("s3").resolve("orphan.object"), "left by a kill");
        Files.writeString(folder.resolve("s3").resolve("not ours"), "");
        open();
        try (Stream<Path> files = Files.list(folder.resolve("s3"))) {
            assertThat(files).hasSize(2).contains(folder.resolve("s3/not ours"));
        }
        assertThat(read("a")).isEqualTo("2");
    }

    // RFC 9110 section 14.1.2, over ten bytes.
    @ParameterizedTest
    @CsvSource({
        "bytes=0-3,0123,bytes 0-3/10",
        "bytes=8-,89,bytes 8-9/10",
        "bytes=-3,789,bytes 7-9/10",
        "bytes=5-99,56789,bytes 5-9/10",
        "bytes=-99,0123456789,bytes 0-9/10",
        "bytes=3-1,0123456789,",
        "items=0-1,0123456789,"
    })
    void aRangeIsAPart(String range, String text, String contentRange) {
        put("ten", "0123456789");
        var got = s3.getObjectAsBytes(r -> r.bucket("site").key("ten").range(range));
        assertThat(got.asUtf8String()).isEqualTo(text);
        assertThat(got.response().contentRange()).isEqualTo(contentRange);
        assertThat(got.response().contentLength()).isEqualTo(text.length());
    }

    @Test
    void aRangeBehindTheEndIsRefused() {
        put("ten", "0123456789");
        refused("InvalidRange", 416, () -> s3.getObjectAsBytes(r -> r.bucket("site").key("ten").range("bytes=10-")));
    }

    @Test
    void conditionsGuardReadsAndWrites() {
        put("a", "hello");
        String etag = "\"5d41402abc4b2a76b9719d911017c592\"";
        refused("NotModified", 304, () -> s3.headObject(r -> r.bucket("site").key("a").ifNoneMatch(etag)));
        refused("PreconditionFailed", 412, () -> s3.headObject(r -> r.bucket("site").key("a").ifMatch("\"x\"")));
        refused("PreconditionFailed", 412, () -> s3.putObject(
                r -> r.bucket("site").key("a").ifNoneMatch("*"), RequestBody.fromString("x")));
        refused("BadDigest", 400, () -> s3.putObject(
                r -> r.bucket("site").key("a").contentMD5("AAAA"), RequestBody.fromString("x")));
        s3.putObject(r -> r.bucket("site").key("a").ifMatch(etag), RequestBody.fromString("next"));
        assertThat(read("a")).isEqualTo("next");
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThatExceptionOfType(NoSuchKeyException.class).isThrownBy(() -> read("none"));
        refused("NoSuchBucket", 404, () -> s3.listObjectsV2(r -> r.bucket("nowhere")));
        refused("NoSuchBucketPolicy", 404, () -> s3.getBucketPolicy(r -> r.bucket("site")));
        refused("InvalidBucketName", 400, () -> s3.createBucket(r -> r.bucket("Site")));
        refused("KeyTooLongError", 400, () -> put("k".repeat(1025), ""));
        refused("NoSuchTagSet", 404, () -> s3.getBucketTagging(r -> r.bucket("site")));
        s3.deleteObject(r -> r.bucket("site").key("none"));
    }

    @Test
    void aBucketGoesOnlyWhenItIsEmpty() {
        put("a", "1");
        refused("BucketNotEmpty", 409, () -> s3.deleteBucket(r -> r.bucket("site")));
        s3.deleteObjects(r -> r.bucket("site")
                .delete(Delete.builder().objects(ObjectIdentifier.builder().key("a").build()).build()));
        s3.deleteBucket(r -> r.bucket("site"));
        assertThat(s3.listBuckets().buckets()).isEmpty();
    }

    @Test
    void aLongListComesInPagesWithPrefixesRolledUp() {
        for (String key : List.of("a.txt", "img/1", "img/2", "js/x/y", "z")) {
            put(key, key);
        }
        var first = s3.listObjectsV2(r -> r.bucket("site").delimiter("/").maxKeys(2));
        assertThat(first.contents()).extracting(S3Object::key).containsExactly("a.txt");
        assertThat(first.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("img/");
        assertThat(first.isTruncated()).isTrue();
        assertThat(first.keyCount()).isEqualTo(2);
        var second = s3.listObjectsV2(
                r -> r.bucket("site").delimiter("/").continuationToken(first.nextContinuationToken()));
        assertThat(second.contents()).extracting(S3Object::key).containsExactly("z");
        assertThat(second.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("js/");
        assertThat(second.isTruncated()).isFalse();
        assertThat(s3.listObjectsV2(r -> r.bucket("site").prefix("img/")).contents())
                .extracting(S3Object::key)
                .containsExactly("img/1", "img/2");
        assertThat(s3.listObjectsV2(r -> r.bucket("site").maxKeys(0)).isTruncated()).isFalse();
    }

    @Test
    void aCopyKeepsOrReplacesTheHeaders() {
        s3.putObject(r -> r.bucket("site").key("a").contentType("text/css"), RequestBody.fromString("x"));
        s3.copyObject(r -> r.sourceBucket("site").sourceKey("a").destinationBucket("site").destinationKey("b"));
        assertThat(s3.headObject(r -> r.bucket("site").key("b")).contentType()).isEqualTo("text/css");
        s3.copyObject(r -> r.sourceBucket("site")
                .sourceKey("a")
                .destinationBucket("site")
                .destinationKey("a")
                .metadataDirective("REPLACE")
                .contentType("text/plain"));
        assertThat(s3.headObject(r -> r.bucket("site").key("a")).contentType()).isEqualTo("text/plain");
        assertThat(read("b")).isEqualTo("x");
        refused("InvalidRequest", 400, () -> s3.copyObject(
                r -> r.sourceBucket("site").sourceKey("a").destinationBucket("site").destinationKey("a")));
    }

    @Test
    void onlyTheDistributionThatThePolicyNamesReads() {
        put("index.html", "hi");
        String arn = "arn:aws:cloudfront::111122223333:distribution/E1";
        s3.putBucketPolicy(r -> r.bucket("site").policy(policy(
                "Allow",
                "{\"Service\":\"cloudfront.amazonaws.com\"}",
                "s3:GetObject",
                ",\"Condition\":{\"StringEquals\":{\"AWS:SourceArn\":\"" + arn + "\"}}")));
        Caller cloudFront = Caller.service("cloudfront.amazonaws.com");
        assertThat(new Call(cloudFront, "us-east-1", "r", Map.of("aws:SourceArn", List.of(arn)))
                        .<String, RuntimeException>answer(() -> read("index.html")))
                .isEqualTo("hi");
        refused("AccessDenied", 403, () -> new Call(cloudFront, "us-east-1", "r", Map.of("aws:SourceArn", List.of(arn
                + "2")))
                .<String, RuntimeException>answer(() -> read("index.html")));
        refused("AccessDenied", 403, () -> as(cloudFront, () -> read("index.html")));
        assertThat(s3.getBucketPolicyStatus(r -> r.bucket("site")).policyStatus().isPublic()).isFalse();
    }

    @Test
    void aRoleDoesWhatItsPoliciesSayAndHearsOfMissingKeysOnlyWhenItMayList() {
        put("a", "1");
        refused("AccessDenied", 403, () -> as(SITE, () -> read("a")));
        sitePolicies = List.of("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":"
                + "\"arn:aws:s3:::site/*\"}}");
        assertThat(as(SITE, () -> read("a"))).isEqualTo("1");
        refused("AccessDenied", 403, () -> as(SITE, () -> read("none")));
        sitePolicies = List.of("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\",\"s3:ListBucket\"],"
                + "\"Resource\":\"*\"}}");
        refused("NoSuchKey", 404, () -> as(SITE, () -> read("none")));
        refused("AccessDenied", 403, () -> as(SITE, () -> s3.deleteObject(r -> r.bucket("site").key("a"))));
        s3.putBucketPolicy(r ->
                r.bucket("site").policy(policy("Deny", "{\"AWS\":\"111122223333\"}", "s3:GetObject", "")));
        refused("AccessDenied", 403, () -> as(SITE, () -> read("a")));
    }

    @Test
    void publicPoliciesAreBlockedUntilTheBlockIsLifted() {
        put("a", "1");
        String open = policy("Allow", "\"*\"", "s3:GetObject", "");
        refused("AccessDenied", 403, () -> s3.putBucketPolicy(r -> r.bucket("site").policy(open)));
        s3.deletePublicAccessBlock(r -> r.bucket("site"));
        s3.putBucketPolicy(r -> r.bucket("site").policy(open));
        assertThat(as(Caller.anonymous(), () -> read("a"))).isEqualTo("1");
        assertThat(s3.getBucketPolicyStatus(r -> r.bucket("site")).policyStatus().isPublic()).isTrue();
        s3.putPublicAccessBlock(r -> r.bucket("site").publicAccessBlockConfiguration(b ->
                b.restrictPublicBuckets(true)));
        refused("AccessDenied", 403, () -> as(Caller.anonymous(), () -> read("a")));
        refused("MalformedPolicy", 400, () -> s3.putBucketPolicy(r -> r.bucket("site").policy("{}")));
        refused("MalformedPolicy", 400, () -> s3.putBucketPolicy(
                r -> r.bucket("site").policy(open.replace("::site", "::other"))));
    }

    @Test
    void settingsComeBackAsTheyWereSet() {
        assertThat(s3.getPublicAccessBlock(r -> r.bucket("site")).publicAccessBlockConfiguration().blockPublicPolicy())
                .isTrue();
        s3.putBucketVersioning(r -> r.bucket("site").versioningConfiguration(v -> v.status("Enabled")));
        assertThat(s3.getBucketVersioning(r -> r.bucket("site")).statusAsString()).isEqualTo("Enabled");
        assertThat(s3.getBucketEncryption(r -> r.bucket("site"))
                        .serverSideEncryptionConfiguration()
                        .rules()
                        .getFirst()
                        .applyServerSideEncryptionByDefault()
                        .sseAlgorithmAsString())
                .isEqualTo("AES256");
        assertThat(s3.getBucketLocation(r -> r.bucket("site")).locationConstraintAsString()).isNull();
        assertThat(s3.headBucket(r -> r.bucket("site")).bucketRegion()).isEqualTo("us-east-1");
    }

    @Test
    void anUploadInPartsBecomesOneObject() {
        String id = s3.createMultipartUpload(r -> r.bucket("site").key("big")).uploadId();
        byte[] first = new byte[5 * 1024 * 1024];
        first[0] = 1;
        String one = s3.uploadPart(
                        r -> r.bucket("site").key("big").uploadId(id).partNumber(1), RequestBody.fromBytes(first))
                .eTag();
        String two = s3.uploadPart(
                        r -> r.bucket("site").key("big").uploadId(id).partNumber(2), RequestBody.fromString("end"))
                .eTag();
        var done = s3.completeMultipartUpload(r -> r.bucket("site").key("big").uploadId(id).multipartUpload(u ->
                u.parts(
                part(1, one), part(2, two))));
        // md5(md5(part 1) + md5(part 2)) by Python's hashlib.
        assertThat(done.eTag()).isEqualTo("\"cf143c6beaa3eea63d4750b0ec930d8f-2\"");
        assertThat(s3.headObject(r -> r.bucket("site").key("big")).contentLength()).isEqualTo(first.length + 3);
        refused("NoSuchUpload", 404, () -> s3.abortMultipartUpload(r -> r.bucket("site").key("big").uploadId(id)));
    }

    private static software.amazon.awssdk.services.s3.model.CompletedPart part(int number, String etag) {
        return software.amazon.awssdk.services.s3.model.CompletedPart.builder().partNumber(number).eTag(etag).build();
    }
}
