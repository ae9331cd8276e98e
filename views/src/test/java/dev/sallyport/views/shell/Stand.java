package dev.sallyport.views.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccessMode;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.masking.ReasonRule;
import dev.sallyport.core.masking.Unmasker;
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
import dev.sallyport.views.kit.Standing;
import dev.sallyport.views.kit.Unmasks;
import dev.sallyport.views.kit.Writes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

/** A window with all nine entries in its sidebar, of which the page under test is the one that is built. */
@SuppressWarnings("NullAway.Init")
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

    private static final double WIDTH = 1280;
    private static final double HEIGHT = 800;
    private static final double SMALL_WIDTH = 1024;
    private static final double SMALL_HEIGHT = 700;

    private final Stage stage;
    private final String id;
    private final AccessMode mode;
    private final Function<Desk, Page> page;
    private LaterClock clock;
    private Desk desk;
    private Shell shell;
    private Appearance appearance;

    /** Shows {@code page} as the feature {@code id}; every other entry leads to an empty page. */
    public Stand(Stage stage, String id, Function<Desk, Page> page) {
        this(stage, id, AccessMode.SANDBOX, page);
    }

    /** The same, in a session of that mode. */
    public Stand(Stage stage, String id, AccessMode mode, Function<Desk, Page> page) {
        this.stage = stage;
        this.id = id;
        this.mode = mode;
        this.page = page;
        open(Appearance.Theme.LIGHT, WIDTH, HEIGHT, 100);
        stage.show();
    }

    private void open(Appearance.Theme theme, double width, double height, int scale) {
        clock = new LaterClock();
        appearance = new Appearance();
        Overlay overlay = new Overlay();
        desk = new Desk(
                Background.threads(new Activity(clock, () -> 0)),
                new Navigation(Place.of(id)),
                overlay,
                new Writes(() -> mode, overlay));
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
        appearance.theme().set(theme);
        appearance.scale().set(scale);
        appearance.dress(scene);
        stage.setScene(scene);
        stage.setWidth(width);
        stage.setHeight(height);
    }

    /** What lifts masks below {@code home}, for any reason. */
    public static Unmasks unmasks(Home home) {
        return new Unmasks(
                new Unmasker(home, new Ledger(home, Clock.systemUTC()), () -> new ReasonRule(why -> true, "")), Stand::ann);
    }

    private static Identity ann() {
        return new Identity(
                "arn:aws:iam::111122223333:user/ann", "111122223333", "us-east-1", AccessMode.SANDBOX, null, "sandbox");
    }

    /** Who works with the console, for the ledger. */
    public static Callable<Identity> who() {
        return Stand::ann;
    }

    /** What the page works with. */
    public Desk desk() {
        return desk;
    }

    /** The frame. */
    public Shell shell() {
        return shell;
    }

    /** Takes a picture light and dark of what {@code steps} bring about in a window that was just opened. */
    public void pictures(FxRobot robot, String state, Runnable... steps) {
        picture(robot, state, Appearance.Theme.LIGHT, WIDTH, HEIGHT, 100, steps);
        picture(robot, state, Appearance.Theme.DARK, WIDTH, HEIGHT, 100, steps);
    }

    /** The same with the largest letters. */
    public void largePictures(FxRobot robot, String state, Runnable... steps) {
        picture(robot, state, Appearance.Theme.LIGHT, WIDTH, HEIGHT, 200, steps);
        picture(robot, state, Appearance.Theme.DARK, WIDTH, HEIGHT, 200, steps);
    }

    /** The same in the smallest window. */
    public void smallPictures(FxRobot robot, String state, Runnable... steps) {
        picture(robot, state, Appearance.Theme.LIGHT, SMALL_WIDTH, SMALL_HEIGHT, 100, steps);
        picture(robot, state, Appearance.Theme.DARK, SMALL_WIDTH, SMALL_HEIGHT, 100, steps);
    }

    private void picture(
            FxRobot robot,
            String state,
            Appearance.Theme theme,
            double width,
            double height,
            int scale,
            Runnable... steps) {
        reopen(robot, theme, width, height, scale, steps);
        Pictures.ofTheFrame(appearance, shell.root()).take(robot, state);
    }

    private void reopen(
            FxRobot robot, Appearance.Theme theme, double width, double height, int scale, Runnable... steps) {
        settle(robot);
        robot.interact(() -> {
            shell.close();
            open(theme, width, height, scale);
        });
        settle(robot);
        for (Runnable step : steps) {
            step.run();
            settle(robot);
        }
    }

    /** Takes a picture light and dark of what is under way. */
    public void pictureOfTheMoment(FxRobot robot, String name) {
        Pictures pictures = Pictures.ofTheFrame(appearance, shell.root());
        pictures.inBothThemes(robot, () -> pictures.take(robot, name));
    }

    /**
     * Takes pictures of the page alone, light and dark in the smallest window, in each of {@code states}; the frame around
     * is the same in all, and other tests show it. Where something is known it is also taken with the largest letters, as
     * {@code NAME-large}.
     *
     * @param put lets what the page shows stand so
     */
    public void states(FxRobot robot, String name, Set<Standing> states, Consumer<Standing> put, Runnable... steps) {
        reopen(robot, Appearance.Theme.LIGHT, SMALL_WIDTH, SMALL_HEIGHT, 100, steps);
        if (states.contains(Standing.STALE)) {
            robot.interact(this::tablesEndWithThePage);
            large(robot, name + "-large");
        }
        later(Standing.AGE);
        robot.interact(desk.activity()::tick);
        Pictures pictures = Pictures.of(appearance, shell.root(), ".page");
        for (Standing state : EnumSet.copyOf(states)) {
            robot.interact(() -> put.accept(state));
            if (state == Standing.LOADING) {
                until(robot, () -> robot.lookup(".skeleton").tryQuery().isPresent());
            }
            pictures.inBothThemes(robot, () -> pictures.take(robot, name + "-" + state.word()));
        }
    }

    /** No table is nearer to the edge of the page than its title is. */
    private void tablesEndWithThePage() {
        Node page = shell.root().lookup(".page");
        Bounds whole = page.localToScene(page.getLayoutBounds());
        double margin = page.lookup(".page-title").localToScene(0, 0).getX() - whole.getMinX();
        for (Node head : page.lookupAll(".column-header-background")) {
            Bounds bounds = head.localToScene(head.getLayoutBounds());
            assertThat(bounds.getMaxX()).isLessThanOrEqualTo(whole.getMaxX() - margin + 0.5);
            assertThat(bounds.getMinX()).isGreaterThanOrEqualTo(whole.getMinX() + margin - 0.5);
        }
    }

    /** With the largest letters in the smallest window all is still within it. */
    private void large(FxRobot robot, String name) {
        robot.interact(() -> appearance.scale().set(200));
        settle(robot);
        robot.interact(() -> {
            assertThat(shell.root().minWidth(-1)).as("least width").isLessThanOrEqualTo(SMALL_WIDTH);
            assertThat(shell.root().minHeight(SMALL_WIDTH)).as("least height").isLessThanOrEqualTo(SMALL_HEIGHT);
        });
        Pictures pictures = Pictures.ofTheFrame(appearance, shell.root());
        pictures.inBothThemes(robot, () -> pictures.take(robot, name));
        robot.interact(() -> appearance.scale().set(100));
        settle(robot);
    }

    /** Lets the clock of the console be so much later; what ticks is what ticks in the window. */
    public void later(Duration by) {
        clock.later(by);
    }

    /** Types {@code words} into a filter field as a reader who has just found it. */
    public void filter(FxRobot robot, String field, String words) {
        robot.interact(() -> robot.lookup(field).queryAs(TextField.class).setText(words));
        settle(robot);
    }

    /** The words of every cell in sight of a table that the filter does not find in the row's own. */
    public <T> List<String> shownButNotFound(FxRobot robot, String field, TableView<T> table) {
        Map<String, T> shown = new LinkedHashMap<>();
        robot.interact(() -> {
            for (Node node : table.lookupAll(".table-row-cell")) {
                TableRow<?> row = (TableRow<?>) node;
                for (Node label : row.lookupAll(".label")) {
                    String text = ((Label) label).getText();
                    String words = text == null ? "" : text.replaceFirst("^[✓✕!◇?●] ", "");
                    if (!words.isBlank() && row.getItem() != null) {
                        shown.putIfAbsent(words, table.getItems().get(row.getIndex()));
                    }
                }
            }
        });
        List<String> lost = new ArrayList<>();
        shown.forEach((words, row) -> {
            filter(robot, field, words.toUpperCase(Locale.ROOT));
            if (!table.getItems().contains(row)) {
                lost.add(words);
            }
        });
        filter(robot, field, "");
        return shown.isEmpty() ? List.of("no cell in sight") : lost;
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
