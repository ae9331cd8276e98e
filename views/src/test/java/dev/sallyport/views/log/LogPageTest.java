package dev.sallyport.views.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.log.LogEvent;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.log.LogGroupInfo;
import dev.sallyport.core.log.LogGroups;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.views.kit.LaterClock;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Silent;
import dev.sallyport.views.kit.Standing;
import dev.sallyport.views.kit.TableChoices;
import dev.sallyport.views.kit.Trouble;
import dev.sallyport.views.shell.Stand;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javafx.event.Event;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ContextMenuEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.PickResult;
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
                            id -> id.equals("E2EXAMPLE12345") ? List.of(GROUPS.getFirst().place()) : List.of(),
                            Stand.unmasks(new Home(folder))),
                    new TableChoices(new Home(folder)));
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

    /** How many records fulfil the condition, and of when they are; empty before the first answer. */
    private static String range(FxRobot robot) {
        return robot.lookup("#log-range").<Label>tryQuery().map(Label::getText).orElse("");
    }

    private static TableView<LogRow> table(FxRobot robot) {
        return robot.lookup(".table-view").query();
    }

    /** The words of the cells in sight of the column of that number. */
    private static List<String> cells(FxRobot robot, int column) {
        return robot.lookup(".table-row-cell").<TableRow<?>>queryAll().stream()
                .filter(row -> !row.isEmpty())
                .map(row -> (TableCell<?, ?>) row.getChildrenUnmodifiable().get(column))
                .map(cell -> ((Label) cell.getGraphic()).getText())
                .toList();
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
        stand.until(robot, () -> range(robot).startsWith("1 record, "));
    }

    @Test
    void aDistributionBringsItsStandardLog(FxRobot robot) {
        robot.interact(() -> stand.shell().page().show(Place.of("log", "distribution", "E2EXAMPLE12345")));
        stand.until(robot, () -> range(robot).startsWith("1 record, "));
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
        // The first at 00:00:00 and one each 3.6 seconds.
        assertThat(range(robot)).isEqualTo("1,000 records, 2026-11-23 00:00:00 to 00:59:56 UTC");
        robot.clickOn("#log-where").write("action = 'BLOCK'").push(KeyCode.ENTER);
        stand.settle(robot);
        assertThat(range(robot)).startsWith(blocked + " of 1,000 records, 2026-11-23 ");
        assertThat(table(robot).getItems()).hasSize((int) blocked);
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
        assertThat(range(robot)).startsWith("1,000 records");
    }

    @Test
    void aPlaceShowsItsOwnRecordsWhateverWasAskedBefore(FxRobot robot) throws IOException {
        open(robot);
        robot.clickOn("#log-where").write("country = 'DE'").push(KeyCode.ENTER);
        stand.settle(robot);
        standardLog = true;
        robot.interact(() -> stand.desk().navigation().go(Place.of("overview")));
        robot.interact(() -> stand.desk().navigation().go(Place.of("log", "distribution", "E2EXAMPLE12345")));
        stand.until(robot, () -> range(robot).startsWith("1 record, "));
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
        String narrow = range(robot);
        assertThat(Long.parseLong(narrow.substring(0, narrow.indexOf(' ')))).isBetween(20L, 400L);
        // The typed condition stays as it is, and another brush takes the place of the first.
        assertThat(robot.lookup("#log-where").queryAs(TextField.class).getText()).isEqualTo("uri = '/none' OR true");
        robot.drag(bounds.getMinX() + 60, y, MouseButton.PRIMARY).dropTo(bounds.getMinX() + 160, y);
        stand.settle(robot);
        assertThat(chips(robot)).hasSize(1);
        robot.clickOn(".filter-chip");
        stand.settle(robot);
        assertThat(range(robot)).startsWith("1,000 records");
    }

    private static List<String> chips(FxRobot robot) {
        return robot.lookup(".filter-chip").<Button>queryAll().stream().map(Button::getText).toList();
    }

    private static TableColumn<LogRow, ?> column(FxRobot robot, String title) {
        return table(robot).getColumns().stream()
                .filter(each -> each.getText().equals(title))
                .findFirst()
                .orElseThrow();
    }

    /** What two presses on the head of a column do; the headless platform takes each for the one that opens a menu. */
    private void falling(FxRobot robot, String title) {
        robot.interact(() -> {
            column(robot, title).setSortType(TableColumn.SortType.DESCENDING);
            table(robot).getSortOrder().setAll(List.of(column(robot, title)));
        });
        stand.settle(robot);
    }

    @Test
    void aColumnThatWasChosenIsThereAgain(FxRobot robot) throws IOException {
        open(robot);
        assertThat(column(robot, "host").isVisible()).isFalse();
        assertThat(table(robot).isTableMenuButtonVisible()).isTrue();
        robot.interact(() -> {
            column(robot, "host").setVisible(true);
            column(robot, "URI").setVisible(false);
        });
        assertThat(new TableChoices(new Home(folder)).of("log.waf").shown()).isEqualTo(Map.of("host", true, "URI", false));
        robot.interact(() -> stand.shell().root().getScene().getWindow().setWidth(1024));
        stand.until(robot, () -> !column(robot, "Country").isVisible());
        assertThat(column(robot, "host").isVisible()).isTrue();
        assertThat(column(robot, "URI").isVisible()).isFalse();
    }

    @Test
    void allRowsAreSortedAndReadWhereTheyComeIntoSight(FxRobot robot) throws IOException {
        open(robot);
        falling(robot, "Time (UTC)");
        stand.until(robot, () -> cells(robot, 0).contains("00:59:56.400"));
        assertThat(table(robot).getItems()).hasSize(LINES);
        robot.interact(() -> table(robot).scrollTo(LINES - 1));
        stand.until(robot, () -> cells(robot, 0).contains("00:00:00.000"));
        robot.interact(() -> table(robot).getSelectionModel().select(LINES - 1));
        stand.until(robot, () -> robot.lookup("2026-11-23 00:00:00 UTC").tryQuery().isPresent());
    }

    @Test
    void manyRowsAreScrolledWithoutReadingThem(FxRobot robot) throws IOException {
        Path file = folder.resolve("many.jsonl");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < 300_000; i++) {
                out.write("{\"timestamp\":" + (1_795_392_000_000L + i));
                out.write(",\"action\":\"ALLOW\",\"httpRequest\":{}}\n");
            }
        }
        open(robot, file);
        assertThat(table(robot).getItems()).hasSize(300_000);
        robot.interact(() -> table(robot).scrollTo(299_999));
        // 300,000 milliseconds after the first, less one.
        stand.until(robot, () -> cells(robot, 0).contains("00:04:59.999"));
        falling(robot, "Time (UTC)");
        stand.until(robot, () -> table(robot).getItems().get(0).id() == 299_999);
    }

    @Test
    void aPressedValueStandsBesideTheOthersOfItsField(FxRobot robot) throws IOException {
        open(robot);
        robot.clickOn(robot.from(robot.lookup(".facets").queryParent()).lookup("CommonRuleSet").queryLabeled());
        stand.until(robot, () -> chips(robot).equals(List.of("terminatingRuleId is AWSManagedRulesCommonRuleSet  ✕")));
        stand.settle(robot);
        long ruled = Long.parseLong(range(robot).substring(0, range(robot).indexOf(' ')));
        assertThat(ruled).isBetween(blocked, LINES - 1L);
        assertThat(robot.lookup("Default action").tryQuery()).as("its alternative").isPresent();
        robot.clickOn("#log-where").write("country = 'DE' OR country = 'US'").push(KeyCode.ENTER);
        stand.settle(robot);
        robot.clickOn("#log-where").push(KeyCode.ESCAPE);
        stand.settle(robot);
        assertThat(range(robot)).startsWith(ruled + " of ");
        robot.push(KeyCode.UP);
        assertThat(robot.lookup("#log-where").queryAs(TextField.class).getText())
                .isEqualTo("country = 'DE' OR country = 'US'");
    }

    @Test
    void aValueIsLeftOutFromTheMenuOfARow(FxRobot robot) throws IOException {
        open(robot);
        // The headless platform asks for no menu by itself.
        robot.interact(() -> {
            Node badge = robot.lookup("✕ Blocked").query();
            table(robot).getSelectionModel().select(table(robot).getItems().get(0));
            PickResult at = new PickResult(badge, 0, 0);
            Event.fireEvent(
                    badge,
                    new ContextMenuEvent(ContextMenuEvent.CONTEXT_MENU_REQUESTED, 0, 0, 300, 300, false, at));
        });
        robot.clickOn("Leave out action BLOCK");
        stand.until(robot, () -> chips(robot).equals(List.of("action is not BLOCK  ✕")));
        stand.settle(robot);
        assertThat(range(robot)).startsWith(LINES - blocked + " of 1,000 records");
        assertThat(cells(robot, 1)).noneMatch(word -> word.contains("Blocked"));
    }

    @Test
    void aSourceTellsWhatItBroughtAndIsRemoved(FxRobot robot) throws IOException {
        open(robot);
        Path other = Files.writeString(folder.resolve("other.jsonl"), record(LaterClock.START) + "\n");
        robot.interact(() -> page.open(List.of(other)));
        stand.until(robot, () -> range(robot).startsWith("1,001 records"));
        assertThat(robot.lookup("WAF, 1 record").tryQuery()).isPresent();
        robot.clickOn(robot.lookup("#log-source-remove").queryButton());
        stand.until(robot, () -> range(robot).startsWith("1 record, "));
        robot.clickOn("#log-source-remove");
        stand.until(robot, () -> robot.lookup("No log is open").tryQuery().isPresent());
    }

    @Test
    void theRowsOfTheAnswerAreExported(FxRobot robot) throws IOException {
        open(robot);
        robot.clickOn("#log-where").write("action = 'BLOCK'").push(KeyCode.ENTER);
        stand.settle(robot);
        Path file = folder.resolve("blocked.csv");
        robot.interact(() -> page.export(file));
        stand.until(robot, () -> Files.exists(file));
        assertThat(Files.readAllLines(file))
                .hasSize((int) blocked + 1)
                .allMatch(line -> line.contains(",BLOCK,") || line.startsWith("timestamp,action,"));
    }

    @Test
    void aRecordIsShownAsItWasWritten(FxRobot robot) throws IOException {
        open(robot);
        robot.interact(() -> table(robot).getSelectionModel().select(0));
        stand.settle(robot);
        assertThat(robot.lookup("2026-11-23 00:00:00 UTC").tryQuery()).isPresent();
        robot.clickOn(Words.TREE);
        stand.until(robot, () -> robot.lookup("\"formatVersion\"").tryQuery().isPresent());
        String line = Files.readAllLines(folder.resolve("aws-waf-logs.jsonl")).getFirst();
        assertThat(robot.lookup("#log-line").queryAs(TextArea.class).getText()).isEqualTo(line);
        robot.clickOn("#log-record-copy");
        robot.interact(() -> assertThat(Clipboard.getSystemClipboard().getString()).isEqualTo(line));
    }

    private static final String SECRET = "Zx9Secret7Qw";

    /** As a browser sends it. */
    private Path signedIn() throws IOException {
        // Marks are the same in every picture.
        Files.writeString(folder.resolve("masking.key"), "k".repeat(32));
        ObjectNode line = (ObjectNode) Json.MAPPER.readTree(record(LaterClock.START));
        ObjectNode request = (ObjectNode) line.path("httpRequest");
        request.put("country", "DE").put("uri", "/login").put("httpMethod", "GET").put("requestId", "r1");
        request.put("args", "page=2&code=" + SECRET);
        request.putArray("headers")
                .add(Json.MAPPER.createObjectNode().put("name", "host").put("value", "d111.cloudfront.net"))
                .add(Json.MAPPER.createObjectNode().put("name", "user-agent").put("value", "Mozilla/5.0"))
                .add(Json.MAPPER.createObjectNode().put("name", "cookie").put("value", "session=" + SECRET))
                .add(Json.MAPPER.createObjectNode().put("name", "authorization").put("value", "Bearer " + SECRET));
        return Files.writeString(folder.resolve("signed-in.jsonl"), line + "\n");
    }

    private String line(FxRobot robot) {
        return robot.lookup("#log-line").tryQueryAs(TextArea.class).map(TextArea::getText).orElse("");
    }

    @Test
    void secretsAreShownForAReasonUntilTheConsoleIsLocked(FxRobot robot) throws IOException {
        open(robot, signedIn());
        robot.interact(() -> table(robot).getSelectionModel().select(0));
        stand.until(robot, () -> line(robot).contains("session=•••"));
        assertThat(line(robot)).doesNotContain(SECRET);
        robot.clickOn("Show masked values");
        stand.until(robot, () -> robot.lookup("#unmask-reason").tryQuery().isPresent());
        robot.clickOn("#unmask-reason").write("INC-7").push(KeyCode.ENTER);
        stand.until(robot, () -> line(robot).contains("session=" + SECRET));
        assertThat(new Ledger(new Home(folder), Clock.systemUTC()).entries()).singleElement().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("logs.unmask");
            assertThat(entry.reason()).isEqualTo("INC-7");
            assertThat(entry.subject()).isEqualTo("signed-in.jsonl");
        });
        robot.interact(() -> assertThat(stand.shell().page().lock()).isTrue());
        stand.until(robot, () -> line(robot).contains("session=•••") && !table(robot).getItems().isEmpty());
        assertThat(line(robot)).doesNotContain(SECRET);
        assertThat(String.valueOf(table(robot).getItems().getFirst().values().get("args"))).startsWith("page=2&code=•••");
        // So does time.
        robot.clickOn("Show masked values").clickOn("#unmask-reason").write("INC-8").push(KeyCode.ENTER);
        stand.until(robot, () -> line(robot).contains("session=" + SECRET));
        stand.later(Duration.ofSeconds(61));
        stand.until(robot, () -> line(robot).contains("session=•••"));
    }

    @Test
    void picturesOfMaskedRecords(FxRobot robot) throws IOException {
        Path file = signedIn();
        Runnable open = () -> open(robot, file);
        Runnable chosen = () -> robot.interact(() -> table(robot).getSelectionModel().select(0));
        Runnable tree = () -> robot.clickOn(Words.TREE);
        stand.pictures(robot, "logs-masked", open, chosen, tree);
        stand.smallPictures(robot, "logs-unmask", open, chosen, () -> robot.clickOn("Show masked values"));
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
        stand.smallPictures(robot, "logs-unopened", () -> {
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

    @Test
    void picturesOfStates(FxRobot robot) throws IOException {
        Consumer<Standing> put = state -> state.of(page.model().answer, "logs:FilterLogEvents");
        stand.states(robot, "logs", EnumSet.of(Standing.DENIED, Standing.FAILED, Standing.LOADING), put);
        Path file = waf();
        stand.states(robot, "logs", EnumSet.of(Standing.STALE, Standing.REREADING), put, () -> open(robot, file));
    }
}
