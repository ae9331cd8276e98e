package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.rollout.Rollouts;
import dev.sallyport.core.rollout.StackSummary;
import dev.sallyport.core.sandbox.traffic.Mix;
import dev.sallyport.core.sandbox.traffic.Traffic;
import dev.sallyport.views.kit.Place;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** The window as the launcher makes it, on a sandbox of its own: the main job, and every blueprint's life. */
@ResourceLock("window")
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class WindowTest {
    private static final int PATIENCE = 120;

    @TempDir
    private Path folder;

    private SandboxAccount account;
    private Console console;

    @Start
    void start(Stage stage) {
        Home home = new Home(folder);
        account = SandboxAccount.open(AccountChoice.ofSandbox(), home);
        console = new Console(account.session(), home);
        stage.setScene(console.scene());
        stage.setWidth(1280);
        stage.setHeight(800);
        stage.show();
    }

    @AfterEach
    void close(FxRobot robot) {
        robot.interact(console::close);
    }

    private static void until(String what, Callable<Boolean> holds) {
        try {
            WaitForAsyncUtils.waitFor(PATIENCE, TimeUnit.SECONDS, () -> WaitForAsyncUtils.asyncFx(holds).get());
        } catch (TimeoutException e) {
            List<String> shown = new FxRobot().lookup(".label").queryAllAs(Label.class).stream()
                    .map(Label::getText)
                    .filter(text -> text != null && !text.isBlank())
                    .toList();
            throw new AssertionError("waited in vain until " + what + "; shown was " + shown, e);
        }
        WaitForAsyncUtils.waitForFxEvents();
    }

    private void settle() {
        until("nothing is under way", () -> console.desk().activity().running().isEmpty());
    }

    private void go(FxRobot robot, Place place) {
        robot.interact(() -> console.desk().navigation().go(place));
        settle();
    }

    private void press(FxRobot robot, String id) {
        until(id + " can be pressed", () -> {
            var node = console.scene().getRoot().lookup("#" + id);
            return node != null && !node.isDisabled();
        });
        robot.interact(() -> {
            var node = console.scene().getRoot().lookup("#" + id);
            if (node instanceof ButtonBase button) {
                button.fire();
            } else {
                node.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", KeyCode.ENTER, false, false, false, false));
            }
        });
    }

    private void type(FxRobot robot, String id, String text) {
        until(id + " can be filled", () -> console.scene().getRoot().lookup("#" + id) instanceof TextInputControl);
        robot.interact(() -> ((TextInputControl) console.scene().getRoot().lookup("#" + id)).setText(text));
    }

    private List<StackSummary> stacks() {
        return Rollouts.of(account.session(), new Home(folder)).stacks();
    }

    private Map<String, String> outputs(String stack) {
        return stacks().stream()
                .filter(found -> found.name().equals(stack))
                .findFirst()
                .map(StackSummary::outputs)
                .orElseThrow();
    }

    private void deploy(FxRobot robot, String blueprint, String stack) {
        go(robot, Place.of("stack"));
        press(robot, "blueprint-" + blueprint);
        type(robot, "stack-name", stack);
        press(robot, "stack-plan");
        press(robot, "stack-deploy");
        settle();
        assertThat(labels(robot)).as("the phases of the rollout").contains("✓ Holds").doesNotContain("✕ Does not hold");
    }

    private List<String> labels(FxRobot robot) {
        return robot.lookup(".label").queryAllAs(Label.class).stream().map(Label::getText).toList();
    }

    private String answer() {
        return ((Label) console.shell().page().node().lookup(".page-answer")).getText();
    }

    private static List<String> blueprints() {
        return Blueprints.all().stream().map(Blueprint::name).toList();
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void everyBlueprintIsDeployedProvedRolledBackAndRemoved(String blueprint, FxRobot robot) {
        String stack = "t-" + blueprint;
        deploy(robot, blueprint, stack);
        press(robot, "stack-show");
        press(robot, "stack-verify");
        settle();
        press(robot, "stack-show");
        press(robot, "stack-rollback-ask");
        press(robot, "stack-rollback");
        settle();
        assertThat(labels(robot)).contains("✓ Holds").doesNotContain("✕ Does not hold");
        press(robot, "stack-show");
        press(robot, "stack-destroy");
        type(robot, "confirm-typed", stack);
        press(robot, "stack-destroy-now");
        settle();
        assertThat(stacks()).isEmpty();
    }

    @Test
    void aChangeOfTheEdgeFunctionIsStagedAndPromoted(FxRobot robot) {
        deploy(robot, "field-encryption", "t-fields");
        press(robot, "stack-show");
        press(robot, "stack-change");
        type(robot, "parameter-Fields", "ssn,iban");
        press(robot, "stack-plan");
        press(robot, "stack-stage");
        settle();
        press(robot, "stack-show");
        // The copy is shown first, and its figures when they have been read.
        until("the copy is shown", () -> labels(robot).contains("? Too few requests"));
        assertThat(labels(robot)).contains("Staged for 5 % of the viewers");
        press(robot, "stack-promote-ask");
        press(robot, "stack-promote");
        settle();
        assertThat(labels(robot)).contains("✓ Holds").doesNotContain("✕ Does not hold");
        assertThat(outputs("t-fields")).containsEntry("Fields", "ssn,iban");
        press(robot, "stack-show");
        until("the history is shown", () -> labels(robot).contains("Promoted"));
        press(robot, "stack-rollback-ask");
        press(robot, "stack-rollback");
        until(
                "the version before stands",
                () -> "fname,lname,email,ssn,dob,phone".equals(outputs("t-fields").get("Fields")));
        settle();
    }

    @Test
    void theMainJobRunsOnEveryPage(FxRobot robot) throws InterruptedException {
        go(robot, Place.of("overview"));
        assertThat(answer()).isEqualTo("Nothing is deployed yet.");
        deploy(robot, "api-perimeter", "t-api");
        URI viewer = URI.create(String.valueOf(outputs("t-api").get("DistributionUrl")));
        var sent = new Traffic(viewer, account.sandbox().edgeToken(), List.of("/pets"))
                .send(120, Mix.MIXED, 5, done -> {});
        long refused = sent.statuses().getOrDefault(403, 0);

        go(robot, Place.of("distribution"));
        assertThat(answer()).isEqualTo("1 distribution, none with a high or critical finding.");
        go(robot, Place.of("firewall"));
        // The proofs sent three requests before: two were let through, one was blocked.
        until("the traffic is counted", () -> answer().startsWith(refused + 1 + " of 123 requests blocked by t-api"));
        changeTheWebAclAndBack(robot);
        go(robot, Place.of("shield"));
        assertThat(answer()).startsWith("Shield Standard.");
        go(robot, Place.of("log", "distribution", String.valueOf(outputs("t-api").get("DistributionId"))));
        until("the standard log is read", () -> answer().equals("123 CloudFront records."));

        deploy(robot, "field-encryption", "t-fields");
        Map<String, String> stack = outputs("t-fields");
        go(robot, Place.of("decrypt"));
        type(robot, "decrypt-source", String.valueOf(stack.get("RecordsUri")));
        type(robot, "decrypt-key", String.valueOf(stack.get("KeyAlias")));
        type(robot, "decrypt-prefix", String.valueOf(stack.get("Prefix")));
        type(robot, "decrypt-suffix", String.valueOf(stack.get("Suffix")));
        press(robot, "decrypt-find");
        settle();
        assertThat(labels(robot)).noneMatch(text -> text.contains("planted-"));
        type(robot, "decrypt-reason", "Window test, case 1");
        robot.interact(() -> ((TableView<?>) console.shell().page().node().lookup("#decrypt-fields")).getSelectionModel().select(0));
        press(robot, "decrypt-reveal");
        until("the field is revealed", () -> labels(robot).stream().anyMatch(text -> text.startsWith("planted-")));

        go(robot, Place.of("audit"));
        assertThat(answer()).endsWith("and the ledger is intact.");
        assertThat(labels(robot)).contains("Window test, case 1");
        go(robot, Place.of("overview"));
        until("the overview counts", () -> answer().contains("requests blocked in the last 3 hours"));
        go(robot, Place.of("settings"));
        assertThat(labels(robot)).contains("Sallyport " + Sallyport.VERSION);
    }

    /** The rule group that blocks what a scanner sends is set to Count for a moment. */
    private void changeTheWebAclAndBack(FxRobot robot) {
        TableView<?> rules = robot.lookup("#firewall-rules").query();
        robot.interact(() -> rules.getSelectionModel().select(2));
        press(robot, "firewall-try");
        until("the rules are read", () -> console.scene().getRoot().lookup("#proposal-action") instanceof ComboBox<?>);
        assertThat(robot.lookup("#proposal-rule").queryAs(ComboBox.class).getValue()).hasToString("2  CoreRuleSet");
        robot.interact(() -> robot.lookup("#proposal-action").queryAs(ComboBox.class).getSelectionModel().selectLast());
        press(robot, "proposal-try");
        until("the replay is shown", () -> labels(robot).stream()
                .anyMatch(text -> text.startsWith("Of 123 requests of the last 3 hours, ")));
        press(robot, "proposal-apply");
        press(robot, "proposal-apply-now");
        until("it is applied", () -> labels(robot).stream().anyMatch(text -> text.startsWith("Applied: t-api ")));
        assertThat(coreRuleSet()).isEqualTo("count");
        press(robot, "proposal-undo");
        press(robot, "proposal-undo-now");
        until("it is taken back", () -> labels(robot).stream().anyMatch(text -> text.startsWith("Taken back: t-api ")));
        assertThat(coreRuleSet()).isEqualTo("as in the group");
    }

    private String coreRuleSet() {
        return new WebAcls(account.session().clients()).find("t-api").rules().get(2).action();
    }
}
