package dev.sallyport.views.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccessMode;
import dev.sallyport.core.firewall.AclNow;
import dev.sallyport.core.firewall.ReplayResult;
import dev.sallyport.core.firewall.RuleSummary;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LoadReport;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.proposal.CapacityUse;
import dev.sallyport.core.proposal.Changed;
import dev.sallyport.core.proposal.Difference;
import dev.sallyport.core.proposal.Editable;
import dev.sallyport.core.proposal.Proposal;
import dev.sallyport.core.proposal.ProposalState;
import dev.sallyport.core.proposal.Proposals.Proposed;
import dev.sallyport.core.proposal.Proposals.Traffic;
import dev.sallyport.core.proposal.Proposals.Wanted;
import dev.sallyport.core.proposal.RuleEdit;
import dev.sallyport.core.proposal.Target;
import dev.sallyport.core.webacl.Tier;
import dev.sallyport.core.webacl.WafAction;
import dev.sallyport.views.kit.Silent;
import dev.sallyport.views.shell.Stand;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** A change on its page, from the choice to the outcome and back; what it does to AWS is tested where it is done. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class ProposalPanelTest {
    private static final List<String> INSIDE = List.of("none", "count", "block", "allow", "captcha", "challenge");

    static final List<Editable> RULES = List.of(
            new Editable(
                    "CommonRules",
                    1,
                    "AWS/AWSManagedRulesCommonRuleSet",
                    "count",
                    List.of("none", "count"),
                    null,
                    List.of(inside("NoUserAgent_HEADER", "count"), inside("CrossSiteScripting_QUERYARGUMENTS", "none"))),
            new Editable("AdminOnly", 2, null, "count", List.of("count", "block", "allow", "captcha", "challenge"), null, List.of()),
            new Editable("RateLimit", 3, null, "block", List.of("count", "block", "captcha", "challenge"), 2_000L, List.of()));

    /** Of a page on which nothing is changed. */
    static final ProposalSources NONE = new ProposalSources(
            acl -> RULES,
            (wanted, traffic) -> {
                throw new IllegalStateException(wanted.acl());
            },
            acl -> Optional.empty(),
            (id, reason) -> {
                throw new IllegalStateException(id);
            },
            (id, reason) -> {
                throw new IllegalStateException(id);
            });

    private static final String ARN = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/t-api-perimeter/7f0e3b1c";

    private static final WebAcls.Summary ACL = new WebAcls.Summary(
            "t-api-perimeter",
            "7f0e3b1c",
            ARN,
            WafAction.ALLOW,
            1_127,
            RULES.stream()
                    .map(rule -> new RuleSummary(rule.name(), rule.priority(), "match", "", rule.action()))
                    .toList(),
            "aws-waf-logs-t-api-perimeter");

    private static final String BEFORE = """
            {"Name":"t-api-perimeter","Rules":[{"Name":"CommonRules","Priority":1,"OverrideAction":{"Count":{}}}]}
            """;

    private static final String AFTER = BEFORE.replace("Count", "None");

    private static final ReplayResult REPLAY = new ReplayResult(
            12_640,
            12_593,
            40,
            0,
            7,
            List.of(
                    new ReplayResult.RuleChange("CommonRules", 47, 40, 7, Tier.CARRIED),
                    new ReplayResult.RuleChange(
                            "AWS/AWSManagedRulesCommonRuleSet/CrossSiteScripting_QUERYARGUMENTS", 31, 31, 0, Tier.CARRIED),
                    new ReplayResult.RuleChange("AWS/AWSManagedRulesCommonRuleSet/NoUserAgent_HEADER", 16, 9, 7, Tier.CARRIED),
                    new ReplayResult.RuleChange("AdminOnly", 3, 3, 0, Tier.EXACT),
                    new ReplayResult.RuleChange("RateLimit", 0, 0, 0, Tier.DOCUMENTED)),
            List.of(
                    new ReplayResult.Example(
                            "q3nT7bYx0c1v5kP2wZ8mA4sD6fG9hJ==",
                            WafAction.ALLOW,
                            WafAction.BLOCK,
                            "AWS/AWSManagedRulesCommonRuleSet/CrossSiteScripting_QUERYARGUMENTS"),
                    new ReplayResult.Example(
                            "b7Jq2mNc9xL4vT1yR6wE3uK8pS5aH0==", WafAction.ALLOW, WafAction.UNKNOWN, "CommonRules")),
            List.of(
                    new ReplayResult.Suspect(
                            "AWS/AWSManagedRulesCommonRuleSet/CrossSiteScripting_QUERYARGUMENTS", "/orders/search", 22, 17, 20, 22),
                    new ReplayResult.Suspect("AWS/AWSManagedRulesCommonRuleSet/NoUserAgent_HEADER", "/health", 9, 2, 0, 0)),
            0,
            List.of(),
            new LoadReport(Map.of(), 0, List.of()));

    @TempDir
    private Path folder;

    private Stand stand;
    private LogStore store;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Optional<SallyportException> refusal = Optional.empty();
    private volatile Optional<SallyportException> failure = Optional.empty();
    private volatile Optional<Proposal> standing = Optional.empty();
    private final List<Wanted> wanted = new ArrayList<>();
    private final List<Traffic> traffic = new ArrayList<>();
    private final List<String> done = new ArrayList<>();

    private static Editable inside(String name, String action) {
        return new Editable(name, 0, null, action, INSIDE, null, List.of());
    }

    @Start
    void start(Stage stage) {
        start(stage, AccessMode.SANDBOX);
    }

    private void start(Stage stage, AccessMode mode) {
        store = LogStore.open(new Home(folder));
        store.load("aws-waf-logs-t-api-perimeter", List.of());
        ProposalSources sources = new ProposalSources(
                acl -> RULES, this::propose, acl -> standing, (id, reason) -> deed("apply", id, reason, ProposalState.APPLIED),
                (id, reason) -> deed("undo", id, reason, ProposalState.UNDONE));
        FirewallSources acls = new FirewallSources(
                () -> new WebAcls.Names(List.of(ACL.named()), List.of()),
                named -> ACL,
                (acl, since, until) -> {
                    throw new IllegalStateException("The log tells all");
                },
                (acl, since) -> store,
                AclNow.Source.NONE,
                () -> "aws",
                Stand.unmasks(new Home(folder)));
        stand = new Stand(
                stage, "firewall", mode, desk -> new FirewallPage(desk, acls, sources, Duration.ofMinutes(1)).page());
    }

    private void startAgain(AccessMode mode) throws TimeoutException {
        store.close();
        FxToolkit.setupFixture(() -> start(FxToolkit.toolkitContext().getRegisteredStage(), mode));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Proposed propose(Wanted change, Traffic over) {
        wanted.add(change);
        traffic.add(over);
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        boolean replays = over instanceof Traffic.Recent;
        if (replays && refusal.isPresent()) {
            throw refusal.get();
        }
        return new Proposed(proposal(ProposalState.PROPOSED, replays), replays ? REPLAY : null);
    }

    private Changed deed(String what, String id, String reason, ProposalState state) {
        done.add(what + " " + id + " " + reason);
        if (failure.isPresent()) {
            throw failure.get();
        }
        Proposal now = proposal(state, true);
        return new Changed(now, state == ProposalState.APPLIED ? now.diff() : now.wayBack(), List.of(), false);
    }

    private static Proposal proposal(ProposalState state, boolean replayed) {
        return new Proposal(
                "p-4k7m",
                new Target("t-api-perimeter", "7f0e3b1c", ARN, "CLOUDFRONT", "us-east-1"),
                Instant.parse("2026-11-23T09:10:00Z"),
                "arn:aws:iam::111122223333:user/ops",
                "token",
                json(BEFORE),
                json(AFTER),
                replayed ? List.of("aws-waf-logs-t-api-perimeter in us-east-1 since 2026-11-23T06:10:00Z") : List.of(),
                replayed ? Json.MAPPER.valueToTree(REPLAY) : null,
                new CapacityUse(1_127L, 1_127L, 1_500, 5_000),
                List.of("The CloudFormation stack t-api made this web ACL; its next deployment sets back what its template says"
                        + " otherwise."),
                state,
                Instant.parse("2026-11-23T09:12:00Z"),
                null,
                null);
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean shows(FxRobot robot, String id) {
        return robot.lookup(id).tryQuery().isPresent();
    }

    private void open(FxRobot robot) {
        stand.until(robot, () -> shows(robot, "#firewall-rules"));
        stand.settle(robot);
        robot.clickOn("#firewall-try");
        stand.until(robot, () -> shows(robot, "#proposal-rule"));
    }

    private static void choose(FxRobot robot, String box, String words) {
        ComboBox<Object> choice = robot.lookup(box).query();
        robot.interact(() -> choice.getItems().stream()
                .filter(item -> item.toString().equals(words))
                .findFirst()
                .ifPresentOrElse(choice::setValue, () -> {
                    throw new AssertionError(words + " is not among " + choice.getItems());
                }));
    }

    private static String value(FxRobot robot, String box) {
        return String.valueOf(robot.lookup(box).queryAs(ComboBox.class).getValue());
    }

    private static String text(FxRobot robot, String label) {
        return robot.lookup(label).queryLabeled().getText();
    }

    private static boolean isDisabled(FxRobot robot, String button) {
        return robot.lookup(button).queryButton().isDisabled();
    }

    private void fire(FxRobot robot, String button) {
        robot.interact(() -> robot.lookup(button).queryButton().fire());
    }

    /** Gives the group CommonRules its own actions back, as a proposal. */
    private void plan(FxRobot robot) {
        open(robot);
        choose(robot, "#proposal-action", Words.OWN_ACTION);
        fire(robot, "#proposal-try");
        stand.until(robot, () -> shows(robot, "#proposal-answer"));
    }

    private void apply(FxRobot robot) {
        fire(robot, "#proposal-apply");
        robot.clickOn("#proposal-apply-now");
        stand.settle(robot);
    }

    @Test
    void aChangeIsTriedAppliedWithItsReasonAndTakenBack(FxRobot robot) {
        open(robot);
        assertThat(isDisabled(robot, "#proposal-try")).as("nothing would change yet").isTrue();
        assertThat(robot.lookup("#firewall-try").query().isVisible()).isFalse();
        assertThat(Silent.stops(stand.shell().root())).isEmpty();
        choose(robot, "#proposal-action", Words.OWN_ACTION);
        fire(robot, "#proposal-try");
        stand.until(robot, () -> shows(robot, "#proposal-answer"));
        assertThat(wanted)
                .containsExactly(new Wanted(ARN, null, null, List.of(new RuleEdit("CommonRules", "none", null, null))));
        assertThat(traffic).containsExactly(new Traffic.Recent(Duration.ofHours(3)));
        assertThat(text(robot, "#proposal-answer"))
                .isEqualTo("Of 12,640 requests of the last 3 hours, 40 would be newly blocked and 7 cannot be told from"
                        + " the log.");
        assertThat(robot.lookup("#proposal-numbers .label").queryAllAs(Label.class))
                .extracting(Label::getText)
                .containsExactly("12,593", "● Same", "40", "✕ Newly blocked", "0", "● Newly allowed", "7", "? Unknown");
        assertThat(robot.lookup(".proposal-difference").queryAllAs(Label.class))
                .extracting(Label::getText)
                .containsExactly("Rules[CommonRules].OverrideAction: {\"Count\":{}} → {\"None\":{}}");
        TableView<ReplayResult.Suspect> suspects = robot.lookup("#proposal-suspects").query();
        assertThat(suspects.getItems()).isEqualTo(REPLAY.suspects());
        assertThat(Silent.stops(stand.shell().root())).isEmpty();
        robot.interact(() -> robot.lookup("#proposal-reason").queryAs(TextField.class).setText(" a week in Count "));
        apply(robot);
        stand.until(robot, () -> shows(robot, "#proposal-outcome"));
        assertThat(text(robot, "#proposal-outcome")).startsWith("Applied: t-api-perimeter ");
        fire(robot, "#proposal-undo");
        robot.clickOn("#proposal-undo-now");
        stand.until(robot, () -> shows(robot, "#proposal-outcome")
                && text(robot, "#proposal-outcome").startsWith("Taken back: t-api-perimeter "));
        assertThat(done).containsExactly("apply p-4k7m a week in Count", "undo p-4k7m ");
        assertThat(shows(robot, "#proposal-undo")).isFalse();
        fire(robot, "#proposal-back");
        stand.until(robot, () -> shows(robot, "#firewall-rules"));
    }

    @Test
    void aReadOnlySessionTriesAChangeAndMayNotApplyIt(FxRobot robot) throws TimeoutException {
        startAgain(AccessMode.READ_ONLY);
        plan(robot);
        fire(robot, "#proposal-apply");
        stand.settle(robot);
        assertThat(stand.desk().overlay().isOpen()).isFalse();
        assertThat(shows(robot, "#read-only-refusal")).isTrue();
        assertThat(done).isEmpty();
    }

    @Test
    void onProductionAChangeWaitsForTheNameOfTheWebAcl(FxRobot robot) throws TimeoutException {
        startAgain(AccessMode.PRODUCTION);
        plan(robot);
        fire(robot, "#proposal-apply");
        TextField name = robot.lookup("#confirm-typed").queryAs(TextField.class);
        robot.interact(() -> name.setText("t-api"));
        robot.push(KeyCode.ENTER);
        stand.settle(robot);
        assertThat(done).as("what began without the whole name").isEmpty();
        robot.interact(() -> name.setText("t-api-perimeter"));
        robot.push(KeyCode.ENTER);
        stand.until(robot, () -> shows(robot, "#proposal-outcome"));
        assertThat(done).containsExactly("apply p-4k7m ");
    }

    @Test
    void anotherChoiceTakesTheProposalAway(FxRobot robot) {
        plan(robot);
        choose(robot, "#proposal-span", "Last 24 hours");
        assertThat(shows(robot, "#proposal-apply")).isFalse();
        assertThat(shows(robot, "#proposal-answer")).isFalse();
        fire(robot, "#proposal-try");
        stand.until(robot, () -> shows(robot, "#proposal-answer"));
        assertThat(traffic.getLast()).isEqualTo(new Traffic.Recent(Duration.ofHours(24)));
    }

    @Test
    void whatIsBeingTriedCanBeLeft(FxRobot robot) {
        gate = new CountDownLatch(1);
        open(robot);
        choose(robot, "#proposal-action", Words.OWN_ACTION);
        fire(robot, "#proposal-try");
        stand.until(robot, () -> robot.lookup(Words.REPLAYING).tryQuery().isPresent());
        robot.push(KeyCode.ESCAPE);
        stand.until(robot, () -> shows(robot, "#firewall-rules"));
        gate.countDown();
        stand.settle(robot);
        assertThat(shows(robot, "#proposal-panel")).isFalse();
    }

    @Test
    void aRateBasedRuleThatIsSelectedIsGivenAnotherLimit(FxRobot robot) {
        stand.until(robot, () -> shows(robot, "#firewall-rules"));
        stand.settle(robot);
        robot.interact(() -> robot.lookup("#firewall-rules").queryAs(TableView.class).getSelectionModel().select(2));
        open(robot);
        assertThat(value(robot, "#proposal-rule")).isEqualTo("3  RateLimit");
        assertThat(value(robot, "#proposal-action")).isEqualTo("Block");
        TextField limit = robot.lookup("#proposal-limit").queryAs(TextField.class);
        assertThat(limit.getText()).isEqualTo("2000");
        robot.interact(() -> limit.setText("five"));
        assertThat(limit.getText()).isEqualTo("2000");
        robot.interact(() -> limit.setText("500"));
        fire(robot, "#proposal-try");
        stand.until(robot, () -> shows(robot, "#proposal-answer"));
        assertThat(wanted.getFirst().edits()).containsExactly(new RuleEdit("RateLimit", null, 500L, null));
        choose(robot, "#proposal-rule", "2  AdminOnly");
        assertThat(robot.lookup("#proposal-limit").query().getParent().isVisible()).isFalse();
        assertThat(isDisabled(robot, "#proposal-try")).isTrue();
    }

    @Test
    void aRuleInsideAGroupIsChangedByItsName(FxRobot robot) {
        open(robot);
        choose(robot, "#proposal-inside", "CrossSiteScripting_QUERYARGUMENTS");
        assertThat(value(robot, "#proposal-action")).isEqualTo(Words.OWN_ACTION);
        choose(robot, "#proposal-action", "Challenge");
        fire(robot, "#proposal-try");
        stand.until(robot, () -> shows(robot, "#proposal-answer"));
        assertThat(wanted.getFirst().edits())
                .containsExactly(new RuleEdit("CommonRules/CrossSiteScripting_QUERYARGUMENTS", "challenge", null, null));
    }

    @Test
    void withoutALogTheProposalIsMadeWithoutAReplay(FxRobot robot) {
        refusal = Optional.of(notLogged());
        open(robot);
        choose(robot, "#proposal-action", Words.OWN_ACTION);
        fire(robot, "#proposal-try");
        stand.until(robot, () -> shows(robot, "#proposal-refused"));
        assertThat(text(robot, "#proposal-refused")).contains("does not log to CloudWatch Logs").doesNotContain("--");
        fire(robot, "#proposal-unreplayed");
        stand.until(robot, () -> shows(robot, "#proposal-answer"));
        assertThat(traffic.getLast()).isEqualTo(new Traffic.None());
        assertThat(text(robot, "#proposal-answer")).isEqualTo(Words.NOT_REPLAYED);
        assertThat(shows(robot, "#proposal-numbers")).isFalse();
        apply(robot);
        stand.until(robot, () -> shows(robot, "#proposal-outcome"));
    }

    private static SallyportException notLogged() {
        return SallyportException.refused(
                "SP-NOT-LOGGED",
                "The web ACL t-api-perimeter does not log to CloudWatch Logs, so there is no traffic to replay.",
                "Give log files with --log, or go without with --no-replay.");
    }

    private static SallyportException changedElsewhere() {
        return SallyportException.refused(
                "SP-ACL-CHANGED",
                "The web ACL t-api-perimeter is no longer what it was when p-4k7m was made:"
                        + " Rules[RateLimit].Statement.RateBasedStatement.Limit: 2000 → 900.",
                "Make a new proposal with sallyport firewall propose, from the web ACL as it is.");
    }

    @Test
    void whatIsRefusedIsSaidWithItsCodeAndNextStep(FxRobot robot) {
        refusal = Optional.of(SallyportException.badInput(
                "SP-NO-CHANGE", "That changes nothing of t-api-perimeter.", "Ask for something else than it has."));
        open(robot);
        choose(robot, "#proposal-action", Words.OWN_ACTION);
        fire(robot, "#proposal-try");
        stand.until(robot, () -> shows(robot, "#proposal-refused"));
        assertThat(text(robot, "#proposal-refused"))
                .isEqualTo("That changes nothing of t-api-perimeter.\nAsk for something else than it has.");
        assertThat(robot.lookup("SP-NO-CHANGE").tryQuery()).isPresent();
        assertThat(shows(robot, "#proposal-unreplayed")).isFalse();
        assertThat(shows(robot, "#proposal-apply")).isFalse();
    }

    @Test
    void aWebAclThatWasChangedElsewhereIsLookedAtAgain(FxRobot robot) {
        plan(robot);
        failure = Optional.of(changedElsewhere());
        apply(robot);
        stand.until(robot, () -> shows(robot, "#proposal-failed"));
        assertThat(text(robot, "#proposal-refused")).contains("2000 → 900").endsWith(Words.CHANGED_MEANWHILE);
        assertThat(shows(robot, "#proposal-repeat")).isFalse();
        fire(robot, "#proposal-again");
        stand.until(robot, () -> shows(robot, "#proposal-rule"));
    }

    @Test
    void whatMayHaveBeenDoneCanBeTriedAgain(FxRobot robot) {
        plan(robot);
        failure = Optional.of(SallyportException.unavailable(
                "SP-AWS-FAULT", "Whether the web ACL t-api-perimeter was changed is not known.", "Try again."));
        apply(robot);
        stand.until(robot, () -> shows(robot, "#proposal-failed"));
        failure = Optional.empty();
        fire(robot, "#proposal-repeat");
        robot.clickOn("#proposal-repeat-now");
        stand.until(robot, () -> shows(robot, "#proposal-outcome"));
        assertThat(done).containsExactly("apply p-4k7m ", "apply p-4k7m ");
    }

    @Test
    void aChangeThatStandsCanBeTakenBackAtOnce(FxRobot robot) {
        standing = Optional.of(proposal(ProposalState.APPLIED, true));
        open(robot);
        assertThat(robot.lookup("#proposal-standing .label").queryAllAs(Label.class))
                .extracting(Label::getText)
                .contains("A change that was applied here at 2026-11-23 09:12:00 UTC stands");
        robot.interact(() -> robot.lookup("#proposal-undo-reason").queryAs(TextField.class).setText("false positives"));
        fire(robot, "#proposal-undo");
        robot.clickOn("#proposal-undo-now");
        stand.until(robot, () -> shows(robot, "#proposal-outcome"));
        assertThat(done).containsExactly("undo p-4k7m false positives");
    }

    @Test
    void whatAwsHasOtherwiseIsSaid() {
        Changed changed = new Changed(
                proposal(ProposalState.APPLIED, true), List.of(), List.of(new Difference("Description", null, json("1"))), false);
        assertThat(ProposalPanel.outcome(ACL, changed)).endsWith(Words.NOT_AS_ASKED);
    }

    @Test
    void theAnswerSaysWhatTheReplayCanSay() {
        ProposalView.Asked asked = new ProposalView.Asked(
                new RuleEdit("AdminOnly", "block", null, null), "", Optional.of(ProposalView.Span.DAY));
        assertThat(ReplaySheet.answer(asked, replay(0, 0))).isEqualTo("No request was logged in the last 24 hours, so the replay says"
                + " nothing.");
        assertThat(ReplaySheet.answer(asked, replay(1, 1))).isEqualTo("1 request of the last 24 hours would end as before.");
        assertThat(ReplaySheet.answer(asked, replay(9, 9))).isEqualTo("9 requests of the last 24 hours would end as before.");
        assertThat(ReplaySheet.answer(asked, replay(9, 7))).isEqualTo("Of 9 requests of the last 24 hours, 2 would be newly allowed.");
    }

    private static ReplayResult replay(long requests, long same) {
        return new ReplayResult(
                requests, same, 0, requests - same, 0, List.of(), List.of(), List.of(), 0, List.of(), REPLAY.read());
    }

    @Test
    void pictures(FxRobot robot) {
        Runnable chosen = () -> {
            robot.clickOn("#firewall-try");
            stand.until(robot, () -> shows(robot, "#proposal-rule"));
        };
        Runnable tried = () -> {
            choose(robot, "#proposal-action", Words.OWN_ACTION);
            fire(robot, "#proposal-try");
        };
        stand.pictures(robot, "proposal", chosen, tried);
        stand.smallPictures(robot, "proposal-small", chosen, tried);
        stand.smallPictures(robot, "proposal-applied", chosen, tried, () -> apply(robot));
        standing = Optional.of(proposal(ProposalState.APPLIED, true));
        refusal = Optional.of(notLogged());
        stand.smallPictures(robot, "proposal-standing", chosen, tried);
        standing = Optional.empty();
        refusal = Optional.empty();
        failure = Optional.of(changedElsewhere());
        stand.smallPictures(robot, "proposal-changed", chosen, tried, () -> apply(robot));
    }
}
