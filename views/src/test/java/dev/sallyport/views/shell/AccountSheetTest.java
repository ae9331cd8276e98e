package dev.sallyport.views.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccessMode;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.AccountLook;
import dev.sallyport.core.account.AccountOffers;
import dev.sallyport.core.account.AccountOffers.Offer;
import dev.sallyport.core.account.DeviceSignIn;
import dev.sallyport.core.account.KnownAccounts;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Appearance;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.LaterClock;
import dev.sallyport.views.kit.Navigation;
import dev.sallyport.views.kit.Overlay;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.Pictures;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Silent;
import dev.sallyport.views.kit.Writes;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Scene;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kordamp.ikonli.feather.Feather;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** Which account the window works in, and what a sign-in asks of the reader. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class AccountSheetTest {
    private static final AccountLook PAYMENTS = new AccountLook("Payments", AccountLook.Colour.PINK);

    private final SimpleObjectProperty<AccountState> account = new SimpleObjectProperty<>(
            AccountState.asking("prod-payments", AccountState.Mode.PRODUCTION)
                    .known("111122223333", "eu-central-1", Optional.empty())
                    .of("profile prod-payments, IAM Identity Center", PAYMENTS));
    private final List<AccountChoice> chosen = new ArrayList<>();
    private final AtomicInteger locked = new AtomicInteger();
    private final Activity activity = new Activity(new LaterClock());
    private Desk desk;
    private Appearance appearance;
    private Shell shell;

    private static Offer offer(String name, String how, String number, boolean production, AccountLook look) {
        return new Offer(
                name,
                new AccountChoice(false, name, null, null, false),
                how,
                number.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new KnownAccounts.Known(number, List.of(name), production, false, look)));
    }

    private static AccountOffers offers() {
        return new AccountOffers(
                List.of(
                        new Offer("Sandbox", AccountChoice.ofSandbox(), "runs on this machine", Optional.empty()),
                        offer("dev", "access keys", "444455556666", false, AccountLook.PLAIN),
                        offer("prod-payments", "IAM Identity Center", "111122223333", true, PAYMENTS),
                        offer("staging", "assumed role with MFA", "", false, AccountLook.PLAIN)),
                List.of("eu-central-1", "us-east-1"),
                List.of());
    }

    @Start
    void start(Stage stage) {
        Overlay overlay = new Overlay();
        desk = new Desk(
                Background.threads(activity),
                new Navigation(Place.of("overview")),
                overlay,
                new Writes(() -> AccessMode.PRODUCTION, overlay));
        appearance = new Appearance();
        List<Feature> features = List.of(new Feature("overview", "Overview", Feather.HOME, () -> new Page("Overview").onLock(() -> {
            locked.incrementAndGet();
            return true;
        })));
        AccountSwitch others = new AccountSwitch(
                new AccountChoice(false, "prod-payments", "eu-central-1", null, false),
                AccountSheetTest::offers,
                chosen::add);
        shell = new Shell(features, account, desk, Optional.of(others));
        Scene scene = shell.scene();
        appearance.theme().set(Appearance.Theme.LIGHT);
        appearance.dress(scene);
        stage.setScene(scene);
        stage.setWidth(1280);
        stage.setHeight(800);
        stage.show();
    }

    private void open(FxRobot robot) {
        robot.interact(() -> robot.lookup("#shell-account").queryButton().fire());
        org.testfx.util.WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {});
        until(robot, () -> desk.overlay().isOpen());
    }

    private static void until(FxRobot robot, java.util.concurrent.Callable<Boolean> holds) {
        try {
            org.testfx.util.WaitForAsyncUtils.waitFor(
                    20, java.util.concurrent.TimeUnit.SECONDS, () -> org.testfx.util.WaitForAsyncUtils.asyncFx(holds).get());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("It did not come to that", e);
        }
        robot.interact(() -> {});
    }

    @Test
    void theBarSaysTheAliasAndWhereTheCredentialsCameFrom(FxRobot robot) {
        assertThat(robot.lookup("prod-payments · Payments").tryQuery()).isPresent();
        assertThat(robot.lookup("#account-source").queryAs(Label.class).getText())
                .isEqualTo("profile prod-payments, IAM Identity Center");
    }

    @Test
    void anAccountIsFoundByItsAliasAndOpenedWithItsRegionAndMode(FxRobot robot) {
        open(robot);
        ListView<Offer> list = robot.lookup("#account-offers").query();
        assertThat(list.getSelectionModel().getSelectedItem().name()).isEqualTo("prod-payments");
        robot.write("4444");
        assertThat(list.getItems()).extracting(Offer::name).containsExactly("dev");
        robot.interact(() -> {
            ComboBox<String> region = robot.lookup("#account-region").query();
            assertThat(region.getValue()).isEqualTo("eu-central-1");
            region.setValue("us-east-1");
            robot.lookup("#account-read-only").queryAs(CheckBox.class).setSelected(true);
        });
        robot.push(KeyCode.ENTER);
        assertThat(chosen).containsExactly(new AccountChoice(false, "dev", "us-east-1", null, true));
        assertThat(desk.overlay().isOpen()).isFalse();
    }

    @Test
    void workUnderWayIsNamedBefore(FxRobot robot) {
        CountDownLatch done = new CountDownLatch(1);
        robot.interact(() -> desk.background()
                .load("Deploying t-api", () -> {
                    done.await();
                    return true;
                })
                .changing()
                .run());
        open(robot);
        assertThat(robot.lookup("#account-note").queryAs(Label.class).getText()).contains("Deploying t-api");
        done.countDown();
        assertThat(chosen).isEmpty();
    }

    @Test
    void whatWasRevealedIsHiddenWhenTheWindowCloses(FxRobot robot) {
        robot.interact(shell::close);
        assertThat(locked).hasValue(1);
    }

    @Test
    void aWriteOfASessionThatRestsOffersToWakeItAndDoesNothingElse(FxRobot robot) {
        AtomicInteger woken = new AtomicInteger();
        AtomicInteger written = new AtomicInteger();
        Writes writes = new Writes(() -> AccessMode.READ_ONLY, desk.overlay(), () -> true, woken::incrementAndGet);
        assertThat(writes.refusal()).isEmpty();
        Action begin = writes.begin(
                "stack.destroy",
                "Destroy t-api",
                new Writes.Write(Action.of("stack.destroy.now", "Destroy t-api", written::incrementAndGet), "t-api", "It goes."),
                Writes.Strictness.NONE);
        robot.interact(begin::fire);
        Pictures pictures = Pictures.ofTheFrame(appearance, shell.root());
        pictures.inBothThemes(robot, () -> pictures.take(robot, "resting"));
        robot.clickOn("#writes-wake");
        assertThat(woken).hasValue(1);
        assertThat(written).hasValue(0);
    }

    @Test
    void anotherAccountIsAcceptedOnlyByAPress(FxRobot robot) {
        AtomicInteger accepted = new AtomicInteger();
        SallyportException changed = SallyportException.refused(
                "SP-ACCOUNT-CHANGED",
                "The profile dev led to account 111122223333 before, and now leads to 444455556666.",
                "If that is meant, accept it with sallyport whoami --accept --profile dev.");
        robot.interact(() -> account.set(account.get()
                .inTrouble(
                        changed,
                        Action.of("account.again", "Try again", () -> {}),
                        Action.of("account.accept", "It is meant: work there", accepted::incrementAndGet))));
        robot.clickOn("Another account than before · what to do");
        Pictures pictures = Pictures.ofTheFrame(appearance, shell.root());
        pictures.inBothThemes(robot, () -> pictures.take(robot, "account-changed"));
        assertThat(accepted).hasValue(0);
        robot.clickOn("#account-accept");
        assertThat(accepted).hasValue(1);
    }

    @Test
    void aCodeOfAnMfaDeviceIsAskedForAndEscapeIsAnAnswerToo(FxRobot robot) {
        String device = "arn:aws:iam::111122223333:mfa/ann";
        CompletableFuture<String> answer = new CompletableFuture<>();
        robot.interact(() -> MfaSheet.open(desk.overlay(), device, answer));
        Pictures pictures = Pictures.ofTheFrame(appearance, shell.root());
        pictures.inBothThemes(robot, () -> pictures.take(robot, "mfa-code"));
        robot.clickOn("#mfa-code").write("123456");
        robot.push(KeyCode.ENTER);
        assertThat(answer).isCompletedWithValue("123456");
        CompletableFuture<String> none = new CompletableFuture<>();
        robot.interact(() -> MfaSheet.open(desk.overlay(), device, none));
        robot.push(KeyCode.ESCAPE);
        assertThat(none).isCompletedWithValue("");
    }

    @Test
    void theCodeOfASignInIsShownAndItsPageIsOpened(FxRobot robot) {
        URI page = URI.create("https://device.sso.eu-central-1.amazonaws.com/?user_code=ABCD-EFGH");
        List<URI> opened = new ArrayList<>();
        AtomicInteger cancelled = new AtomicInteger();
        robot.interact(() -> DeviceSheet.open(
                desk,
                new DeviceSignIn.Code("ABCD-EFGH", page, LaterClock.START.plusSeconds(600)),
                opened::add,
                cancelled::incrementAndGet));
        assertThat(robot.lookup("#device-code").queryAs(Label.class).getText()).isEqualTo("ABCD-EFGH");
        Pictures pictures = Pictures.ofTheFrame(appearance, shell.root());
        pictures.inBothThemes(robot, () -> pictures.take(robot, "device-code"));
        robot.clickOn("#device-open");
        assertThat(opened).containsExactly(page);
        robot.push(KeyCode.ESCAPE);
        assertThat(cancelled).hasValue(1);
    }

    @Test
    void pictures(FxRobot robot) {
        open(robot);
        assertThat(Silent.stops(shell.root())).isEmpty();
        Pictures pictures = Pictures.ofTheFrame(appearance, shell.root());
        pictures.inBothThemes(robot, () -> pictures.take(robot, "account-sheet"));
    }
}
