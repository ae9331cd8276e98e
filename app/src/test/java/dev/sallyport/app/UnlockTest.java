package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.RolloutListener;
import dev.sallyport.core.rollout.RolloutPhase;
import dev.sallyport.core.rollout.Rollouts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** {@code rollout unlock}, from the home of somebody who has not begun what is under way. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@Tag("sandbox")
class UnlockTest {
    private record Said(int status, String out, String err) {}

    @Test
    void aStackIsLetGoOnce(@TempDir Path folder) throws Exception {
        try (SandboxAccount account = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(folder.resolve("ours")))) {
            var iam = account.session().clients().iam();
            iam.createUser(r -> r.userName("colleague"));
            iam.putUserPolicy(r -> r.userName("colleague").policyName("p").policyDocument(
                    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}"));
            var key = iam.createAccessKey(r -> r.userName("colleague")).accessKey();
            try (SharedConfig config = new SharedConfig(folder, "colleague", key.accessKeyId(), key.secretAccessKey())) {
                assertThat(config).isNotNull();
                List<Said> said = new ArrayList<>();
                Rollouts ours = Rollouts.of(account.session(), new Home(folder.resolve("ours")));
                assertThatExceptionOfType(SallyportException.class)
                        .isThrownBy(() -> ours.apply(Blueprints.find("api-perimeter"), "t", Map.of(), new RolloutListener() {
                            @Override
                            public void phase(Rollout rollout) {
                                if (rollout.phase() == RolloutPhase.PACKAGING) {
                                    said.add(run(account, folder, "rollout", "destroy", "t", "--yes"));
                                    said.add(run(account, folder, "rollout", "unlock", "t", "--yes"));
                                    said.add(run(account, folder, "rollout", "unlock", "t", "--yes"));
                                    said.add(run(account, folder, "rollout", "status", "t"));
                                }
                            }
                        }))
                        .extracting(SallyportException::code)
                        .isEqualTo("SP-ROLLOUT-TAKEN");

                assertThat(said).extracting(Said::status).containsExactly(3, 0, 3, 0);
                assertThat(json(said.get(0).err()).path("error").path("code").asText()).isEqualTo("SP-ROLLOUT-BUSY");
                assertThat(json(said.get(1).out()).path("unlocked").asText())
                        .contains("process " + ProcessHandle.current().pid(), "last sign of life");
                assertThat(json(said.get(2).err()).path("error").path("code").asText()).isEqualTo("SP-NOTHING-TO-UNLOCK");
                assertThat(json(said.get(3).out()).path("phase").asText()).isEqualTo("interrupted");
            }
        }
    }

    private static Said run(SandboxAccount account, Path folder, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(
                "--json", "--profile", "colleague", "--region", "us-east-1", "--endpoint-url",
                account.sandbox().endpoint().toString(), "--home", folder.resolve("theirs").toString()));
        int status = CommandLineInterface.run(
                all.toArray(String[]::new),
                new Terminal(new ByteArrayInputStream(new byte[0]), new PrintStream(out), new PrintStream(err)));
        return new Said(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text.lines().reduce("", (before, line) -> line.startsWith("{") ? line : before));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
