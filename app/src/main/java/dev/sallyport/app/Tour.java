package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.views.kit.Appearance;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.Group;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The window, driven from outside by what a reader can see and press. */
final class Tour {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Home home;
    private final Path folder;
    private final Terminal terminal;

    Tour(Home home, Path folder, Terminal terminal) {
        this.home = home;
        this.folder = folder;
        this.terminal = terminal;
    }

    TourReport run() {
        if (Display.obstacleToWindow().isPresent()) {
            startToolkitUnseen();
        } else {
            startToolkit();
        }
        try (SandboxAccount account = SandboxAccount.open(AccountChoice.ofSandbox(), home)) {
            Console console = open(account, home);
            try {
                return TourReport.of(new TourSteps(console, new TourStacks(account, home), folder), terminal);
            } finally {
                close(console);
            }
        }
    }

    /** Opens the window on an account. */
    static Console open(SandboxAccount account, Home home) {
        return onScreen(() -> {
            Console made = new Console(account.session(), home);
            Stage stage = new Stage();
            stage.setScene(made.scene());
            stage.setWidth(1280);
            stage.setHeight(800);
            stage.show();
            return made;
        });
    }

    /**
     * Closes the window and returns when nothing is drawn any more: a process that ends while JavaFX hands its renderer another
     * frame prints that the frame was rejected.
     */
    static void close(Console console) {
        onScreen(() -> {
            console.close();
            console.scene().getWindow().hide();
            // A snapshot waits for the renderer, which draws one thing after the other.
            new Group().snapshot(null, null);
            return true;
        });
    }

    /** Starts JavaFX so that windows are drawn and nobody sees them. */
    static void startToolkitUnseen() {
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
        // Pictures are written by way of AWT, which would otherwise look for the display too.
        System.setProperty("java.awt.headless", "true");
        startToolkit();
    }

    private static void startToolkit() {
        CountDownLatch started = new CountDownLatch(1);
        Platform.startup(started::countDown);
        Platform.setImplicitExit(false);
        try {
            started.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes what is shown, light and dark, below {@code folder}; the light picture's file name. */
    static String picture(Console console, Path folder, String file) {
        for (Appearance.Theme theme : List.of(Appearance.Theme.LIGHT, Appearance.Theme.DARK)) {
            onScreen(() -> {
                console.appearance().theme().set(theme);
                return true;
            });
            // A second pass lets what the first laid out settle.
            onScreen(() -> true);
            onScreen(() -> {
                String shade = theme.name().toLowerCase(Locale.ROOT);
                Snapshot.write(console.scene(), folder.resolve(file + "-" + shade + ".png"));
                return true;
            });
        }
        return file + "-light.png";
    }

    /** Goes to a page. */
    static void go(Console console, String page) {
        go(console, Place.of(page));
    }

    /** Goes to a page with something set. */
    static void go(Console console, Place place) {
        onScreen(() -> {
            console.desk().navigation().go(place);
            return true;
        });
    }

    /** Presses what has that id, as soon as it is there and enabled. */
    static void press(Console console, String id) throws InterruptedException {
        until(id + " can be pressed", () -> {
            Node node = find(console.scene(), id);
            return node != null && !node.isDisabled();
        });
        onScreen(() -> {
            Node node = find(console.scene(), id);
            if (node instanceof ButtonBase button) {
                button.fire();
            } else if (node != null) {
                node.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", KeyCode.ENTER, false, false, false, false));
            }
            return true;
        });
    }

    /** Writes into the field of that id. */
    static void type(Console console, String id, String text) throws InterruptedException {
        until(id + " can be filled", () -> find(console.scene(), id) instanceof TextInputControl);
        onScreen(() -> {
            if (find(console.scene(), id) instanceof TextInputControl field) {
                field.setText(text);
            }
            return true;
        });
    }

    /** Waits for what a reader would wait for. */
    static void until(String what, BooleanSupplier holds) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!onScreen(holds::getAsBoolean)) {
            if (Instant.now().isAfter(end)) {
                throw SallyportException.unavailable(
                        "SP-TOUR", "Waited in vain until " + what + ".", "Look at the last picture.");
            }
            Thread.sleep(40);
        }
    }

    /** Waits until nothing is being read or done. */
    static void settle(Console console) throws InterruptedException {
        until("the work under way is done", () -> console.desk().activity().running().isEmpty());
        onScreen(() -> true);
    }

    static @Nullable Node find(Scene scene, String id) {
        return scene.getRoot().lookup("#" + id);
    }

    /** Runs on JavaFX's thread and waits for it. */
    static <T> T onScreen(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Platform.runLater(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SallyportException ours) {
                throw ours;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Removes a folder with everything in it. */
    static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
