package dev.sallyport.views.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.audit.Deed;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.views.kit.LaterClock;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Silent;
import dev.sallyport.views.kit.Standing;
import dev.sallyport.views.shell.Stand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The page over a real ledger. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class AuditPageTest {
    private static final String WHO = "arn:aws:sts::111122223333:assumed-role/Operator/jo";

    /** The page shows its name, so it is the same at each run. */
    private static final class Shown implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            return Files.createDirectories(Path.of("target", "audit-page"));
        }
    }

    @TempDir(factory = Shown.class)
    private Path folder;

    private Stand stand;
    private Ledger ledger;
    private AuditPage page;

    @Start
    void start(Stage stage) {
        ledger = new Ledger(new Home(folder), new LaterClock());
        stand = new Stand(stage, "audit", desk -> {
            page = new AuditPage(desk, ledger);
            return page.page();
        });
    }

    private void fill(FxRobot robot) {
        ledger.append(new Deed(WHO, "111122223333", "rollout.apply", "t-api-perimeter", "", "holds", Map.of("proofs", "7 of 7")));
        ledger.append(new Deed(
                WHO,
                "111122223333",
                "decrypt",
                "dynamodb://t-field-encryption-records",
                "Customer asked for their data, case 4711",
                "revealed",
                Map.of("field", "$.ssn", "key", "arn:aws:kms:us-east-1:111122223333:key/7f0e3b1c-0000-4000-8000-1234567890ab")));
        ledger.append(new Deed(WHO, "111122223333", "decrypt", "records.json", "Look", "refused", Map.of()));
        robot.push(KeyCode.R);
        stand.settle(robot);
    }

    @Test
    void anEmptyLedgerSaysWhatWillStandThere(FxRobot robot) {
        stand.settle(robot);
        assertThat(robot.lookup("Nothing is recorded yet").tryQuery()).isPresent();
    }

    @Test
    void entriesStandNewestFirstUnderTheVerdict(FxRobot robot) {
        fill(robot);
        TableView<?> table = robot.lookup(".table-view").query();
        assertThat(table.getItems()).hasSize(3);
        assertThat(robot.lookup("#audit-verdict").queryLabeled().getText()).startsWith("Intact.");
        robot.write("/").write("4711");
        assertThat(table.getItems()).hasSize(1);
        robot.clickOn("decrypt");
        assertThat(robot.lookup("$.ssn").tryQuery()).isPresent();
        assertThat(Silent.stops(stand.shell().root())).isEmpty();
    }

    @Test
    void aChangedLineIsSaidAtOnce(FxRobot robot) throws IOException {
        fill(robot);
        Path file = folder.resolve("ledger/ledger.jsonl");
        Files.writeString(file, Files.readString(file).replace("case 4711", "case 4712"));
        robot.push(KeyCode.R);
        stand.settle(robot);
        assertThat(robot.lookup(".page-answer").queryLabeled().getText()).isEqualTo("The ledger does not verify.");
        assertThat(robot.lookup("#audit-verdict").queryLabeled().getText()).isEqualTo(ledger.verify().problem());
    }

    @Test
    void theFilterFindsWhatIsShown(FxRobot robot) {
        ledger.append(new Deed(WHO, "111122223333", "rollout.apply", "t-x", "", "rolling-back", Map.of()));
        fill(robot);
        TableView<LedgerEntry> table = robot.lookup(".table-view").query();
        assertThat(stand.shownButNotFound(robot, "#audit-filter", table)).isEmpty();
        stand.filter(robot, "#audit-filter", "rolling-back");
        assertThat(table.getItems()).hasSize(1);
        stand.filter(robot, "#audit-filter", "nobody");
        assertThat(robot.lookup("Nothing matches “nobody” in 4 entries").tryQuery()).isPresent();
    }

    @Test
    void entriesOfAPersonAndOfATimeAreChosenAndALinkShowsItsOwnAllTheSame(FxRobot robot) {
        fill(robot);
        ledger.append(new Deed("arn:aws:iam::111122223333:user/ann", "111122223333", "decrypt", "a.json", "INC-1", "revealed", Map.of()));
        stand.later(Duration.ofHours(2));
        robot.clickOn("#audit-verify");
        stand.settle(robot);
        TableView<LedgerEntry> table = robot.lookup(".table-view").query();
        assertThat(table.getItems()).hasSize(4);
        ComboBox<String> who = robot.lookup("#audit-who").queryComboBox();
        robot.interact(() -> who.setValue("arn:aws:iam::111122223333:user/ann"));
        assertThat(table.getItems()).extracting(LedgerEntry::subject).containsExactly("a.json");
        robot.interact(() -> robot.lookup("#audit-since").queryComboBox().getSelectionModel().select(1));
        assertThat(table.getItems()).as("two hours ago").isEmpty();
        assertThat(robot.lookup("#audit-verified").queryLabeled().getText()).isEqualTo("Verified just now");
        robot.interact(() -> stand.desk().navigation().go(Place.of("audit", "entry", "1")));
        stand.settle(robot);
        assertThat(table.getSelectionModel().getSelectedItem().sequence()).isEqualTo(1);
        // Evidence is never shortened.
        assertThat(robot.lookup(table.getSelectionModel().getSelectedItem().hash()).queryLabeled().isWrapText()).isTrue();
    }

    @Test
    void aPlaceThatNamesAnEntrySelectsItAlsoUnderAFilter(FxRobot robot) {
        fill(robot);
        stand.filter(robot, "#audit-filter", "records.json");
        robot.interact(() -> stand.desk().navigation().go(Place.of("overview")));
        robot.interact(() -> stand.desk().navigation().go(Place.of("audit", "entry", "1")));
        stand.settle(robot);
        TableView<LedgerEntry> table = robot.lookup(".table-view").query();
        assertThat(table.getSelectionModel().getSelectedItem().sequence()).isEqualTo(1);
        assertThat(robot.lookup("Entry 1").tryQuery()).isPresent();
    }

    @Test
    void pictures(FxRobot robot) throws IOException {
        stand.smallPictures(robot, "audit-empty");
        fill(robot);
        stand.pictures(robot, "audit", () -> robot.clickOn("rollout.apply"));
        stand.smallPictures(robot, "audit-small", () -> robot.clickOn("rollout.apply"));
        Path file = folder.resolve("ledger/ledger.jsonl");
        Files.writeString(file, Files.readString(file).replace("case 4711", "case 4712"));
        stand.smallPictures(robot, "audit-changed");
        // A folder in its place is nothing that can be read.
        Files.delete(file);
        Files.createDirectory(file);
        stand.smallPictures(robot, "audit-failed");
    }

    @Test
    void picturesOfStates(FxRobot robot) {
        fill(robot);
        SallyportException locked = SallyportException.unavailable(
                "SP-LEDGER",
                "The ledger target/audit-page/ledger/ledger.jsonl cannot be used: Permission denied",
                "Make its folder writable with space left on the disk; nothing is revealed or changed without it.");
        stand.states(
                robot,
                "audit",
                EnumSet.of(Standing.STALE, Standing.REREADING, Standing.LOADING),
                state -> state.of(page.model().ledger, locked, locked));
    }
}
