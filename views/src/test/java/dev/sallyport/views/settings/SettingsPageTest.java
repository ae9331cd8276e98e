package dev.sallyport.views.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.views.kit.Appearance;
import dev.sallyport.views.shell.Stand;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.log.KeptLogs;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.Progress;
import dev.sallyport.core.masking.MaskingRules;
import dev.sallyport.core.masking.RuleBook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class SettingsPageTest {
    private static final String SENTENCE =
            "Landlock 7 and seccomp of Linux: a function reads its own folder, writes nothing, and reaches no other process, "
                    + "port or local socket here.";

    private Stand stand;
    private volatile Supplier<String> confinement = () -> SENTENCE;

    @Start
    void show(Stage stage) {
        // No such folder is there, so that the page is the same on every machine.
        Home home = new Home(Path.of("/home/ann/.local/share/sallyport"));
        stand = new Stand(
                stage,
                "settings",
                desk -> new SettingsPage(desk, home, new Appearance(), "0.1.0", Stand.who(), () -> confinement.get()).page());
    }

    @Test
    void whatKeepsEdgeFunctionsInIsSaid(FxRobot robot) {
        stand.settle(robot);
        assertThat(robot.lookup(SENTENCE).tryQuery()).isPresent();
    }

    @Test
    void thatNoNodeIsThereIsSaidInItsPlace(FxRobot robot) {
        confinement = () -> {
            throw SallyportException.unavailable("SP-NODE", "The Node binary that runs edge functions is not named.", "Name it.");
        };
        robot.push(KeyCode.R);
        stand.settle(robot);
        assertThat(robot.lookup("The Node binary that runs edge functions is not named.").tryQuery()).isPresent();
    }

    @Test
    void logsThatWereReadCanBeCleared(FxRobot robot, @TempDir Path folder) throws IOException {
        Home real = new Home(folder.resolve("home"));
        Path log = folder.resolve("waf.log");
        Files.writeString(log, "{\"timestamp\":1,\"action\":\"ALLOW\",\"httpRequest\":{\"uri\":\"/a\"}}\n".repeat(100_000));
        try (LogStore store = LogStore.open(real)) {
            store.load(List.of(log), Progress.NONE);
        }
        KeptLogs kept = new KeptLogs(real);
        assertThat(kept.bytes()).isPositive();
        List<Node> shown = new ArrayList<>();
        robot.interact(() -> {
            KeptLogsRow row = new KeptLogsRow(stand.desk(), kept, () -> {});
            shown.addAll(((HBox) row.node()).getChildren());
            row.measure();
        });
        stand.settle(robot);
        Button clear = (Button) shown.getLast();
        assertThat(clear.isDisabled()).isFalse();
        robot.interact(clear::fire);
        stand.settle(robot);
        assertThat(kept.bytes()).isZero();
        assertThat(clear.isDisabled()).isTrue();
        assertThat(log).exists();
    }

    @Test
    void namesWhoseValuesAreShownAreChosen(FxRobot robot, @TempDir Path folder) {
        Home real = new Home(folder.resolve("home"));
        Ledger ledger = new Ledger(real, Clock.systemUTC());
        List<MaskingSection> shown = new ArrayList<>();
        robot.interact(() -> {
            shown.add(new MaskingSection(stand.desk(), new RuleBook(real, ledger), Stand.who()));
            shown.getFirst().read();
            ((TextField) shown.getFirst().node().lookup("#masking-name")).setText("X-Trace");
        });
        stand.settle(robot);
        robot.interact(() -> button(shown.getFirst(), Words.SHOW_NAME).fire());
        stand.settle(robot);
        assertThat(MaskingRules.read(real).headers()).contains("x-trace", "host");
        TableView<?> table = (TableView<?>) shown.getFirst().node().lookup("#masking");
        robot.interact(() -> table.getSelectionModel().selectLast());
        Button mask = button(shown.getFirst(), Words.MASK_NAME);
        robot.interact(mask::fire);
        stand.settle(robot);
        assertThat(MaskingRules.read(real).headers()).doesNotContain("x-trace");
        assertThat(ledger.entries())
                .filteredOn(entry -> entry.outcome().equals("begun"))
                .extracting(LedgerEntry::action, entry -> entry.details().get("to"))
                .containsExactly(tuple("masking.rules", "shown"), tuple("masking.rules", "masked"));
    }

    private static Button button(MaskingSection section, String label) {
        return section.node().getChildren().stream()
                .filter(FlowPane.class::isInstance)
                .flatMap(row -> ((FlowPane) row).getChildren().stream())
                .filter(Button.class::isInstance)
                .map(Button.class::cast)
                .filter(one -> one.getText().equals(label))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void pictures(FxRobot robot) {
        stand.pictures(robot, "settings");
        stand.pictures(robot, "settings-masking", () -> robot.interact(() -> {
            ScrollPane scroll = robot.from(stand.shell().page().node()).lookup(".scroll-pane").query();
            Node section = robot.lookup("#masking").query().getParent().getParent();
            double beyond = scroll.getContent().getBoundsInLocal().getHeight() - scroll.getViewportBounds().getHeight();
            scroll.setVvalue(section.getBoundsInParent().getMinY() / beyond);
        }));
        stand.smallPictures(robot, "settings-small");
    }
}
