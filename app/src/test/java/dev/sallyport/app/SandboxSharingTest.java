package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kms.KmsClient;

/** Several processes on one sandbox, and the end of its owner. */
@Tag("sandbox")
class SandboxSharingTest {
    @TempDir
    private static Path folder = Path.of("");

    private static KmsClient kms(Session session) {
        return session.clients().kms(EdgeRegion.NAME);
    }

    @Test
    @Attack(Area.KILLED)
    void aSecondProcessWorksOnTheSameSandboxAndTakesOverWhenTheOwnerIsKilled() throws Exception {
        Program program = new Program(folder);
        try (Program.Server owner = program.serve();
                SandboxAccount joined = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(folder))) {
            assertThat(joined.sandbox().endpoint().toString())
                    .isEqualTo(owner.addresses().path("endpoint").asText());
            String key = kms(joined.session()).createKey(request -> {}).keyMetadata().arn();
            owner.process().destroyForcibly().waitFor();

            assertThat(kms(joined.session()).describeKey(request -> request.keyId(key)).keyMetadata().arn())
                    .isEqualTo(key);
            // The port is the killed owner's, so whoever answers there has taken over.
            assertThat(joined.sandbox().endpoint().toString())
                    .isEqualTo(owner.addresses().path("endpoint").asText());

            assertThat(program.run("whoami", "--json").json().path("mode").asText()).isEqualTo("sandbox");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile).filter(file -> !isPrivate(file))).isEmpty();
        }
    }

    @Test
    void anAccountThatMadeNoCallLeavesItsSandboxToTheNext(@TempDir Path other) throws Exception {
        SandboxAccount account = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(other));
        // Only an owner may.
        account.sandbox().reset();
        account.close();
        assertThatThrownBy(account.sandbox()::reset).hasMessageContaining("owns the sandbox");

        Program program = new Program(other);
        Program.Result reset = program.run("sandbox", "reset", "--yes");
        assertThat(reset.status()).as(reset.err()).isZero();
        assertThat(reset.err()).contains("The sandbox is empty.");
        Program.Result after = program.run("stacks", "--sandbox", "--json");
        assertThat(after.status()).as(after.err()).isZero();
    }

    /** One of them owns it, the others wait until it has told where it is. */
    @Test
    @Attack(Area.STATE)
    void twoThatStartAtOnceShareOneSandbox(@TempDir Path other) throws Exception {
        Program program = new Program(other);
        try (ExecutorService together = Executors.newFixedThreadPool(2)) {
            List<Future<Program.Result>> both = together.invokeAll(
                    Collections.nCopies(2, () -> program.run("whoami", "--sandbox", "--json")));
            for (Future<Program.Result> one : both) {
                assertThat(one.get().status()).as(one.get().err()).isZero();
            }
        }
        assertThat(other.resolve("sandbox/state.note")).content().contains(" closed ");
    }

    private static boolean isPrivate(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file)).endsWith("------");
        } catch (IOException gone) {
            return true;
        }
    }
}
