package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccountChoice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The command line on an account whose profile says that it is production, and what it says when AWS refuses. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@Tag("sandbox")
class ProductionTest {
    @TempDir
    private Path folder;

    private record Answer(int status, String out, String err) {}

    private Answer run(String typed, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--home", folder.resolve("home").toString()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = CommandLineInterface.run(
                all.toArray(String[]::new),
                new Terminal(
                        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)));
        return new Answer(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aWriteWaitsForTheNameOfTheStackAndYesAnswersAloud() throws Exception {
        try (SandboxAccount account =
                SandboxAccount.open(AccountChoice.ofSandbox(), new Home(folder.resolve("aws")))) {
            var keys = account.sandbox().credentials().resolveCredentials();
            String endpoint = account.sandbox().endpoint().toString();
            try (SharedConfig _ =
                    new SharedConfig(folder, "acme-prod", keys.accessKeyId(), keys.secretAccessKey())) {
                String[] apply = {
                    "rollout", "apply", "edge-ssr", "--name", "t-ssr", "--profile", "acme-prod", "--endpoint-url", endpoint
                };
                Answer no = run("y\n", apply);
                assertThat(no.status()).as(no.err()).isEqualTo(3);
                assertThat(no.err())
                        .contains("acme-prod is production. Type t-ssr to confirm: ")
                        .contains("SP-NOT-CONFIRMED: Nothing was changed. Type t-ssr, or give --yes.");
                assertThat(run("", "stacks", "--json", "--profile", "acme-prod", "--endpoint-url", endpoint).out())
                        .contains("\"stacks\":[]");
                Answer typed = run("t-ssr\n", apply);
                assertThat(typed.status()).as(typed.err()).isZero();
                for (String write : List.of("rollback", "promote", "resume", "destroy")) {
                    Answer silent = run(
                            "", "rollout", write, "t-ssr", "--profile", "acme-prod", "--endpoint-url", endpoint, "--json");
                    assertThat(silent.status()).as(write).isEqualTo(3);
                    assertThat(silent.err()).as(write).contains("SP-NOT-CONFIRMED");
                }
                Answer anchor = run(
                        "y\n", "audit", "anchor", "logs:/ledger/end", "--profile", "acme-prod", "--endpoint-url", endpoint);
                assertThat(anchor.status()).as(anchor.err()).isEqualTo(3);
                assertThat(anchor.err()).contains("Type logs:/ledger/end to confirm: ").contains("SP-NOT-CONFIRMED");
                Answer planted = run(
                        "y\n", "rollout", "verify", "--all", "--write", "--profile", "acme-prod", "--endpoint-url", endpoint);
                assertThat(planted.status()).as(planted.err()).isEqualTo(3);
                assertThat(planted.err())
                        .contains("For the proofs a record is planted in each stack")
                        .contains("Type all to confirm: ")
                        .contains("SP-NOT-CONFIRMED");
                Answer yes = run(
                        "", "rollout", "destroy", "t-ssr", "--yes", "--profile", "acme-prod", "--endpoint-url", endpoint);
                assertThat(yes.status()).as(yes.err()).isZero();
                assertThat(yes.err()).contains("Destroy t-ssr and the ").contains("acme-prod is production. --yes answers.");
            }
        }
    }

    /** The mark is the account's, whatever its profile is called, and so is what the profile was seen to lead to. */
    @Test
    void anAccountThatIsMarkedIsProductionAndAnotherOneUnderItsProfileIsASurprise() throws Exception {
        try (SandboxAccount account =
                SandboxAccount.open(AccountChoice.ofSandbox(), new Home(folder.resolve("aws")))) {
            var root = account.sandbox().credentials().resolveCredentials();
            String endpoint = account.sandbox().endpoint().toString();
            try (SharedConfig _ = new SharedConfig(folder, "ops", root.accessKeyId(), root.secretAccessKey())) {
                Answer marked = run("", "whoami", "--production", "--profile", "ops", "--endpoint-url", endpoint, "--json");
                assertThat(marked.status()).as(marked.err()).isZero();
                assertThat(marked.out()).contains("\"source\":\"profile ops, access keys\"");
                Answer write = run(
                        "", "rollout", "destroy", "t-none", "--profile", "ops", "--endpoint-url", endpoint, "--json");
                assertThat(write.err()).contains("SP-NOT-FOUND");
                Answer apply = run(
                        "y\n", "rollout", "apply", "edge-ssr", "--name", "t-ssr", "--profile", "ops", "--endpoint-url", endpoint);
                assertThat(apply.status()).isEqualTo(3);
                assertThat(apply.err()).contains("ops is production.").contains("SP-NOT-CONFIRMED");

                Path accounts = folder.resolve("home/accounts.json");
                Files.writeString(accounts, Files.readString(accounts).replace("\"111122223333\"}", "\"444455556666\"}"));
                Answer surprise = run("", "rollout", "status", "--profile", "ops", "--endpoint-url", endpoint, "--json");
                assertThat(surprise.status()).isEqualTo(3);
                assertThat(surprise.err()).contains("SP-ACCOUNT-CHANGED", "444455556666", "--accept");
                assertThat(run("", "whoami", "--accept", "--profile", "ops", "--endpoint-url", endpoint).status()).isZero();
                assertThat(run("", "rollout", "status", "--profile", "ops", "--endpoint-url", endpoint).status()).isZero();
            }
        }
    }

    @Test
    void anExpiredLoginIsThatWhateverItIsWrappedIn() throws Exception {
        try (Impostor aws = new Impostor();
                SharedConfig _ = new SharedConfig(folder, "ops", "ASIAEXAMPLE", "secret")) {
            Answer answer = run(
                    "", "whoami", "--profile", "ops", "--endpoint-url", aws.endpoint().toString(), "--json");
            assertThat(answer.status()).isEqualTo(3);
            assertThat(answer.err()).contains("\"code\":\"SP-EXPIRED\"");
            Answer unknown = run("", "whoami", "--profile", "gone");
            assertThat(unknown.status()).isEqualTo(3);
            assertThat(unknown.err()).isEqualTo("SP-CREDENTIALS: The AWS config has no profile gone."
                    + " Name another --profile (ops), or use --sandbox." + System.lineSeparator());
            Answer unchosen = run("", "whoami");
            assertThat(unchosen.status()).isEqualTo(3);
            assertThat(unchosen.err()).startsWith("SP-CHOOSE-ACCOUNT: ");
        }
        SallyportException expired = SallyportException.refused("SP-EXPIRED", "Expired.", "Log in again.");
        Exception launching = new RuntimeException("Exception in Application start method", new ExecutionException(expired));
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream said = new PrintStream(err, true, StandardCharsets.UTF_8);
        int status = CommandLineInterface.failed(launching, new Terminal(new ByteArrayInputStream(new byte[0]), said, said), false);
        assertThat(status).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("SP-EXPIRED: Expired. Log in again." + System.lineSeparator());
    }
}
