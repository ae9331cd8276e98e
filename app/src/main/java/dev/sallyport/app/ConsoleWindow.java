package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.AccountOffers;
import dev.sallyport.core.account.KnownAccounts;
import dev.sallyport.views.settings.Settings;
import dev.sallyport.views.shell.AccountSwitch;
import dev.sallyport.views.shell.WindowMemory;
import java.util.Objects;
import java.util.Optional;
import javafx.application.Application;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The window, as JavaFX starts it: its first frame comes before any call, and before an account is open. */
public final class ConsoleWindow extends Application {
    /** JavaFX makes the Application itself, so what it starts with waits here. */
    private static @Nullable Opening opening;

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleWindow.class);

    private final Opening with;
    private @Nullable Console console;

    /** What the window is opened with. */
    record Opening(AccountChoice choice, Home home) {}

    /** Opens the window and returns when it is closed. */
    static void open(Opening with) {
        opening = with;
        launch(ConsoleWindow.class);
    }

    /** For JavaFX. */
    public ConsoleWindow() {
        this(Objects.requireNonNull(opening));
    }

    ConsoleWindow(Opening with) {
        this.with = with;
    }

    /** What it shows now. */
    Console console() {
        return Objects.requireNonNull(console);
    }

    @Override
    public void start(Stage stage) {
        stage.setTitle("Sallyport");
        stage.setScene(opened(stage, with.choice(), "overview").scene());
        stage.setMinWidth(WindowMemory.MIN_WIDTH);
        stage.setMinHeight(WindowMemory.MIN_HEIGHT);
        WindowMemory.restore(stage, Settings.read(with.home()).window());
        stage.setOnCloseRequest(event -> {
            if (console().holdsBack(stage::close)) {
                event.consume();
            }
        });
        stage.setOnHiding(event -> remember(stage));
        stage.show();
    }

    /** A window that cannot be remembered can be closed all the same. */
    private void remember(Stage stage) {
        try {
            Settings.read(with.home()).withWindow(WindowMemory.of(stage)).write(with.home());
        } catch (SallyportException e) {
            LOG.info("where the window stood is not kept: {}", e.getMessage());
        }
    }

    private Console opened(Stage stage, AccountChoice choice, String page) {
        AccountSwitch accounts = new AccountSwitch(
                choice,
                () -> AccountOffers.here(choice, KnownAccounts.of(with.home())),
                next -> switchTo(stage, next));
        Console opened = new Console(
                prompt -> SandboxAccount.chosen(choice, with.home(), prompt), with.home(), page, Optional.of(accounts));
        console = opened;
        return opened;
    }

    /** What is shown of one account is gone before anything of the next one is there. */
    private void switchTo(Stage stage, AccountChoice choice) {
        Console before = console();
        String page = before.desk().navigation().place().get().page();
        before.leave();
        before.desk()
                .background()
                .load("Leaving the account", () -> {
                    before.end();
                    return page;
                })
                .onSuccess(last -> show(stage, choice, last))
                .onError(error -> show(stage, choice, page))
                .run();
    }

    private void show(Stage stage, AccountChoice choice, String page) {
        if (!stage.isShowing()) {
            return;
        }
        double width = stage.getWidth();
        double height = stage.getHeight();
        stage.setScene(opened(stage, choice, page).scene());
        // A scene brings a size of its own.
        if (!stage.isMaximized()) {
            stage.setWidth(width);
            stage.setHeight(height);
        }
    }

    @Override
    public void stop() {
        if (console != null) {
            console.close();
        }
    }
}
