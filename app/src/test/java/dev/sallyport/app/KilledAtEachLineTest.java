package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudfront.model.Origin;

/**
 * Processes that end before and after each line of a journal, of the ledger and of the sandbox's state: what was told is
 * kept, what was begun is on record, and the next start goes on. A build ends some of them
 * at some of the points; {@code -Dkills.all=true} all at all.
 */
@Tag("sandbox")
@Attack(Area.KILLED)
class KilledAtEachLineTest {
    private static final boolean ALL = Boolean.getBoolean("kills.all");

    /** What is noted of a deed: in the home, and in the ledger. */
    private static final String LINES = ".*(\\.json|LedgerFile.*)";

    @TempDir
    Path root;

    /** The points that count, and at which of them. */
    private record Kill(String points, int time) {}

    /** What must hold once a process has ended, and what makes all ready for the next. */
    private interface Check {
        void after(Kill kill, Program.Result ended) throws Exception;
    }

    private Path home() {
        return root.resolve("home");
    }

    private Program program() {
        return new Program(home());
    }

    private Program program(Kill kill) throws Exception {
        return new Program(home(), FaultPoints.environment(root, kill.points(), kill.time()));
    }

    private Ledger ledger() {
        return new Ledger(new Home(home()), Clock.systemUTC());
    }

    /** Ends such a process at each of its points in turn, until none is left; in a build at these. */
    private void endedAtEach(List<Integer> build, String of, Check then, String... arguments) throws Exception {
        for (int i = 0; ALL || i < build.size(); i++) {
            Kill kill = new Kill(of, ALL ? i + 1 : build.get(i));
            Program.Result ended = program(kill).run(arguments);
            if (ALL && ended.status() == 0) {
                assertThat(kill.time()).as("points").isGreaterThan(build.getLast());
                return;
            }
            assertThat(ended.status()).as("%s\n%s", kill, ended.err()).isEqualTo(FaultPoints.ENDED);
            assertThat(ledger().verify().intact()).as("%s", kill).isTrue();
            then.after(kill, ended);
        }
    }

    @Test
    void whatIsRevealedIsOnRecordWhereverTheProcessEnds() throws Exception {
        SealedText sealed = SealedText.of("plain words", root);
        Path source = Files.writeString(root.resolve("source.txt"), sealed.document());
        String[] decrypt = sealed.decrypt(source.toString());
        try (Program.Server owner = program().serve()) {
            assertThat(owner.process().isAlive()).isTrue();
            AtomicInteger before = new AtomicInteger();
            endedAtEach(List.of(3, 6), LINES, (kill, killed) -> {
                // Nobody was told before it was written, so nothing that was told can be missing.
                assertThat(killed.out()).doesNotContain("plain words");
                boolean written = FaultPoints.passed(root).contains("after LedgerFile.add");
                int now = ledger().entries().size();
                assertThat(now).as("%s", kill).isBetween(before.get() + (written ? 1 : 0), before.get() + 1);
                before.set(now);
            }, decrypt);
            Program.Result told = program().run(decrypt);
            assertThat(told.out()).contains("plain words");
            assertThat(ledger().entries()).hasSize(before.get() + 1 + (ALL ? 1 : 0));
            assertThat(ledger().verify().intact()).isTrue();
        }
    }

