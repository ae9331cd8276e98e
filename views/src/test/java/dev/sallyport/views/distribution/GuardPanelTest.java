package dev.sallyport.views.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.sallyport.core.SallyportException;
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
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
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
    private CountDownLatch gate = new CountDownLatch(0);
    private final List<String> asked = new ArrayList<>();
    private final List<String> undone = new ArrayList<>();

    @Start
    void start(Stage stage) {
        GuardSources sources = new GuardSources(
                wish -> plan(wish.distribution()),
                id -> Optional.empty(),
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
        stand = new Stand(stage, "distribution", desk -> new DistributionPage(
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
