package dev.sallyport.views.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.log.LogEvent;
import dev.sallyport.core.log.LogGroupInfo;
import dev.sallyport.core.log.LogGroups;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.views.kit.LaterClock;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Silent;
import dev.sallyport.views.kit.Trouble;
import dev.sallyport.views.shell.Stand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The page over a real store with logs in AWS's form. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class LogPageTest {
    /** The page shows these names, so they are the same at each run. */
    private static final Path SHOWN = Path.of("target", "log-page");

    private static final int LINES = 1_000;
    private static final List<String> ACTIONS = List.of("ALLOW", "ALLOW", "ALLOW", "BLOCK", "CAPTCHA");

    private static final List<LogGroupInfo> GROUPS = List.of(
            new LogGroupInfo(new LogPlace("us-east-1", "aws-waf-logs-t-api"), 30, 1_204_000, Instant.EPOCH),
            new LogGroupInfo(new LogPlace("eu-central-1", "/sallyport/t-api/edge"), null, 9_100, Instant.EPOCH));

    @TempDir
    private Path folder;

    private Stand stand;
    private LogPage page;
    private final List<LogStore> stores = new CopyOnWriteArrayList<>();
    private volatile Callable<LogGroups.Listing> listing = () -> new LogGroups.Listing(GROUPS, Map.of());
    private long blocked;
    private volatile boolean standardLog;

    @Start
    void start(Stage stage) {
        stand = new Stand(stage, "log", desk -> {
            page = new LogPage(
                    desk,
                    new LogSources(
                            this::store,
                            () -> listing.call(),
                            (into, place, from) -> into.load(place.group(), events(from)),
                            id -> id.equals("E2EXAMPLE12345") ? List.of(GROUPS.getFirst().place()) : List.of()));
            return page.page();
        });
    }

    private LogStore store() {
        LogStore store = LogStore.open(new Home(folder));
        stores.add(store);
        return store;
    }

    @AfterEach
    void close() {
        stores.forEach(LogStore::close);
    }

    /** Two records, one before and one after {@code from}: only the later one is read. */
    private List<LogEvent> events(Instant from) {
        return Stream.of(LaterClock.START.minusSeconds(60), LaterClock.START.minus(Duration.ofDays(2)))
                .filter(from::isBefore)
                .map(at -> new LogEvent(
                        at, "us-east-1", "aws-waf-logs-t-api", "s", standardLog ? standard(at) : record(at)))
                .toList();
    }

    /** Standard log in JSON, see CloudFront Developer Guide, "Standard logging reference". */
    private static String standard(Instant at) {
        return Json.MAPPER
                .createObjectNode()
                .put("date", at.toString().substring(0, 10))
                .put("time", at.toString().substring(11, 19))
                .put("x-edge-location", "FRA50")
                .put("sc-bytes", "1")
                .put("c-ip", "203.0.113.9")
                .put("cs-method", "GET")
                .put("cs(Host)", "d111.cloudfront.net")
                .put("cs-uri-stem", "/pets")
                .put("sc-status", "200")
                .put("x-edge-result-type", "Hit")
                .put("x-edge-request-id", "r")
                .toString();
    }

    private static String record(Instant at) {
        return "{\"timestamp\":%d,\"webaclId\":\"a\",\"terminatingRuleId\":\"Default_Action\",\"action\":\"ALLOW\","
                .formatted(at.toEpochMilli()) + "\"httpRequest\":{\"clientIp\":\"203.0.113.9\",\"requestId\":\"" + at + "\"}}";
    }

    @Test
    void logGroupsOfTheAccountAreChosenAndRead(FxRobot robot) {
        robot.clickOn(Words.CHOOSE_GROUPS);
        stand.until(robot, () -> robot.lookup("aws-waf-logs-t-api").tryQuery().isPresent());
        robot.clickOn("#log-group-filter").write("waf");
        stand.until(robot, () -> robot.lookup("#log-group-table").queryAs(TableView.class).getItems().size() == 1);
        robot.clickOn("aws-waf-logs-t-api");
        robot.clickOn(Words.READ_GROUPS);
        stand.until(robot, () -> robot.lookup("#log-range").tryQuery().isPresent());
        stand.until(robot, () -> robot.lookup("Rows 1 to 1 of 1").tryQuery().isPresent());
    }

    @Test
    void aDistributionBringsItsStandardLog(FxRobot robot) {
        robot.interact(() -> stand.shell().page().show(Place.of("log", "distribution", "E2EXAMPLE12345")));
        stand.until(robot, () -> robot.lookup("Rows 1 to 1 of 1").tryQuery().isPresent());
        robot.interact(() -> stand.shell().page().show(Place.of("log", "distribution", "E9")));
        stand.until(robot, () -> robot.lookup(Words.NO_ACCESS_LOG).tryQuery().isPresent()
                || robot.lookup("✕ " + Words.NO_ACCESS_LOG).tryQuery().isPresent());
    }

    /** Web ACL traffic logs, see AWS WAF Developer Guide, "Log fields for web ACL traffic". */
    private Path waf() throws IOException {
        Random random = new Random(11);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            String action = ACTIONS.get(random.nextInt(ACTIONS.size()));
            blocked += action.equals("BLOCK") ? 1 : 0;
            // In AWS's order: a record is shown as it was written, and only what is in sight has cells.
            ObjectNode line = Json.MAPPER.createObjectNode()
                    .put("timestamp", 1_795_392_000_000L + i * 3_600L)
                    .put("formatVersion", 1)
                    .put("webaclId", "arn:aws:wafv2:us-east-1:111122223333:global/webacl/t-api/7f0e3b1c")
                    .put("terminatingRuleId", action.equals("ALLOW") ? "Default_Action" : "AWSManagedRulesCommonRuleSet")
                    .put("terminatingRuleType", action.equals("ALLOW") ? "REGULAR" : "MANAGED_RULE_GROUP")
                    .put("action", action)
                    .put("httpSourceName", "CF")
                    .put("httpSourceId", "111122223333-CloudFront");
            ObjectNode request = line.putObject("httpRequest")
                    .put("clientIp", "203.0.113." + random.nextInt(250))
                    .put("country", List.of("DE", "US", "FR", "BR").get(random.nextInt(4)));
            request.putArray("headers").addObject().put("name", "host").put("value", "d111.cloudfront.net");
            request.put("uri", "/pets/" + random.nextInt(90))
                    .put("args", "")
                    .put("httpVersion", "HTTP/2.0")
                    .put("httpMethod", "GET")
                    .put("requestId", "r" + i);
            lines.append(line).append('\n');
        }
        return Files.writeString(folder.resolve("aws-waf-logs.jsonl"), lines.append("{broken\n"));
    }

    private void open(FxRobot robot) throws IOException {
        open(robot, waf());
    }

    private void open(FxRobot robot, Path file) {
        robot.interact(() -> page.open(List.of(file)));
        stand.until(robot, () -> robot.lookup(".table-view").tryQuery().isPresent());
        stand.settle(robot);
    }

    @Test
    void aConditionNarrowsRowsHistogramAndValues(FxRobot robot) throws IOException {
        stand.settle(robot);
        assertThat(robot.lookup("No log is open").tryQuery()).isPresent();
        open(robot);
        assertThat(robot.lookup(".page-answer").queryLabeled().getText())
                .isEqualTo("1,000 WAF records. 1 line did not parse.");
        assertThat(robot.lookup("#log-range").queryLabeled().getText()).isEqualTo("Rows 1 to 200 of 1,000");
        robot.clickOn("#log-later");
        stand.settle(robot);
        assertThat(robot.lookup("#log-range").queryLabeled().getText()).isEqualTo("Rows 201 to 400 of 1,000");
        robot.clickOn("#log-where").write("action = 'BLOCK'").push(KeyCode.ENTER);
        stand.settle(robot);
        assertThat(robot.lookup("#log-range").queryLabeled().getText()).endsWith(" of " + blocked);
        TableView<?> table = robot.lookup(".table-view").query();
        assertThat(table.getItems()).hasSize((int) Math.min(200, blocked));
        assertThat(Silent.stops(stand.shell().root())).isEmpty();
    }

    @Test
    void aConditionThatCannotBeAnsweredIsSaidBesideIt(FxRobot robot) throws IOException {
        open(robot);
        robot.clickOn("#log-where").write("colour = 'red'").push(KeyCode.ENTER);
        stand.settle(robot);
        assertThat(robot.lookup("#log-objection").queryLabeled().getText()).contains("colour");
        assertThat(robot.lookup(".table-view").tryQuery()).isPresent();
    }

    @Test
    void aConditionThatNothingFulfilsIsNamedAndCleared(FxRobot robot) throws IOException {
        open(robot);
        robot.clickOn("#log-where").write("country = 'XX'").push(KeyCode.ENTER);
        stand.settle(robot);
        assertThat(robot.lookup("Nothing fulfils “country = 'XX'” in 1,000 records").tryQuery()).isPresent();
        robot.clickOn("Clear");
        stand.settle(robot);
        assertThat(robot.lookup("#log-range").queryLabeled().getText()).isEqualTo("Rows 1 to 200 of 1,000");
    }

    @Test
    void aPlaceShowsItsOwnRecordsWhateverWasAskedBefore(FxRobot robot) throws IOException {
        open(robot);
        robot.clickOn("#log-where").write("country = 'DE'").push(KeyCode.ENTER);
        stand.settle(robot);
        standardLog = true;
        robot.interact(() -> stand.desk().navigation().go(Place.of("overview")));
        robot.interact(() -> stand.desk().navigation().go(Place.of("log", "distribution", "E2EXAMPLE12345")));
        stand.until(robot, () -> robot.lookup("Rows 1 to 1 of 1").tryQuery().isPresent());
        assertThat(robot.lookup("#log-where").queryAs(TextField.class).getText()).isEmpty();
        assertThat(robot.lookup("#log-kind").queryAs(ComboBox.class).getValue()).isEqualTo(LogKind.CLOUDFRONT);
    }

    @Test
    void brushingTheHistogramNarrowsToThatTime(FxRobot robot) throws IOException {
        open(robot);
        robot.clickOn("#log-where").write("uri = '/none' OR true").push(KeyCode.ENTER);
        stand.settle(robot);
        var chart = robot.lookup("#log-chart").query();
        var bounds = chart.localToScreen(chart.getBoundsInLocal());
        double y = bounds.getMinY() + 50;
        robot.drag(bounds.getMinX() + 60, y, MouseButton.PRIMARY).dropTo(bounds.getMinX() + 160, y);
        stand.settle(robot);
        String range = robot.lookup("#log-range").queryLabeled().getText();
        long matched = Long.parseLong(range.substring(range.lastIndexOf(' ') + 1).replace(",", ""));
        assertThat(matched).isBetween(20L, 400L);
    }

    @Test
    void aRecordIsShownAsItWasWritten(FxRobot robot) throws IOException {
        open(robot);
        TableView<?> table = robot.lookup(".table-view").query();
        robot.interact(() -> table.getSelectionModel().select(0));
        stand.settle(robot);
        assertThat(robot.lookup("\"formatVersion\"").tryQuery()).isPresent();
    }

    @Test
    void pictures(FxRobot robot) throws IOException {
        stand.smallPictures(robot, "logs-empty");
        Path file = waf();
        Runnable open = () -> open(robot, file);
        Runnable chosen = () -> robot.interact(() -> robot.lookup(".table-view")
                .<TableView<?>>query()
                .getSelectionModel()
                .select(3));
        stand.pictures(robot, "logs", open);
        stand.pictures(robot, "logs-record", open, chosen);
        stand.smallPictures(robot, "logs-small", open, chosen);
    }

    @Test
    void picturesOfTrouble(FxRobot robot) throws IOException {
        Path file = waf();
        // A gzip file that breaks off, as one that is still being written.
        Path cut = Files.createDirectories(SHOWN).resolve("cut.jsonl.gz");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(Files.readAllBytes(file));
        }
        Files.write(cut, Arrays.copyOf(packed.toByteArray(), packed.size() * 2 / 3));
        stand.smallPictures(robot, "logs-partial", () -> open(robot, cut));
        stand.smallPictures(robot, "logs-failed", () -> {
            robot.interact(() -> page.open(List.of(SHOWN.resolve("gone.jsonl"))));
            stand.until(robot, () -> robot.lookup(".toast").tryQuery().isPresent());
        });
    }

    @Test
    void picturesOfGroups(FxRobot robot) {
        Runnable open = () -> robot.clickOn(Words.CHOOSE_GROUPS);
        stand.smallPictures(robot, "logs-groups", open);
        listing = () -> new LogGroups.Listing(GROUPS, Map.of("sa-east-1", Trouble.denied("logs:DescribeLogGroups")));
        stand.smallPictures(robot, "logs-groups-partial", open);
        listing = () -> new LogGroups.Listing(List.of(), Map.of("us-east-1", Trouble.denied("logs:DescribeLogGroups")));
        stand.smallPictures(robot, "logs-groups-denied", open);
        listing = () -> {
            throw Trouble.throttled();
        };
        stand.smallPictures(robot, "logs-groups-failed", open);
        listing = () -> new LogGroups.Listing(List.of(), Map.of());
        stand.smallPictures(robot, "logs-groups-empty", open);
    }
}
