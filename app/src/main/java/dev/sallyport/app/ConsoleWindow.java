package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.views.settings.Settings;
import dev.sallyport.views.shell.WindowMemory;
import java.util.Objects;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The window, as JavaFX starts it: its first frame comes before any call, and before an account is open. */
public final class ConsoleWindow extends Application {
    /** JavaFX makes the Application itself, so what it starts with waits here. */
    private static @Nullable Opening opening;

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

    @Override
    public void start(Stage stage) {
        console = new Console(SandboxAccount.chosen(with.choice(), with.home()), with.home());
        Scene scene = console.scene();
        stage.setTitle("Sallyport");
        stage.setScene(scene);
        stage.setMinWidth(WindowMemory.MIN_WIDTH);
        stage.setMinHeight(WindowMemory.MIN_HEIGHT);
        WindowMemory.restore(stage, Settings.read(with.home()).window());
        stage.setOnCloseRequest(event -> Settings.read(with.home())
                .withWindow(WindowMemory.of(stage))
                .write(with.home()));
        stage.show();
    }

    @Override
    public void stop() {
        if (console != null) {
            console.close();
        }
    }
}
