package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.pace.Pace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;

/** Two people with a home each work on one account's stacks: what one did, the other knows and gives back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TeamTest {
    private Bench bench;
    private Ahead ahead;
    private JsonNode before;
    private Map<String, String> live;
    private Path folder;
    private AccountCopy copy;
    private int homes;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        this.folder = folder;
        bench = new Bench(folder.resolve("sandbox"));
        ahead = new Ahead(bench.aws, "eu-west-1");
        before = ahead.state();
        live = Map.of("ApiEndpoint", "https://" + ahead.apiHost() + "/live");
        copy = new AccountCopy(bench.aws, account());
        copy.ensureBucket();
    }

    @AfterEach
    void everythingIsAsItWas() {
        assertThat(ahead.state()).isEqualTo(before);
        assertThat(bench.distributions()).isEmpty();
        assertThat(bench.aws.s3("us-east-1").listObjectsV2(r -> r.bucket(bucket()).prefix("rollouts/")).contents())
                .noneMatch(object -> object.key().endsWith(".alive"));
    }

    @AfterAll
    void close() {
        ahead.close();
        bench.close();
    }

    private String account() {
        return bench.session.identity().account();
    }

    private String bucket() {
        return "sallyport-artifacts-" + account() + "-us-east-1";
    }

    private Home home() {
        return new Home(folder.resolve("home" + homes++));
    }

    private Rollouts person(Home home) {
        return new Rollouts(bench.aws, bench.session.identity().arn(), account(), home);
    }

    private List<Held> held(Home home) {
        return new RolloutJournal(home, account() + "-us-east-1").known("t").held();
    }

    private static Rollout apply(Rollouts by, Map<String, String> values, RolloutListener listener)
            throws InterruptedException {
        return by.apply(Blueprints.find("api-perimeter"), "t", values, listener);
    }

    private static void holds(Rollout rollout) {
        assertThat(rollout.phase()).as(rollout.note()).isEqualTo(RolloutPhase.HOLDS);
    }

    private static SallyportException failing(ThrowingCallable call) {
        return assertThatExceptionOfType(SallyportException.class).isThrownBy(call).actual();
    }

    private String kept() {
        return bench.aws.s3("us-east-1").getObjectAsBytes(r -> r.bucket(bucket()).key("rollouts/t.json")).asUtf8String();
    }

    @Test
    void aColleagueGivesBackWhatTheOtherTook() throws Exception {
        Home ours = home();
        Home theirs = home();
        holds(apply(person(ours), live, RolloutListener.SILENT));
        assertThat(ahead.get("https://" + ahead.apiHost() + "/live/orders")).isEqualTo(403);
        assertThat(person(theirs).removal("t").notes()).anyMatch(note -> note.startsWith("First taken back"));
        assertThat(person(theirs).status("t").map(Rollout::phase)).contains(RolloutPhase.HOLDS);

        Rollout gone = person(theirs).destroy("t", RolloutListener.SILENT);

        assertThat(gone.phase()).as(gone.note()).isEqualTo(RolloutPhase.DESTROYED);
        assertThat(ahead.state()).isEqualTo(before);
        // The first home still knows of something held; to give that back once more might open what is another's by then.
        assertThat(held(ours)).hasSize(1);
        assertThat(failing(() -> person(ours).destroy("t", RolloutListener.SILENT)).code()).isEqualTo("SP-NOT-FOUND");
        assertThat(held(ours)).isEmpty();
    }

    @Test
    void aColleagueWaitsAndThenGoesBackToTheLastGoodVersionOfTheOther() throws Exception {
        Rollouts ours = person(home());
        Rollouts theirs = person(home());
        List<SallyportException> refused = new ArrayList<>();
        List<String> planned = new ArrayList<>();
        holds(apply(ours, Map.of("RateLimit", "1111"), new RolloutListener() {
            @Override
            public void phase(Rollout rollout) {
                if (rollout.phase() == RolloutPhase.PROVING) {
                    refused.add(failing(() -> apply(theirs, Map.of(), RolloutListener.SILENT)));
                    refused.add(failing(() -> theirs.destroy("t", RolloutListener.SILENT)));
                    planned.addAll(plan(theirs).notes());
                }
            }
        }));
        assertThat(refused).extracting(SallyportException::code).containsExactly("SP-ROLLOUT-BUSY", "SP-ROLLOUT-BUSY");
        assertThat(refused.getFirst().message())
                .contains(bench.session.identity().arn(), Owner.here().host(), "last sign of life");
        assertThat(refused.getFirst().next()).contains("rollout unlock t");
        assertThat(planned).anyMatch(note -> note.contains("A rollout of t is under way"));
        assertThat(theirs.atWork("t")).isEmpty();
        whatMayNotBeReadIsUnknownAndNotNothing();
        holds(apply(ours, Map.of("RateLimit", "2222"), RolloutListener.SILENT));

        Rollout back = theirs.rollback("t", RolloutListener.SILENT);

        holds(back);
        assertThat(StackSummary.parameters(bench.stack("t"))).containsEntry("RateLimit", "1111");
        // And the first one knows what the stack is now.
        assertThat(ours.status("t").orElseThrow().parameters()).containsEntry("RateLimit", "1111");
        assertThat(ours.plan(Blueprints.find("api-perimeter"), "t", Map.of("RateLimit", "1111")).elsewhere()).isEmpty();
        ours.destroy("t", RolloutListener.SILENT);
    }

    private static Plan plan(Rollouts by) {
        try {
            return by.plan(Blueprints.find("api-perimeter"), "t", Map.of());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoIsTakenForDeadStopsBeforeTheNextStep() throws Exception {
        Home ours = home();
        Rollouts theirs = person(home());
        SallyportException taken = failing(() -> apply(person(ours), live, new RolloutListener() {
            @Override
            public void phase(Rollout rollout) {
                if (rollout.note().startsWith("Demand a signature")) {
                    unlock(theirs);
                }
            }
        }));
        assertThat(taken.code()).isEqualTo("SP-ROLLOUT-TAKEN");
        assertThat(ahead.state()).isEqualTo(before);
        assertThat(bench.stack("t").stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
        assertThat(kept()).doesNotContain("\"holder\":{");

        Rollout end = theirs.resume("t", RolloutListener.SILENT);

        holds(end);
        assertThat(ahead.get("https://" + ahead.apiHost() + "/live/orders")).isEqualTo(403);
        assertThat(theirs.past("t")).anyMatch(entry -> entry.action().equals("rollout.unlock"));
        person(ours).destroy("t", RolloutListener.SILENT);
    }

    private static void unlock(Rollouts by) {
        try {
            by.unlock(by.atWork("t").orElseThrow());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void onlyTheWorkThatWasLookedAtIsLetGo() {
        Rollouts by = person(home());
        assertThat(failing(() -> by.unlock(new AtWork("v", "0", "nobody"))).code()).isEqualTo("SP-ROLLOUT-TAKEN");
        assertThat(by.past("v")).extracting(LedgerEntry::outcome).containsExactly("failed");
    }

    /** Whoever may write into the bucket writes what they like, but has no key to seal it with. */
    @Test
    void whatSomebodyElseWroteIsNotFollowed() throws Exception {
        var s3 = bench.aws.s3("us-east-1");
        copy.write("w", Shared.of("l", 1, null, Known.NOTHING, null).bytes(), null);
        assertThat(copy.read("w").shared()).isNotNull();
        var sealed = s3.getObjectAsBytes(r -> r.bucket(bucket()).key("rollouts/w.json"));
        for (String key : List.of("w", "other")) {
            s3.putObject(
                    r -> r.bucket(bucket()).key("rollouts/" + key + ".json").metadata(sealed.response().metadata()),
                    RequestBody.fromBytes(
                            key.equals("w") ? new String(sealed.asByteArray(), StandardCharsets.UTF_8).replace(":1", ":2")
                                    .getBytes(StandardCharsets.UTF_8) : sealed.asByteArray()));
            assertThat(failing(() -> copy.read(key)).code()).as(key).isEqualTo("SP-ROLLOUT-FORGED");
            assertThat(failing(() -> person(home()).destroy(key, RolloutListener.SILENT)).code())
                    .isEqualTo("SP-ROLLOUT-FORGED");
        }
    }

    @Test
    void whatIsHeldIsGivenBackWhereTheStackWasDeletedInTheConsole() throws Exception {
        holds(apply(person(home()), live, RolloutListener.SILENT));
        var formation = bench.aws.cloudFormation("us-east-1");
        Deployment deployment = new Deployment(formation);
        Pace pace = Pace.ofQuestions();
        // The first attempt fails: the edge has replicas of the function for a while.
        for (var now = deployment.find("t"); now.isPresent(); now = deployment.find("t")) {
            if (!now.get().stackStatusAsString().endsWith("_IN_PROGRESS")) {
                formation.deleteStack(r -> r.stackName("t"));
            }
            pace.rest();
        }
        Rollouts theirs = person(home());
        Plan removal = theirs.removal("t");
        assertThat(removal.changes()).isEmpty();
        assertThat(removal.notes()).contains(Removal.WAS_GONE).anyMatch(note -> note.startsWith("First taken back"));

        Rollout gone = theirs.destroy("t", RolloutListener.SILENT);

        assertThat(gone.phase()).isEqualTo(RolloutPhase.DESTROYED);
        assertThat(gone.note()).isEqualTo(Removal.WAS_GONE);
    }

    /** What a home held before there was a copy in the account is given back by that home, whoever shared first. */
    @Test
    void whatAnEarlierProgramHeldIsNotForgotten() throws Exception {
        Home ours = home();
        holds(apply(person(ours), live, RolloutListener.SILENT));
        Files.delete(ours.root().resolve("rollouts/" + account() + "-us-east-1/shared/t.json"));
        bench.aws.s3("us-east-1").deleteObject(r -> r.bucket(bucket()).key("rollouts/t.json"));
        holds(person(home()).verify("t", RolloutListener.SILENT));
        assertThat(kept()).contains("\"held\":[]");

        person(ours).destroy("t", RolloutListener.SILENT);
    }

    private void whatMayNotBeReadIsUnknownAndNotNothing() throws Exception {
        bench.aws.iam().createUser(r -> r.userName("blind"));
        bench.aws.iam().putUserPolicy(r -> r.userName("blind").policyName("p").policyDocument(
                """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": "*", "Resource": "*"},
                  {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::*/rollouts/*"}]}
                """));
        var key = bench.aws.iam().createAccessKey(r -> r.userName("blind")).accessKey();
        var keys = StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
        var sandbox = bench.sandbox;
        var blind = Session.over(
                new Session.Embedded(keys, sandbox.transport(), sandbox.endpoint(), sandbox::address, () -> {}),
                AccountChoice.ofSandbox());
        Rollouts theirs = new Rollouts(blind.clients(), blind.identity().arn(), account(), home());

        assertThat(plan(theirs).notes()).anyMatch(note -> note.contains("could not be asked") && note.contains("s3:GetObject"));
        assertThat(theirs.verify("t", RolloutListener.SILENT).note()).contains("could not be asked");
        for (ThrowingCallable deed : List.<ThrowingCallable>of(
                () -> theirs.destroy("t", RolloutListener.SILENT),
                () -> theirs.rollback("t", RolloutListener.SILENT),
                () -> apply(theirs, Map.of(), RolloutListener.SILENT))) {
            assertThat(failing(deed)).satisfies(e -> {
                assertThat(e.code()).isEqualTo("SP-ROLLOUT-UNKNOWN");
                assertThat(e.next()).contains("s3:GetObject", "/sallyport/rollouts/seal");
            });
        }
    }

    /** An earlier version was sealed in its time, too. */
    @Test
    void whatIsOlderThanWhatWasSeenIsNotBelieved() throws Exception {
        Home ours = home();
        RolloutJournal journal = new RolloutJournal(ours, account() + "-us-east-1");
        String first = copy.write("x", Shared.of("l", 1, null, Known.NOTHING, null).bytes(), null);
        Shared second = Shared.of("l", 2, null, Known.NOTHING, null);
        String latest = copy.write("x", second.bytes(), first);
        journal.adopt("x", second);
        copy.write("x", Shared.of("l", 1, null, Known.NOTHING, null).bytes(), latest);
        assertThat(failing(() -> person(ours).destroy("x", RolloutListener.SILENT)).code()).isEqualTo("SP-ROLLOUT-OLDER");
        assertThat(failing(() -> person(ours).status("x")).code()).isEqualTo("SP-ROLLOUT-OLDER");
        assertThat(person(home()).status("x")).isEmpty();
    }

    @Test
    void nobodyWritesOverWhatTheyHaveNotRead() {
        byte[] ours = {1};
        byte[] theirs = {2};
        String first = copy.write("u", ours, null);
        // An answer that was lost makes the SDK ask again.
        assertThat(copy.write("u", ours, null)).isEqualTo(first);
        assertThat(failing(() -> copy.write("u", theirs, null)).code()).isEqualTo("SP-ROLLOUT-TAKEN");
        String second = copy.write("u", theirs, first);
        assertThat(failing(() -> copy.write("u", new byte[] {3}, first)).code()).isEqualTo("SP-ROLLOUT-TAKEN");
        assertThat(failing(() -> copy.read("u")).code()).isEqualTo("SP-ROLLOUT-UNREADABLE");
        bench.aws.s3("us-east-1").deleteObject(r -> r.bucket(bucket()).key("rollouts/u.json"));
        assertThat(failing(() -> copy.write("u", ours, second)).code()).isEqualTo("SP-ROLLOUT-TAKEN");
    }

    @Test
    void aLaterProgramsDocumentIsLeftAlone() {
        copy.write(
                "later", "{\"format\": 2, \"line\": \"x\", \"serial\": 1}".getBytes(StandardCharsets.UTF_8), null);
        assertThat(failing(() -> person(home()).status("later")).code()).isEqualTo("SP-ROLLOUT-NEWER");
        bench.aws.s3("us-east-1").deleteObject(r -> r.bucket(bucket()).key("rollouts/later.json"));
    }

    @Test
    void secretsStayAtHome() throws Exception {
        Secrets secrets = new Secrets(Set.of("Token"), Set.of("s3cr3t"));
        Known known = Known.NOTHING
                .with(new Live(new TreeMap<>(), new TreeMap<>(Map.of(
                        "Distribution", Json.MAPPER.readTree("{\"Header\": \"s3cr3t\"}"),
                        "WebAcl", Json.MAPPER.readTree("{\"Name\": \"a\"}")))))
                .withGood(new Known.Good(Map.of("Token", "s3cr3t"), Map.of("Token", "s3cr3t"), "secretive"))
                .withGood(new Known.Good(Map.of("Note", "n"), Map.of("Note", "n"), "plain"));
        Rollout rollout = Rollout.start("t", "secretive", Map.of("Token", "s3cr3t", "Note", "n"), Map.of("Token", "s3cr3t"));

        String shared = new String(
                Shared.of("l", 1, null, known, rollout.at(RolloutPhase.FAILED, "Token s3cr3t is wrong."), secrets).bytes(),
                StandardCharsets.UTF_8);

        assertThat(shared).doesNotContain("s3cr3t").contains("\"plain\"", "\"WebAcl\"", "\"Note\":\"n\"");
    }

    @Test
    void silenceIsToldInWholeMinutes() {
        Shared.Holder holder = new Shared.Holder("t", "arn:aws:iam::1:user/a", Owner.here());
        assertThat(Turn.words(holder, Duration.ofSeconds(125))).endsWith("last sign of life 2 minutes ago");
        assertThat(Turn.words(holder, Duration.ofSeconds(61))).endsWith("last sign of life 1 minute ago");
        assertThat(Turn.words(holder, Duration.ofSeconds(5))).endsWith("last sign of life 5 s ago");
        assertThat(Turn.words(holder, null)).endsWith("; its last sign of life could not be read");
        assertThat(Turn.words(holder, Duration.ZERO)).startsWith("arn:aws:iam::1:user/a by process");
    }
}
