package dev.sallyport.views.shield;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.firewall.RecentTraffic;
import dev.sallyport.core.shield.Attack;
import dev.sallyport.core.shield.AttackDetail;
import dev.sallyport.core.shield.AttackStatistics;
import dev.sallyport.core.shield.Coverage;
import dev.sallyport.core.shield.ProtectedResource;
import dev.sallyport.core.shield.ShieldReport;
import dev.sallyport.views.kit.LaterClock;
import dev.sallyport.views.kit.Met;
import dev.sallyport.views.kit.Standing;
import dev.sallyport.views.kit.Trouble;
import dev.sallyport.views.shell.Stand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The page of Shield. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class ShieldPageTest {
    private final Instant now = LaterClock.START;
    private static final String ARN = "arn:aws:cloudfront::111122223333:distribution/E2EXAMPLE12345";
    private final Attack flood = new Attack(
            "a1b2c3d4-0000-4000-8000-1234567890ab", ARN, now.minus(Duration.ofMinutes(70)), now.minus(Duration.ofMinutes(45)),
            List.of("REQUEST_FLOOD"));
    private final Attack other = new Attack(
            "b1b2c3d4-0000-4000-8000-1234567890ab", ARN, now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(9)).plusSeconds(600),
            List.of("SYN_FLOOD", "UDP_TRAFFIC"));

    private Stand stand;
    private ShieldPage page;
    private Callable<ShieldReport> report = this::advanced;
    private Function<String, AttackDetail> attack = id -> detail(id.equals(flood.id()) ? flood : other);
    private RecentTraffic.Source traffic = (since, until) -> Met.of("t-api", met(), since, until);
    private final List<Instant> asked = new ArrayList<>();

    @Start
    void start(Stage stage) {
        stand = new Stand(stage, "shield", desk -> {
            page = new ShieldPage(
                        desk,
                        new ShieldSources(() -> report.call(), id -> attack.apply(id), (since, until) -> {
                            asked.add(since);
                            return traffic.read(since, until);
                        }));
            return page.page();
        });
    }

    private ShieldReport advanced() {
        ProtectedResource protection = new ProtectedResource("p1", "t-api", ARN, "COUNT", List.of("7f0e3b1c-hc"));
        return new ShieldReport(
                "ACTIVE",
                List.of(protection),
                List.of(
                        new Coverage("E2EXAMPLE12345", ARN, "d111111abcdef8.cloudfront.net", protection),
                        new Coverage("E3EXAMPLE67890", ARN + "x", "d222222abcdef8.cloudfront.net", null)),
                List.of(flood, other),
                statistics(2));
    }

    private ShieldReport standard() {
        return new ShieldReport(
                "INACTIVE",
                List.of(),
                List.of(new Coverage("E2EXAMPLE12345", ARN, "d111111abcdef8.cloudfront.net", null)),
                List.of(),
                statistics(3));
    }

    private AttackStatistics statistics(long count) {
        return new AttackStatistics(
                now.minus(Duration.ofDays(365)), now, List.of(new AttackStatistics.Item(count, null, null, 900.0)));
    }

    private static AttackDetail detail(Attack attack) {
        return new AttackDetail(
                attack,
                List.of(new AttackDetail.Counter("REQUEST_FLOOD", 1_840, 912.4, 1_368_600, 25, "REQUESTS_PER_SECOND")),
                List.of(
                        new AttackDetail.Property("APPLICATION", "SOURCE_COUNTRY", 1_368_600, "REQUESTS", List.of(
                                new AttackDetail.Contributor("NL", 820_000), new AttackDetail.Contributor("US", 310_400))),
                        new AttackDetail.Property("APPLICATION", "SOURCE_IP_ADDRESS", 1_368_600, "REQUESTS", List.of(
                                new AttackDetail.Contributor("203.0.113.9", 120_000)))),
                List.of("Counted by the automatic mitigation"));
    }

    private List<Met> met() {
        Random random = new Random(3);
        List<Met> met = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            boolean inFlood = i % 3 == 0;
            Instant at = inFlood ? flood.start().plusSeconds(random.nextInt(1_500)) : now.minusSeconds(random.nextInt(10_000));
            met.add(new Met(at, inFlood ? "BLOCK" : "ALLOW", inFlood ? "RateLimit" : "Default_Action"));
        }
        return met;
    }

    private static List<?> rows(FxRobot robot, String table) {
        return robot.lookup(table).<TableView<?>>query().getItems();
    }

    private static String text(FxRobot robot, String words) {
        return robot.lookup(words).queryAs(Label.class).getText();
    }

    @Test
    void coverageAndAttacksStandOverTheTraffic(FxRobot robot) {
        stand.settle(robot);
        assertThat(robot.lookup(".page-answer").queryAs(Label.class).getText())
                .isEqualTo("Shield Advanced protects 1 of 2 distributions. No attack under way.");
        assertThat(rows(robot, "#shield-coverage")).hasSize(2);
        assertThat(rows(robot, "#shield-attacks")).isEqualTo(List.of(flood, other));
        assertThat(robot.lookup(".chart-mark").queryAll()).hasSize(1);
        assertThat(text(robot, "✓ Protected")).isNotEmpty();
        assertThat(text(robot, "● Standard only")).isNotEmpty();
    }

    @Test
    void anAttackOpensWithTheTrafficOfItsTime(FxRobot robot) {
        stand.settle(robot);
        robot.clickOn("SYN_FLOOD, UDP_TRAFFIC");
        stand.until(robot, () -> robot.lookup("Top contributors").tryQuery().isPresent());
        assertThat(text(robot, "820,000  59.9 %")).isNotEmpty();
        assertThat(text(robot, Words.AROUND)).isNotEmpty();
        Instant half = other.start().minus(Duration.ofMinutes(30));
        assertThat(asked.getLast()).isBetween(half.minus(Duration.ofMinutes(3)), half.plus(Duration.ofMinutes(3)));
    }

    @Test
    void anAttackThatCannotBeReadSaysWhy(FxRobot robot) {
        attack = id -> {
            throw SallyportException.refused("SP-DENIED", "shield:DescribeAttack is denied.", "Ask for it.");
        };
        stand.settle(robot);
        robot.clickOn("REQUEST_FLOOD");
        stand.until(robot, () -> robot.lookup("shield:DescribeAttack is denied.\nAsk for it.").tryQuery().isPresent());
    }

    @Test
    void withoutASubscriptionItSaysWhatStandardKnows(FxRobot robot) {
        report = this::standard;
        robot.interact(() -> stand.shell().page().refresh());
        stand.until(robot, () -> robot.lookup(Words.STANDARD).tryQuery().isPresent());
        assertThat(robot.lookup(".page-answer").queryAs(Label.class).getText())
                .isEqualTo("Shield Standard. 3 attacks on the account in the last year.");
        assertThat(text(robot, Words.ONLY_ADVANCED)).isNotEmpty();
    }

    @Test
    void theFilterFindsWhatIsShownAndNamesItselfWhereItHidesEverything(FxRobot robot) {
        stand.settle(robot);
        TableView<Coverage> coverage = robot.lookup("#shield-coverage").query();
        TableView<Attack> attacks = robot.lookup("#shield-attacks").query();
        assertThat(stand.shownButNotFound(robot, "#shield-filter", coverage)).isEmpty();
        assertThat(stand.shownButNotFound(robot, "#shield-filter", attacks)).isEmpty();
        stand.filter(robot, "#shield-filter", "elsewhere");
        assertThat(text(robot, "Nothing matches “elsewhere” in 2 attacks")).isNotEmpty();
        assertThat(text(robot, "Nothing matches “elsewhere” in 2 distributions")).isNotEmpty();
        assertThat(robot.lookup(Words.NO_ATTACK).tryQuery()).isEmpty();
    }

    @Test
    void thatNoTrafficWasLoggedIsNotSaidWhileItIsReadAgain(FxRobot robot) {
        stand.settle(robot);
        CountDownLatch gate = new CountDownLatch(1);
        traffic = (since, until) -> {
            gate.await();
            return Met.of("t-api", met(), since, until);
        };
        robot.push(KeyCode.R);
        stand.until(robot, () -> text(robot, "#shield-traffic").matches(".*As of .* UTC, reading"));
        traffic = (since, until) -> {
            throw SallyportException.unavailable("SP-THROTTLED", "Rate exceeded.", "Wait a minute.");
        };
        gate.countDown();
        stand.settle(robot);
        robot.push(KeyCode.R);
        stand.settle(robot);
        assertThat(text(robot, "#shield-traffic")).contains("UTC, not newer: Rate exceeded.");
    }

    @Test
    void nothingToProtectLeadsToTheBlueprints(FxRobot robot) {
        report = () -> new ShieldReport("INACTIVE", List.of(), List.of(), List.of(), statistics(0));
        robot.interact(() -> stand.shell().page().refresh());
        stand.until(robot, () -> robot.lookup(Words.NOTHING).tryQuery().isPresent());
        robot.clickOn(Words.CHOOSE);
        stand.until(robot, () -> stand.desk().navigation().place().get().page().equals("stack"));
    }

    @Test
    void pictures(FxRobot robot) {
        Runnable flooded = () -> robot.clickOn("REQUEST_FLOOD");
        stand.pictures(robot, "shield");
        stand.pictures(robot, "shield-attack", flooded);
        stand.smallPictures(robot, "shield-small", flooded);
        report = this::standard;
        stand.smallPictures(robot, "shield-standard");
        report = () -> new ShieldReport("INACTIVE", List.of(), List.of(), List.of(), statistics(0));
        stand.smallPictures(robot, "shield-empty");
    }

    @Test
    void picturesOfTrouble(FxRobot robot) {
        attack = id -> {
            throw Trouble.denied("shield:DescribeAttack");
        };
        RecentTraffic.Source whole = traffic;
        traffic = (since, until) -> {
            RecentTraffic read = whole.read(since, until);
            return new RecentTraffic(read.bars(), read.rules(), 2, List.of("You may not do cloudwatch:ListMetrics."));
        };
        stand.smallPictures(robot, "shield-partial", () -> robot.clickOn("REQUEST_FLOOD"));
        report = () -> {
            throw Trouble.denied("shield:ListProtections");
        };
        stand.smallPictures(robot, "shield-denied");
        report = () -> {
            throw Trouble.throttled();
        };
        stand.smallPictures(robot, "shield-failed");
    }

    @Test
    void picturesOfStates(FxRobot robot) {
        stand.states(
                robot,
                "shield",
                EnumSet.of(Standing.STALE, Standing.REREADING, Standing.LOADING),
                state -> state.of(page.model().report, "shield:ListProtections"));
    }
}
