package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;

/** What the sandbox has said that it wrote is there after its owner was killed, whoever else was writing at that time. */
@Tag("sandbox")
class AcknowledgedWritesTest {
    private static final int WRITERS = 8;

    /** Of each kind, before the owner is killed. */
    private static final int ENOUGH = 34;

    @TempDir
    private Path folder;

    /** A client that tries once: what it was not told is no acknowledged write. */
    private static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B at(B builder, Program.Server owner) {
        return builder.endpointOverride(URI.create(owner.addresses().path("endpoint").asText()))
                .region(Region.US_EAST_1)
                .httpClientBuilder(ApacheHttpClient.builder())
                .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        owner.addresses().path("accessKeyId").asText(),
                        owner.addresses().path("secretAccessKey").asText())));
    }

    @Test
    @Attack(Area.ACKNOWLEDGED)
    void theyOutliveTheirOwner(TestReporter reporter) throws Exception {
        Map<String, String> users = new ConcurrentSkipListMap<>();
        Map<String, String> objects = new ConcurrentSkipListMap<>();
        Map<String, String> asked = new ConcurrentSkipListMap<>();
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
                Program.Server owner = new Program(folder).serve();
                IamClient iam = at(IamClient.builder(), owner).build();
                S3Client s3 = at(S3Client.builder(), owner).forcePathStyle(true).build()) {
            s3.createBucket(r -> r.bucket("kept"));
            List<Future<?>> ended = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                String writer = "writer" + i + "-";
                ended.add(writers.submit(() -> write(iam, s3, writer, users, objects, asked)));
            }
            while (users.size() < ENOUGH || objects.size() < ENOUGH) {
                assertThat(owner.process().isAlive()).isTrue();
                assertThat(ended).noneMatch(Future::isDone);
                Thread.onSpinWait();
            }
            owner.process().destroyForcibly().waitFor();
            for (Future<?> one : ended) {
                one.get(30, TimeUnit.SECONDS);
            }
        }
        reporter.publishEntry(Attack.TRIED, String.valueOf(users.size() + objects.size()));
        try (SandboxAccount after = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(folder))) {
            S3Client s3 = after.session().clients().s3("us-east-1");
            IamClient iam = after.session().clients().iam();
            users.forEach((name, arn) -> assertThat(iam.getUser(r -> r.userName(name)).user().arn()).isEqualTo(arn));
            // The last that was asked for may be there without a word of it.
            objects.forEach((key, body) -> assertThat(
                            s3.getObjectAsBytes(r -> r.bucket("kept").key(key)).asUtf8String())
                    .isIn(body, asked.get(key)));
        }
    }

    /** Goes on until the owner is gone. */
    private static void write(
            IamClient iam,
            S3Client s3,
            String writer,
            Map<String, String> users,
            Map<String, String> objects,
            Map<String, String> asked) {
        try {
            for (int i = 0; i < 100_000; i++) {
                String name = writer + i;
                users.put(name, iam.createUser(r -> r.userName(name)).user().arn());
                String body = "body of " + name;
                // Every second one replaces an object, whose bytes then go.
                String key = writer + i / 2;
                asked.put(key, body);
                s3.putObject(r -> r.bucket("kept").key(key), RequestBody.fromString(body));
                objects.put(key, body);
            }
        } catch (SdkException e) {
            // The owner was killed, or the last write was not acknowledged.
        }
    }
}
