package dev.sallyport.views.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.SerializationFeature;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LogEvent;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.webacl.WafAction;
import dev.sallyport.views.firewall.FirewallModel.RuleLine;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.LaterClock;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Silent;
import dev.sallyport.views.kit.Trouble;
import dev.sallyport.views.shell.Stand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The page over a real store that grows while the page is open. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class FirewallPageTest {
    private static final WebAcls.Summary ACL = new WebAcls.Summary(
            "t-api-perimeter",
            "7f0e3b1c-0000-4000-8000-1234567890ab",
            "arn:aws:wafv2:us-east-1:111122223333:global/webacl/t-api-perimeter/7f0e3b1c-0000-4000-8000-1234567890ab",
            WafAction.ALLOW,
            1_127,
            List.of(
                    new WebAcls.RuleSummary("IpReputation", 0, "managed group", "AWSManagedRulesAmazonIpReputationList", "group's own"),
                    new WebAcls.RuleSummary("CommonRules", 1, "managed group", "AWSManagedRulesCommonRuleSet", "group's own"),
                    new WebAcls.RuleSummary("KnownBadInputs", 2, "managed group", "AWSManagedRulesKnownBadInputsRuleSet", "group's own"),
                    new WebAcls.RuleSummary("RateLimit", 3, "rate-based", "2,000 in 5 min", "BLOCK")),
            "aws-waf-logs-t-api-perimeter");

    @TempDir
    private Path folder;

    private Stand stand;
    private LogStore store;
    private volatile Callable<List<WebAcls.Summary>> acls = () -> List.of(ACL);
    private volatile Optional<SallyportException> unread = Optional.empty();
    private volatile CountDownLatch hold = new CountDownLatch(0);
    private final List<LogEvent> waiting = new ArrayList<>();

    @Start
    void start(Stage stage) throws IOException {
        store = LogStore.open(new Home(folder));
        send(600, 40);
        stand = new Stand(stage, "firewall", desk -> new FirewallPage(desk, () -> acls.call(), (acl, since) -> {
                    hold.await();
                    if (unread.isPresent()) {
                        throw unread.get();
                    }
                    synchronized (waiting) {
                        if (!waiting.isEmpty()) {
                            store.load(String.valueOf(acl.logGroup()), List.copyOf(waiting));
                            waiting.clear();
                        }
                    }
                    return store;
                }, ProposalPanelTest.NONE, Duration.ofMillis(500))
                .page());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void send(int allowed, int blocked) throws IOException {
        Random random = new Random(5);
        synchronized (waiting) {
            for (int i = 0; i < allowed + blocked; i++) {
                boolean block = i >= allowed;
                Instant at = LaterClock.START.minusSeconds(60 + random.nextInt(block ? 900 : 9_000));
                waiting.add(new LogEvent(at, "us-east-1", "aws-waf-logs-t-api-perimeter", "s", record(at, block, i, random)));
            }
        }
    }

    private static String record(Instant at, boolean block, int number, Random random) throws IOException {
        Map<String, Object> request = Map.of(
                "clientIp", "203.0.113." + random.nextInt(20),
                "country", List.of("DE", "US", "FR").get(random.nextInt(3)),
                "headers", List.of(Map.of("name", "host", "value", "d111.cloudfront.net")),
                "uri", "/pets/" + random.nextInt(9),
                "args", block ? "q=%3Cscript%3E" : "",
                "httpVersion", "HTTP/2.0",
                "httpMethod", "GET",
                "requestId", "r" + number);
        List<Map<String, Object>> groups = block
                ? List.of(Map.of(
                        "ruleGroupId", "AWS#AWSManagedRulesCommonRuleSet",
                        "terminatingRule", Map.of("ruleId", "CrossSiteScripting_QUERYARGUMENTS", "action", "BLOCK"),
                        "nonTerminatingMatchingRules", List.of(Map.of("ruleId", "NoUserAgent_HEADER", "action", "COUNT"))))
                : List.of();
        return Json.MAPPER.writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).writeValueAsString(Map.of(
                "timestamp", at.toEpochMilli(),
                "formatVersion", 1,
                "webaclId", ACL.arn(),
                "terminatingRuleId", block ? "CommonRules" : "Default_Action",
                "terminatingRuleType", block ? "MANAGED_RULE_GROUP" : "REGULAR",
                "action", block ? "BLOCK" : "ALLOW",
                "ruleGroupList", groups,
                "nonTerminatingMatchingRules", List.of(),
                "httpRequest", request));
    }

    private RuleLine line(FxRobot robot, String name) {
        TableView<RuleLine> table = robot.lookup("#firewall-rules").query();
        return table.getItems().stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void ready(FxRobot robot) {
        stand.until(robot, () -> robot.lookup("#firewall-rules").tryQuery().isPresent());
        stand.settle(robot);
    }

    @Test
    void rulesStandInTheOrderOfEvaluationWithTheirHits(FxRobot robot) {
        ready(robot);
        TableView<RuleLine> table = robot.lookup("#firewall-rules").query();
        assertThat(table.getItems())
                .extracting(RuleLine::name)
                .containsExactly("IpReputation", "CommonRules", "KnownBadInputs", "RateLimit", "Default action");
        assertThat(line(robot, "CommonRules").hits()).isEqualTo(40);
        assertThat(line(robot, "Default action").hits()).isEqualTo(600);
        assertThat(line(robot, "CommonRules").spark().stream().mapToLong(Long::longValue).sum()).isEqualTo(40);
        assertThat(robot.lookup(".page-answer").queryLabeled().getText())
                .isEqualTo("40 of 640 requests blocked by t-api-perimeter in the last 3 hours, 6.3 %.");
        assertThat(Silent.stops(stand.shell().root())).isEmpty();
    }

    @Test
    void newTrafficIsSeenWithoutAnyKey(FxRobot robot) throws IOException {
        ready(robot);
        send(0, 7);
        stand.until(robot, () -> line(robot, "CommonRules").hits() == 47);
    }

    private static void selectBlocked(FxRobot robot) {
        TableView<?> table = robot.lookup("#firewall-requests").query();
        robot.interact(() -> {
            for (int i = 0; i < table.getItems().size(); i++) {
                if (table.getItems().get(i).toString().contains("BLOCK")) {
                    table.getSelectionModel().select(i);
                    break;
                }
            }
        });
    }

    @Test
    void aRequestShowsTheRulesThatItMet(FxRobot robot) {
        ready(robot);
        selectBlocked(robot);
        stand.until(robot, () -> robot.lookup("#rule-path .label").queryAllAs(Label.class).stream()
                .anyMatch(label -> label.getText()
                        .equals("AWS/AWSManagedRulesCommonRuleSet/CrossSiteScripting_QUERYARGUMENTS")));
        assertThat(robot.lookup("#rule-path .label").queryAllAs(Label.class))
                .extracting(Label::getText)
                .containsExactly(
                        "✕ Blocked", "AWS/AWSManagedRulesCommonRuleSet/CrossSiteScripting_QUERYARGUMENTS",
                        "! Counted", "AWS/AWSManagedRulesCommonRuleSet/NoUserAgent_HEADER");
        assertThat(robot.lookup("#request-trail .label").queryAllAs(Label.class))
                .extracting(Label::getText)
                .endsWith("BLOCK by rule AWS/AWSManagedRulesCommonRuleSet/CrossSiteScripting_QUERYARGUMENTS.");
    }

    @Test
    void aChangeOfARuleThatARequestMetBeginsWithThatRule(FxRobot robot) {
        ready(robot);
        selectBlocked(robot);
        stand.until(robot, () -> robot.lookup("#rule-path").tryQuery().isPresent());
        robot.interact(() -> robot.lookup("#request-try").nth(1).queryButton().fire());
        stand.until(robot, () -> robot.lookup("#proposal-rule").tryQuery().isPresent());
        assertThat(robot.lookup("#proposal-rule").queryAs(ComboBox.class).getValue()).hasToString("1  CommonRules");
        assertThat(robot.lookup("#proposal-inside").queryAs(ComboBox.class).getValue()).hasToString("NoUserAgent_HEADER");
        assertThat(robot.lookup("#proposal-action").queryAs(ComboBox.class).getValue()).hasToString("Count");
        robot.push(KeyCode.ESCAPE);
        stand.until(robot, () -> robot.lookup("#rule-path").tryQuery().isPresent());
    }

    @Test
    void aRequestThatWasClosedCanBeOpenedAgain(FxRobot robot) {
        ready(robot);
        TableView<?> table = robot.lookup("#firewall-requests").query();
        robot.interact(() -> table.getSelectionModel().select(0));
        stand.until(robot, () -> robot.lookup("#request-trail").tryQuery().isPresent());
        robot.push(KeyCode.ESCAPE);
        stand.until(robot, () -> robot.lookup("#request-trail").tryQuery().isEmpty());
        robot.interact(() -> table.getSelectionModel().select(0));
        stand.until(robot, () -> robot.lookup("#request-trail").tryQuery().isPresent());
    }

    @Test
    void theFilterFindsWhatIsShownAndAwsWords(FxRobot robot) throws IOException {
        ready(robot);
        TableView<LogRow> table = robot.lookup("#firewall-requests").query();
        assertThat(stand.shownButNotFound(robot, "#firewall-filter", table)).isEmpty();
        assertThat(robot.lookup("#firewall-filter").queryAs(TextField.class).getPromptText())
                .isEqualTo("Filter the latest 2,000 requests");
        // All of the window is searched, whatever is there to look at.
        for (String words : List.of("blocked", "BLOCK", "CommonRules")) {
            stand.filter(robot, "#firewall-filter", words);
            assertThat(table.getItems()).as(words).hasSize(40);
        }
        stand.filter(robot, "#firewall-filter", "Default action");
        assertThat(table.getItems()).hasSize(600);
        stand.filter(robot, "#firewall-filter", "Default_Action");
        assertThat(table.getItems()).hasSize(600);
        stand.filter(robot, "#firewall-filter", "captcha");
        assertThat(robot.lookup("Nothing matches “captcha” in 640 requests").tryQuery()).isPresent();
        assertThat(robot.lookup(Words.NO_REQUEST).tryQuery()).isEmpty();
        robot.clickOn("#filter-clear");
        stand.settle(robot);
        assertThat(table.getItems()).isNotEmpty();
    }

    private void go(FxRobot robot, Place place) {
        robot.interact(() -> stand.desk().navigation().go(Place.of("overview")));
        robot.interact(() -> stand.desk().navigation().go(place));
        stand.settle(robot);
    }

    @Test
    void aPlaceThatNamesAWebAclAndARuleShowsThem(FxRobot robot) {
        acls = () -> List.of(ACL, other("t-second"));
        ready(robot);
        go(robot, new Place("firewall", Map.of("acl", "t-second", "rule", "RateLimit")));
        stand.until(robot, () -> answer(robot).contains(" t-second "));
        TableView<RuleLine> rules = robot.lookup("#firewall-rules").query();
        assertThat(rules.getSelectionModel().getSelectedItem().name()).isEqualTo("RateLimit");
        go(robot, new Place("firewall", Map.of("acl", "t-api-perimeter", "rule", "CommonRules")));
        stand.until(robot, () -> answer(robot).contains(" t-api-perimeter "));
        assertThat(rules.getSelectionModel().getSelectedItem().name()).isEqualTo("CommonRules");
    }

    @Test
    void aPlaceThatNamesARequestSelectsIt(FxRobot robot) {
        ready(robot);
        TableView<LogRow> requests = robot.lookup("#firewall-requests").query();
        LogRow old = requests.getItems().get(180);
        go(robot, Place.of("firewall", "request", String.valueOf(old.values().get("requestId"))));
        assertThat(requests.getSelectionModel().getSelectedItem()).isEqualTo(old);
        stand.until(robot, () -> robot.lookup("#request-trail").tryQuery().isPresent());
        go(robot, Place.of("firewall", "request", "r-none"));
        Activity.Notice notice = stand.desk().activity().notice().get();
        assertThat(notice == null ? "" : notice.sentence()).isEqualTo("Request r-none is not among the latest ones.");
        assertThat(requests.getSelectionModel().getSelectedItem()).isNull();
    }

    @Test
    void theRequestsOfAnotherWebAclAreNotShownUnderTheOneThatIsWanted(FxRobot robot) {
        acls = () -> List.of(ACL, other("t-second"));
        ready(robot);
        CountDownLatch gate = new CountDownLatch(1);
        hold = gate;
        robot.interact(() -> stand.desk().navigation().go(Place.of("overview")));
        robot.interact(() -> stand.desk().navigation().go(Place.of("firewall", "acl", "t-second")));
        assertThat(answer(robot)).isEmpty();
        assertThat(robot.lookup("#firewall-requests").tryQuery()).isEmpty();
        gate.countDown();
        stand.until(robot, () -> answer(robot).contains(" t-second "));
    }

    @Test
    void aWebAclThatIsGoneIsSaid(FxRobot robot) {
        ready(robot);
        go(robot, Place.of("firewall", "acl", "t-gone"));
        Activity.Notice notice = stand.desk().activity().notice().get();
        assertThat(notice == null ? "" : notice.sentence()).isEqualTo("There is no web ACL t-gone in this account.");
    }

    private static WebAcls.Summary other(String name) {
        return new WebAcls.Summary(
                name, "8f", ACL.arn() + name, WafAction.ALLOW, 10, ACL.rules(), "aws-waf-logs-" + name);
    }

    private static String answer(FxRobot robot) {
        return robot.lookup(".page-answer").queryLabeled().getText();
    }

    @Test
    void pictures(FxRobot robot) {
        Runnable chosen = () -> selectBlocked(robot);
        stand.pictures(robot, "firewall");
        stand.pictures(robot, "firewall-request", chosen);
        stand.smallPictures(robot, "firewall-small", chosen);
        stand.smallPictures(robot, "firewall-filtered", () -> stand.filter(robot, "#firewall-filter", "captcha"));
        acls = List::of;
        stand.smallPictures(robot, "firewall-empty");
    }

    @Test
    void picturesOfTrouble(FxRobot robot) {
        acls = () -> List.of(other("t-quiet"));
        unread = Optional.of(Trouble.denied("logs:FilterLogEvents"));
        stand.smallPictures(robot, "firewall-denied");
        acls = () -> {
            throw Trouble.unreachable();
        };
        stand.smallPictures(robot, "firewall-failed");
    }
}
