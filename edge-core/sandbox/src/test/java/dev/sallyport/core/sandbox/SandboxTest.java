package dev.sallyport.core.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.cloudformation.SandboxCloudFormation;
import dev.sallyport.core.sandbox.wire.InProcessTransport;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

/** A sandbox of a folder: what a start that failed leaves. */
class SandboxTest {
    @TempDir
    private Path folder;

    /** Where the last owner was is read once the state is open; here it cannot be read. */
    @Test
    void aStartThatFailedCanBeTriedAgain() throws Exception {
        Path told = Files.createDirectory(folder.resolve("endpoint.json"));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> Sandbox.open(folder))
                .extracting(SallyportException::code)
                .isEqualTo("SP-SANDBOX-STATE");
        Files.delete(told);
        try (Sandbox again = Sandbox.open(folder)) {
            assertThat(again.inProcess().isPresent()).isTrue();
        }
    }

    private static final URI HERE = URI.create("http://127.0.0.1:1");

    private static final String WAITS =
            """
            Resources:
              Handle: {Type: AWS::CloudFormation::WaitConditionHandle}
              Wait:
                Type: AWS::CloudFormation::WaitCondition
                Properties: {Handle: !Ref Handle, Timeout: "600"}
            """;

    private CloudFormationClient formation(SandboxServices services) {
        AccessKey root = services.keys().root();
        return CloudFormationClient.builder()
                .httpClient(new InProcessTransport(services.front()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(root.accessKeyId(), root.secretAccessKey())))
                .endpointOverride(HERE)
                .region(Region.US_EAST_1)
                .build();
    }

    /** Whoever only looks at a sandbox that was killed at work runs nothing of it; the first who writes does. */
    @Test
    @Attack(Area.READ_ONLY)
    void openedToLookItLeavesWhatAKillInterrupted() {
        try (SandboxServices killed = SandboxServices.open(folder);
                CloudFormationClient formation = formation(killed)) {
            killed.start(HERE);
            formation.createStack(r -> r.stackName("waits").templateBody(WAITS));
            while (formation.describeStackResources(r -> r.stackName("waits")).stackResources().size() < 2) {
                Thread.onSpinWait();
            }
            assertThat(killed.service(SandboxCloudFormation.class).isWorking()).isTrue();
        }
        try (SandboxServices looking = SandboxServices.open(folder);
                CloudFormationClient formation = formation(looking)) {
            looking.start(HERE, false);
            assertThat(formation.describeStacks().stacks())
                    .singleElement()
                    .satisfies(stack -> assertThat(stack.stackStatusAsString()).isEqualTo("CREATE_IN_PROGRESS"));
            assertThat(looking.service(SandboxCloudFormation.class).isWorking()).isFalse();
            formation.deleteStack(r -> r.stackName("none"));
            assertThat(looking.service(SandboxCloudFormation.class).isWorking()).isTrue();
        }
    }
}
