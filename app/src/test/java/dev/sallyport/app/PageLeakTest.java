package dev.sallyport.app;

import static dev.sallyport.app.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.rollout.RolloutListener;
import dev.sallyport.core.rollout.Rollouts;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Appearance;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Navigation;
import dev.sallyport.views.kit.Overlay;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Writes;
import dev.sallyport.views.shell.Feature;
import java.lang.ref.WeakReference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.beans.InvalidationListener;
import javafx.beans.Observable;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/**
 * What a page leaves behind when it is left: nothing. Pages over a sandbox with a stack, so that there is something to
 * draw; the desk is the one that a window keeps for its whole life.
 */
@ResourceLock("window")
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class PageLeakTest {
    private static final int TIMES = 50;

    @TempDir
    private static Path folder = Path.of("");

    private static SandboxAccount account;

    private final StackPane window = new StackPane();
    private Stage stage;
    private Desk desk;
    private Wiring wiring;

    @BeforeAll
    static void deploy() throws InterruptedException {
        Home home = new Home(folder);
        account = SandboxAccount.open(AccountChoice.ofSandbox(), home);
        Rollouts.of(account.session(), home)
                .apply(Blueprints.find("api-perimeter"), "t-api", Map.of(), new RolloutListener() {});
    }

    @AfterAll
    static void close() {
        account.close();
    }

    /** On a stage of its own: TestFX keeps every event of the one that it hands out, and so the nodes. */
    @Start
    void start(Stage kept) {
        stage = new Stage();
        Overlay overlay = new Overlay();
        desk = new Desk(
                Background.threads(new Activity(Clock.systemUTC())),
                new Navigation(Place.of("overview")),
                overlay,
                new Writes(account.session()::mode, overlay));
        Appearance appearance = new Appearance();
        wiring = new Wiring(account.session(), new Home(folder), desk, appearance);
        Scene scene = new Scene(window, 1280, 800);
        appearance.dress(scene);
        stage.setScene(scene);
        stage.show();
    }

    @AfterEach
    void hide() {
        onScreen(stage::hide);
        wiring.close();
    }

    private void settle() {
        until("nothing is under way", () -> desk.activity().running().isEmpty());
    }

    private Page build(String id) {
        Feature feature = wiring.features().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
        return feature.build().get();
    }

    /** Without the pauses of the robot, of which there would be a thousand. */
    private static void onScreen(Runnable work) {
        WaitForAsyncUtils.waitForAsyncFx(60_000, work);
    }

    private void visit(Page page, String id, boolean whole) {
        onScreen(() -> {
            window.getChildren().setAll(page.node());
            page.show(Place.of(id));
        });
        if (whole) {
            settle();
        }
        onScreen(() -> {
            page.hide();
            window.getChildren().clear();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"overview", "distribution", "stack", "firewall", "shield", "log", "decrypt", "audit", "settings"})
    void aPageThatIsLeftIsForgotten(String id) {
        int listeners = listeners();
        List<WeakReference<Node>> left = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            boolean whole = i % 10 == 0;
            Page[] page = new Page[1];
            onScreen(() -> page[0] = build(id));
            left.add(new WeakReference<>(page[0].node()));
            visit(page[0], id, whole);
        }
        settle();
        until("the nodes of the pages that were left are gone, of which there are " + alive(left), () -> {
            System.gc();
            return alive(left) == 0;
        });
        assertThat(listeners()).as("listeners of the desk").isLessThanOrEqualTo(listeners);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"overview", "distribution", "stack", "firewall", "shield", "log", "decrypt", "audit", "settings"})
    void aPageThatIsVisitedAgainAndAgainDoesNotGrow(String id) {
        Page[] page = new Page[1];
        onScreen(() -> page[0] = build(id));
        for (int i = 0; i < 3; i++) {
            visit(page[0], id, true);
        }
        int nodes = count(page[0].node());
        int listeners = listeners();
        for (int i = 0; i < TIMES; i++) {
            visit(page[0], id, i % 10 == 0);
        }
        visit(page[0], id, true);
        assertThat(count(page[0].node())).as("nodes").isLessThanOrEqualTo(nodes);
        assertThat(listeners()).as("listeners of the desk").isLessThanOrEqualTo(listeners);
        assertThat(desk.activity().running()).isEmpty();
    }

    private static long alive(List<WeakReference<Node>> references) {
        return references.stream().filter(reference -> reference.get() != null).count();
    }

    private static int count(Node node) {
        return node instanceof Parent parent
                ? 1 + parent.getChildrenUnmodifiable().stream().mapToInt(PageLeakTest::count).sum()
                : 1;
    }

    @Test
    void eachListenerIsCounted() {
        onScreen(() -> {
            for (Observable one : lasting()) {
                InvalidationListener listener = changed -> {};
                // Adding one may throw out those that were collected, so what is left is compared.
                one.addListener(listener);
                int with = listeners(one);
                one.removeListener(listener);
                assertThat(listeners(one)).as("listeners of " + one).isEqualTo(with - 1);
            }
        });
    }

    /** The properties that live as long as the window. */
    private List<Observable> lasting() {
        Activity activity = desk.activity();
        // What ages follow is no page's business, and so not public.
        ReadOnlyLongWrapper seconds =
                (ReadOnlyLongWrapper) Objects.requireNonNull(read(field(activity, "seconds"), activity));
        return List.of(
                activity.running(),
                activity.notice(),
                activity.updated(),
                activity.calls(),
                seconds.getReadOnlyProperty(),
                desk.navigation().place(),
                desk.overlay().node().sceneProperty(),
                window.getChildren());
    }

    private int listeners() {
        return lasting().stream().mapToInt(PageLeakTest::listeners).sum();
    }

    /** JavaFX keeps them in a helper: one that is single, or one with arrays and their used sizes. */
    private static int listeners(Observable observable) {
        // In this order: a list that can be sorted has a helper for that as well.
        Object helper = read(field(observable, "listenerHelper", "helper"), observable);
        if (helper == null) {
            return 0;
        }
        return helper.getClass().getSimpleName().equals("Generic")
                ? used(read(field(helper, "invalidationListeners"), helper))
                        + used(read(field(helper, "changeListeners"), helper))
                : 1;
    }

    private static int used(@Nullable Object array) {
        int used = 0;
        for (int i = 0; array != null && i < Array.getLength(array); i++) {
            used += Array.get(array, i) == null ? 0 : 1;
        }
        return used;
    }

    private static @Nullable Object read(Field field, Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** The field of the first of these names that there is; a JavaFX that has none is counted otherwise. */
    private static Field field(Object owner, String... names) {
        for (String name : names) {
            for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (field.getName().equals(name)) {
                        field.setAccessible(true);
                        return field;
                    }
                }
            }
        }
        throw new AssertionError(owner.getClass() + " has no field " + String.join(" or ", names));
    }
}
