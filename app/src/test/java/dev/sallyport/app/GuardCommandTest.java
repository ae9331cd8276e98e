package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/** {@code guard} as it is typed, on a distribution in a bucket's name that nobody and that a stack keeps. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@Tag("sandbox")
class GuardCommandTest {
    private static final String TEMPLATE = """
            Resources:
              Site:
                Type: AWS::CloudFront::Distribution
                Properties:
                  DistributionConfig:
                    Enabled: true
                    Origins: [{Id: files, DomainName: open-files.s3.us-east-1.amazonaws.com, S3OriginConfig: {}}]
                    DefaultCacheBehavior:
                      TargetOriginId: files
                      ViewerProtocolPolicy: allow-all
                      CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
            """;

    /** What no check of a chain of hashes can tell. */
    private static final String UNKNOWN =
            "Whoever may write this folder can write another chain with another head; only a head that was kept elsewhere "
                    + "shows that, and what was added after it was kept is not covered.";

    @TempDir
    private static Path folder = Path.of("");

    private SandboxAccount account;
    private String owned = "";

    private record Said(int status, String out, String err) {
        JsonNode json() throws IOException {
            return Json.MAPPER.readTree(out);
        }
    }

    @BeforeAll
    void open() throws Exception {
        account = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(folder));
        AwsClients aws = account.session().clients();
        OpenFiles.make(aws.s3("us-east-1"));
        var formation = aws.cloudFormation("us-east-1");
        formation.createStack(r -> r.stackName("site").templateBody(TEMPLATE));
        formation.waiter()
                .waitUntilStackCreateComplete(
                        r -> r.stackName("site"),
                        waiting -> waiting.maxAttempts(1_200)
                                .backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofMillis(100))));
        owned = formation
                .describeStackResource(r -> r.stackName("site").logicalResourceId("Site"))
                .stackResourceDetail()
                .physicalResourceId();
    }

    @AfterAll
    void close() {
        account.close();
    }

    /** Nothing in this process has a umask that would hide what is written openly. */
    private static void ofTheOwnerAlone(Path file) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    private Said run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--sandbox", "--home", folder.toString()));
        all.addAll(List.of(arguments));
        return said(all);
    }

    /** On production, with what is typed. */
    private Said typed(String text, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--profile", "acme-prod", "--home", folder.toString()));
        all.addAll(List.of("--endpoint-url", account.sandbox().endpoint().toString()));
        all.addAll(List.of(arguments));
        return said(all, text);
    }

    private static Said said(List<String> all) {
        return said(all, "");
    }

    private static Said said(List<String> all, String typed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = CommandLineInterface.run(
                all.toArray(String[]::new),
                new Terminal(
                        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)));
        return new Said(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatAStackKeepsIsPatchedByItsOwnerOrChangedWhenThatIsSaid() throws Exception {
        Said plan = run("--json", "guard", owned, "--plan");
        assertThat(plan.status()).as(plan.err()).isZero();
        assertThat(plan.json().path("owner").asText()).isEqualTo("cloudformation site");
        assertThat(plan.json().path("patch").asText()).contains("  Site:", "ViewerProtocolPolicy: \"redirect-to-https\"");
        assertThat(plan.json().path("changes")).isNotEmpty().allSatisfy(change -> assertThat(change.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("finding", "path", "before", "after"));

        Said refused = run("--json", "guard", owned, "--yes");
        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.err()).contains("SP-GUARD-OWNED", "site");
        assertThat(refused.json().path("patch").asText()).contains("  Site:");

        Said readOnly = run("--json", "--read-only", "guard", owned, "--although-owned", "--yes");
        assertThat(readOnly.status()).isEqualTo(3);
        assertThat(readOnly.err()).contains("SP-READ-ONLY");
        assertThat(run("--read-only", "guard", owned, "--plan").status()).isZero();
        assertThat(run("--read-only", "guard", "undo", owned, "--yes").status()).isEqualTo(3);

        Said unasked = run("--json", "guard", owned, "--although-owned");
        assertThat(unasked.status()).isEqualTo(3);
        assertThat(unasked.err()).contains("SP-NOT-CONFIRMED", "viewer-plain-http");

        Said guarded = run("--json", "guard", owned, "--although-owned", "--yes", "--path", "/a.txt");
        assertThat(guarded.status()).as(guarded.out() + guarded.err()).isZero();
        assertThat(guarded.json().path("holds").asBoolean()).isTrue();
        assertThat(guarded.json().path("proofs")).isNotEmpty().allSatisfy(proof ->
                assertThat(proof.path("outcome").asText()).isEqualTo("holds"));

        Said undone = run("--json", "guard", "undo", owned, "--yes");
        assertThat(undone.status()).as(undone.err()).isZero();
        assertThat(undone.json().path("changes")).hasSameSizeAs(guarded.json().path("changes"));
        assertThat(run("guard", "undo", owned, "--yes").status()).isEqualTo(3);

        Said audit = run("--json", "audit", "--verify");
        assertThat(audit.json().path("intact").asBoolean()).isTrue();
        assertThat(audit.out()).contains("guard.apply", "guard.undo");
        assertThat(audit.json().path("unknown").asText()).isEqualTo(UNKNOWN);
        for (String form : List.of("csv", "jsonl")) {
            Path export = folder.resolve("entries." + form);
            Said exported = run("audit", "--verify", "--export", export.toString());
            assertThat(exported.err().lines().toList()).contains(UNKNOWN);
            assertThat(export).content().contains("guard.undo");
            ofTheOwnerAlone(export);
        }
    }

    @Test
    void onProductionAGuardAndItsUndoWaitForTheTypedName() throws Exception {
        var keys = account.sandbox().credentials().resolveCredentials();
        try (SharedConfig _ = new SharedConfig(folder, "acme-prod", keys.accessKeyId(), keys.secretAccessKey())) {
            for (String answer : List.of("", "y\n", "site\n")) {
                Said no = typed(answer, "guard", owned, "--although-owned");
                assertThat(no.status()).as(no.err()).isEqualTo(3);
                assertThat(no.err())
                        .contains("viewer-plain-http")
                        .contains(" changes to " + owned + "? acme-prod is production. Type " + owned + " to confirm: ")
                        .contains("SP-NOT-CONFIRMED: Nothing was changed. Type " + owned + ", or give --yes.");
            }
            assertThat(typed("", "guard", "undo", owned, "--yes").err()).contains("SP-NOTHING-TO-UNDO");

            // As the sandbox's own: the hosts of its viewers are none that an account's session could ask.
            Said guarded = run("guard", owned, "--although-owned", "--only", "viewer-plain-http", "--yes");
            assertThat(guarded.status()).as(guarded.out() + guarded.err()).isIn(0, 4);
            Said not = typed("y\n", "guard", "undo", owned);
            assertThat(not.status()).as(not.err()).isEqualTo(3);
            assertThat(not.err())
                    .contains(" back? acme-prod is production. Type " + owned + " to confirm: ")
                    .contains("SP-NOT-CONFIRMED");
            Said undone = typed("", "guard", "undo", owned, "--yes");
            assertThat(undone.status()).as(undone.err()).isZero();
            assertThat(undone.err()).contains(" back? acme-prod is production. --yes answers.");
        }
    }

    @Test
    void whatIsAskedWronglyIsSaid() {
        assertThat(run("guard").status()).isEqualTo(2);
        assertThat(run("guard", owned, "--plan", "--path", "no path").status()).isEqualTo(2);
        assertThat(run("guard", owned, "--plan", "--only", "no-such-finding").status()).isEqualTo(2);
        assertThat(run("guard", "E1NONE", "--plan").status()).isEqualTo(3);
        assertThat(run("guard", "undo", "../../escape", "--yes").status()).isEqualTo(2);
        assertThat(run("guard", "../../escape", "--plan").status()).isNotZero();
        assertThat(run("guard", "--help").status()).isZero();
        assertThat(run("guard", "undo", "--help").status()).isZero();
    }

    @Test
    void anyDistributionIsProved() throws Exception {
        Said open = run("--json", "rollout", "verify", "--distribution", owned, "--path", "/a.txt");
        assertThat(open.status()).as(open.err()).isEqualTo(1);
        assertThat(open.json().path("distribution").asText()).isEqualTo(owned);
        assertThat(open.json().path("proofs")).anySatisfy(proof -> {
            assertThat(proof.path("id").asText()).isEqualTo("origin-refuses-direct:files");
            assertThat(proof.path("outcome").asText()).isEqualTo("fails");
        });
        Path junit = folder.resolve("proofs.xml");
        Path sarif = folder.resolve("proofs.sarif");
        assertThat(run("--json", "rollout", "verify", "--all", "--junit", junit.toString(), "--sarif", sarif.toString()).status())
                .isNotZero();
        ofTheOwnerAlone(junit);
        ofTheOwnerAlone(sarif);
        assertThat(Files.readString(junit)).contains("<testsuite name=\"" + owned + "\"");
        assertThat(run("rollout", "verify", "--distribution", "E1NONE").status()).isEqualTo(3);
        run("rollout", "verify", "--distribution", owned, "--path", "/a.txt", "--write", "--yes");
        assertThat(new Ledger(new Home(folder), Clock.systemUTC()).entries())
                .filteredOn(entry -> entry.action().equals("rollout.verify") && entry.subject().equals(owned))
                .extracting(LedgerEntry::outcome)
                .containsExactly("begun", "done");
    }
}