    @Test
    void aFileOpenedInBulkIsWholeOrNotThereWhereverTheProcessEnds() throws Exception {
        SealedText sealed = SealedText.of("plain words", root);
        Path source = Files.writeString(root.resolve("source.txt"), (sealed.document() + "\n").repeat(3));
        Path folder = Files.createDirectory(root.resolve("opened"));
        Path out = folder.resolve("out.txt");
        String[] decrypt = Stream.concat(
                        Stream.of(sealed.decrypt(source.toString())), Stream.of("--out", out.toString()))
                .toArray(String[]::new);
        try (Program.Server owner = program().serve()) {
            assertThat(owner.process().isAlive()).isTrue();
            AtomicInteger before = new AtomicInteger();
            endedAtEach(List.of(6, 10), ".*(BulkDraft.*|sallyport-opening.*|LedgerFile.*)", (kill, killed) -> {
                assertThat(killed.out()).doesNotContain("plain words");
                if (Files.exists(out)) {
                    assertThat(out).as("%s", kill).hasContent("plain words\n".repeat(3));
                }
                try (Stream<Path> left = Files.list(folder)) {
                    int least = left.anyMatch(KilledAtEachLineTest::isOpened) ? before.get() + 1 : before.get();
                    assertThat(ledger().entries()).as("%s", kill).hasSizeGreaterThanOrEqualTo(least);
                }
                Files.deleteIfExists(out);
                Program.Result next = program().run(decrypt);
                assertThat(next.status()).as("%s\n%s", kill, next.err()).isZero();
                assertThat(out).as("%s", kill).hasContent("plain words\n".repeat(3));
                assertThat(folder).as("%s", kill).isDirectoryNotContaining(file -> !file.equals(out));
                assertThat(ledger().verify().intact()).as("%s", kill).isTrue();
                before.set(ledger().entries().size());
                Files.delete(out);
            }, decrypt);
        }
    }

