package dev.sallyport.core.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.edgefunction.FunctionPackage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** A bucket whose name can be guessed takes no code from others. */
class ArtifactsTest {
    private static final String ACCOUNT = "111122223333";
    private static final FunctionPackage CODE = FunctionPackage.ofFiles(
            Map.of("index.mjs", "export const handler = async () => 1".getBytes(StandardCharsets.UTF_8)));

    @TempDir
    private Path folder;

    private Session session;
    private S3Client s3;

    @BeforeEach
    void open() {
        session = SandboxSession.open(new Home(folder)).session();
        s3 = session.clients().s3("us-east-1");
    }

    @AfterEach
    void close() {
        session.close();
    }

    private void isWhole(String bucket) {
        var block = s3.getPublicAccessBlock(request -> request.bucket(bucket)).publicAccessBlockConfiguration();
        assertThat(block.blockPublicAcls()).isTrue();
        assertThat(block.blockPublicPolicy()).isTrue();
        assertThat(block.ignorePublicAcls()).isTrue();
        assertThat(block.restrictPublicBuckets()).isTrue();
        assertThat(s3.getBucketVersioning(request -> request.bucket(bucket)).status())
                .isEqualTo(BucketVersioningStatus.ENABLED);
        assertThat(s3.getBucketPolicy(request -> request.bucket(bucket)).policy())
                .contains("aws:SecureTransport", "\"Deny\"");
    }

    @Test
    void whatAProcessLeftHalfMadeIsMadeWhole() {
        Artifacts artifacts = new Artifacts(s3, ACCOUNT, "us-east-1");
        s3.createBucket(request -> request.bucket(artifacts.bucket()));
        String key = artifacts.upload("sign-origin", CODE);
        isWhole(artifacts.bucket());
        assertThat(s3.getObjectAsBytes(request -> request.bucket(artifacts.bucket()).key(key)).asByteArray())
                .isEqualTo(CODE.zip());
    }

    @Test
    void otherCodeUnderTheKeyIsReplaced() {
        Artifacts artifacts = new Artifacts(s3, ACCOUNT, "us-east-1");
        String key = artifacts.upload("sign-origin", CODE);
        isWhole(artifacts.bucket());
        byte[] longer = java.util.Arrays.copyOf(CODE.zip(), CODE.zip().length + 1);
        for (byte[] foreign : new byte[][] {"foreign".getBytes(StandardCharsets.UTF_8), longer}) {
            s3.putObject(request -> request.bucket(artifacts.bucket()).key(key), RequestBody.fromBytes(foreign));
            assertThat(artifacts.upload("sign-origin", CODE)).isEqualTo(key);
            assertThat(s3.getObjectAsBytes(request -> request.bucket(artifacts.bucket()).key(key)).asByteArray())
                    .isEqualTo(CODE.zip());
        }
    }

    /** The sandbox's account stands for somebody who made the bucket of another account first. */
    @Test
    void aBucketOfAnotherAccountIsRefused() {
        Artifacts artifacts = new Artifacts(s3, "444455556666", "us-east-1");
        s3.createBucket(request -> request.bucket(artifacts.bucket()));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> artifacts.upload("sign-origin", CODE))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-ARTIFACTS"));
        assertThat(s3.listObjectsV2(request -> request.bucket(artifacts.bucket())).contents()).isEmpty();
    }

    @Test
    void aPolicyThatTheAccountWroteStays() {
        Artifacts artifacts = new Artifacts(s3, ACCOUNT, "us-east-1");
        artifacts.upload("sign-origin", CODE);
        String own = """
                {"Version": "2012-10-17", "Statement": [{"Sid": "Own", "Effect": "Deny", "Principal": "*",
                 "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::%s"}]}
                """.formatted(artifacts.bucket());
        s3.putBucketPolicy(request -> request.bucket(artifacts.bucket()).policy(own));
        artifacts.upload("sign-origin", CODE);
        assertThat(s3.getBucketPolicy(request -> request.bucket(artifacts.bucket())).policy()).contains("Own");
    }
}
