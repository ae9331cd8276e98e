package dev.sallyport.views.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccessMode;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Appearance;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.LaterClock;
import dev.sallyport.views.kit.Navigation;
import dev.sallyport.views.kit.Overlay;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.Pictures;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Question;
import dev.sallyport.views.kit.Silent;
import dev.sallyport.views.kit.StatePane;
import dev.sallyport.views.kit.ViewState;
import dev.sallyport.views.kit.Writes;
import dev.sallyport.views.settings.SettingsPage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kordamp.ikonli.feather.Feather;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** The frame, driven by keys and mouse as a reader drives it. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class ShellTest {
    @TempDir
    private static Path folder = Path.of("");

    private final SimpleObjectProperty<AccountState> account = new SimpleObjectProperty<>(new AccountState(
            "Sandbox", "111122223333", "us-east-1", AccountState.Mode.SANDBOX, Optional.empty()));
    private final LaterClock clock = new LaterClock();
    private final Activity activity = new Activity(clock);
    private Desk desk;
    private Appearance appearance;
    private TextField filter;
    private Shell shell;
    private final Question<String> question =
            new Question<>(Background.inline(activity), new SimpleObjectProperty<>(new ViewState.Loading<>()));
    private int refreshed;
    private boolean open;

    private List<Feature> features() {
        return List.of(
                new Feature("overview", "Overview", Feather.HOME, this::firstPage),
                new Feature("firewall", "Firewall", Feather.FILTER, () -> new Page("Firewall")
                        .answer(new SimpleStringProperty("What was blocked, and was that right?"))
                        .body(new StatePane<String>(new Label("rules"), rule -> {}, () -> {}, activity)
                                .follow(new SimpleObjectProperty<>(new ViewState.Failed<>(SallyportException.unavailable(
                                                "SP-NETWORK", "AWS did not answer.", "Check the network.")
                                        .withRequestId("4f1c-22")))))),
                new Feature(
                        "settings",
                        "Settings",
                        Feather.SETTINGS,
                        () -> new SettingsPage(desk, new Home(folder), appearance, "0.1.0", Stand.who(), () -> "The system shuts them in.")
                                .page()));
    }

    private Page firstPage() {
        filter.setPromptText("Filter");
        filter.setAccessibleText("Filter");
        return new Page("Overview")
                .answer(new SimpleStringProperty("Nothing needs you now."))
                .secondary(Action.of("overview.export", "Export report", () -> {}))
                .primary(Action.of("overview.deploy", "Deploy a stack", () -> activity.done("Deployed t-api.")))
                .filters(filter, Badge.action("BLOCK"), Badge.action("COUNT"), Badge.action("ALLOW"), Badge.action("CAPTCHA"), Badge.action("-"))
                .filterField(filter)
                .reads(question)
                .onRefresh(() -> refreshed++)
                .finds(() -> List.of(Action.of(
                        "overview.find",
                        "Stack t-api",
                        () -> desk.navigation().go(Place.of("overview", "name", "t-api")))))
                .onLock(() -> {
                    boolean was = open;
                    open = false;
                    return was;
                })
                .body(new StatePane<String>(new Label("body"), text -> {}, () -> {}, activity)
                        .follow(new SimpleObjectProperty<>(new ViewState.Empty<>(
                                "Nothing is deployed yet",
                                "A blueprint is a stack that proves itself after each change.",
                                Optional.of(Action.of("overview.first", "Choose a blueprint", () -> {}))))));
    }

    @Start
    void start(Stage stage) {
        Overlay overlay = new Overlay();
        desk = new Desk(
                Background.threads(activity),
                new Navigation(Place.of("overview")),
                overlay,
                new Writes(() -> AccessMode.SANDBOX, overlay));
        appearance = new Appearance();
        filter = new TextField();
        shell = new Shell(features(), account, desk);
        Scene scene = shell.scene();
        appearance.theme().set(Appearance.Theme.LIGHT);
        appearance.dress(scene);
        stage.setScene(scene);
        // The stage is the one of the tests before, in their size.
        stage.setWidth(1280);
        stage.setHeight(800);
        stage.show();
    }

    @Test
    void keysLeadToPagesAndBack(FxRobot robot) {
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT2);
        assertThat(shell.page().title()).isEqualTo("Firewall");
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT3);
        assertThat(shell.page().title()).isEqualTo("Settings");
        robot.push(KeyCode.ALT, KeyCode.LEFT);
        assertThat(shell.page().title()).isEqualTo("Firewall");
        robot.clickOn("#go-overview");
        assertThat(shell.page().title()).isEqualTo("Overview");
    }

    @Test
    void bareKeysWorkOnlyWhileNobodyTypes(FxRobot robot) {
        robot.push(KeyCode.R);
        assertThat(refreshed).isEqualTo(1);
        robot.write("/");
        assertThat(filter.isFocused()).isTrue();
        robot.write("r?/");
        assertThat(filter.getText()).isEqualTo("r?/");
        assertThat(refreshed).isEqualTo(1);
        assertThat(desk.overlay().isOpen()).isFalse();
    }

    @Test
    void thePaletteFindsEveryActionByItsLetters(FxRobot robot) {
        robot.push(KeyCode.CONTROL, KeyCode.K);
        ListView<Action> list = robot.lookup("#palette-list").query();
        assertThat(list.getItems())
                .extracting(Action::id)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                shell.actions().stream(), shell.page().objects().stream())
                        .map(Action::id)
                        .filter(id -> !id.equals("shell.palette"))
                        .toList());
        robot.write("dply");
        assertThat(list.getItems()).extracting(Action::label).containsExactly("Deploy a stack");
        robot.push(KeyCode.ENTER);
        assertThat(desk.overlay().isOpen()).isFalse();
        Activity.Notice notice = activity.notice().get();
        assertThat(notice == null ? "" : notice.sentence()).isEqualTo("Deployed t-api.");
    }

    @Test
    void thePaletteFindsWhatPagesKnowFromEveryPage(FxRobot robot) {
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT2);
        robot.push(KeyCode.CONTROL, KeyCode.K);
        robot.write("t-api");
        ListView<Action> list = robot.lookup("#palette-list").query();
        assertThat(list.getItems()).extracting(Action::label).containsExactly("Stack t-api");
        robot.push(KeyCode.ENTER);
        assertThat(desk.navigation().place().get()).isEqualTo(Place.of("overview", "name", "t-api"));
    }

    @Test
    void aLongSentenceOfTroubleIsNoWiderThanAColumn(FxRobot robot) {
        robot.interact(() -> activity.wrong("No such file. ".repeat(30)));
        Region toast = robot.lookup("." + Css.TOAST).query();
        robot.interact(() -> {
            shell.root().applyCss();
            shell.root().layout();
        });
        assertThat(toast.getWidth()).isLessThanOrEqualTo(37 * 13);
        assertThat(toast.getHeight()).as("all of its lines").isGreaterThan(80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"overview", "firewall", "settings"})
    void everyPageLocksByTheSameKeys(String page, FxRobot robot) {
        robot.interact(() -> desk.navigation().go(Place.of(page)));
        robot.push(KeyCode.L);
        assertThat(said()).isEqualTo("Nothing is open.");
        open = true;
        robot.push(KeyCode.CONTROL, KeyCode.L);
        assertThat(said()).isEqualTo("Locked. What was revealed is masked.");
        assertThat(open).isFalse();
    }

    @Test
    void aLetterThatIsTypedLocksNothing(FxRobot robot) {
        open = true;
        robot.write("/").write("l");
        assertThat(filter.getText()).isEqualTo("l");
        assertThat(open).isTrue();
        robot.push(KeyCode.CONTROL, KeyCode.L);
        assertThat(open).isFalse();
    }

    private String said() {
        Activity.Notice notice = activity.notice().get();
        return notice == null ? "" : notice.sentence();
    }

    @Test
    void theAgeIsThatOfThePageInView(FxRobot robot) {
        Label age = robot.lookup("#activity-age").query();
        assertThat(age.isManaged()).isFalse();
        read(robot, "first");
        clock.later(Duration.ofSeconds(20));
        robot.interact(activity::tick);
        assertThat(age.getText()).isEqualTo("Updated 20 s ago");
        // What is read for something else is not what the page shows.
        robot.interact(() -> Background.inline(activity).load("Asking who you are", () -> "me").run());
        clock.later(Duration.ofMinutes(5));
        robot.interact(activity::tick);
        assertThat(age.getText()).isEqualTo("Updated 5 min ago");
        assertThat(age.getTooltip().getText()).contains(" UTC");
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT2);
        assertThat(age.isManaged()).isFalse();
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT1);
        assertThat(age.getText()).isEqualTo("Updated 5 min ago");
        read(robot, "second");
        assertThat(age.getText()).isEqualTo("Updated just now");
    }

    private void read(FxRobot robot, String words) {
        robot.interact(() -> question.ask("Reading", () -> words, ViewState.Ready::new));
    }

    @Test
    void whatOnlyReadsIsStoppedFromTheBar(FxRobot robot) throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        CompletableFuture<String> ended = new CompletableFuture<>();
        robot.interact(() -> desk.background()
                .<String>load("Reading waf.log", () -> {
                    hold.await();
                    return "";
                })
                .stoppable()
                .onError(error -> ended.complete(error.code()))
                .run());
        Button stop = robot.lookup("#activity-stop").queryButton();
        assertThat(stop.getTooltip().getText()).isEqualTo("Stop: Reading waf.log");
        Pictures.ofTheFrame(appearance, shell.root()).inBothThemes(robot, () ->
                Pictures.ofTheFrame(appearance, shell.root()).take(robot, "frame-reading"));
        robot.clickOn(stop);
        assertThat(ended.get(10, TimeUnit.SECONDS)).isEqualTo("SP-STOPPED");
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(stop.isVisible()).isFalse();
    }

    @Test
    void theSheetOfKeysNamesEachKeyOnce(FxRobot robot) {
        robot.write("?");
        assertThat(desk.overlay().isOpen()).isTrue();
        assertThat(robot.lookup("." + Css.KEY_CAP).queryAllAs(Label.class))
                .extracting(Label::getText)
                .doesNotHaveDuplicates()
                .contains("?", "/", "R", "Ctrl+K", "Ctrl+1", "Ctrl+Shift+C", "L or Ctrl+L");
        robot.push(KeyCode.ESCAPE);
        assertThat(desk.overlay().isOpen()).isFalse();
    }

    @Test
    void aTypedConfirmationGuardsTheButton(FxRobot robot) {
        AtomicInteger destroyed = new AtomicInteger();
        robot.interact(() -> desk.overlay()
                .confirm(
                        "Destroy t-api",
                        "The stack goes.",
                        Action.of("stack.destroy", "Destroy t-api", destroyed::incrementAndGet),
                        "t-api"));
        assertThat(robot.lookup("#stack-destroy").queryButton().isDisabled()).isTrue();
        robot.clickOn("#confirm-typed").write("t-api");
        robot.clickOn("#stack-destroy");
        assertThat(destroyed).hasValue(1);
        assertThat(desk.overlay().isOpen()).isFalse();
    }

    @Test
    void enterInTheTypedFieldConfirmsWhenTheNameFits(FxRobot robot) {
        AtomicInteger destroyed = new AtomicInteger();
        robot.interact(() -> desk.overlay()
                .confirm("Destroy t-api", "It goes.", Action.of("stack.destroy", "Destroy", destroyed::incrementAndGet), "t-api"));
        robot.write("t-ap");
        robot.push(KeyCode.ENTER);
        assertThat(destroyed).hasValue(0);
        assertThat(desk.overlay().isOpen()).isTrue();
        robot.write("i");
        robot.push(KeyCode.ENTER);
        assertThat(destroyed).hasValue(1);
        assertThat(desk.overlay().isOpen()).isFalse();
    }

    @Test
    void theBarSaysThatItAsksThenWhoThenWhatIsWrong(FxRobot robot) {
        AtomicInteger asked = new AtomicInteger();
        AccountState asking = AccountState.asking("prod-payments", AccountState.Mode.PRODUCTION);
        robot.interact(() -> account.set(asking));
        Label number = robot.lookup("#account").query();
        assertThat(number.getText()).isEqualTo("Asking who you are …");
        robot.interact(() -> account.set(asking.known("123456789012", "eu-central-1", Optional.empty())));
        assertThat(number.getText()).isEqualTo("123456789012");
        SallyportException expired = SallyportException.refused(
                "SP-EXPIRED",
                "The sign-in of the profile prod-payments has expired, or was never made.",
                "Run aws sso login --profile prod-payments, then try again.");
        robot.interact(() -> account.set(
                asking.inTrouble(expired, Action.of("account.again", "Try again", asked::incrementAndGet))));
        assertThat(number.isVisible()).isFalse();
        Pictures pictures = Pictures.ofTheFrame(appearance, shell.root());
        pictures.inBothThemes(robot, () -> pictures.take(robot, "account-trouble"));
        robot.clickOn("Credentials expired · sign in again");
        assertThat(robot.lookup("#account-why").queryAs(Label.class).getText())
                .isEqualTo(expired.message() + "\n" + expired.next());
        assertThat(Silent.stops(shell.root())).isEmpty();
        pictures.inBothThemes(robot, () -> pictures.take(robot, "account-trouble-sheet"));
        robot.clickOn("#account-again");
        assertThat(asked).hasValue(1);
        assertThat(desk.overlay().isOpen()).isFalse();
    }

    @Test
    void theModeIsSaidInWordsAndInColour(FxRobot robot) {
        for (AccountState.Mode mode : AccountState.Mode.values()) {
            robot.interact(() -> account.set(new AccountState(
                    "prod-payments", "123456789012", "eu-central-1", mode, Optional.of(LaterClock.START.plusSeconds(300)))));
            Label badge = robot.lookup("#mode-badge").query();
            assertThat(badge.getText()).isEqualTo("● " + mode.word().toUpperCase(Locale.ROOT));
            assertThat(badge.getParent().getStyleClass().stream()
                            .filter(name -> List.of("sandbox", "read-only", "operator", "production").contains(name)))
                    .containsExactly(mode.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        assertThat(robot.lookup("Expires in 5 min").tryQuery()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overview", "firewall", "settings"})
    void screenReadersAreToldWhatEveryStopIs(String page, FxRobot robot) {
        robot.interact(() -> desk.navigation().go(Place.of(page)));
        assertThat(Silent.stops(shell.root())).isEmpty();
    }

    @Test
    void pictures(FxRobot robot) {
        Pictures pictures = Pictures.ofTheFrame(appearance, shell.root());
        pictures.inBothThemes(robot, () -> {
            // What is loading moves, so the settings' page of this frame has no picture.
            for (String page : List.of("overview", "firewall")) {
                robot.interact(() -> desk.navigation().go(Place.of(page)));
                pictures.take(robot, "frame-" + page);
            }
            robot.push(KeyCode.CONTROL, KeyCode.K);
            pictures.take(robot, "palette");
            robot.push(KeyCode.ESCAPE);
            robot.write("?");
            pictures.take(robot, "keys");
            robot.push(KeyCode.ESCAPE);
        });
    }
}