    private static boolean isOpened(Path file) {
        try {
            return Files.readString(file).contains("plain words");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aRolloutGoesOnAndIsOnRecordWhereverTheProcessEnds() throws Exception {
        String[] apply = {"rollout", "apply", "api-perimeter", "--name", "t", "--yes", "--json"};
        try (Program.Server owner = program().serve()) {
            assertThat(owner.process().isAlive()).isTrue();
            endedAtEach(List.of(8), LINES, (kill, killed) -> {
                JsonNode told = program().run("--json", "rollout", "status", "t").json();
                List<LedgerEntry> entries = ledger().entries();
                if (told.path("phase").asText().equals("interrupted")) {
                    assertThat(entries.getLast().outcome()).as("%s", kill).isIn("begun", "holds");
                }
                Program.Result end = program().run(apply);
                assertThat(end.status()).as("%s\n%s", kill, end.err()).isZero();
                assertThat(end.json().path("phase").asText()).as("%s", kill).isEqualTo("holds");
                assertThat(ledger().entries().getLast().outcome()).isEqualTo("holds");
            }, apply);
            Check isTakenAway = (kill, killed) -> {
                Program.Result end = program().run("--json", "rollout", "destroy", "t", "--yes");
                assertThat(end.status()).as("%s\n%s", kill, end.err()).isIn(0, 3);
                assertThat(program().run("--json", "stacks").json().path("stacks")).as("%s", kill).isEmpty();
                assertThat(ledger().entries().getLast().outcome()).as("%s", kill).isEqualTo("destroyed");
                if (ALL) {
                    assertThat(program().run(apply).status()).isZero();
                }
            };
            endedAtEach(List.of(3), LINES, isTakenAway, "rollout", "destroy", "t", "--yes");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "kills.all", matches = "true")
    void whatIsStagedIsPromotedOrTakenBackWhereverTheProcessEnds() throws Exception {
        AtomicInteger version = new AtomicInteger();
        Callable<Integer> stage = () -> program()
                .run("rollout", "apply", "field-encryption", "--name", "t", "-P", "Fields=card,f" + version.incrementAndGet(),
                        "--staged", "0.1", "--yes")
                .status();
        try (Program.Server owner = program().serve()) {
            assertThat(owner.process().isAlive()).isTrue();
            assertThat(program().run("rollout", "apply", "field-encryption", "--name", "t", "-P", "Fields=card", "--yes").status())
                    .isZero();
            for (String deed : List.of("promote", "rollback")) {
                assertThat(stage.call()).isZero();
                endedAtEach(List.of(3), LINES, (kill, killed) -> {
                    Program.Result end = program().run("--json", "rollout", "resume", "t", "--yes");
                    if (end.status() == 3) {
                        end = program().run("--json", "rollout", deed, "t", "--yes");
                    }
                    assertThat(end.status()).as("%s %s\n%s%s", deed, kill, end.err(), end.out()).isZero();
                    assertThat(end.json().path("phase").asText()).as("%s %s", deed, kill).isEqualTo("holds");
                    assertThat(stage.call()).as("%s %s", deed, kill).isZero();
                }, "rollout", deed, "t", "--yes");
                assertThat(program().run("rollout", "rollback", "t", "--yes").status()).isZero();
            }
        }
    }

    @Test
    void aSandboxThatIsTakenOverIsWholeWhereverTheNewOwnerEnds() throws Exception {
        try (Program.Server owner = program().serve()) {
            assertThat(owner.process().isAlive()).isTrue();
        }
        endedAtEach(List.of(2, 5), ".*(SandboxState.commit|\\.json|owner.lock)", (kill, killed) -> {
            Program.Result next = program().run("whoami", "--json");
            assertThat(next.status()).as("%s\n%s", kill, next.err()).isZero();
            assertThat(next.json().path("mode").asText()).isEqualTo("sandbox");
        }, "whoami", "--json");
    }

    @Test
    void logsAreLoadedAgainWhereverTheProcessEndsAndNothingIsLeft() throws Exception {
        Path log = Files.writeString(
                root.resolve("waf.log"),
                """
                {"timestamp":1700000000000,"formatVersion":1,"webaclId":"w","terminatingRuleId":"Default_Action",\
                "terminatingRuleType":"REGULAR","action":"ALLOW","httpRequest":{"clientIp":"192.0.2.1","uri":"/",\
                "requestId":"r1"}}
                """);
        String[] logs = {"logs", log.toString(), "--by", "action", "--json"};
        endedAtEach(List.of(1, 2), ".*LogDatabase.load", (kill, killed) -> {
            Program.Result next = program().run(logs);
            assertThat(next.status()).as("%s\n%s", kill, next.err()).isZero();
            assertThat(next.json().path("matched").asInt()).isEqualTo(1);
            try (Stream<Path> left = Files.list(home().resolve("logs"))) {
                assertThat(left.filter(Files::isDirectory)).as("%s", kill).isEmpty();
            }
            // What is kept would not be loaded again.
            if (ALL) {
                Files.writeString(log, Files.readString(log).replace("/\"", "/x\""));
            }
        }, logs);
    }

    @Test
    void trafficThatIsCutOffLeavesAWholeSandbox() throws Exception {
        String distribution;
        try (SandboxAccount account = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(home()))) {
            distribution = stack(account.session().clients());
        }
        String[] traffic = {"sandbox", "traffic", "--distribution", distribution, "--requests", "10", "--json"};
        endedAtEach(List.of(6), ".*(SandboxState.commit|head.json|LedgerFile.*)", (kill, killed) -> {
            Program.Result next = program().run("--json", "stacks");
            assertThat(next.status()).as("%s\n%s", kill, next.err()).isZero();
            assertThat(next.json().path("stacks")).hasSize(1);
        }, traffic);
    }

    /** A distribution that its stack says is of a blueprint, so that traffic is made for it; its identifier. */
    private static String stack(AwsClients aws) {
        aws.s3("us-east-1").createBucket(r -> r.bucket("files"));
        var formation = aws.cloudFormation("us-east-1");
        formation.createStack(r -> r.stackName("t")
                .tags(software.amazon.awssdk.services.cloudformation.model.Tag.builder().key("sallyport:blueprint").value("api-perimeter").build())
                .templateBody("""
                        Resources:
                          Site:
                            Type: AWS::CloudFront::Distribution
                            Properties:
                              DistributionConfig:
                                Enabled: true
                                Origins:
                                - {Id: files, DomainName: files.s3.us-east-1.amazonaws.com, S3OriginConfig: {}}
                                DefaultCacheBehavior:
                                  TargetOriginId: files
                                  ViewerProtocolPolicy: https-only
                                  CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
                        Outputs:
                          DistributionId: {Value: !Ref Site}
                          DistributionUrl: {Value: !Sub 'https://${Site.DomainName}'}
                        """));
        return formation.waiter()
                .waitUntilStackCreateComplete(
                        r -> r.stackName("t"),
                        waiting -> waiting.maxAttempts(1_200)
                                .backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofMillis(100))))
                .matched()
                .response()
                .orElseThrow()
                .stacks()
                .getFirst()
                .outputs()
                .stream()
                .filter(output -> output.outputKey().equals("DistributionId"))
                .map(Output::outputValue)
                .findFirst()
                .orElseThrow();
    }

