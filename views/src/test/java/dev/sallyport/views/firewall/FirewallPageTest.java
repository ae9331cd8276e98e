package dev.sallyport.views.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.SerializationFeature;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.firewall.AclNow;
import dev.sallyport.core.firewall.Metered;
import dev.sallyport.core.firewall.Metering;
import dev.sallyport.core.firewall.MetricSeries;
import dev.sallyport.core.firewall.MetricSeries.Of;
import dev.sallyport.core.firewall.RuleSummary;
import dev.sallyport.core.firewall.Traffic;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LogEvent;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.webacl.WafAction;
import dev.sallyport.views.firewall.FirewallModel.RuleLine;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.LaterClock;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Silent;
import dev.sallyport.views.kit.Standing;
import dev.sallyport.views.kit.Trouble;
import dev.sallyport.views.shell.Stand;
import java.io.IOException;
import java.nio.file.Files;
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
import javafx.scene.Node;
import javafx.scene.control.Button;
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
                    new RuleSummary("IpReputation", 0, "managed group", "AWSManagedRulesAmazonIpReputationList", "group's own"),
                    new RuleSummary("CommonRules", 1, "managed group", "AWSManagedRulesCommonRuleSet", "group's own"),
                    new RuleSummary("KnownBadInputs", 2, "managed group", "AWSManagedRulesKnownBadInputsRuleSet", "group's own"),
                    new RuleSummary("RateLimit", 3, "rate-based", "2,000 in 5 min", "BLOCK")),
            "aws-waf-logs-t-api-perimeter");

    @TempDir
    private Path folder;

    private Stand stand;
    private FirewallPage page;
    private LogStore store;
    private volatile Callable<List<WebAcls.Summary>> acls = () -> List.of(ACL);
    private volatile Optional<SallyportException> unread = Optional.empty();
    private volatile Metering metering = (acl, since, until) -> {
        throw Trouble.denied("cloudwatch:GetMetricData");
    };
    private volatile Optional<Instant> reach = Optional.empty();
    private volatile CountDownLatch hold = new CountDownLatch(0);
    private final List<LogEvent> waiting = new ArrayList<>();

    @Start
    void start(Stage stage) throws IOException {
        // The marks of masked values are made with it, and stand on pictures.
        Files.writeString(folder.resolve("masking.key"), "k".repeat(32));
        store = LogStore.open(new Home(folder));
        send(600, 40);
        FirewallSources sources = new FirewallSources(
                this::names, this::read, (acl, since, until) -> metering.of(acl, since, until), new Log(),
                AclNow.Source.NONE, () -> "aws",
                Stand.unmasks(new Home(folder)));
        stand = new Stand(
                stage,
                "firewall",
                desk -> {
                    page = new FirewallPage(desk, sources, ProposalPanelTest.NONE, Duration.ofMillis(500));
                    return page.page();
                });
    }

    private WebAcls.Names names() throws Exception {
        return new WebAcls.Names(acls.call().stream().map(WebAcls.Summary::named).toList(), List.of());
    }

    private WebAcls.Summary read(WebAcls.Named named) {
        try {
            return acls.call().stream().filter(acl -> acl.named().equals(named)).findFirst().orElseThrow();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A log that may go back to a certain time only, until more is asked for. */
    private final class Log implements Traffic {
        @Override
        public LogStore of(WebAcls.Summary acl, Instant since) throws Exception {
            return traffic(acl);
        }

        @Override
        public Optional<Instant> reach(WebAcls.Summary acl) {
            return reach;
        }

        @Override
        public LogStore further(WebAcls.Summary acl, Instant since) throws Exception {
            reach = Optional.empty();
            return of(acl, since);
        }
    }

    private LogStore traffic(WebAcls.Summary acl) throws Exception {
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

    @Test
    void aLongLogIsReadInPartsAndFurtherWhenAsked(FxRobot robot) {
        ready(robot);
        assertThat(robot.lookup("#firewall-further").query().isVisible()).isFalse();
        reach = Optional.of(LaterClock.START.minusSeconds(1_200));
        stand.until(robot, () -> robot.lookup("#firewall-further").query().isVisible());
        // Every block is of the last 960 seconds, and few of the others are of the last 1,200 of 9,000.
        assertThat(line(robot, "CommonRules").hits()).isEqualTo(40);
        assertThat(line(robot, "Default action").hits()).isBetween(20L, 200L);
        assertThat(robot.lookup(".label").queryAllAs(Label.class))
                .extracting(Label::getText)
                .anyMatch(text -> text != null && text.contains("aws-waf-logs-t-api-perimeter is long: it was read back to"));
        robot.interact(() -> robot.lookup("#firewall-further").queryButton().fire());
        stand.until(robot, () -> line(robot, "Default action").hits() == 600);
        assertThat(robot.lookup("#firewall-further").query().isVisible()).isFalse();
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

    private static List<String> chips(FxRobot robot) {
        return robot.lookup(".filter-chip").queryAllAs(Button.class).stream().map(Button::getText).toList();
    }

    private static Button facet(FxRobot robot, String start) {
        return robot.lookup(".facet-button").queryAllAs(Button.class).stream()
                .filter(button -> button.getAccessibleText().startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    /** All addresses are equally likely, so how many come from one is counted in the records that were sent. */
    private long sent(java.util.function.Predicate<Map<String, Object>> which) {
        return store.browse(dev.sallyport.core.log.LogKind.WAF).page("", null, false, 0, 10_000).stream()
                .filter(row -> which.test(row.values()))
                .count();
    }

    @Test
    void whatIsPressedFiltersEverythingInTheWordsThatAreShown(FxRobot robot) {
        ready(robot);
        robot.clickOn("#legend-blocked");
        stand.until(robot, () -> answer(robot).startsWith("40 of 40 requests that fit the filter blocked by "));
        assertThat(chips(robot)).containsExactly("Action: Blocked  ✕");
        TableView<LogRow> table = robot.lookup("#firewall-requests").query();
        assertThat(table.getItems()).hasSize(40).allMatch(row -> "BLOCK".equals(row.values().get("action")));
        assertThat(line(robot, "Default action").hits()).isZero();

        long german = sent(row -> "BLOCK".equals(row.get("action")) && "DE".equals(row.get("country")));
        robot.interact(() -> facet(robot, "DE, ").fire());
        stand.until(robot, () -> answer(robot).startsWith(german + " of " + german + " requests that fit the filter"));
        assertThat(chips(robot)).containsExactly("Action: Blocked  ✕", "Country: DE  ✕");
        assertThat(line(robot, "CommonRules").hits()).isEqualTo(german);

        // Left out instead.
        robot.interact(() -> robot.lookup(".facet-not").queryAllAs(Button.class).stream()
                .filter(button -> button.getAccessibleText().equals("Leave out Country DE"))
                .findFirst()
                .orElseThrow()
                .fire());
        stand.until(robot, () -> answer(robot).startsWith((40 - german) + " of " + (40 - german) + " requests"));
        assertThat(chips(robot)).containsExactly("Action: Blocked  ✕", "not Country: DE  ✕");

        Button chip = robot.lookup(".filter-chip").nth(0).queryButton();
        robot.interact(chip::requestFocus);
        robot.push(KeyCode.SPACE);
        long others = sent(row -> !"DE".equals(row.get("country")));
        stand.until(robot, () -> answer(robot).contains(" of " + others + " requests that fit the filter"));
        assertThat(chips(robot)).containsExactly("not Country: DE  ✕");
    }

    @Test
    void aRuleThatIsPressedFiltersByKeyToo(FxRobot robot) {
        ready(robot);
        TableView<RuleLine> rules = robot.lookup("#firewall-rules").query();
        robot.interact(() -> {
            rules.getSelectionModel().select(4);
            rules.requestFocus();
        });
        robot.push(KeyCode.ENTER);
        stand.until(robot, () -> answer(robot).startsWith("0 of 600 requests that fit the filter"));
        assertThat(chips(robot)).containsExactly("Rule: Default action  ✕");
        robot.push(KeyCode.ENTER);
        stand.until(robot, () -> answer(robot).startsWith("40 of 640 requests blocked"));
        assertThat(chips(robot)).isEmpty();
    }

    @Test
    void aBrushedTimeIsAChipAndATypedOneToo(FxRobot robot) {
        ready(robot);
        Node chart = robot.lookup("#firewall-chart .chart-pane").query();
        double width = chart.getBoundsInLocal().getWidth();
        // All that was blocked came in the last sixteen minutes, which end at the right edge.
        robot.interact(() -> robot.drag(chart.localToScreen(width - 130, 60).getX(), chart.localToScreen(0, 60).getY()));
        robot.dropTo(chart.localToScreen(width - 2, 60).getX(), chart.localToScreen(0, 60).getY());
        stand.until(robot, () -> answer(robot).contains(" blocked by t-api-perimeter from 2"));
        assertThat(answer(robot)).startsWith("40 of ");
        assertThat(chips(robot)).singleElement().asString().endsWith(" UTC  ✕");
        robot.interact(() -> robot.lookup(".filter-chip").queryButton().fire());
        stand.until(robot, () -> answer(robot).startsWith("40 of 640 "));

        robot.clickOn("#firewall-span");
        robot.interact(() -> {
            robot.lookup("#firewall-from").queryAs(TextField.class).setText("yesterday");
            robot.lookup("#firewall-span-look").queryButton().fire();
        });
        assertThat(robot.lookup("#firewall-span-wrong").queryLabeled().getText()).isEqualTo(Words.SPAN_WRONG);
        String since = Format.utc(LaterClock.START.minusSeconds(20_000));
        robot.interact(() -> {
            robot.lookup("#firewall-from").queryAs(TextField.class).setText(since);
            robot.lookup("#firewall-to").queryAs(TextField.class).setText(Format.utc(LaterClock.START.minusSeconds(1_000)));
            robot.lookup("#firewall-span-look").queryButton().fire();
        });
        stand.until(robot, () -> answer(robot).startsWith("0 of "));
        assertThat(chips(robot)).singleElement().asString().startsWith(since + " to ");
    }

    private static WebAcls.Summary unlogged(int rules) {
        List<RuleSummary> all = new ArrayList<>();
        for (int i = 0; i < rules; i++) {
            boolean group = i % 5 == 4;
            all.add(new RuleSummary(
                    group ? "managed-" + i : "rule-" + i,
                    i,
                    group ? "managed group" : "match",
                    group ? "AWS/AWSManagedRulesCommonRuleSet" : "URI path starts with “/area-" + i + "/”",
                    group ? "as in the group" : List.of("block", "count", "captcha", "monetize").get(i % 4),
                    i == 0 ? RuleSummary.Place.FIRST : RuleSummary.Place.OWN,
                    "metric-" + i,
                    true,
                    group ? 700 : 2 + i,
                    group ? List.of("NoUserAgent_HEADER: count") : List.of(),
                    group ? new RuleSummary.Group("AWS", "AWSManagedRulesCommonRuleSet") : null));
        }
        return new WebAcls.Summary(
                "t-quiet", "9a", "arn:aws:wafv2:us-east-1:111122223333:global/webacl/t-quiet/9a", WafAction.ALLOW, 1_400, all,
                null, null, "t-quiet", true, null, List.of());
    }

    /** Each rule of the web ACL with 60 - i hits a period in the last ten of sixty, and 500 allowed in each of all. */
    private static Metered metered(WebAcls.Summary acl) {
        List<MetricSeries> series = new ArrayList<>();
        long blocked = 0;
        for (int i = 0; i < acl.rules().size(); i++) {
            boolean blocks = i % 4 == 0;
            series.add(series(Of.RULE, "metric-" + i, blocks ? "BlockedRequests" : "CountedRequests", 60 - i, 10));
            blocked += blocks ? 60 - i : 0;
        }
        series.add(series(Of.RULE, "t-quiet", "AllowedRequests", 500, 60));
        series.add(series(Of.ALL, "ALL", "AllowedRequests", 500, 60));
        series.add(series(Of.ALL, "ALL", "BlockedRequests", blocked, 10));
        series.add(series(Of.COUNTRY, "DE", "AllowedRequests", 300, 60));
        series.add(series(Of.COUNTRY, "US", "AllowedRequests", 200, 60));
        series.add(series(Of.LABEL, "awswaf:managed:aws:bot-control:bot:category:http_library", "AllowedRequests", 20, 60));
        return new Metered(acl, LaterClock.START.minus(Duration.ofHours(3)), Duration.ofMinutes(3), 60, series, List.of(), List.of());
    }

    private static MetricSeries series(Of of, String name, String metric, long value, int last) {
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            values.add(i < 60 - last ? 0 : value);
        }
        return new MetricSeries(of, name, metric, values);
    }

    private void withoutLog(int rules) {
        acls = () -> List.of(unlogged(rules));
        metering = (acl, since, until) -> metered(acl);
    }

    @Test
    void withMetricsAloneTheRulesHaveHitsAndWhatToSwitchOnIsSaid(FxRobot robot) {
        ready(robot);
        withoutLog(3);
        go(robot, Place.of("firewall", "acl", "t-quiet"));
        // 60 a period in ten of them; 60 * 500 beside.
        stand.until(robot, () -> answer(robot).equals("600 of 30,600 requests blocked by t-quiet in the last 3 hours, 2.0 %."));
        assertThat(line(robot, "rule-0").hits()).isEqualTo(600);
        assertThat(line(robot, "rule-1").hits()).isEqualTo(590);
        assertThat(line(robot, "Default action").hits()).isEqualTo(30_000);
        assertThat(robot.lookup("#firewall-requests").tryQuery()).isEmpty();
        List<String> said = robot.lookup("#firewall-untold .label").queryAllAs(Label.class).stream()
                .map(Label::getText)
                .toList();
        assertThat(said)
                .contains("t-quiet does not log. Hits and the chart come from metrics, which need no log.")
                .contains("aws logs create-log-group --region us-east-1 --log-group-name aws-waf-logs-t-quiet");
        assertThat(robot.lookup("#firewall-source").queryLabeled().getText()).startsWith("Counted by CloudWatch metrics");

        robot.interact(() -> facet(robot, "DE, ").fire());
        stand.until(robot, () -> answer(robot).startsWith("0 of 18,000 requests that fit the filter"));
        robot.interact(() -> facet(robot, "Blocked, ").fire());
        stand.until(robot, () -> answer(robot).startsWith("600 of 600 requests that fit the filter"));
        assertThat(chips(robot)).containsExactly("Action: Blocked  ✕");
        // The metrics of a rule do not say which of its hits these are.
        assertThat(line(robot, "rule-1").hits()).isEqualTo(-1);
        assertThat(robot.lookup("#firewall-source").queryLabeled().getText()).endsWith(Words.VALUES_OF_ALL);
    }

    @Test
    void aFilterThatMetricsDoNotTellFailsWithTheLogAndGoesWithIt(FxRobot robot) {
        ready(robot);
        robot.clickOn("#legend-blocked");
        robot.interact(() -> facet(robot, "DE, ").fire());
        stand.until(robot, () -> chips(robot).size() == 2 && answer(robot).contains(" that fit the filter"));
        metering = (acl, since, until) -> metered(unlogged(0));
        unread = Optional.of(Trouble.denied("logs:FilterLogEvents"));
        stand.until(robot, () -> robot.lookup(".banner .label").queryAllAs(Label.class).stream()
                .anyMatch(label -> label.getText().contains("logs:FilterLogEvents")));
        assertThat(chips(robot)).containsExactly("Action: Blocked  ✕", "Country: DE  ✕");

        WebAcls.Summary silent = new WebAcls.Summary(
                ACL.name(), ACL.id(), ACL.arn(), ACL.defaultAction(), 1_127, ACL.rules(), null);
        acls = () -> List.of(silent);
        robot.interact(() -> stand.desk().navigation().go(Place.of("overview")));
        robot.interact(() -> stand.desk().navigation().go(Place.of("firewall")));
        stand.until(robot, () -> answer(robot).startsWith("0 of 30,000 requests blocked by t-api-perimeter"));
        assertThat(chips(robot)).isEmpty();
        Activity.Notice notice = stand.desk().activity().notice().get();
        assertThat(notice == null ? "" : notice.sentence())
                .isEqualTo("The filter was taken away: metrics do not tell Action: Blocked, Country: DE, and there is no log.");
    }

    @Test
    void aLogThatMayNotBeReadLeavesTheMetrics(FxRobot robot) {
        ready(robot);
        unread = Optional.of(Trouble.denied("logs:FilterLogEvents"));
        acls = () -> List.of(other("t-quiet"));
        metering = (acl, since, until) -> metered(unlogged(0));
        go(robot, Place.of("firewall", "acl", "t-quiet"));
        stand.until(robot, () -> answer(robot).startsWith("0 of 30,000 requests blocked by t-quiet"));
        assertThat(robot.lookup(".banner .label").queryAllAs(Label.class).stream().map(Label::getText))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("The log group aws-waf-logs-t-quiet was not read, so single requests are not shown: ")
                        .contains("logs:FilterLogEvents"));
    }

    @Test
    void pictures(FxRobot robot) {
        Runnable chosen = () -> selectBlocked(robot);
        stand.pictures(robot, "firewall");
        stand.pictures(robot, "firewall-request", chosen);
        stand.smallPictures(robot, "firewall-small", chosen);
        stand.smallPictures(robot, "firewall-filtered", () -> stand.filter(robot, "#firewall-filter", "captcha"));
        stand.pictures(robot, "firewall-chosen", () -> {
            robot.clickOn("#legend-blocked");
            stand.settle(robot);
        });
        withoutLog(3);
        stand.pictures(robot, "firewall-metrics");
        withoutLog(60);
        stand.pictures(robot, "firewall-many");
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

    @Test
    void picturesOfStates(FxRobot robot) {
        stand.states(
                robot,
                "firewall",
                EnumSet.of(Standing.STALE, Standing.PARTIAL, Standing.REREADING, Standing.LOADING),
                state -> {
                    // What is read again each half second in this test would end the state.
                    page.page().hide();
                    state.of(page.model().answer, "cloudwatch:GetMetricData");
                });
    }
}
