package dev.sallyport.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.property.SimpleStringProperty;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** Tables, charts, details and JSON together on a page, as a reader meets them. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class GalleryTest {
    record Rule(String name, String arn, String action, long hits, List<Long> spark, Instant last) {}

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final Activity activity = new Activity(new LaterClock());
    private Appearance appearance;
    private Table<Rule> table;
    private JsonView json;
    private final SimpleStringProperty words = new SimpleStringProperty("");
    private StatePane<List<Rule>> state;
    private Stage stage;
    private final List<Instant> brushed = new ArrayList<>();

    @Start
    void start(Stage window) {
        stage = window;
        appearance = new Appearance();
        table = new Table<Rule>("Rules")
                .keyed(Rule::name)
                .text("Rule", 220, Rule::name)
                .node("Action", 110, rule -> Badge.actionWord(rule.action()), rule -> Badge.action(rule.action()))
                .number("Hits", 80, Rule::hits)
                .node("Last hour", 110, rule -> "", rule -> new Sparkline(Badge.actionTone(rule.action()), rule.name())
                        .show(rule.spark().stream().mapToLong(Long::longValue).toArray()))
                .time("Last hit (UTC)", 160, Rule::last)
                .id("ARN", 300, Rule::arn)
                .filter(words, rows -> Format.count(rows, "rule", "rules"));
        json = new JsonView("Record");
        json.show("{\"timestamp\":1,\"action\":\"BLOCK\",\"labels\":[{\"name\":\"awswaf:xss\"}],\"ok\":true,\"none\":null,\"empty\":{}}");
        List<String> tones = List.of(Css.ALLOWED, Css.COUNTED, Css.CHALLENGED, Css.BLOCKED, Css.UNKNOWN);
        TimeChart chart = new TimeChart(tones, "Requests over time").onBrush((from, to) -> {
            brushed.add(from);
            brushed.add(to);
        });
        chart.setId("chart");
        Random random = new Random(7);
        List<TimeChart.Bar> bars = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            bars.add(new TimeChart.Bar(
                    NOON.plusSeconds(60L * i),
                    Map.of(
                            Css.ALLOWED, 200L + random.nextInt(300),
                            Css.COUNTED, (long) random.nextInt(60),
                            Css.CHALLENGED, (long) random.nextInt(40),
                            Css.BLOCKED, i > 30 && i < 44 ? 400L + random.nextInt(200) : random.nextInt(30),
                            Css.UNKNOWN, (long) random.nextInt(30))));
        }
        chart.show(bars, Duration.ofMinutes(1));
        Legend legend = new Legend(tones);
        legend.show(Map.of(Css.ALLOWED, 21_034L, Css.BLOCKED, 6_120L, Css.COUNTED, 1_822L, Css.CHALLENGED, 1_190L, Css.UNKNOWN, 802L));
        VBox master = new VBox(legend, chart, table.node());
        master.getStyleClass().addAll(Css.STACKED, Css.PADDED);
        VBox.setVgrow(table.node(), Priority.ALWAYS);
        MasterDetail split = new MasterDetail(master, 0.68);
        VBox detail = new VBox(
                new KeyValues(activity)
                        .text("Rule", "CrossSiteScripting_QUERYARGUMENTS")
                        .id("Web ACL", "arn:aws:wafv2:us-east-1:111122223333:global/webacl/t-api-perimeter/7f0e3b1c-0000-4000-8000-1234567890ab")
                        .number("Hits", 6120)
                        .time("Last", NOON)
                        .node(),
                json.node());
        detail.getStyleClass().addAll(Css.STACKED_WIDE, Css.PADDED);
        split.open(detail);
        state = new StatePane<List<Rule>>(split.node(), rules -> table.rows(rules), () -> {}, activity).ageAbove();
        Page page = new Page("Firewall").answer(new SimpleStringProperty("6,120 requests were blocked in the last hour.")).body(state);
        state.show(new ViewState.Ready<>(rules()));
        Scene scene = new Scene(page.node(), 1280, 800);
        appearance.theme().set(Appearance.Theme.LIGHT);
        appearance.dress(scene);
        window.setScene(scene);
        // The stage is the one of the tests before, in their size.
        window.setWidth(1280);
        window.setHeight(800);
        window.show();
    }

    private static List<Rule> rules() {
        Random random = new Random(3);
        List<Rule> rules = new ArrayList<>();
        for (String name : List.of("AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesCommonRuleSet", "KnownBadInputs", "RateLimit", "GeoChallenge", "Unpublished")) {
            String action = List.of("BLOCK", "BLOCK", "COUNT", "BLOCK", "CHALLENGE", "-").get(rules.size());
            rules.add(new Rule(name, "arn:aws:wafv2:us-east-1:111122223333:global/rulegroup/" + name + "/7f0e3b1c-0000-4000-8000-1234567890ab",
                    action, random.nextInt(100_000), random.longs(30, 0, 50).boxed().toList(), NOON.plusSeconds(random.nextInt(3600))));
        }
        return rules;
    }

    @Test
    void whatATerminalWouldObeyIsCopiedAsAnEscape(FxRobot robot) {
        robot.interact(() -> Copy.text("a\u001b[201~\nb\u202e\r"));
        assertThat(clipboard(robot)).isEqualTo("a\\u001b[201~\nb\\u202e\\u000d");
    }

    @Test
    void aCellAndARowAreCopiedWhole(FxRobot robot) {
        robot.clickOn("AWSManagedRulesCommonRuleSet");
        robot.push(KeyCode.CONTROL, KeyCode.C);
        assertThat(clipboard(robot)).isEqualTo("AWSManagedRulesCommonRuleSet");
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.C);
        assertThat(clipboard(robot))
                .contains("\"arn\" : \"arn:aws:wafv2:us-east-1:111122223333:global/rulegroup/AWSManagedRulesCommonRuleSet/7f0e");
    }

    @Test
    void aRefreshKeepsTheSelectionAndAFilterNarrows(FxRobot robot) {
        robot.interact(() -> table.select(rule -> rule.name().equals("RateLimit")));
        List<Rule> fresh = rules().reversed();
        robot.interact(() -> state.show(new ViewState.Ready<>(fresh)));
        assertThat(table.node().getSelectionModel().getSelectedItem().name()).isEqualTo("RateLimit");
        robot.interact(() -> words.set("challenged"));
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void aFilterThatHidesEverythingIsNamedAndCleared(FxRobot robot) {
        robot.interact(() -> words.set("no such"));
        robot.interact(() -> table.node().layout());
        assertThat(robot.lookup("Nothing matches “no such” in 6 rules").tryQuery()).isPresent();
        robot.clickOn("Clear");
        assertThat(words.get()).isEmpty();
        assertThat(table.size()).isEqualTo(6);
        robot.interact(() -> state.show(new ViewState.Ready<>(List.of())));
        assertThat(robot.lookup("Nothing to show").tryQuery()).isPresent();
    }

    @Test
    void aRowThatIsWantedIsSelectedAndScrolledToOnceItIsThere(FxRobot robot) {
        List<Rule> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(new Rule("Rule" + i, "arn", "BLOCK", i, List.of(1L), NOON));
        }
        robot.interact(() -> {
            table.select(rule -> rule.name().equals("RateLimit"));
            words.set("Known");
            table.want(rule -> rule.name().equals("Rule250"));
        });
        assertThat(table.node().getSelectionModel().getSelectedItem()).isNull();
        assertThat(table.isWanting()).isTrue();
        robot.interact(() -> state.show(new ViewState.Ready<>(many)));
        assertThat(table.node().getSelectionModel().getSelectedItem().name()).isEqualTo("Rule250");
        assertThat(words.get()).isEmpty();
        assertThat(inSight(robot)).contains("Rule250");
        // The same list again: the reader chose another row, and comes back by the same way.
        robot.interact(() -> {
            table.select(rule -> rule.name().equals("Rule3"));
            table.node().scrollTo(0);
        });
        robot.interact(() -> table.want(rule -> rule.name().equals("Rule250")));
        assertThat(table.node().getSelectionModel().getSelectedItem().name()).isEqualTo("Rule250");
        assertThat(inSight(robot)).contains("Rule250");
    }

    private List<String> inSight(FxRobot robot) {
        robot.interact(() -> {
            stage.getScene().getRoot().applyCss();
            stage.getScene().getRoot().layout();
        });
        return texts(table.node());
    }

    @Test
    void whatStaysInItsPlaceKeepsTheFocusWhileItsStateChanges(FxRobot robot) {
        robot.interact(() -> table.node().requestFocus());
        SallyportException error = SallyportException.unavailable("SP-THROTTLED", "Rate exceeded.", "Wait a minute.");
        for (ViewState<List<Rule>> next : List.<ViewState<List<Rule>>>of(
                new ViewState.Rereading<>(new ViewState.Ready<>(rules()), NOON, NOON.plusSeconds(60)),
                new ViewState.Stale<>(rules(), NOON, error),
                new ViewState.Partial<>(rules(), List.of("Not all.")),
                new ViewState.Ready<>(rules()))) {
            robot.interact(() -> state.show(next));
            assertThat(table.node().isFocused()).as(next.getClass().getSimpleName()).isTrue();
        }
    }

    @Test
    void draggingOverTheChartBrushesASpan(FxRobot robot) {
        Bounds chart = robot.lookup("#chart").query().localToScreen(robot.lookup("#chart").query().getBoundsInLocal());
        double y = chart.getMinY() + 60;
        double left = chart.getMinX() + 48;
        double each = (chart.getWidth() - 48) / 60;
        robot.drag(left + 10.5 * each, y, MouseButton.PRIMARY).dropTo(left + 20.5 * each, y);
        assertThat(brushed).containsExactly(NOON.plusSeconds(600), NOON.plusSeconds(21 * 60));
    }

    @Test
    void theChartIsReadAndBrushedByKeysToo(FxRobot robot) {
        Node chart = robot.lookup("#chart").query();
        robot.interact(chart::requestFocus);
        robot.push(KeyCode.RIGHT).push(KeyCode.RIGHT);
        assertThat(chart.getAccessibleText()).startsWith("Requests over time. 2026-11-23 12:01:00 UTC").contains(" allowed");
        robot.push(KeyCode.SHIFT, KeyCode.RIGHT).push(KeyCode.SHIFT, KeyCode.RIGHT).push(KeyCode.ENTER);
        assertThat(brushed).containsExactly(NOON.plusSeconds(60), NOON.plusSeconds(240));
    }

    @Test
    void jsonKeepsItsShape() {
        assertThat(JsonView.lines(Json.MAPPER.createObjectNode().put("a", 1).set("b", Json.MAPPER.createArrayNode().add("x"))).stream()
                        .map(line -> line.stream().map(JsonView.Token::text).collect(Collectors.joining())))
                .containsExactly("{", "  \"a\": 1,", "  \"b\": [", "    \"x\"", "  ]", "}");
    }

    @ParameterizedTest
    @MethodSource("states")
    void everyStateSaysWhatIsSoAndWhatToDo(ViewState<List<Rule>> shown, String words, String button, FxRobot robot) {
        robot.interact(() -> state.show(shown));
        WaitForAsyncUtils.waitForAsync(5_000, () -> {
            WaitForAsyncUtils.waitFor(5, TimeUnit.SECONDS, () -> !state.getChildren().isEmpty());
            return true;
        });
        assertThat(texts(state)).anyMatch(text -> text.contains(words));
        if (!button.isEmpty()) {
            assertThat(robot.from(state).lookup(button).tryQuery()).isPresent();
        }
        assertThat(Silent.stops(state)).isEmpty();
    }

    static Stream<Arguments> states() {
        SallyportException error = SallyportException.unavailable("SP-THROTTLED", "Rate exceeded.", "Wait a minute and try again.")
                .withRequestId("4f1c-22");
        SallyportException denied = SallyportException.refused(
                "SP-DENIED", "Not authorized to perform wafv2:ListWebACLs.", "Ask for the permission.");
        return Stream.of(
                Arguments.of(new ViewState.Loading<List<Rule>>(), "Loading", ""),
                Arguments.of(
                        new ViewState.Empty<List<Rule>>("No web ACL yet", "Deploy a stack with one.",
                                Optional.of(Action.of("x.deploy", "Deploy a stack", () -> {}))),
                        "No web ACL yet", "Deploy a stack"),
                Arguments.of(new ViewState.Ready<>(rules()), "RateLimit", ""),
                Arguments.of(
                        new ViewState.Rereading<>(new ViewState.Ready<>(rules()), NOON, NOON.plusSeconds(90)),
                        "As of 12:00 UTC, reading", ""),
                Arguments.of(
                        new ViewState.Rereading<>(
                                new ViewState.Partial<>(rules(), List.of("Shield is not shown.")),
                                NOON,
                                NOON.plusSeconds(90_000)),
                        "As of 2026-11-23 12:00 UTC, reading", "Copy details"),
                Arguments.of(new ViewState.Stale<>(rules(), LaterClock.START.minusSeconds(300), error), "5 min ago", "Retry"),
                Arguments.of(
                        new ViewState.Partial<>(rules(), List.of("Shield is not shown: shield:ListProtections is denied.")),
                        "shield:ListProtections", "Copy details"),
                Arguments.of(new ViewState.Denied<List<Rule>>(denied), "wafv2:ListWebACLs", "Retry"),
                Arguments.of(new ViewState.Failed<List<Rule>>(error), "SP-THROTTLED · request 4f1c-22", "Copy details"));
    }

    private static List<String> texts(Parent root) {
        List<String> texts = new ArrayList<>();
        for (Node node : root.getChildrenUnmodifiable()) {
            if (node instanceof Labeled labeled && labeled.getText() != null) {
                texts.add(labeled.getText());
            }
            if (node.getAccessibleText() != null) {
                texts.add(node.getAccessibleText());
            }
            if (node instanceof Parent parent) {
                texts.addAll(texts(parent));
            }
        }
        return texts;
    }

    private static String clipboard(FxRobot robot) {
        String[] text = new String[1];
        robot.interact(() -> text[0] = Clipboard.getSystemClipboard().getString());
        return text[0];
    }

    @Test
    void pictures(FxRobot robot) {
        Pictures pictures = Pictures.ofTheFrame(appearance, stage.getScene().getRoot());
        pictures.inBothThemes(robot, () -> {
            pictures.take(robot, "gallery");
            robot.interact(() -> state.show(new ViewState.Stale<>(rules(), LaterClock.START.minusSeconds(300),
                    SallyportException.unavailable("SP-THROTTLED", "Rate exceeded.", "Wait a minute and try again."))));
            pictures.take(robot, "stale");
            robot.interact(() -> words.set("no such"));
            robot.interact(() -> state.show(new ViewState.Ready<>(rules())));
            pictures.take(robot, "filtered");
            robot.interact(() -> words.set(""));
        });
    }
}