    /** A bucket that is open behind a distribution that lets everything through. */
    private static String distribution(AwsClients aws) {
        OpenFiles.make(aws.s3("us-east-1"));
        return aws.cloudFront()
                .createDistribution(r -> r.distributionConfig(c -> c.callerReference("killed")
                        .comment("")
                        .enabled(true)
                        .origins(o -> o.quantity(1).items(Origin.builder()
                                .id("files")
                                .domainName("open-files.s3.us-east-1.amazonaws.com")
                                .s3OriginConfig(s -> s.originAccessIdentity(""))
                                .build()))
                        .defaultCacheBehavior(b -> b.targetOriginId("files")
                                .viewerProtocolPolicy("allow-all")
                                .cachePolicyId("658327ea-f89d-4fab-a63d-7e88639e58f6"))))
                .distribution()
                .id();
    }

    @Test
    void aGuardThatIsCutOffIsTakenBackOrGoesOn() throws Exception {
        try (SandboxAccount account = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(home()))) {
            String id = distribution(account.session().clients());
            String before = config(account, id);
            String[] undo = {"--json", "guard", "undo", id, "--yes"};
            String[] guard = {"--json", "guard", id, "--yes", "--path", "/a.txt"};
            endedAtEach(List.of(5), LINES, (kill, killed) -> {
                int status = program().run(undo).status();
                assertThat(status).as("%s", kill).isIn(0, 3);
                assertThat(config(account, id)).as("%s", kill).isEqualTo(before);
                assertThat(status == 3 || ledger().entries().getLast().action().equals("guard.undo")).isTrue();
            }, guard);
        }
    }

    private static String config(SandboxAccount account, String id) {
        return account.session().clients().cloudFront().getDistributionConfig(r -> r.id(id)).distributionConfig().toString();
    }

    @Test
    void aChangeOfAWebAclThatIsCutOffIsMadeOrTakenBackWhenAskedAgain() throws Exception {
        try (SandboxAccount account = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(home()))) {
            var waf = account.session().clients().waf("us-east-1");
            String id = waf.createWebACL(r -> r.name("shop")
                            .scope("CLOUDFRONT")
                            .defaultAction(a -> a.allow(allow -> {}))
                            .visibilityConfig(v -> v.metricName("shop")
                                    .cloudWatchMetricsEnabled(true)
                                    .sampledRequestsEnabled(true)))
                    .summary()
                    .id();
            Supplier<List<?>> rules = () -> waf.getWebACL(r -> r.name("shop").id(id).scope("CLOUDFRONT")).webACL().rules();
            Program.Result proposed = program().run(
                    "--json", "firewall", "propose", "--acl", "shop", "--block-address", "192.0.2.0/24", "--no-replay");
            assertThat(proposed.status()).as(proposed.err()).isZero();
            String proposal = proposed.json().path("proposal").asText();
            String[] apply = {"firewall", "apply", proposal, "--yes"};
            String[] undo = {"firewall", "undo", proposal, "--yes"};
            endedAtEach(List.of(3), LINES, (kill, killed) -> {
                assertThat(program().run(apply).status()).as("%s", kill).isIn(0, 3);
                assertThat(rules.get()).as("%s", kill).hasSize(1);
                if (ALL) {
                    assertThat(program().run(undo).status()).as("%s", kill).isZero();
                }
            }, apply);
            assertThat(program().run(apply).status()).isIn(0, 3);
            endedAtEach(List.of(3), LINES, (kill, killed) -> {
                assertThat(program().run(undo).status()).as("%s", kill).isIn(0, 3);
                assertThat(rules.get()).as("%s", kill).isEmpty();
                if (ALL) {
                    assertThat(program().run(apply).status()).as("%s", kill).isZero();
                }
            }, undo);
        }
    }
}
