package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that end before and after each line of a journal, of the ledger and of the sandbox's state: what was told is
 * kept, what was begun is on record, and the next start goes on. A build ends some of them
 * at some of the points; {@code -Dkills.all=true} all at all.
 */
@Tag("sandbox")
@Attack(Area.KILLED)
class KilledAtEachLineTest {
    private static final boolean ALL = Boolean.getBoolean("kills.all");

    @TempDir
    Path root;

    /** A point and how often it was passed until then. */
    private record Kill(String point, int time) {}

    private Path home() {
        return root.resolve("home");
    }

    private Program program() {
        return new Program(home());
    }

    private Program program(Kill kill) throws Exception {
        return new Program(home(), FaultPoints.environment(root, kill.point(), kill.time()));
    }

    private Ledger ledger() {
        return new Ledger(new Home(home()), Clock.systemUTC());
    }

    /** Every point that such a run passes, or every n-th. */
    private List<Kill> kills(int step, String of, String... arguments) throws Exception {
        Program.Result whole = program(new Kill("", 0)).run(arguments);
        assertThat(whole.status()).as(whole.err()).isZero();
        Map<String, Integer> times = new HashMap<>();
        List<Kill> kills = new ArrayList<>();
        for (String passed : FaultPoints.passed(root)) {
            int time = times.merge(passed, 1, Integer::sum);
            if (passed.matches(of)) {
                kills.add(new Kill(passed, time));
            }
        }
        assertThat(kills).isNotEmpty();
        List<Kill> chosen = new ArrayList<>();
        for (int i = ALL ? 0 : step / 2; i < kills.size(); i += ALL ? 1 : step) {
            chosen.add(kills.get(i));
        }
        return chosen;
    }

    private Program.Result killed(Kill kill, String... arguments) throws Exception {
        Program.Result killed = program(kill).run(arguments);
        assertThat(killed.status()).as("%s\n%s", kill, killed.err()).isEqualTo(FaultPoints.ENDED);
        return killed;
    }

    @Test
    void whatIsRevealedIsOnRecordWhereverTheProcessEnds() throws Exception {
        SealedText sealed = SealedText.of("plain words", root);
        Path source = Files.writeString(root.resolve("source.txt"), sealed.document());
        String[] decrypt = sealed.decrypt(source.toString());
        try (Program.Server owner = program().serve()) {
            assertThat(owner.process().isAlive()).isTrue();
            int before = 1;
            for (Kill kill : kills(3, ".*(head.json|LedgerFile.*)", decrypt)) {
                Program.Result killed = killed(kill, decrypt);
                // Nobody was told before it was written, so nothing that was told can be missing.
                assertThat(killed.out()).doesNotContain("plain words");
                assertThat(ledger().verify().intact()).as("%s", kill).isTrue();
                int now = ledger().entries().size();
                assertThat(now).isBetween(before, before + 1);
                assertThat(now).as("%s", kill).isGreaterThanOrEqualTo(
                        kill.point().equals("after LedgerFile.add") ? before + 1 : before);
                before = now;
            }
            Program.Result told = program().run(decrypt);
            assertThat(told.out()).contains("plain words");
            assertThat(ledger().entries()).hasSize(before + 1);
            assertThat(ledger().verify().intact()).isTrue();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "kills.all", matches = "true")
    void aRolloutGoesOnAndIsOnRecordWhereverTheProcessEnds() throws Exception {
        String[] apply = {"rollout", "apply", "api-perimeter", "--name", "t", "--yes", "--json"};
        try (Program.Server owner = program().serve()) {
            assertThat(owner.process().isAlive()).isTrue();
            List<Kill> kills = kills(1, ".*(head.json|LedgerFile.*| t.json)", apply);
            for (Kill kill : kills) {
                killed(kill, apply);
                assertThat(ledger().verify().intact()).as("%s", kill).isTrue();
                JsonNode told = program().run("--json", "rollout", "status", "t").json();
                List<LedgerEntry> entries = ledger().entries();
                if (told.path("phase").asText().equals("interrupted")) {
                    assertThat(entries.getLast().outcome()).as("%s", kill).isIn("begun", "holds");
                }
                Program.Result end = program().run(apply);
                assertThat(end.status()).as("%s\n%s", kill, end.err()).isZero();
                assertThat(end.json().path("phase").asText()).as("%s", kill).isEqualTo("holds");
                assertThat(ledger().entries().getLast().outcome()).isEqualTo("holds");
            }
        }
    }

    @Test
    void aSandboxThatIsTakenOverIsWholeWhereverTheNewOwnerEnds() throws Exception {
        try (Program.Server owner = program().serve()) {
            assertThat(owner.process().isAlive()).isTrue();
        }
        List<Kill> kills = kills(12, ".*(SandboxState.commit|\\.json|owner.lock)", "whoami", "--json");
        for (Kill kill : kills) {
            killed(kill, "whoami", "--json");
            Program.Result next = program().run("whoami", "--json");
            assertThat(next.status()).as("%s\n%s", kill, next.err()).isZero();
            assertThat(next.json().path("mode").asText()).isEqualTo("sandbox");
        }
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
        for (Kill kill : kills(4, ".*LogDatabase.load", logs)) {
            killed(kill, logs);
            Program.Result next = program().run(logs);
            assertThat(next.status()).as("%s\n%s", kill, next.err()).isZero();
            assertThat(next.json().path("matched").asInt()).isEqualTo(1);
            try (Stream<Path> left = Files.list(home().resolve("logs"))) {
                assertThat(left.filter(Files::isDirectory)).as("%s", kill).isEmpty();
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "kills.all", matches = "true")
    void trafficThatIsCutOffLeavesAWholeSandbox() throws Exception {
        Program.Result made = program().run("rollout", "apply", "api-perimeter", "--name", "t", "--yes", "--json");
        String distribution = made.json().path("outputs").path("DistributionId").asText();
        String[] traffic = {"sandbox", "traffic", "--distribution", distribution, "--requests", "40", "--json"};
        for (Kill kill : kills(1, ".*SandboxState.commit", traffic)) {
            killed(kill, traffic);
            Program.Result next = program().run("--json", "stacks");
            assertThat(next.status()).as("%s\n%s", kill, next.err()).isZero();
            assertThat(next.json().path("stacks")).hasSize(1);
        }
    }
}
