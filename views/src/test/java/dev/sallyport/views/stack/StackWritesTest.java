package dev.sallyport.views.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccessMode;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.rollout.Change;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.RolloutPhase;
import dev.sallyport.core.rollout.StackSummary;
import dev.sallyport.core.rollout.Staged;
import dev.sallyport.core.proof.Tally;
import dev.sallyport.core.rollout.Plan;
import dev.sallyport.views.kit.Silent;
import dev.sallyport.views.kit.ViewState;
import dev.sallyport.views.shell.Stand;
import dev.sallyport.views.stack.StackModel.Panel;
import dev.sallyport.views.stack.StackModel.Shelf;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.framework.junit5.ApplicationExtension;

/** How each write of the page begins: read-only, as an operator, and on production. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class StackWritesTest {
    private static final String STACK = "t-books";
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    /** The page's writes by the button that begins them; all of them are on the panels below. */
    private static final Set<String> WRITES = Set.of(
            "stack-deploy",
            "stack-stage",
            "stack-promote-ask",
            "stack-unstage",
            "stack-resume",
            "stack-verify",
            "stack-rollback-ask",
            "stack-destroy");

    private final AtomicInteger begun = new AtomicInteger();
    private Stand stand;
    private StackPage page;

    private void stand(FxRobot robot, AccessMode mode) throws Exception {
        FxToolkit.setupFixture(() -> {
            Stage stage = FxToolkit.toolkitContext().getRegisteredStage();
            stand = new Stand(stage, "stack", mode, desk -> {
                page = new StackPage(desk, () -> {
                    begun.incrementAndGet();
                    throw SallyportException.unavailable("SP-NETWORK", "AWS did not answer.", "Check the network.");
                });
                return page.page();
            });
        });
        stand.settle(robot);
        robot.interact(() -> page.model()
                .shelf
                .set(new ViewState.Ready<>(new Shelf(Blueprints.all(), List.of(), Map.of()))));
        begun.set(0);
    }

    private static Panel planned() {
        Plan plan = new Plan(
                STACK,
                List.of(new Change("Modify", "Distribution", "AWS::CloudFront::Distribution", "False")),
                List.of(),
                null,
                List.of(),
                List.of(),
                List.of(),
                Map.of());
        return new Panel.Planned(new Panel.Form(Blueprints.find("function-url-signed"), STACK, true, Map.of()), plan);
    }

    /** A stack whose proofs plant something, with a staging copy, left by a process that is gone. */
    private static Panel standing() {
        Staged staged = new Staged(0.05, "r", "E2EXAMPLE12345", "E3", "d3.cloudfront.net", "p", List.of(), "h",
                new Tally(9, 1, 0), NOW, Map.of(), List.of());
        Rollout rollout = new Rollout(
                STACK, "function-url-signed", Map.of(), RolloutPhase.INTERRUPTED, "", NOW, NOW, List.of(), null, null, false, staged);
        StackSummary stack = new StackSummary(STACK, "function-url-signed", "UPDATE_COMPLETE", "", Map.of(), NOW);
        return new Panel.Standing(stack, Optional.of(rollout), List.of(), Optional.empty());
    }

    private void show(FxRobot robot, Panel panel) {
        robot.interact(() -> page.model().panel.set(panel));
    }

    private Panel panelOf(String button) {
        return button.equals("stack-deploy") || button.equals("stack-stage") ? planned() : standing();
    }

    private void press(FxRobot robot, String id) {
        robot.interact(() -> robot.lookup("#" + id).queryButton().fire());
    }

    private static boolean isThere(FxRobot robot, String id) {
        return robot.lookup("#" + id).tryQuery().isPresent();
    }

    @Test
    void thePanelsHaveTheseWritesAndNoOthers(FxRobot robot) throws Exception {
        stand(robot, AccessMode.OPERATOR);
        Set<String> harmless = Set.of("stack-back", "stack-change");
        Set<String> found = Set.of(planned(), standing()).stream()
                .flatMap(panel -> {
                    show(robot, panel);
                    return robot.lookup(".button").queryAllAs(Button.class).stream().map(Button::getId);
                })
                .filter(id -> id != null && id.startsWith("stack-") && !harmless.contains(id))
                .collect(Collectors.toSet());
        assertThat(found).isEqualTo(WRITES);
    }

    @Test
    void aReadOnlySessionOffersNoWriteAndSaysWhy(FxRobot robot) throws Exception {
        stand(robot, AccessMode.READ_ONLY);
        for (String write : WRITES) {
            show(robot, panelOf(write));
            assertThat(robot.lookup("#" + write).queryButton().isDisabled()).as(write).isTrue();
            press(robot, write);
            assertThat(isThere(robot, "read-only-refusal")).isTrue();
        }
        assertThat(begun.get()).isZero();
        assertThat(stand.desk().overlay().isOpen()).isFalse();
        assertThat(Silent.stops(stand.shell().root())).isEmpty();
    }

    @Test
    void aReadOnlySessionSeesWhatAChangeWouldDo(FxRobot robot) throws Exception {
        stand(robot, AccessMode.READ_ONLY);
        show(robot, new Panel.Form(Blueprints.find("function-url-signed"), STACK, true, Map.of()));
        assertThat(isThere(robot, "read-only-refusal")).isFalse();
        press(robot, "stack-plan");
        stand.until(robot, () -> begun.get() > 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stack-deploy",
                "stack-stage",
                "stack-promote-ask",
                "stack-unstage",
                "stack-resume",
                "stack-verify",
                "stack-rollback-ask",
                "stack-destroy"
            })
    void onProductionEveryWriteWaitsForTheNameOfTheStack(String write, FxRobot robot) throws Exception {
        stand(robot, AccessMode.PRODUCTION);
        show(robot, panelOf(write));
        stand.settle(robot);
        begun.set(0);
        press(robot, write);
        assertThat(stand.desk().overlay().isOpen()).isTrue();
        TextField name = robot.lookup("#confirm-typed").queryAs(TextField.class);
        robot.interact(() -> name.setText("t-book"));
        robot.push(KeyCode.ENTER);
        stand.settle(robot);
        assertThat(begun.get()).as("what began without the whole name").isZero();
        assertThat(stand.desk().overlay().isOpen()).isTrue();
        robot.interact(() -> name.setText(STACK));
        robot.push(KeyCode.ENTER);
        stand.until(robot, () -> begun.get() > 0);
        assertThat(stand.desk().overlay().isOpen()).isFalse();
        assertThat(page.model().panel.get()).isInstanceOf(Panel.Live.class);
    }

    @Test
    void anOperatorPressesOnceIsAskedOnceOrTypesTheNameOfWhatGoes(FxRobot robot) throws Exception {
        stand(robot, AccessMode.OPERATOR);
        for (String write : List.of("stack-deploy", "stack-stage", "stack-unstage", "stack-resume", "stack-verify")) {
            show(robot, panelOf(write));
            stand.settle(robot);
            begun.set(0);
            press(robot, write);
            assertThat(page.model().panel.get()).as(write).isInstanceOf(Panel.Live.class);
            stand.until(robot, () -> begun.get() > 0);
            stand.settle(robot);
        }
        for (String write : List.of("stack-promote-ask", "stack-rollback-ask", "stack-destroy")) {
            show(robot, standing());
            stand.settle(robot);
            press(robot, write);
            assertThat(stand.desk().overlay().isOpen()).as(write).isTrue();
            assertThat(isThere(robot, "confirm-typed")).as(write).isEqualTo(write.equals("stack-destroy"));
            robot.interact(() -> stand.desk().overlay().close());
        }
    }
}
