package dev.sallyport.views.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.proof.Outcome;
import dev.sallyport.core.proof.Proof;
import dev.sallyport.core.proof.Tally;
import dev.sallyport.core.rollout.Change;
import dev.sallyport.core.rollout.Comparison;
import dev.sallyport.core.rollout.Plan;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.RolloutPhase;
import dev.sallyport.core.rollout.RolloutProgress;
import dev.sallyport.core.rollout.Rollouts;
import dev.sallyport.core.rollout.StackName;
import dev.sallyport.core.rollout.StackEvent;
import dev.sallyport.core.rollout.StackSummary;
import dev.sallyport.core.rollout.Staged;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.LaterClock;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Silent;
import dev.sallyport.views.kit.Standing;
import dev.sallyport.views.kit.Trouble;
import dev.sallyport.views.kit.ViewState;
import dev.sallyport.views.shell.Stand;
import dev.sallyport.views.stack.StackModel.Panel;
import dev.sallyport.views.stack.StackModel.Shelf;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/** The page over an endpoint that does not answer, and its panels over records; the sandbox drives the rest from app. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class StackPageTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final List<Proof> PROOFS = List.of(
            new Proof("viewer-answers", "The viewer path answers", Outcome.HOLDS, "GET http://127.0.0.1:4101/pets → 200", 31),
            new Proof(
                    "attack-blocked",
                    "A planted cross-site-scripting request is blocked",
                    Outcome.UNKNOWN,
                    "GET /pets?q=<script>alert(1)</script> → 403; no log line within 5 minutes says by which rule",
                    300_214),
            new Proof(
                    "origin-refuses-unsigned",
                    "The origin refuses an unsigned request",
                    Outcome.FAILS,
                    "GET http://127.0.0.1:4102/prod/pets → 200, 403 was expected",
                    60_090));

    private static final List<LedgerEntry> PAST = List.of(
            entry(2, "rollout.verify", "failed", Map.of("note", "A proof does not hold.")),
            entry(1, "rollout.apply", "holds", Map.of()));

    private static LedgerEntry entry(long number, String action, String outcome, Map<String, String> details) {
        return new LedgerEntry(
                number, NOW, "arn:aws:iam::111122223333:root", "111122223333", action, "t-api-perimeter", "", outcome,
                new java.util.TreeMap<>(details), "00", "01");
    }

    @TempDir
    private Path folder;

    private volatile CountDownLatch gate = new CountDownLatch(0);
    private Stand stand;
    private StackPage page;

    @Start
    void start(Stage stage) {
        stand = new Stand(stage, "stack", desk -> {
            AwsClients nowhere = new AwsClients(new AwsClients.Connection(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")),
                    ApacheHttpClient.create(),
                    URI.create("http://127.0.0.1:9"),
                    "us-east-1",
                    List.of()));
            Rollouts rollouts =
                    new Rollouts(nowhere, "arn:aws:iam::111122223333:root", "111122223333", new Home(folder));
            page = new StackPage(desk, () -> {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return rollouts;
            });
            return page.page();
        });
    }

    private static final StackSummary PERIMETER = new StackSummary(
            "t-api-perimeter",
            "api-perimeter",
            "CREATE_COMPLETE",
            "",
            Map.of("DistributionUrl", "http://127.0.0.1:4101", "DistributionId", "E2EXAMPLE12345", "WebAclArn",
                    "arn:aws:wafv2:us-east-1:111122223333:global/webacl/t-api-perimeter/7f0e3b1c-0000-4000-8000-1234567890ab"),
            NOW);
    private static final Rollout FAILED = new Rollout(
            PERIMETER.name(), "api-perimeter", Map.of(), RolloutPhase.FAILED, "", NOW, LaterClock.START.minusSeconds(7200), PROOFS, null, 1);

    private void shelve(FxRobot robot) {
        shelve(robot, FAILED);
    }

    private void shelve(FxRobot robot, Rollout rollout) {
        stand.settle(robot);
        robot.interact(() -> page.model()
                .shelf
                .set(new ViewState.Ready<>(new Shelf(Blueprints.all(), List.of(PERIMETER), Map.of(PERIMETER.name(), rollout)))));
    }

    @Test
    void anEndpointThatDoesNotAnswerIsSaidInOneSentence(FxRobot robot) {
        stand.settle(robot);
        assertThat(robot.lookup(".state-message .label").queryAllAs(Label.class))
                .extracting(Label::getText)
                .anyMatch(text -> text.contains("AWS did not answer"))
                .anyMatch(text -> text.startsWith("SP-NETWORK"));
    }

    @Test
    void aRolloutUnderWayIsFoundAgain(FxRobot robot) {
        shelve(robot);
        robot.clickOn(PERIMETER.name());
        stand.settle(robot);
        shelve(robot);
        gate = new CountDownLatch(1);
        robot.clickOn("#stack-verify");
        stand.until(robot, () -> page.model().panel.get() instanceof Panel.Live);
        assertThat(stand.desk().activity().changes()).containsExactly("Proving " + PERIMETER.name());
        robot.push(KeyCode.ESCAPE);
        assertThat(page.model().panel.get()).isInstanceOf(Panel.Closed.class);
        robot.clickOn(PERIMETER.name());
        assertThat(page.model().panel.get()).isInstanceOf(Panel.Live.class);
        gate.countDown();
        stand.settle(robot);
        assertThat(stand.desk().activity().changes()).isEmpty();
    }

    @Test
    void theFormSaysWhatDoesNotFitWhileItIsTyped(FxRobot robot) {
        shelve(robot);
        robot.clickOn("#blueprint-api-perimeter");
        // Pressed at once it leads to what is missing, in place of being dead.
        robot.interact(() -> robot.lookup("#stack-plan").queryButton().fire());
        TextField name = robot.lookup("#stack-name").query();
        assertThat(name.isFocused()).isTrue();
        assertThat(robot.lookup(StackName.RULE).tryQuery()).isPresent();
        robot.interact(() -> name.setText("t-api"));
        assertThat(robot.lookup(StackName.RULE).queryAllAs(Label.class)).noneMatch(Node::isVisible);
        robot.interact(() -> name.setText("9bad"));
        assertThat(robot.lookup(StackName.RULE).queryAllAs(Label.class)).anyMatch(Node::isVisible);
        robot.interact(() -> name.setText("t-api"));
        robot.interact(() -> robot.lookup("#parameter-RateLimit").queryAs(TextField.class).setText("x"));
        assertThat(robot.lookup("RateLimit must be a number.").tryQuery()).isPresent();
        robot.interact(() -> robot.lookup("#stack-plan").queryButton().fire());
        assertThat(robot.lookup("#parameter-RateLimit").query().isFocused()).isTrue();
        assertThat(Silent.stops(stand.shell().root())).isEmpty();
    }

    @Test
    void aStackShowsItsProofsWithTheirEvidence(FxRobot robot) {
        shelve(robot);
        robot.clickOn("t-api-perimeter");
        assertThat(robot.lookup(".proof-line .label").queryAllAs(Label.class))
                .extracting(Label::getText)
                .contains("✕ Does not hold", "! Could not be asked", "GET http://127.0.0.1:4102/prod/pets → 200, 403 was expected");
        assertThat(robot.lookup("1 of 3 hold, 1 could not be asked, 2 h ago").tryQuery()).isPresent();
        robot.clickOn("#stack-destroy");
        assertThat(robot.lookup("#stack-destroy-now").queryButton().isDisabled()).isTrue();
        robot.push(KeyCode.ESCAPE);
        robot.clickOn("#stack-to-distribution");
        assertThat(stand.desk().navigation().place().get()).isEqualTo(Place.of("distribution", "id", "E2EXAMPLE12345"));
    }

    @Test
    void aPlanShowsWhatChangesAndWhatIsInTheWay(FxRobot robot) {
        shelve(robot);
        Plan plan = new Plan("t-api-perimeter", List.of(
                new Change("Modify", "WebAcl", "AWS::WAFv2::WebACL", "False", "a|b|CLOUDFRONT", List.of(
                        new Change.Detail("Properties", "Rules.1.Limit", "2000", "100", "Never", "RateLimit")))),
                List.of("Nothing blocks a deletion."), null, List.of(), List.of("WebAcl: Rules.0 was removed"), List.of(), Map.of());
        Panel.Form form = new Panel.Form(Blueprints.find("api-perimeter"), "t-api-perimeter", true, Map.of());
        robot.interact(() -> page.model().panel.set(new Panel.Planned(form, plan)));
        assertThat(robot.lookup("#stack-deploy").queryButton().isDisabled()).isTrue();
        assertThat(robot.lookup("#stack-stage").queryButton().isDisabled()).isTrue();
        robot.clickOn(Words.OVERWRITE);
        assertThat(robot.lookup("#stack-deploy").queryButton().isDisabled()).isFalse();
        robot.clickOn("WebAcl");
        assertThat(robot.lookup("Rules.1.Limit: 2000 → 100").tryQuery()).isPresent();
    }

    private void showStaged(FxRobot robot) {
        Staged staged = new Staged(0.05, "r", "E2EXAMPLE12345", "E3", "d3.cloudfront.net", "p", List.of(), "h",
                new Tally(9, 1, 0), NOW, Map.of(), List.of("WebAcl"));
        Rollout rollout = new Rollout(
                PERIMETER.name(), "api-perimeter", Map.of(), RolloutPhase.STAGED, "", NOW, NOW, PROOFS, null, null, false, staged);
        shelve(robot, rollout);
        Comparison worse = new Comparison(new Tally(900, 9, 0), new Tally(100, 20, 2));
        Panel.Standing standing = new Panel.Standing(PERIMETER, Optional.of(rollout), PAST, Optional.of(worse));
        robot.interact(() -> page.model().panel.set(standing));
        // Selecting the row reads the stack again, from an endpoint that does not answer.
        stand.settle(robot);
        robot.interact(() -> page.model().panel.set(standing));
        robot.interact(() -> stand.desk().activity().notice().set(null));
    }

    @Test
    void aStagedStackShowsBothSides(FxRobot robot) {
        showStaged(robot);
        assertThat(robot.lookup("#stack-staged .label").queryAllAs(Label.class))
                .extracting(Label::getText)
                .contains("100 requests, 20.0 % 4xx, 2.0 % 5xx", "900 requests, 1.0 % 4xx, 0 % 5xx");
        assertThat(robot.lookup("✕ Fails more often").tryQuery()).isPresent();
        robot.clickOn("#stack-promote-ask");
        assertThat(robot.lookup(Words.PROMOTE_UNSURE).tryQuery()).isPresent();
    }

    private static StackSummary named(String name) {
        return new StackSummary(name, "api-perimeter", "CREATE_COMPLETE", "", Map.of(), NOW);
    }

    private void stacks(FxRobot robot, String... names) {
        List<StackSummary> stacks = Stream.of(names).map(StackPageTest::named).toList();
        Shelf shelf = new Shelf(Blueprints.all(), stacks, Map.of());
        robot.interact(() -> page.model().shelf.set(new ViewState.Ready<>(shelf)));
    }

    private String beside() {
        return page.model().panel.get() instanceof Panel.Standing standing ? standing.stack().name() : "";
    }

    private void go(FxRobot robot, String stack) {
        robot.interact(() -> stand.desk().navigation().go(Place.of("overview")));
        robot.interact(() -> stand.desk().navigation().go(Place.of("stack", "name", stack)));
    }

    @Test
    void aPlaceThatNamesAStackShowsItWhateverStoodThere(FxRobot robot) {
        stand.settle(robot);
        stacks(robot, "t-one", "t-two");
        robot.clickOn("t-one");
        assertThat(beside()).isEqualTo("t-one");
        go(robot, "t-two");
        assertThat(beside()).isEqualTo("t-two");
        Panel.Form form = new Panel.Form(Blueprints.find("api-perimeter"), "", false, Map.of());
        robot.interact(() -> page.model().panel.set(form));
        go(robot, "t-two");
        assertThat(beside()).as("its row was still selected").isEqualTo("t-two");
        go(robot, "t-three");
        assertThat(beside()).as("not known yet").isEmpty();
        // Reading fails here; then a list comes that has it.
        stand.settle(robot);
        Activity.Notice notice = stand.desk().activity().notice().get();
        assertThat(notice == null ? "" : notice.sentence()).contains("t-three");
    }

    @Test
    void thatNothingWasDeployedIsNotSaidWhileItIsReadAgain(FxRobot robot) {
        stand.settle(robot);
        stacks(robot);
        assertThat(robot.lookup(".page-answer").queryLabeled().getText()).startsWith("Nothing is deployed.");
        robot.interact(() -> page.model()
                .shelf
                .set(new ViewState.Rereading<>(page.model().shelf.get(), NOW, NOW.plusSeconds(60))));
        assertThat(robot.lookup(".page-answer").queryLabeled().getText()).isEqualTo(Words.READING + ".");
        stacks(robot, "t-one");
        robot.interact(() -> page.model()
                .shelf
                .set(new ViewState.Rereading<>(page.model().shelf.get(), NOW, NOW.plusSeconds(60))));
        assertThat(robot.lookup(".page-answer").queryLabeled().getText()).endsWith("As of 12:00 UTC, reading.");
    }

    @Test
    void theAgeOfProofsGoesOn(FxRobot robot) {
        shelve(robot);
        robot.clickOn("t-api-perimeter");
        Label age = robot.lookup("1 of 3 hold, 1 could not be asked, 2 h ago").query();
        assertThat(age.getTooltip().getText()).contains(" UTC");
        stand.later(Duration.ofMinutes(8));
        stand.until(robot, () -> age.getText().equals("1 of 3 hold, 1 could not be asked, 2 h 8 min ago"));
    }

    @Test
    void proofsThatRanAgainStandInTheirRowThoughTheStackIsTheSame(FxRobot robot) {
        stand.settle(robot);
        stacks(robot, "t-one");
        assertThat(robot.lookup("● Not run").tryQuery()).isPresent();
        Rollout rollout = new Rollout(
                "t-one", "api-perimeter", Map.of(), RolloutPhase.FAILED, "", NOW, NOW, PROOFS, null, 1);
        Shelf proved = new Shelf(Blueprints.all(), List.of(named("t-one")), Map.of("t-one", rollout));
        robot.interact(() -> page.model().shelf.set(new ViewState.Ready<>(proved)));
        stand.until(robot, () -> robot.lookup("✕ 1 of 3 hold").tryQuery().isPresent());
    }

    @Test
    void theTimeThatIsLeftGoesDownBetweenTwoEvents() {
        RolloutProgress progress = new RolloutProgress(12, 24, List.of("Distribution"), Duration.ofMinutes(3));
        assertThat(LivePanel.sentence(progress, Duration.ZERO))
                .isEqualTo("12 of 24 resources. At work: Distribution. At least 3 min to go.");
        assertThat(LivePanel.sentence(progress, Duration.ofMinutes(2))).endsWith("At least 1 min to go.");
        assertThat(LivePanel.sentence(progress, Duration.ofMinutes(4)))
                .endsWith("It takes longer than in earlier rollouts.");
    }

    @Test
    void aBlueprintIsDrawnAsTheTemplateHasIt() {
        assertThat(BlueprintCard.stops(Blueprints.find("api-perimeter")))
                .containsExactly("Viewer", "Web ACL", "CloudFront", "Edge function", "API Gateway");
        assertThat(BlueprintCard.stops(Blueprints.find("field-encryption"))).contains("Table", "KMS key");
        assertThat(BlueprintCard.stops(Blueprints.find("outpost-lambda")))
                .containsExactly("Function version", "Component", "Core device");
    }

    @Test
    void aPlanTellsTheCostByClassAndTheCapacityByWhatIsKnown() {
        assertThat(PlanPanel.costs(List.of(
                        new Plan.Cost("Logs", "more", "cents", ""),
                        new Plan.Cost("WebAcl", "more", "a few dollars", ""),
                        new Plan.Cost("Api", "more", "none", ""),
                        new Plan.Cost("Site", "more", "cents", ""))))
                .isEqualTo("Monthly, before any request: cents more for Logs, Site; a few dollars more for WebAcl.");
        assertThat(PlanPanel.costs(List.of(new Plan.Cost("Api", "more", "none", "")))).isEmpty();
        assertThat(new Plan.Capacity(null, 927L, "").sentence())
                .isEqualTo("Web ACL capacity: 927 WCU; 1,500 are included.");
        assertThat(new Plan.Capacity(927L, null, "Not known yet.").sentence())
                .isEqualTo("Web ACL capacity: 927 WCU → unknown; 1,500 are included. Not known yet.");
    }

    private static Plan plan() {
        return new Plan("t-api", List.of(
                new Change("Add", "WebAcl", "AWS::WAFv2::WebACL", ""),
                new Change("Modify", "Distribution", "AWS::CloudFront::Distribution", "False", "E2EXAMPLE12345", List.of(
                        new Change.Detail("Properties", "DistributionConfig.PriceClass", "PriceClass_100",
                                "PriceClass_All", "Never", "PriceClass"))),
                new Change("Modify", "EdgeFunction", "AWS::Lambda::Function", "True"),
                new Change("Remove", "OldLogs", "AWS::Logs::LogGroup", "")),
                List.of("EdgeFunction has replicas at the edge: the old version is kept until they are gone."),
                new Plan.Capacity(927L, 1_627L, "Above 1,500 units AWS WAF charges for more."),
                List.of(new Plan.Cost("WebAcl", "more", "a few dollars", "A web ACL and its rules are charged by the month.")),
                List.of("Distribution: DefaultCacheBehavior.Compress true → false"),
                List.of(),
                Map.of());
    }

    private static LiveRollout live() {
        LiveRollout live = new LiveRollout("t-api", "Deploying t-api", NOW);
        live.entered(RolloutPhase.PACKAGING);
        live.entered(RolloutPhase.DEPLOYING);
        for (String name : List.of("PetStoreRole", "Api", "EdgeFunction", "WebAcl")) {
            live.events.add(new StackEvent(name + 1, NOW, name, "AWS::X", "CREATE_IN_PROGRESS", ""));
            live.events.add(new StackEvent(name + 2, NOW.plusMillis(700), name, "AWS::X", "CREATE_COMPLETE", ""));
        }
        live.share.set(0.4);
        live.proofs.add(PROOFS.getFirst());
        return live;
    }

    private Runnable showing(FxRobot robot, Panel panel) {
        return () -> robot.interact(() -> page.model().panel.set(panel));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 | 1 | 0 | every proof holds.
            4 | 4 | 0 | every proof holds.
            1 | 0 | 1 | a proof fails.
            1 | 0 | 0 | not every proof has an answer.
            3 | 0 | 3 | a proof fails for 3.
            6 | 3 | 2 | every proof holds for 3, a proof fails for 2, not every proof has an answer for 1.
            """)
    void theAnswerTellsHeldFailedAndUnansweredApart(long stacks, long holding, long failing, String words) {
        assertThat(Words.proved(stacks, holding, failing)).isEqualTo(words);
    }

    @Test
    void theCardOfTheBlueprintThatIsSetUpIsMarkedAndNoStackBesideIt(FxRobot robot) {
        shelve(robot);
        TableView<?> table = robot.lookup(".table-view").query();
        robot.interact(() -> table.getSelectionModel().select(0));
        robot.interact(() -> page.model().panel.set(new Panel.Form(Blueprints.find("api-perimeter"), "", false, Map.of())));
        assertThat(marked(robot)).containsExactly("blueprint-api-perimeter");
        assertThat(table.getSelectionModel().isEmpty()).isTrue();
        robot.interact(() -> page.model().panel.set(new Panel.Closed()));
        assertThat(marked(robot)).isEmpty();
    }

    private static List<String> marked(FxRobot robot) {
        return robot.lookup(".blueprint-card").queryAll().stream()
                .filter(card -> card.getPseudoClassStates().stream().anyMatch(one -> one.getPseudoClassName().equals("selected")))
                .map(Node::getId)
                .toList();
    }

    @Test
    void pictures(FxRobot robot) {
        Runnable shelf = () -> shelve(robot);
        Blueprint blueprint = Blueprints.find("api-perimeter");
        Panel standing = new Panel.Standing(PERIMETER, Optional.of(FAILED), PAST, Optional.empty());
        stand.pictures(robot, "stacks", shelf);
        stand.smallPictures(robot, "stacks-form", shelf, showing(robot, new Panel.Form(blueprint, "t-api", false, Map.of("RateLimit", "12"))));
        stand.pictures(robot, "stacks-plan", shelf, showing(robot, new Panel.Planned(new Panel.Form(blueprint, "t-api", true, Map.of()), plan())),
                () -> robot.clickOn("Distribution"));
        stand.pictures(robot, "stacks-live", shelf, showing(robot, new Panel.Live(live())));
        stand.pictures(robot, "stacks-standing", shelf, showing(robot, standing));
        stand.smallPictures(robot, "stacks-small", shelf, showing(robot, standing));
        stand.pictures(robot, "stacks-staged", () -> showStaged(robot));
        stand.smallPictures(robot, "stacks-empty", () -> stacks(robot));
    }

    @Test
    void picturesOfTrouble(FxRobot robot) {
        stand.smallPictures(robot, "stacks-failed");
        stand.smallPictures(robot, "stacks-denied", () -> robot.interact(() -> page.model()
                .shelf
                .set(ViewState.failed(Trouble.denied("cloudformation:DescribeStacks")))));
    }

    @Test
    void picturesOfStates(FxRobot robot) {
        stand.states(
                robot,
                "stacks",
                EnumSet.of(Standing.STALE, Standing.REREADING, Standing.LOADING),
                state -> state.of(page.model().shelf, "cloudformation:DescribeStacks"),
                () -> shelve(robot));
    }
}
