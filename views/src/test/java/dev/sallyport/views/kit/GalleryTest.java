package dev.sallyport.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.SallyportException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javafx.beans.property.SimpleStringProperty;
import javafx.scene.Scene;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** Tables, charts, details and JSON together on a page, as a reader meets them. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class GalleryTest {
    record Rule(String name, String arn, String action, long hits, long[] spark, Instant last) {}

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final Activity activity = new Activity(Clock.systemUTC());
    private final Appearance appearance = new Appearance();
    private Table<Rule> table;
    private JsonView json;
    private StatePane<List<Rule>> state;
    private Stage stage;
    private final List<Instant> brushed = new ArrayList<>();

    @Start
    private void start(Stage window) {
        stage = window;
        table = new Table<Rule>("Rules")
                .keyed(Rule::name)
                .text("Rule", 220, Rule::name)
                .node("Action", 110, rule -> Badge.actionWord(rule.action()), rule -> Badge.action(rule.action()))
                .number("Hits", 80, Rule::hits)
                .node("Last hour", 110, rule -> "", rule -> new Sparkline(Badge.actionTone(rule.action()), rule.name())
                        .show(rule.spark()))
                .time("Last hit (UTC)", 160, Rule::last)
                .id("ARN", 300, Rule::arn);
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
        state = new StatePane<>(split.node(), rules -> table.rows(rules), () -> {}, activity);
        Page page = new Page("Firewall").answer(new SimpleStringProperty("6,120 requests were blocked in the last hour.")).body(state);
        state.show(new ViewState.Ready<>(rules()));
        Scene scene = new Scene(page.node(), 1280, 800);
        appearance.theme().set(Appearance.Theme.LIGHT);
        appearance.dress(scene);
        window.setScene(scene);
        window.show();
    }

    private static List<Rule> rules() {
        Random random = new Random(3);
        List<Rule> rules = new ArrayList<>();
        for (String name : List.of("AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesCommonRuleSet", "KnownBadInputs", "RateLimit", "GeoChallenge", "Unpublished")) {
            String action = List.of("BLOCK", "BLOCK", "COUNT", "BLOCK", "CHALLENGE", "X").get(rules.size());
            rules.add(new Rule(name, "arn:aws:wafv2:us-east-1:111122223333:global/rulegroup/" + name + "/7f0e3b1c-0000-4000-8000-1234567890ab",
                    action, random.nextInt(100_000), random.longs(30, 0, 50).toArray(), NOON.plusSeconds(random.nextInt(3600))));
        }
        return rules;
    }

    @Test
    void pictures(FxRobot robot) {
        String out = System.getProperty("pictures");
        org.junit.jupiter.api.Assumptions.assumeTrue(out != null, "no folder for pictures");
        for (Appearance.Theme theme : List.of(Appearance.Theme.LIGHT, Appearance.Theme.DARK)) {
            robot.interact(() -> appearance.theme().set(theme));
            robot.interact(() -> Snapshot.write(stage.getScene(), Path.of(out, theme + "-gallery.png")));
            robot.interact(() -> state.show(new ViewState.Stale<>(rules(), Instant.now().minusSeconds(300),
                    SallyportException.unavailable("SP-THROTTLED", "Rate exceeded.", "Wait a minute and try again."))));
            robot.interact(() -> Snapshot.write(stage.getScene(), Path.of(out, theme + "-stale.png")));
            robot.interact(() -> state.show(new ViewState.Ready<>(rules())));
        }
    }
}
