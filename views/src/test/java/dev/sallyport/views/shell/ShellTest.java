package dev.sallyport.views.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Appearance;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Navigation;
import dev.sallyport.views.kit.Overlay;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Snapshot;
import dev.sallyport.views.kit.StatePane;
import dev.sallyport.views.kit.ViewState;
import dev.sallyport.views.settings.SettingsPage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kordamp.ikonli.feather.Feather;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The frame, driven by keys and mouse as a reader drives it. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class ShellTest {
    @TempDir
    private static Path folder = Path.of("");

    private final SimpleObjectProperty<AccountState> account = new SimpleObjectProperty<>(new AccountState(
            "Sandbox", "111122223333", "us-east-1", AccountState.Mode.SANDBOX, Optional.empty()));
    private final Activity activity = new Activity(Clock.systemUTC());
    private Desk desk;
    private Appearance appearance;
    private TextField filter;
    private Shell shell;
    private int refreshed;

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
                        () -> new SettingsPage(desk, new Home(folder), appearance, "0.1.0").page()));
    }

    private Page firstPage() {
        filter.setPromptText("Filter");
        filter.setAccessibleText("Filter");
        return new Page("Overview")
                .answer(new SimpleStringProperty("Nothing needs you now."))
                .secondary(Action.of("overview.export", "Export report", () -> {}))
                .primary(Action.of("overview.deploy", "Deploy a stack", () -> activity.done("Deployed t-api.")))
                .filters(filter, Badge.action("BLOCK"), Badge.action("COUNT"), Badge.action("ALLOW"), Badge.action("CAPTCHA"), Badge.action("?"))
                .filterField(filter)
                .onRefresh(() -> refreshed++)
                .body(new StatePane<String>(new Label("body"), text -> {}, () -> {}, activity)
                        .follow(new SimpleObjectProperty<>(new ViewState.Empty<>(
                                "Nothing is deployed yet",
                                "A blueprint is a stack that proves itself after each change.",
                                Optional.of(Action.of("overview.first", "Choose a blueprint", () -> {}))))));
    }

    @Start
    private void start(Stage stage) {
        desk = new Desk(Background.threads(activity), new Navigation(Place.of("overview")), new Overlay());
        appearance = new Appearance();
        filter = new TextField();
        shell = new Shell(features(), account, desk);
        Scene scene = shell.scene();
        appearance.theme().set(Appearance.Theme.LIGHT);
        appearance.dress(scene);
        stage.setScene(scene);
        stage.show();
    }

    @Test
    void picture(FxRobot robot) {
        String out = System.getProperty("pictures");
        if (out == null) return;
        for (Appearance.Theme theme : List.of(Appearance.Theme.LIGHT, Appearance.Theme.DARK)) {
            robot.interact(() -> appearance.theme().set(theme));
            for (String page : List.of("overview", "firewall", "settings")) {
                robot.interact(() -> desk.navigation().go(Place.of(page)));
                robot.interact(() -> Snapshot.write(shell.root().getScene(), Path.of(out, theme + "-" + page + ".png")));
            }
            robot.push(KeyCode.CONTROL, KeyCode.K);
            robot.interact(() -> Snapshot.write(shell.root().getScene(), Path.of(out, theme + "-palette.png")));
            robot.push(KeyCode.ESCAPE);
            robot.interact(() -> desk.overlay().confirm("Destroy t-api-perimeter", "The stack and its web ACL go. Replicas of the edge function stay for some hours.", Action.of("x.destroy","Destroy t-api-perimeter", () -> {}), "t-api-perimeter"));
            robot.interact(() -> Snapshot.write(shell.root().getScene(), Path.of(out, theme + "-confirm.png")));
            robot.push(KeyCode.ESCAPE);
        }
        robot.write("?");
        robot.interact(() -> Snapshot.write(shell.root().getScene(), Path.of(out, "keys.png")));
    }
}
