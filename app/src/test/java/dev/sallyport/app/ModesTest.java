package dev.sallyport.app;

import static dev.sallyport.app.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccessMode;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.rollout.RolloutListener;
import dev.sallyport.core.rollout.Rollouts;
import dev.sallyport.views.kit.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** Every page in a session that may write, in a read-only one, and on production: the bar, and each button. */
@ResourceLock("window")
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class ModesTest {
    private static final String STACK = "t-api";

    /** The buttons that change something at AWS, by the page; a page without one may have none. */
    private static final Map<String, Set<String>> WRITES = Map.of("stack", Set.of("stack-rollback-ask", "stack-destroy"));

    @TempDir
    private static Path folder = Path.of("");

    private static Home home;
    private static SandboxAccount account;

    private Stage stage;

    @BeforeAll
    static void deploy() throws InterruptedException {
        home = new Home(folder.resolve("home"));
        account = SandboxAccount.open(AccountChoice.ofSandbox(), home);
        Rollouts.of(account.session(), home)
                .apply(Blueprints.find("api-perimeter"), STACK, Map.of(), new RolloutListener() {});
    }

    @AfterAll
    static void close() {
        account.close();
    }

    @Start
    void start(Stage shown) {
        stage = shown;
    }

    /** What a page shows in one mode. */
    private interface Looking {
        void at(Console console);
    }

    private void inMode(FxRobot robot, AccessMode mode, String page, Looking looking) throws IOException {
        String profile = mode == AccessMode.PRODUCTION ? "acme-prod" : "acme";
        var keys = account.sandbox().credentials().resolveCredentials();
        try (SharedConfig _ = new SharedConfig(folder, profile, keys.accessKeyId(), keys.secretAccessKey())) {
            Session session = Session.of(new AccountChoice(
                    false, profile, null, account.sandbox().endpoint(), mode == AccessMode.READ_ONLY), null);
            assertThat(session.mode()).isEqualTo(mode);
            Console[] console = new Console[1];
            robot.interact(() -> {
                console[0] = new Console(session, home);
                stage.setScene(console[0].scene());
                stage.setWidth(1280);
                stage.setHeight(800);
                stage.show();
            });
            try {
                settle(console[0]);
                Place place = page.equals("stack") ? Place.of("stack", "name", STACK) : Place.of(page);
                robot.interact(() -> console[0].desk().navigation().go(place));
                settle(console[0]);
                looking.at(console[0]);
            } finally {
                robot.interact(console[0]::close);
            }
        }
    }

    private static void settle(Console console) {
        until("nothing is under way", () -> console.desk().activity().running().isEmpty());
    }

    /** Each button of the page, and whether it can be pressed. */
    private static Map<String, Boolean> buttons(Console console) {
        Map<String, Boolean> buttons = new TreeMap<>();
        console.shell().page().node().lookupAll(".button").forEach(node -> {
            if (node instanceof Button button && button.getId() != null) {
                buttons.put(button.getId(), !button.isDisabled());
            }
        });
        return buttons;
    }

    private static void saysInTheBar(Console console, String badge, String style) {
        Label mode = (Label) console.scene().getRoot().lookup("#mode-badge");
        assertThat(mode.getText()).isEqualTo(badge);
        assertThat(mode.getParent().getStyleClass())
                .contains(style)
                .doesNotContainAnyElementsOf(Set.of("sandbox", "read-only", "operator", "production").stream()
                        .filter(other -> !other.equals(style))
                        .toList());
    }

    private static boolean refuses(Console console) {
        return console.shell().page().node().lookup("#read-only-refusal") != null;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"overview", "distribution", "stack", "firewall", "shield", "log", "decrypt", "audit", "settings"})
    void aPageOffersItsReadingInEveryModeAndItsWritesAsTheModeAllows(String page, FxRobot robot) throws IOException {
        Set<String> writes = WRITES.getOrDefault(page, Set.of());
        Map<String, Boolean> open = new TreeMap<>();
        inMode(robot, AccessMode.OPERATOR, page, console -> {
            saysInTheBar(console, "● OPERATOR", "operator");
            open.putAll(buttons(console));
            assertThat(open.keySet()).containsAll(writes);
            assertThat(refuses(console)).isFalse();
        });
        inMode(robot, AccessMode.READ_ONLY, page, console -> {
            saysInTheBar(console, "● READ-ONLY", "read-only");
            Map<String, Boolean> now = buttons(console);
            assertThat(now.keySet()).isEqualTo(open.keySet());
            Set<String> taken = new TreeSet<>(now.keySet());
            taken.removeIf(id -> Objects.equals(now.get(id), open.get(id)));
            assertThat(taken).as("buttons that only others may press").isEqualTo(writes);
            assertThat(refuses(console)).isEqualTo(!writes.isEmpty());
        });
        inMode(robot, AccessMode.PRODUCTION, page, console -> {
            saysInTheBar(console, "● OPERATOR ON PRODUCTION", "production");
            assertThat(buttons(console)).isEqualTo(open);
            for (String write : writes) {
                robot.interact(() -> ((Button) console.shell().page().node().lookup("#" + write)).fire());
                assertThat(console.scene().getRoot().lookup("#confirm-typed")).as(write).isNotNull();
                robot.interact(console.desk().overlay()::close);
            }
        });
    }
}
