package dev.sallyport.views.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.audit.Deed;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.core.distribution.Severity;
import dev.sallyport.core.firewall.RecentTraffic;
import dev.sallyport.core.proof.Outcome;
import dev.sallyport.core.proof.Proof;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.RolloutPhase;
import dev.sallyport.core.rollout.StackSummary;
import dev.sallyport.core.shield.AttackStatistics;
import dev.sallyport.core.shield.ShieldReport;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.LaterClock;
import dev.sallyport.views.kit.Met;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Silent;
import dev.sallyport.views.kit.Standing;
import dev.sallyport.views.kit.Trouble;
import dev.sallyport.views.shell.AccountState;
import dev.sallyport.views.shell.Stand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The overview over a real store and a real ledger. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class OverviewPageTest {
    private static final String WHO = "arn:aws:sts::111122223333:assumed-role/Operator/jo";
    private static final List<Met> MET = met();

    @TempDir
    private Path folder;

    private final AtomicInteger beats = new AtomicInteger();
    private Stand stand;
    private OverviewPage page;
    private Ledger ledger;
    private Callable<Distributions.Listing> distributions = () -> listing(weak());
    private Callable<List<StackSummary>> stacks = () -> List.of(stack("t-api-perimeter"), stack("t-field-encryption"));
    private Callable<List<Rollout>> rollouts = () -> List.of(
            rollout("t-api-perimeter", RolloutPhase.HOLDS, 7, 7),
            rollout("t-field-encryption", RolloutPhase.PROVING, 2, 2),
            rollout("t-old", RolloutPhase.DESTROYED, 0, 0));
    private RecentTraffic.Source traffic = OverviewPageTest::all;
    private Callable<ShieldReport> shield = OverviewPageTest::standard;
    private Optional<Instant> expires = Optional.empty();

    @Start
    void start(Stage stage) throws IOException {
        Home home = new Home(folder);
        ledger = new Ledger(home, new LaterClock());
        ledger.append(new Deed(WHO, "111122223333", "rollout.apply", "t-api-perimeter", "", "holds", Map.of()));
        ledger.append(new Deed(
                WHO, "111122223333", "decrypt", "records.json", "Customer asked for their data, case 4711", "revealed", Map.of()));
        ledger.append(new Deed(WHO, "111122223333", "decrypt", "other.json", "Look", "refused", Map.of()));
        stand = new Stand(stage, "overview", desk -> {
            page = new OverviewPage(
                        desk,
                        new OverviewSources(
                                () -> distributions.call(),
                                (since, until) -> traffic.read(since, until),
                                () -> stacks.call(),
                                () -> rollouts.call(),
                                () -> new AccountState(
                                        "Sandbox", "111122223333", "us-east-1", AccountState.Mode.SANDBOX, expires),
                                ledger::entries,
                                () -> shield.call(),
                                Duration.ofSeconds(15)));
            return page.page();
        });
    }

    private static RecentTraffic all(Instant since, Instant until) {
        return Met.of("t-api-perimeter", MET, since, until);
    }

    private static Distributions.Listing listing(Distribution... read) {
        return new Distributions.Listing(List.of(read), List.of());
    }

    private static ShieldReport standard() {
        Instant year = LaterClock.START.minus(Duration.ofDays(365));
        return new ShieldReport(
                "INACTIVE", List.of(), List.of(), List.of(), new AttackStatistics(year, LaterClock.START, List.of()));
    }

    private static Distribution weak() {
        return new Distribution(
                "E2EXAMPLE12345", "", "d111.cloudfront.net", "Deployed", true, false, "", "site E2EXAMPLE12345", List.of(), List.of(),
                List.of(), null, "http2", null,
                List.of(
                        new Finding("no-web-acl", Severity.HIGH, "No web ACL inspects the requests.", "WebACLId is empty", "Associate one."),
                        new Finding("viewer-plain-http", Severity.MEDIUM, "Viewers may use plain HTTP.", "Behavior *", "Redirect."),
                        new Finding("old-tls", Severity.LOW, "The origin is asked over TLS 1.0 as well.", "OriginSslProtocols", "Remove it."),
                        new Finding("no-legacy-logs", Severity.INFO, "Legacy standard logging is off.", "", "")));
    }

    private static StackSummary stack(String name) {
        return new StackSummary(name, "api-perimeter", "CREATE_COMPLETE", "", Map.of(), LaterClock.START.minusSeconds(240));
    }

    private static Rollout rollout(String stack, RolloutPhase phase, int holding, int proofs) {
        Instant then = LaterClock.START.minusSeconds(240);
        List<Proof> ran = new ArrayList<>();
        for (int i = 0; i < proofs; i++) {
            ran.add(new Proof("p" + i, "Proof " + i, i < holding ? Outcome.HOLDS : Outcome.FAILS, "evidence", 12));
        }
        return new Rollout(stack, "api-perimeter", Map.of(), phase, "", then, then, ran, null, ProcessHandle.current().pid());
    }

    private static List<Met> met() {
        Random random = new Random(9);
        List<Met> met = new ArrayList<>();
        String[] ending = {"RateLimit", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"};
        for (int i = 0; i < 500; i++) {
            boolean block = i % 10 == 0;
            Instant at = LaterClock.START.minusSeconds(60 + random.nextInt(9_000));
            met.add(new Met(at, block ? "BLOCK" : "ALLOW", block ? ending[(i / 10) % 5 % 3] : "Default_Action"));
        }
        met.add(new Met(LaterClock.START.minus(Duration.ofHours(9)), "ALLOW", "Default_Action"));
        return met;
    }

    private void again(FxRobot robot) {
        robot.push(KeyCode.R);
        stand.settle(robot);
    }

    @Test
    void aRuntimeThatEndsIsToldAndLeadsToWhereItRuns(FxRobot robot) {
        stand.settle(robot);
        Distribution old = new Distribution(
                "E3OLD", "", "d3.cloudfront.net", "Deployed", true, false, "", "old", List.of(), List.of(), List.of(), null,
                "http2", null,
                List.of(
                        new Finding("runtime-ended", Severity.MEDIUM, "The runtime ended.", "one", "Publish."),
                        new Finding("runtime-ends-soon", Severity.LOW, "The runtime ends.", "two", "Publish.")));
        distributions = () -> listing(weak(), old);
        again(robot);
        assertThat(texts(robot, "#tile-settings"))
                .contains(
                        "1 edge function, runtime without security updates", "✕ Ended",
                        "1 edge function, runtime that ends within half a year", "! Soon");
        robot.clickOn("✕ Ended");
        assertThat(stand.desk().navigation().place().get())
                .isEqualTo(new Place("distribution", Map.of("id", "E3OLD", "finding", "The runtime ended.")));
    }

    private List<String> texts(FxRobot robot, String tile) {
        return robot.lookup(tile + " .label").queryAllAs(Label.class).stream().map(Label::getText).toList();
    }

    @Test
    void everyTileAnswersAndLeadsToItsPage(FxRobot robot) {
        stand.settle(robot);
        // 100 - 20 for the high finding - 6 for the medium one - 2 for the low one.
        assertThat(robot.lookup("#posture-score").queryLabeled().getText()).isEqualTo("72");
        assertThat(robot.lookup("#posture-sum").queryLabeled().getText())
                .isEqualTo("100 − 20 (1 high) − 6 (1 medium) − 2 (1 low) = 72");
        assertThat(texts(robot, "#tile-settings")).contains(Words.NO_RUNTIME_ENDS);
        assertThat(robot.lookup(".page-answer").queryLabeled().getText())
                .isEqualTo("1 high or critical finding. 50 of 500 requests blocked in the last 3 hours. 1 rollout under way.");
        // (i / 10) % 5 % 3 for i of 0, 10 … 490: RateLimit is 0 and 3 of each 5, so 20 of 50.
        assertThat(texts(robot, "#tile-rules")).contains("RateLimit", "20");
        assertThat(texts(robot, "#tile-stack")).contains("✓ 7 of 7 hold", "● Proving", "● Destroyed");
        assertThat(texts(robot, "#tile-settings")).contains(Words.NEVER_EXPIRES);
        assertThat(texts(robot, "#tile-audit")).contains("Customer asked for their data, case 4711", "✕ Refused");
        assertThat(Silent.stops(stand.shell().root())).isEmpty();
        assertThat(robot.lookup("#tile-distribution").query().getAccessibleText()).contains("72 of 100, Weak");
    }

    @Test
    void whereNothingIsTakenOffNoSumIsShown(FxRobot robot) {
        stand.settle(robot);
        Distribution sound = new Distribution(
                "E4SOUND", "", "d4.cloudfront.net", "Deployed", true, false, "", "sound", List.of(), List.of(), List.of(), null,
                "http2", null, List.of());
        distributions = () -> listing(sound);
        again(robot);
        assertThat(robot.lookup("#posture-score").queryLabeled().getText()).isEqualTo("100");
        assertThat(robot.lookup("#posture-sum").tryQuery()).isEmpty();
        assertThat(robot.lookup("#posture-partly").tryQuery()).isEmpty();
    }

    @Test
    void whatTheListLeavesOutIsNotTakenForSound(FxRobot robot) {
        stand.settle(robot);
        Finding notSeen = new Finding(
                "not-seen", Severity.INFO, "Part is not known.", "CloudFront's list does not hold: Logging", "Open it.");
        Distribution listed = new Distribution(
                "E4LISTED", "", "d4.cloudfront.net", "Deployed", true, false, "", "listed", List.of(), List.of(), List.of(), null,
                "http2", null, List.of(notSeen));
        distributions = () -> listing(listed);
        again(robot);
        assertThat(robot.lookup("#posture-partly").queryLabeled().getText()).isEqualTo(Words.partly(1, 1));
    }

    private static Place finding(String title) {
        return new Place("distribution", Map.of("id", "E2EXAMPLE12345", "finding", title));
    }

    @Test
    void tilesAndTheirLinesLeadToPagesWithTheFilterSet(FxRobot robot) {
        Map<String, Place> wanted = Map.of(
                Words.POSTURE, finding("No web ACL inspects the requests."),
                "Viewers may use plain HTTP.", finding("Viewers may use plain HTTP."),
                Words.TRAFFIC, Place.of("firewall"),
                "RateLimit", new Place("firewall", Map.of("acl", "t-api-perimeter", "rule", "RateLimit")),
                Words.ROLLOUTS, Place.of("stack"),
                "t-field-encryption", Place.of("stack", "name", "t-field-encryption"),
                Words.EXPIRY, Place.of("settings"),
                Words.REVEALS, Place.of("audit", "filter", "decrypt"),
                "Look", Place.of("audit", "entry", "3"),
                "Shield Standard: 0 attacks in the last year", Place.of("shield"));
        wanted.forEach((words, place) -> {
            stand.settle(robot);
            robot.clickOn(words);
            assertThat(stand.desk().navigation().place().get()).as(words).isEqualTo(place);
            robot.interact(stand.desk().navigation()::back);
        });
        stand.settle(robot);
        robot.interact(() -> robot.lookup("#tile-firewall").query().requestFocus());
        robot.push(KeyCode.ENTER);
        assertThat(stand.desk().navigation().place().get()).isEqualTo(Place.of("firewall"));
    }

    @Test
    void oneThatIsDeniedHidesNoOtherAndRetryStaysHere(FxRobot robot) {
        Callable<Distributions.Listing> works = distributions;
        distributions = () -> {
            throw SallyportException.refused(
                    "SP-DENIED", "Not authorized to perform cloudfront:ListDistributions.", "Ask for that permission.");
        };
        robot.interact(() -> stand.shell().page().hide());
        again(robot);
        assertThat(texts(robot, "#tile-rules")).contains("RateLimit");
        assertThat(texts(robot, "#tile-distribution")).anyMatch(text -> text.contains("cloudfront:ListDistributions"));
        distributions = works;
        robot.clickOn("#tile-distribution #state-retry");
        stand.settle(robot);
        assertThat(stand.desk().navigation().place().get()).isEqualTo(Place.of("overview"));
        assertThat(robot.lookup("#posture-score").queryLabeled().getText()).isEqualTo("72");
    }

    @Test
    void aSlowOneHoldsUpNoOther(FxRobot robot) {
        CountDownLatch gate = new CountDownLatch(1);
        rollouts = () -> {
            gate.await();
            return List.of(rollout("t-late", RolloutPhase.FAILED, 1, 3));
        };
        robot.push(KeyCode.R);
        stand.until(robot, () -> stand.desk().activity().running().size() == 1);
        assertThat(stand.desk().activity().running().getFirst().what()).isEqualTo(Words.READING_ROLLOUTS);
        assertThat(texts(robot, "#tile-rules")).contains("RateLimit");
        gate.countDown();
        stand.settle(robot);
        assertThat(texts(robot, "#tile-stack")).contains("✕ 1 of 3 hold");
    }

    @Test
    void whatCouldNotBeReadIsSaidWhereTheRestIsJudged(FxRobot robot) {
        String sentence = "Not read: E2EXAMPLE00005. You may not do cloudfront:GetDistribution.";
        Distribution sound = new Distribution(
                "E2EXAMPLE12345", "", "d111.cloudfront.net", "Deployed", true, false, "", "", List.of(), List.of(), List.of(),
                null, "http2", null, List.of());
        distributions = () -> new Distributions.Listing(List.of(sound), List.of(sentence));
        again(robot);
        assertThat(robot.lookup(".page-answer").queryLabeled().getText())
                .startsWith("No high or critical finding in what could be read.");
        assertThat(texts(robot, "#tile-distribution")).anyMatch(text -> text.contains(sentence));
        traffic = (since, until) -> new RecentTraffic(List.of(), List.of(), 0, List.of());
        again(robot);
        assertThat(texts(robot, "#tile-rules")).contains(Words.NO_WEB_ACL);
    }

    @Test
    void nothingIsReadAgainWhileAnotherWindowIsInFront(FxRobot robot) {
        stand.settle(robot);
        AtomicInteger read = new AtomicInteger();
        distributions = () -> {
            read.incrementAndGet();
            return listing(weak());
        };
        robot.interact(() -> stand.desk().activity().attended().unbind());
        robot.interact(() -> stand.desk().activity().attended().set(false));
        leaveAndComeBack(robot);
        stand.settle(robot);
        assertThat(read).hasValue(1);
        Background.Running ticking = stand.desk().background().whileAttended(Duration.ofMillis(20), read::incrementAndGet);
        Background.Running beside = stand.desk().background().every(Duration.ofMillis(20), () -> beats.incrementAndGet());
        stand.until(robot, () -> beats.get() > 3);
        assertThat(read).hasValue(1);
        robot.interact(() -> stand.desk().activity().attended().set(true));
        assertThat(read.get()).isGreaterThan(1);
        robot.interact(() -> {
            ticking.cancel();
            beside.cancel();
        });
    }

    @Test
    void whereNothingStandsThePageSaysWhatToDoNext(FxRobot robot) {
        bare();
        again(robot);
        assertThat(robot.lookup(".page-answer").queryLabeled().getText()).isEqualTo(Words.BARE);
        assertThat(robot.lookup("#tile-distribution").query().isVisible()).isFalse();
        robot.clickOn("#overview-deploy");
        assertThat(stand.desk().navigation().place().get()).isEqualTo(Place.of("stack"));
    }

    private void leaveAndComeBack(FxRobot robot) {
        robot.interact(() -> stand.desk().navigation().go(Place.of("settings")));
        robot.interact(stand.desk().navigation()::back);
    }

    @Test
    void whatWasEmptyOnTheLastVisitIsNotKnownUntilItIsReadAgain(FxRobot robot) {
        bare();
        again(robot);
        assertThat(texts(robot, "#tile-rules")).contains(Words.NO_WEB_ACL);
        CountDownLatch gate = new CountDownLatch(1);
        traffic = (since, until) -> {
            gate.await();
            return all(since, until);
        };
        distributions = () -> {
            gate.await();
            return listing(weak());
        };
        stacks = () -> {
            gate.await();
            return List.of();
        };
        leaveAndComeBack(robot);
        assertThat(texts(robot, "#tile-rules")).doesNotContain(Words.NO_WEB_ACL);
        assertThat(texts(robot, "#tile-firewall")).doesNotContain(Words.NO_WEB_ACL, Words.NO_WEB_ACL_WHY);
        assertThat(texts(robot, "#tile-stack")).doesNotContain(Words.NO_ROLLOUT);
        assertThat(robot.lookup(".page-answer").queryLabeled().getText()).isEmpty();
        assertThat(robot.lookup(".welcome").query().isVisible()).isFalse();
        stand.until(robot, () -> robot.lookup("#tile-firewall .skeleton").tryQuery().isPresent());
        gate.countDown();
        stand.settle(robot);
        assertThat(texts(robot, "#tile-rules")).contains("RateLimit");
    }

    @Test
    void whatWasKnownOnTheLastVisitStaysWithItsAge(FxRobot robot) {
        stand.settle(robot);
        CountDownLatch gate = new CountDownLatch(1);
        traffic = (since, until) -> {
            gate.await();
            return all(since, until);
        };
        distributions = () -> {
            gate.await();
            return listing(weak());
        };
        leaveAndComeBack(robot);
        stand.until(robot, () -> texts(robot, "#tile-firewall").stream()
                .anyMatch(text -> text.matches("As of .* UTC, reading")));
        assertThat(texts(robot, "#tile-rules")).contains("RateLimit").anyMatch(text -> text.startsWith("As of "));
        assertThat(robot.lookup(".page-answer").queryLabeled().getText())
                .startsWith("1 high or critical finding. 50 of 500 ")
                .matches(".*\\. 1 rollout under way\\. As of .* UTC, reading\\.");
        stand.pictureOfTheMoment(robot, "overview-rereading");
        gate.countDown();
        stand.settle(robot);
        assertThat(texts(robot, "#tile-firewall")).noneMatch(text -> text.startsWith("As of "));
    }

    @Test
    void agesGoOnThoughNothingElseChanges(FxRobot robot) {
        expires = Optional.of(LaterClock.START.plusSeconds(2 * 3600 + 30));
        again(robot);
        assertThat(texts(robot, "#tile-stack")).contains("4 min ago");
        assertThat(texts(robot, "#tile-settings")).contains("The credentials of Sandbox end in 2 h.");
        Instant end = expires.get();
        stand.later(Duration.ofMinutes(12));
        stand.until(robot, () -> texts(robot, "#tile-stack").contains("16 min ago"));
        stand.until(
                robot, () -> texts(robot, "#tile-settings").contains("The credentials of Sandbox end in 1 h 48 min."));
        assertThat(texts(robot, "#tile-audit")).anyMatch(text -> text.matches("jo, 12 min ago"));
        assertThat(robot.lookup("#tile-stack .tile-line").queryAll().stream().map(Node::getAccessibleText))
                .contains("t-api-perimeter, 7 of 7 hold, 16 min ago");
        Label age = robot.lookup("16 min ago").query();
        assertThat(age.getTooltip().getText()).contains(" UTC");
        stand.later(Duration.between(stand.desk().activity().clock().instant(), end).plusSeconds(1));
        stand.until(robot, () -> texts(robot, "#tile-settings").contains(Words.EXPIRED));
    }

    private void bare() {
        distributions = () -> listing();
        stacks = List::of;
        rollouts = List::of;
        traffic = (since, until) -> new RecentTraffic(List.of(), List.of(), 0, List.of());
    }

    @Test
    void anEndThatIsNearIsSaid(FxRobot robot) {
        expires = Optional.of(LaterClock.START.plusSeconds(600 + 30));
        again(robot);
        assertThat(texts(robot, "#tile-settings")).contains("The credentials of Sandbox end in 10 min.");
        expires = Optional.of(LaterClock.START.minusSeconds(1));
        again(robot);
        assertThat(texts(robot, "#tile-settings")).contains(Words.EXPIRED);
    }

    @Test
    void nothingIsCutOffInTheSmallWindow(FxRobot robot) {
        robot.interact(() -> {
            Stage stage = (Stage) stand.shell().root().getScene().getWindow();
            stage.setWidth(1024);
            stage.setHeight(700);
        });
        stand.settle(robot);
        assertThat(cut(robot)).isEmpty();
    }

    /** Texts of the page that end in an ellipsis; names of things may lose their middle. */
    private static List<String> cut(FxRobot robot) {
        List<String> cut = new ArrayList<>();
        for (Label label : robot.lookup(".page .label").queryAllAs(Label.class)) {
            Node text = label.lookup(".text");
            boolean shown = label.getScene() != null && label.getParent().isVisible() && label.getTextOverrun() != OverrunStyle.CENTER_ELLIPSIS;
            if (shown && text instanceof Text drawn && !drawn.getText().equals(label.getText())) {
                cut.add(label.getText());
            }
        }
        return cut;
    }

    @Test
    void pictures(FxRobot robot) {
        stand.pictures(robot, "overview");
        stand.smallPictures(robot, "overview-small");
        traffic = (since, until) -> Met.of("quiet", List.of(), since, until);
        rollouts = List::of;
        stacks = List::of;
        stand.smallPictures(robot, "overview-quiet");
        bare();
        stand.smallPictures(robot, "overview-empty");
    }

    private void troubled(Function<String, SallyportException> why) {
        distributions = () -> {
            throw why.apply("cloudfront:ListDistributions");
        };
        traffic = (since, until) -> {
            throw why.apply("wafv2:ListWebACLs");
        };
        stacks = () -> {
            throw why.apply("cloudformation:DescribeStacks");
        };
        shield = () -> {
            throw why.apply("shield:GetSubscriptionState");
        };
    }

    @Test
    void picturesOfTrouble(FxRobot robot) {
        traffic = (since, until) -> {
            RecentTraffic read = all(since, until);
            return new RecentTraffic(
                    read.bars(), read.rules(), 2, List.of(Trouble.denied("cloudwatch:ListMetrics").message()));
        };
        distributions = () -> new Distributions.Listing(
                List.of(weak()), List.of(Trouble.denied("cloudfront:GetDistribution").message()));
        stand.smallPictures(robot, "overview-partial");
        troubled(Trouble::denied);
        stand.smallPictures(robot, "overview-denied");
        troubled(action -> Trouble.unreachable());
        stand.smallPictures(robot, "overview-failed");
    }

    @Test
    void picturesOfStates(FxRobot robot) {
        stand.states(robot, "overview", EnumSet.of(Standing.STALE, Standing.LOADING), state -> {
            page.page().hide();
            state.of(page.model().posture.state(), "cloudfront:ListDistributions");
            state.of(page.model().traffic.state(), "wafv2:ListWebACLs");
            state.of(page.model().rolling.state(), "cloudformation:DescribeStacks");
            state.of(page.model().shield.state(), "shield:GetSubscriptionState");
            if (state == Standing.LOADING) {
                state.of(page.model().account.state(), "");
                state.of(page.model().reveals.state(), "");
            }
        });
    }
}
