package dev.sallyport.views.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.SallyportException;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.Silent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** All that runs and has run, by keys alone. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
final class ActivityDrawerTest {
    private final CountDownLatch hold = new CountDownLatch(1);
    private Stand stand;

    @Start
    void start(Stage stage) {
        stand = new Stand(stage, "audit", desk -> new Page("Audit"));
    }

    private Activity activity() {
        return stand.desk().activity();
    }

    private TableView<Job> table(FxRobot robot) {
        return robot.lookup("#activity-table").query();
    }

    /** One that is done, one that failed, and then one that runs, 40 % done, for 75 seconds. */
    private void work(FxRobot robot) {
        robot.interact(() -> stand.desk().background().load("Reading rules", () -> 12).run());
        stand.settle(robot);
        robot.interact(() -> stand.desk()
                .background()
                .load("Reading distributions", () -> {
                    throw SallyportException.refused(
                                    "SP-DENIED", "You may not list distributions.", "Ask for cloudfront:ListDistributions.")
                            .withRequestId("4f1c-22");
                })
                .onError(error -> {})
                .run());
        stand.settle(robot);
        robot.interact(() -> stand.desk()
                .background()
                .lane()
                .loadWithProgress("Reading waf.log", progress -> {
                    progress.accept(0.4);
                    hold.await();
                    return 1;
                })
                .stoppable()
                .onError(error -> {})
                .run());
        stand.until(robot, () -> activity().running().getFirst().share() > 0);
        stand.later(Duration.ofSeconds(75));
    }

    @Test
    void saysWhatRunsAndHowTheRestEnded(FxRobot robot) {
        work(robot);
        robot.push(KeyCode.CONTROL, KeyCode.J);
        stand.until(robot, () -> table(robot).isFocused());
        assertThat(table(robot).getItems())
                .extracting(job -> job.state() + ": " + job.what() + " | " + job.outcome())
                .containsExactly(
                        "Running: Reading waf.log | 40 %",
                        "Failed: Reading distributions | SP-DENIED, request 4f1c-22",
                        "Done: Reading rules | ");
        assertThat(table(robot).getItems().getFirst().took(activity().clock().instant())).isEqualTo("1 min");
        assertThat(robot.lookup("#activity-summary").queryAs(Label.class).getText())
                .isEqualTo("1 running, 2 ended, of which 1 failed");
        assertThat(Silent.stops(stand.shell().root())).isEmpty();
        robot.push(KeyCode.DOWN);
        assertThat(robot.lookup("#activity-why").queryAs(Label.class).getText())
                .isEqualTo("You may not list distributions. Ask for cloudfront:ListDistributions.");
        robot.push(KeyCode.ESCAPE);
        assertThat(robot.lookup("#activity-drawer").query().isVisible()).isFalse();
        hold.countDown();
        stand.settle(robot);
        assertThat(activity().past()).extracting(Activity.Past::how).first().isEqualTo(Activity.Ending.DONE);
    }

    @Test
    void stopsWhatIsSelectedAndKeepsThatItWas(FxRobot robot) {
        work(robot);
        robot.clickOn("#activity-running");
        stand.until(robot, () -> table(robot).isFocused());
        robot.push(KeyCode.DELETE);
        stand.settle(robot);
        assertThat(table(robot).getItems().getFirst())
                .returns("Reading waf.log", Job::what)
                .returns("Stopped", Job::state)
                .returns(null, Job::stop);
    }

    @Test
    void givesTheRequestOfAFailureToWhoIsAskedForHelp(FxRobot robot) {
        work(robot);
        robot.push(KeyCode.CONTROL, KeyCode.J);
        robot.push(KeyCode.DOWN);
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.C);
        AtomicReference<String> copied = new AtomicReference<>();
        robot.interact(() -> copied.set(Clipboard.getSystemClipboard().getString()));
        assertThat(copied).hasValue("""
                        You may not list distributions.
                        Ask for cloudfront:ListDistributions.
                        SP-DENIED, request 4f1c-22""");
        hold.countDown();
    }

    @Test
    void pictures(FxRobot robot) {
        work(robot);
        robot.push(KeyCode.CONTROL, KeyCode.J);
        stand.until(robot, () -> table(robot).isFocused());
        robot.push(KeyCode.DOWN);
        stand.pictureOfTheMoment(robot, "activity");
        hold.countDown();
    }
}
