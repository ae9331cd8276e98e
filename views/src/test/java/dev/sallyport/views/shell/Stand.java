package dev.sallyport.views.shell;

import dev.sallyport.core.account.AccessMode;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Appearance;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Navigation;
import dev.sallyport.views.kit.Overlay;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.Pictures;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Writes;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

/** A window with all nine entries in its sidebar, of which the page under test is the one that is built. */
public final class Stand {
    private static final List<String> TITLES = List.of(
            "Overview", "Distributions", "Stacks", "Firewall", "Shield", "Logs", "Decrypt", "Audit", "Settings");
    private static final List<String> IDS = List.of(
            "overview", "distribution", "stack", "firewall", "shield", "log", "decrypt", "audit", "settings");
    private static final List<Ikon> ICONS = List.of(
            Feather.HOME,
            Feather.GLOBE,
            Feather.LAYERS,
            Feather.FILTER,
            Feather.SHIELD,
            Feather.LIST,
            Feather.UNLOCK,
            Feather.BOOK_OPEN,
            Feather.SETTINGS);

    private final Desk desk;
    private final Shell shell;
    private final Appearance appearance = new Appearance();

    /** Shows {@code page} as the feature {@code id}; every other entry leads to an empty page. */
    public Stand(Stage stage, String id, Function<Desk, Page> page) {
        this(stage, id, AccessMode.SANDBOX, page);
    }

    /** The same, in a session of that mode. */
    public Stand(Stage stage, String id, AccessMode mode, Function<Desk, Page> page) {
        Overlay overlay = new Overlay();
        desk = new Desk(
                Background.threads(new Activity(Clock.systemUTC())),
                new Navigation(Place.of(id)),
                overlay,
                new Writes(mode, overlay));
        List<Feature> features = java.util.stream.IntStream.range(0, IDS.size())
                .mapToObj(i -> new Feature(
                        IDS.get(i),
                        TITLES.get(i),
                        ICONS.get(i),
                        () -> IDS.get(i).equals(id) ? page.apply(desk) : new Page(TITLES.get(i))))
                .toList();
        shell = new Shell(
                features,
                new SimpleObjectProperty<>(new AccountState(
                        "Sandbox", "111122223333", "us-east-1", AccountState.Mode.of(mode), Optional.empty())),
                desk);
        Scene scene = shell.scene();
        appearance.theme().set(Appearance.Theme.LIGHT);
        appearance.dress(scene);
        stage.setScene(scene);
        stage.setWidth(1280);
        stage.setHeight(800);
        stage.show();
    }

    /** What the page works with. */
    public Desk desk() {
        return desk;
    }

    /** The frame. */
    public Shell shell() {
        return shell;
    }

    /** Takes {@code steps} once light, once dark, and then small and light. */
    public void pictures(FxRobot robot, String name, Runnable... steps) {
        Pictures pictures = Pictures.ofTheFrame(appearance, shell.root());
        pictures.inBothThemes(robot, () -> {
            settle(robot);
            pictures.take(robot, name);
            int number = 2;
            for (Runnable step : steps) {
                step.run();
                settle(robot);
                pictures.take(robot, name + "-" + number++);
            }
        });
        robot.interact(() -> {
            appearance.theme().set(Appearance.Theme.LIGHT);
            Stage stage = (Stage) shell.root().getScene().getWindow();
            stage.setWidth(1024);
            stage.setHeight(700);
        });
        settle(robot);
        pictures.take(robot, name + "-small");
    }

    /** Waits until nothing is under way. */
    public void settle(FxRobot robot) {
        until(robot, () -> desk.activity().running().isEmpty());
    }

    /** Waits until {@code condition} holds on the interface thread, and for what it changed to have its place. */
    public void until(FxRobot robot, Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(20, TimeUnit.SECONDS, () -> WaitForAsyncUtils.asyncFx(condition).get());
        } catch (TimeoutException e) {
            throw new AssertionError("It did not come to that", e);
        }
        WaitForAsyncUtils.waitForFxEvents();
        // Cells and bounds come with the next pulse, which a busy machine may be slow to give.
        robot.interact(() -> {
            shell.root().applyCss();
            shell.root().layout();
        });
    }
}
