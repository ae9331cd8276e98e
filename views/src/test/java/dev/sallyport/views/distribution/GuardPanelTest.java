package dev.sallyport.views.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccessMode;
import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.core.guard.Change;
import dev.sallyport.core.guard.GuardPhase;
import dev.sallyport.core.guard.GuardPlan;
import dev.sallyport.core.guard.Guarded;
import dev.sallyport.core.guard.Left;
import dev.sallyport.core.guard.Owner;
import dev.sallyport.core.proof.Outcome;
import dev.sallyport.core.proof.Proof;
import dev.sallyport.views.kit.Silent;
import dev.sallyport.views.shell.Stand;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** A guard on its page, from the plan to the proofs and back; what it does to AWS is tested where it is done. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class GuardPanelTest {
    /** Of a page on which nobody guards. */
    static final GuardSources NONE = new GuardSources(
            wish -> {
                throw new IllegalStateException(wish.distribution());
            },
            id -> Optional.empty(),
            (plan, listener) -> {
                throw new IllegalStateException();
            },
            (id, listener) -> {
                throw new IllegalStateException(id);
            });

    private static final List<Change> CHANGES = List.of(
            new Change("origin-open", "CacheBehaviors[/orders/*].LambdaFunctionAssociations", "", "sign-origin at origin-request"),
            new Change("origin-open", "API a1b2c3: ANY /orders AuthorizationType", "NONE", "AWS_IAM"),
            new Change("viewer-plain-http", "CacheBehaviors[/orders/*].ViewerProtocolPolicy", "allow-all", "redirect-to-https"),
            new Change("no-web-acl", "WebACLId", "", "arn:aws:wafv2:us-east-1:111122223333:global/webacl/sallyport-EDFDVBD6EXAMPLE-1/7f"));

    private static final List<Proof> PROOFS = List.of(
            new Proof("viewer-as-before", "Viewers get what they got before", Outcome.HOLDS, "GET /orders/ → 200 [], before 200", 412),
            new Proof(
                    "origin-refuses-direct:api",
                    "The origin api refuses whoever calls its own address",
                    Outcome.HOLDS,
                    "GET https://a1b2c3.execute-api.us-east-1.amazonaws.com/prod/orders/ → 403, before 200",
                    230));

    @TempDir
    private Path folder;

    private Stand stand;
    private Owner owner = Owner.NOBODY;
    private Optional<Guarded> standing = Optional.empty();
    private CountDownLatch gate = new CountDownLatch(0);
    private final List<String> asked = new ArrayList<>();
    private final List<String> undone = new ArrayList<>();

    @Start
    void start(Stage stage) {
        start(stage, AccessMode.SANDBOX);
    }

    private void start(Stage stage, AccessMode mode) {
        GuardSources sources = new GuardSources(
                wish -> plan(wish.distribution()),
                id -> standing,
                (plan, listener) -> {
                    asked.addAll(plan.paths());
                    listener.step("Ask / as viewers do, before anything is changed");
                    listener.step("Deploy the stack sallyport-EDFDVBD6EXAMPLE-1 with the edge function that signs");
                    listener.step("Wait until every edge location serves it");
                    listener.proof(PROOFS.getFirst());
                    gate.await();
                    return guarded(GuardPhase.HOLDS);
                },
                (id, listener) -> {
                    undone.add(id);
                    return guarded(GuardPhase.UNDONE);
                });
        stand = new Stand(stage, "distribution", mode, desk -> new DistributionPage(
                        desk,
                        new DistributionSources(
                                soFar -> new Distributions.Listing(DistributionPageTest.saved(folder), List.of()),
                                id -> DistributionPageTest.only(id, DistributionPageTest.saved(folder))),
                        sources)
                .page());
    }

    private GuardPlan plan(String id) {
        try {
            Distribution distribution = DistributionPageTest.saved(folder).stream()
                    .filter(one -> one.id().equals(id))
                    .findFirst()
                    .orElseThrow();
            return new GuardPlan(
                    "sallyport-" + id + "-1a2b3c4d",
                    distribution,
                    owner,
                    CHANGES,
                    List.of(),
                    List.of(new Left("origin-old-tls", "It is not changed here. Allow TLSv1.2 only.")),
                    List.of(),
                    "Resources:",
                    NullNode.instance,
                    NullNode.instance,
                    "E1",
                    List.of("/", "/orders/"),
                    List.of("api"));
        } catch (java.io.IOException e) {
            throw SallyportException.unavailable("SP-TEST", "The distribution was not saved.", "Look.").causedBy(e);
        }
    }

    private static Guarded guarded(GuardPhase phase) {
        return new Guarded(
                "EDFDVBD6EXAMPLE", "n", phase, "arn", Instant.EPOCH, CHANGES, List.of(), 0, 0, NullNode.instance,
                NullNode.instance, "", PROOFS, List.of(), List.of());
    }

    private void plan(FxRobot robot) {
        stand.settle(robot);
        robot.clickOn("#distribution-guard");
        stand.until(robot, () -> robot.lookup("#guard-summary").tryQuery().isPresent());
    }

    @Test
    void thePlanIsCarriedOutWithThePathsThatAreGivenAndTakenBack(FxRobot robot) {
        plan(robot);
        assertThat(robot.lookup("#guard-summary").queryLabeled().getText())
                .isEqualTo("4 changes end 3 findings. 1 finding stays.");
        assertThat(Silent.stops(stand.shell().root())).isEmpty();
        robot.interact(() -> robot.lookup("#guard-paths").queryAs(TextField.class).setText("/orders/17, /health"));
        robot.interact(() -> robot.lookup("#guard-apply").queryButton().fire());
        robot.clickOn("#guard-apply-now");
        stand.until(robot, () -> robot.lookup("#guard-outcome").tryQuery().isPresent());
        assertThat(robot.lookup("#guard-outcome").queryLabeled().getText()).isEqualTo(Words.HOLDS);
        assertThat(asked).containsExactly("/orders/17", "/health");
        robot.interact(() -> robot.lookup("#guard-undo").queryButton().fire());
        robot.clickOn("#guard-undo-now");
        stand.until(robot, () -> undone.contains("EDFDVBD6EXAMPLE")
                && robot.lookup("#guard-outcome").tryQuery().isPresent()
                && robot.lookup("#guard-outcome").queryLabeled().getText().equals(Words.UNDONE));
        robot.interact(() -> robot.lookup("#guard-back").queryButton().fire());
        assertThat(robot.lookup("#distribution-tester").tryQuery()).isPresent();
    }

    @Test
    void whatAStackKeepsIsChangedOnlyWhenThatIsSaid(FxRobot robot) {
        owner = new Owner(Owner.Tool.CLOUDFORMATION, "shop", "Cdn");
        plan(robot);
        assertThat(robot.lookup("#guard-owner .label").queryAllAs(Label.class))
                .extracting(Label::getText)
                .anyMatch(text -> text.startsWith("The CloudFormation stack shop keeps this distribution"));
        assertThat(robot.lookup("#guard-apply").queryButton().isDisabled()).isTrue();
        robot.clickOn("#guard-although");
        assertThat(robot.lookup("#guard-apply").queryButton().isDisabled()).isFalse();
    }

    private void startAgain(AccessMode mode) throws TimeoutException {
        FxToolkit.setupFixture(() -> start(FxToolkit.toolkitContext().getRegisteredStage(), mode));
    }

    private void fire(FxRobot robot, String button) {
        robot.interact(() -> robot.lookup(button).queryButton().fire());
    }

    @Test
    void aReadOnlySessionSeesThePlanAndMayNeitherGuardNorTakeAGuardBack(FxRobot robot) throws TimeoutException {
        standing = Optional.of(guarded(GuardPhase.HOLDS));
        startAgain(AccessMode.READ_ONLY);
        plan(robot);
        for (String button : List.of("#guard-apply", "#guard-undo")) {
            assertThat(robot.lookup(button).queryButton().isDisabled()).as(button).isTrue();
            fire(robot, button);
            stand.settle(robot);
            assertThat(stand.desk().overlay().isOpen()).as(button).isFalse();
        }
        assertThat(robot.lookup("#read-only-refusal").tryQuery()).isPresent();
        assertThat(asked).isEmpty();
        assertThat(undone).isEmpty();
    }

    @Test
    void onProductionAGuardAndItsEndWaitForTheIdOfTheDistribution(FxRobot robot) throws TimeoutException {
        startAgain(AccessMode.PRODUCTION);
        plan(robot);
        fire(robot, "#guard-apply");
        typed(robot, "EDFDVBD6");
        assertThat(asked).as("what began without the whole id").isEmpty();
        typed(robot, "EDFDVBD6EXAMPLE");
        stand.until(robot, () -> robot.lookup("#guard-outcome").tryQuery().isPresent());
        assertThat(asked).containsExactly("/", "/orders/");
        fire(robot, "#guard-undo");
        typed(robot, "orders");
        assertThat(undone).as("what began with the name instead of the id").isEmpty();
        typed(robot, "EDFDVBD6EXAMPLE");
        stand.until(robot, () -> undone.equals(List.of("EDFDVBD6EXAMPLE")));
        stand.settle(robot);
    }

    private void typed(FxRobot robot, String words) {
        TextField name = robot.lookup("#confirm-typed").queryAs(TextField.class);
        robot.interact(() -> name.setText(words));
        robot.push(KeyCode.ENTER);
        stand.settle(robot);
    }

    @Test
    void pictures(FxRobot robot) {
        owner = new Owner(Owner.Tool.CLOUDFORMATION, "shop", "Cdn");
        Runnable planned = () -> {
            robot.clickOn("#distribution-guard");
            stand.until(robot, () -> robot.lookup("#guard-summary").tryQuery().isPresent());
        };
        stand.pictures(robot, "guard-plan", planned);
        owner = Owner.NOBODY;
        stand.smallPictures(robot, "guard-holds", planned, () -> {
            robot.interact(() -> robot.lookup("#guard-apply").queryButton().fire());
            robot.clickOn("#guard-apply-now");
            stand.until(robot, () -> robot.lookup("#guard-outcome").tryQuery().isPresent());
        });
    }
}
