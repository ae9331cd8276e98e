package dev.sallyport.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** What each table lets the reader do: columns, widths, sort, cells by keyboard, letters of any size, files. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
final class TableTest {
    private record Hit(String path, String agent, long count) {}

    private static final List<Hit> HITS =
            List.of(new Hit("/a", "=cmd|' /C calc'!A0", 12), new Hit("/b", "curl, \"8\"", 3), new Hit("/c", "wget", 40));

    @TempDir
    private Path folder;

    private final Appearance appearance = new Appearance();
    private final StackPane place = new StackPane();
    private final Activity activity = new Activity(new LaterClock());
    private Stage stage;
    private Table<Hit> table;

    @Start
    void start(Stage window) {
        stage = window;
        Scene scene = new Scene(place, 900, 500);
        appearance.theme().set(Appearance.Theme.LIGHT);
        appearance.dress(scene);
        window.setScene(scene);
        window.setWidth(900);
        window.setHeight(500);
        show();
        window.show();
    }

    private void show() {
        table = new Table<Hit>("Hits")
                .keyed(Hit::path)
                .text("Path", 200, Hit::path)
                .text("Agent", 200, Hit::agent)
                .from(500)
                .number("Hits", 80, Hit::count)
                .kept(new TableChoices(new Home(folder)), activity, "hits");
        table.rows(HITS);
        place.getChildren().setAll(table.node());
    }

    private TableColumn<Hit, ?> column(int index) {
        return table.node().getColumns().get(index);
    }

    @Test
    void whatWasChosenOfATableIsThereAgain(FxRobot robot) throws Exception {
        robot.interact(() -> {
            assertThat(table.node().resizeColumn(column(2), 45)).as("a column of figures too").isTrue();
            column(2).setSortType(TableColumn.SortType.DESCENDING);
            table.node().getSortOrder().setAll(List.of(column(2)));
        });
        WaitForAsyncUtils.waitFor(
                5, TimeUnit.SECONDS, () -> new TableChoices(new Home(folder)).of("hits").widths().equals(Map.of("Hits", 125.0)));
        robot.interact(this::show);
        robot.interact(() -> place.layout());
        assertThat(column(2).getWidth()).isEqualTo(125);
        assertThat(table.node().getItems()).extracting(Hit::path).containsExactly("/c", "/a", "/b");
        robot.interact(() -> column(0).setVisible(false));
        robot.interact(this::show);
        assertThat(column(0).isVisible()).isFalse();
    }

    @Test
    void aFileOfChoicesThatCannotBeReadIsReplaced(FxRobot robot) throws IOException {
        Files.writeString(folder.resolve("tables.json"), "{\"hits\":[]}");
        robot.interact(this::show);
        robot.interact(() -> column(0).setVisible(false));
        assertThat(new TableChoices(new Home(folder)).of("hits").shown()).isEqualTo(Map.of("Path", false));
    }

    @Test
    void widthsFollowTheLettersAndColumnsGoWhereThereIsNoRoom(FxRobot robot) {
        assertThat(column(2).getWidth()).isEqualTo(80);
        assertThat(column(1).isVisible()).isTrue();
        robot.interact(() -> appearance.scale().set(200));
        robot.interact(() -> place.layout());
        assertThat(column(2).getWidth()).isEqualTo(160);
        assertThat(column(1).isVisible()).as("900 px hold 450 of such letters").isFalse();
    }

    @Test
    void theCellThatIsCopiedIsSeenAndChosenByKeys(FxRobot robot) {
        robot.interact(() -> {
            table.node().requestFocus();
            table.node().getSelectionModel().select(1);
        });
        robot.push(KeyCode.RIGHT);
        robot.push(KeyCode.CONTROL, KeyCode.C);
        String[] copied = new String[1];
        robot.interact(() -> copied[0] = Clipboard.getSystemClipboard().getString());
        assertThat(copied[0]).isEqualTo("curl, \"8\"");
        assertThat(activity.notice().get()).isEqualTo(new Activity.Notice("Agent copied.", false, LaterClock.START));
        assertThat(table.node().lookupAll(".table-cell").stream()
                        .filter(cell -> cell.getPseudoClassStates().contains(PseudoClass.getPseudoClass("pointed")))
                        .map(cell -> ((TableCell<?, ?>) cell).getAccessibleText()))
                .containsExactly("curl, \"8\"");
    }

    /** Quotes as in RFC 4180, 2.7; what a spreadsheet would run is text (OWASP, CSV injection). */
    @Test
    void theRowsInViewGoIntoAFile() throws IOException {
        TableView<Hit> view = table.node();
        Map<TableColumn<Hit, ?>, Function<Hit, String>> texts = Map.of(
                column(0), Hit::path, column(1), Hit::agent, column(2), hit -> Long.toString(hit.count()));
        Path csv = folder.resolve("hits.csv");
        TableExport.write(view, texts, csv);
        assertThat(Files.readString(csv))
                .isEqualTo("Path,Agent,Hits\r\n/a,'=cmd|' /C calc'!A0,12\r\n/b,\"curl, \"\"8\"\"\",3\r\n/c,wget,40\r\n");
        Path json = folder.resolve("hits.json");
        TableExport.write(view, texts, json);
        assertThat(Files.readString(json).replaceAll("\\s+", " "))
                .contains("{ \"Path\" : \"/c\", \"Agent\" : \"wget\", \"Hits\" : \"40\" }");
        if (csv.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            for (Path file : List.of(csv, json)) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
            }
        }
    }

    @Test
    void aDetailTakesThePlaceOfItsMasterWhereThereIsNoRoomForBoth(FxRobot robot) {
        Region master = new Region();
        Region detail = new Region();
        MasterDetail both = new MasterDetail(master, 0.5);
        robot.interact(() -> {
            place.getChildren().setAll(both.node());
            both.openWhole(detail);
        });
        robot.interact(() -> place.layout());
        assertThat(inSight(master)).isTrue();
        assertThat(inSight(detail)).isTrue();
        robot.interact(() -> appearance.scale().set(200));
        robot.interact(() -> place.layout());
        assertThat(inSight(master)).isFalse();
        robot.clickOn("Back to the list");
        assertThat(inSight(master)).isTrue();
        assertThat(inSight(detail)).isFalse();
    }

    private boolean inSight(Node node) {
        return node.getScene() != null && node.getScene().equals(stage.getScene());
    }

    @Test
    void anAxisHasRoundTimes() {
        Instant from = Instant.parse("2026-03-14T06:26:53Z");
        assertThat(Ticks.of(from, from.plus(Duration.ofHours(3)), 9)).extracting(Ticks.Tick::text)
                .containsExactly("06:30", "07:00", "07:30", "08:00", "08:30", "09:00");
        assertThat(Ticks.of(from, from.plusSeconds(20), 6)).extracting(Ticks.Tick::text)
                .containsExactly("06:26:55", "06:27:00", "06:27:05", "06:27:10");
        Instant late = Instant.parse("2026-03-14T22:10:00Z");
        assertThat(Ticks.of(late, late.plus(Duration.ofHours(4)), 4)).extracting(Ticks.Tick::text)
                .containsExactly("23:00", "03-15", "01:00", "02:00");
    }
}
