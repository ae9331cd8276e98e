package dev.sallyport.views.shell;

import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Keys;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.value.ObservableValue;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.input.KeyEvent;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** The window's content: account bar, sidebar, the current page, activity bar, and what lies over them. */
public final class Shell {
    private final List<Feature> features;
    private final Desk desk;
    private final StackPane root = new StackPane();
    private final StackPane content = new StackPane();
    private final Map<String, Page> pages = new HashMap<>();
    private final List<Action> everywhere = new ArrayList<>();
    private final Optional<Action> choosing;
    private final Action lock;
    private final Background.Running ticking;
    private @Nullable Page current;

    /** A window of one account, for good. */
    public Shell(List<Feature> features, ObservableValue<AccountState> account, Desk desk) {
        this(features, account, desk, Optional.empty());
    }

    /**
     * Shows the page at which {@code desk}'s navigation stands, and every page that it goes to later.
     *
     * @param accounts leads to other accounts
     */
    public Shell(
            List<Feature> features,
            ObservableValue<AccountState> account,
            Desk desk,
            Optional<AccountSwitch> accounts) {
        this.features = List.copyOf(features);
        this.desk = desk;
        choosing = accounts.map(others -> Action.of(
                        "shell.account",
                        "Switch account or Region",
                        () -> AccountSheet.open(desk, others, account.getValue()))
                .on("Shortcut+Shift+A"));
        Action palette = Action.of("shell.palette", "Find an action", this::openPalette).on("Shortcut+K");
        Action keys = Action.of("shell.keys", "Show the keys", this::openKeys).on("?");
        for (Feature feature : this.features) {
            Action go = Action.of(
                    "go." + feature.id(),
                    "Go to " + feature.title(),
                    () -> desk.navigation().go(Place.of(feature.id())));
            everywhere.add(go.on("Shortcut+" + (everywhere.size() + 1)));
        }
        choosing.ifPresent(everywhere::add);
        everywhere.add(palette);
        everywhere.add(keys);
        everywhere.add(Action.of("shell.back", "Go back", desk.navigation()::back).on("Alt+Left"));
        everywhere.add(Action.of("shell.refresh", "Read this page again", this::refresh).on("R"));
        everywhere.add(Action.of("shell.filter", "Filter this page", this::focusFilter).on("/"));
        lock = Action.of("shell.lock", "Lock what is revealed", this::lock).on(Keys.LOCK);
        everywhere.add(lock);

        AccountBar accountBar = new AccountBar(account, choosing, palette, keys, desk);
        ActivityDrawer drawer = new ActivityDrawer(desk.activity(), desk.tables());
        Action work = Action.of("shell.activity", "Show what runs and has run", drawer::toggle).on("Shortcut+J");
        everywhere.add(work);
        ActivityBar activityBar = new ActivityBar(desk.activity(), work);
        BorderPane frame = new BorderPane(content);
        frame.getStyleClass().add(Css.SHELL);
        frame.setTop(accountBar);
        ScrollPane side = new ScrollPane(new Sidebar(this.features, desk.navigation()));
        side.getStyleClass().add("side-scroll");
        side.setFitToHeight(true);
        side.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        side.setMinHeight(0);
        frame.setLeft(side);
        frame.setBottom(new VBox(drawer, activityBar));
        root.getChildren().addAll(frame, desk.overlay().node(), new Toasts(desk.activity()));
        root.addEventFilter(KeyEvent.KEY_PRESSED, this::panic);
        root.addEventHandler(KeyEvent.ANY, this::route);
        root.sceneProperty()
                .flatMap(Scene::windowProperty)
                .flatMap(window -> window instanceof Stage stage ? stage.iconifiedProperty() : null)
                .orElse(false)
                .subscribe(minimised -> {
                    if (minimised) {
                        pages.values().forEach(Page::lock);
                    }
                });
        desk.activity().attended().bind(root.sceneProperty()
                .flatMap(Scene::windowProperty)
                .flatMap(Window::focusedProperty)
                .orElse(true));
        ticking = desk.background().every(Duration.ofSeconds(1), () -> {
            accountBar.tick();
            desk.activity().tick();
        });
        desk.navigation().place().subscribe(this::show);
    }

    /** The root for a scene. */
    public Parent root() {
        return root;
    }

    /** The page in view. */
    public Page page() {
        if (current == null) {
            throw new IllegalStateException("No page is shown");
        }
        return current;
    }

    /** Every action that can be found now: those of the frame and those of the page in view. */
    public List<Action> actions() {
        List<Action> all = new ArrayList<>(page().actions());
        all.addAll(everywhere);
        return all;
    }

    /** A scene of the reference size; the appearance dresses it. */
    public Scene scene() {
        Scene scene = new Scene(root, 1280, 800);
        page().node().requestFocus();
        return scene;
    }

    /** What asks which account the window should work in; empty in a window of one account. */
    public Optional<Action> choosing() {
        return choosing;
    }

    /** Hides what was revealed, and stops the clocks of the frame and the page in view. */
    public void close() {
        pages.values().forEach(Page::lock);
        pages.values().forEach(Page::close);
        ticking.cancel();
        page().hide();
    }

    private void show(Place place) {
        Feature feature = features.stream()
                .filter(each -> each.id().equals(place.page()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No page " + place.page()));
        Page next = pages.computeIfAbsent(feature.id(), id -> feature.build().get());
        if (current != null && current != next) {
            current.hide();
        }
        current = next;
        content.getChildren().setAll(next.node());
        desk.activity().updated().bind(next.readAt());
        // The page itself takes the focus, so that no button looks pressed before anything was.
        next.node().requestFocus();
        next.show(place);
    }

    /** Before anything that has the focus, and over what lies over the window. */
    private void panic(KeyEvent event) {
        if (Keys.matches(Keys.LOCK, event)) {
            event.consume();
            lock.fire();
        }
    }

    private void lock() {
        // Each page, whatever those before it had open.
        long open = pages.values().stream().filter(Page::lock).count();
        desk.activity().done(open > 0 ? "Locked. What was revealed is masked." : "Nothing is open.");
    }

    private void route(KeyEvent event) {
        if (event.isConsumed() || desk.overlay().isOpen() || current == null) {
            return;
        }
        for (Action action : actions()) {
            String shortcut = action.shortcut();
            if (shortcut != null && action.enabled().get() && Keys.matches(shortcut, event)) {
                event.consume();
                action.fire();
                return;
            }
        }
    }

    private void openPalette() {
        List<Action> all = new ArrayList<>(actions());
        pages.values().forEach(page -> all.addAll(page.objects()));
        new Palette(desk.overlay(), all).open();
    }

    private void openKeys() {
        KeySheet.open(desk.overlay(), actions());
    }

    private void refresh() {
        page().refresh();
    }

    private void focusFilter() {
        page().focusFilter();
    }
}
