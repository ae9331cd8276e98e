package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.KnownAccounts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Labeled;
import javafx.scene.input.KeyCode;
import javafx.stage.Window;
import javafx.stage.WindowEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.util.WaitForAsyncUtils;

/** The window where AWS refuses, and where it does not answer. */
@ResourceLock("window")
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class ConsoleWindowTest {
    @TempDir
    private Path folder;

    private SharedConfig config;
    private @Nullable Application window;

    @BeforeEach
    void signInOnce() throws Exception {
        config = new SharedConfig(folder, "ops", "ASIAEXAMPLE", "secret");
    }

    @AfterEach
    void close() throws Exception {
        stop();
        config.close();
    }

    private void stop() throws Exception {
        if (window != null) {
            FxToolkit.cleanupApplication(window);
            window = null;
        }
    }

    private void open(URI endpoint) throws Exception {
        AccountChoice choice = new AccountChoice(false, "ops", null, endpoint, false);
        window = FxToolkit.setupApplication(
                () -> new ConsoleWindow(new ConsoleWindow.Opening(choice, new Home(folder.resolve("home")))));
    }

    private static void until(String what, Callable<Boolean> holds) {
        try {
            WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, () -> WaitForAsyncUtils.asyncFx(holds).get());
        } catch (TimeoutException e) {
            throw new AssertionError("waited in vain until " + what + "; shown was " + shown(), e);
        }
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static List<String> shown() {
        return new FxRobot().lookup(node -> node instanceof Labeled).queryAllAs(Labeled.class).stream()
                .filter(Labeled::isVisible)
                .map(Labeled::getText)
                .filter(text -> text != null && !text.isBlank())
                .toList();
    }

    private static void untilShown(String text) {
        until(text + " is shown", () -> shown().stream().anyMatch(each -> each.contains(text)));
    }

    private static void go(FxRobot robot, String page) {
        robot.interact(() -> robot.lookup("#go-" + page).queryAs(javafx.scene.control.ToggleButton.class).fire());
    }

    @Test
    void anExpiredLoginIsStateOfTheBarAndOfThePagesAndEndsWithASignIn(FxRobot robot) throws Exception {
        try (Impostor aws = new Impostor()) {
            open(aws.endpoint());
            untilShown("Credentials expired · sign in again");
            assertThat(shown()).contains("ops", "● OPERATOR");
            for (String page : List.of("distribution", "stack", "firewall", "shield")) {
                go(robot, page);
                untilShown("Your credentials have expired");
            }
            robot.interact(() -> robot.lookup("#account-trouble").queryAs(Hyperlink.class).fire());
            untilShown("Log in again, then repeat what you did.");
            aws.signIn();
            robot.interact(() -> robot.lookup("#account-again").queryButton().fire());
            untilShown("111122223333");
            assertThat(robot.lookup("#account-trouble").query().isVisible()).isFalse();
        }
    }

    @Test
    void theWindowAsksBeforeItClosesInTheMiddleOfAWriteAndClosesWithoutItsPlaceBeingKept(FxRobot robot) throws Exception {
        try (Impostor aws = new Impostor()) {
            aws.signIn();
            open(aws.endpoint());
            untilShown("111122223333");
            // A folder that is not empty stands where the settings would be written.
            Files.createDirectories(folder.resolve("home/settings.json/in the way"));
            CountDownLatch hold = new CountDownLatch(1);
            robot.interact(() -> ((ConsoleWindow) Objects.requireNonNull(window))
                    .console()
                    .desk()
                    .background()
                    .load("Deploying t-api", () -> {
                        hold.await();
                        return true;
                    })
                    .changing()
                    .run());
            Window stage = Window.getWindows().getFirst();
            robot.interact(() -> stage.fireEvent(new WindowEvent(stage, WindowEvent.WINDOW_CLOSE_REQUEST)));
            untilShown("Close while this is under way: Deploying t-api");
            robot.interact(() -> robot.lookup("#confirm-cancel").queryButton().fire());
            assertThat(stage.isShowing()).isTrue();
            robot.interact(() -> stage.fireEvent(new WindowEvent(stage, WindowEvent.WINDOW_CLOSE_REQUEST)));
            untilShown("Close while this is under way: Deploying t-api");
            robot.interact(() -> robot.lookup("#window-close").queryButton().fire());
            assertThat(stage.isShowing()).isFalse();
            hold.countDown();
        }
    }

    @Test
    void theWindowGoesOverToAnotherAccountWithoutANewStart(FxRobot robot) throws Exception {
        try (Impostor aws = new Impostor()) {
            aws.signIn();
            Files.writeString(
                    folder.resolve("config"),
                    "\n[profile dev]\naws_access_key_id = AKID\naws_secret_access_key = s\n",
                    StandardOpenOption.APPEND);
            open(aws.endpoint());
            untilShown("111122223333");
            assertThat(shown()).contains("profile ops, access keys");
            go(robot, "settings");
            Window before = Window.getWindows().getFirst();
            robot.interact(() -> robot.lookup("#shell-account").queryButton().fire());
            untilShown("Work in another account");
            robot.write("dev");
            robot.push(KeyCode.ENTER);
            untilShown("profile dev, access keys");
            assertThat(shown()).contains("dev", "Settings").doesNotContain("ops");
            assertThat(Window.getWindows()).as("the same window").containsExactly(before);
        }
    }

    @Test
    void whereNoAccountWasChosenTheWindowAsks(FxRobot robot) throws Exception {
        try (Impostor aws = new Impostor()) {
            aws.signIn();
            Files.writeString(
                    folder.resolve("config"), "endpoint_url = " + aws.endpoint() + "\n", StandardOpenOption.APPEND);
            AccountChoice nothing = new AccountChoice(false, null, null, null, false);
            window = FxToolkit.setupApplication(
                    () -> new ConsoleWindow(new ConsoleWindow.Opening(nothing, new Home(folder.resolve("home")))));
            untilShown("Work in another account");
            robot.write("ops");
            robot.push(KeyCode.ENTER);
            untilShown("profile ops, access keys");
        }
    }

    @Test
    void anotherAccountUnderTheProfileIsRefusedUntilThePressThatSaysItIsMeant(FxRobot robot) throws Exception {
        try (Impostor aws = new Impostor()) {
            aws.signIn();
            Home home = new Home(folder.resolve("home"));
            KnownAccounts.of(home).accept("ops at " + aws.endpoint(), "444455556666");
            open(aws.endpoint());
            untilShown("Another account than before");
            robot.interact(() -> robot.lookup("#account-trouble").queryAs(Hyperlink.class).fire());
            untilShown("led to account 444455556666 before");
            Window only = Window.getWindows().getFirst();
            Scene before = only.getScene();
            robot.interact(() -> robot.lookup("#account-accept").queryButton().fire());
            until("nothing of the other account is shown", () -> !before.equals(only.getScene()));
            untilShown("profile ops, access keys");
            assertThat(KnownAccounts.of(home).account("ops at " + aws.endpoint())).contains("111122223333");
        }
    }

    @Test
    void withoutAnAccountFilesTheLedgerAndTheSettingsAreThere(FxRobot robot) throws Exception {
        try (Impostor aws = new Impostor()) {
            open(aws.endpoint());
            untilShown("Credentials expired");
            go(robot, "log");
            untilShown("Nothing is open.");
            assertThat(robot.lookup("#log-open").queryButton().isDisabled()).isFalse();
            go(robot, "audit");
            untilShown("Nothing is recorded yet");
            go(robot, "settings");
            untilShown("Sallyport " + Sallyport.VERSION);
            assertThat(shown()).doesNotContain("Your credentials have expired");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"overview", "stack"})
    void anEndpointThatNeverAnswersDelaysNeitherTheFirstFrameNorTheEnd(String page, FxRobot robot) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Instant start = Instant.now();
            open(URI.create("http://127.0.0.1:" + silent.getLocalPort()));
            // The SDK waits for 30 seconds for the first of its attempts.
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(25));
            assertThat(Window.getWindows()).anyMatch(Window::isShowing);
            assertThat(shown()).contains("Asking who you are …", "ops");
            go(robot, page);
            until("the page says that it is being read", () -> robot.lookup(".skeleton").tryQuery().isPresent());
            assertThat(robot.lookup("#activity-running").queryAs(Labeled.class).getText()).isNotEqualTo("Ready");
            Instant end = Instant.now();
            stop();
            assertThat(Duration.between(end, Instant.now())).isLessThan(Duration.ofSeconds(10));
        }
    }
}
