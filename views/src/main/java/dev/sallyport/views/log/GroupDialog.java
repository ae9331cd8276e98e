package dev.sallyport.views.log;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.log.LogGroupInfo;
import dev.sallyport.core.log.LogGroups;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.StatePane;
import dev.sallyport.views.kit.Table;
import dev.sallyport.views.kit.ViewState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Chooses log groups of the account, and how far back to read them. */
final class GroupDialog {
    /** How far back. */
    enum Back {
        HOUR("1 hour", Duration.ofHours(1)),
        HOURS("3 hours", Duration.ofHours(3)),
        DAY("24 hours", Duration.ofDays(1)),
        WEEK("7 days", Duration.ofDays(7));

        private final String word;
        private final Duration length;

        Back(String word, Duration length) {
            this.word = word;
            this.length = length;
        }

        @Override
        public String toString() {
            return "The last " + word;
        }
    }

    private final Desk desk;
    private final Callable<LogGroups.Listing> read;
    private final BiConsumer<List<LogPlace>, Duration> open;
    private final Background.Lane lane;
    private final ObjectProperty<ViewState<LogGroups.Listing>> state = new SimpleObjectProperty<>(new ViewState.Loading<>());
    private final SimpleBooleanProperty chosen = new SimpleBooleanProperty();
    private final ComboBox<Back> back = new ComboBox<>(FXCollections.observableArrayList(Back.values()));
    private final Table<LogGroupInfo> table = new Table<LogGroupInfo>(Words.GROUPS)
            .keyed(LogGroupInfo::place)
            .id("Log group", 330, info -> info.place().group())
            .text("Region", 120, info -> info.place().region())
            .text("Kept for", 100, info -> info.retentionDays() == null ? "Always" : Format.count(info.retentionDays(), "day", "days"))
            .text("Size", 90, info -> Format.bytes(info.storedBytes()));

    /** {@code open} gets the groups and how far back to read. */
    GroupDialog(Desk desk, Callable<LogGroups.Listing> read, BiConsumer<List<LogPlace>, Duration> open) {
        this.desk = desk;
        this.read = read;
        this.open = open;
        this.lane = desk.background().lane();
    }

    void show() {
        Label title = new Label(Words.GROUPS);
        title.getStyleClass().add(Css.SECTION_TITLE);
        TextField filter = Fields.filter("log-group-filter", Words.GROUP_FILTER);
        table.filter(filter.textProperty(), rows -> Format.count(rows, "log group", "log groups"));
        back.setValue(Back.HOURS);
        back.setAccessibleText("How far back");
        HBox.setHgrow(filter, Priority.ALWAYS);
        HBox top = new HBox(filter, back);
        top.getStyleClass().add(Css.ROW);
        table.node().setId("log-group-table");
        table.node().getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        table.onSelect(row -> chosen.set(row != null));
        table.node().setOnMouseClicked(event -> {
            if (event.getClickCount() == 2 && chosen.get()) {
                take();
            }
        });
        StatePane<LogGroups.Listing> pane =
                new StatePane<LogGroups.Listing>(table.node(), found -> table.rows(found.groups()), this::load, desk.activity())
                        .follow(state);
        pane.getStyleClass().add("group-list");
        VBox.setVgrow(pane, Priority.ALWAYS);
        Action take = Action.of("log.groups.open", Words.READ_GROUPS, this::take).when(chosen);
        HBox row = new HBox(
                Buttons.plain(Action.of("log.groups.cancel", "Cancel", this::close)), Buttons.primary(take));
        row.getStyleClass().addAll(Css.ROW, "dialog-buttons");
        VBox box = new VBox(title, top, pane, row);
        box.getStyleClass().addAll(Css.DIALOG, Css.STACKED_WIDE, "wide-dialog");
        box.setMinHeight(Region.USE_PREF_SIZE);
        desk.overlay().open(box, filter);
        load();
    }

    private void load() {
        lane.load(Words.READING_GROUPS, read)
                .stoppable()
                .onSuccess(this::loaded)
                .onError(error -> state.set(ViewState.failed(error)))
                .run();
    }

    private void loaded(LogGroups.Listing found) {
        List<String> missing = found.unreadable().entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue().message())
                .toList();
        if (found.groups().isEmpty() && !missing.isEmpty()) {
            SallyportException first = found.unreadable().values().iterator().next();
            state.set(ViewState.failed(first));
        } else if (found.groups().isEmpty()) {
            state.set(new ViewState.Empty<>(Words.NO_GROUP, Words.NO_GROUP_WHY, Optional.empty()));
        } else {
            state.set(missing.isEmpty() ? new ViewState.Ready<>(found) : new ViewState.Partial<>(found, missing));
        }
    }

    private void take() {
        List<LogPlace> places = table.node().getSelectionModel().getSelectedItems().stream()
                .map(LogGroupInfo::place)
                .toList();
        close();
        open.accept(places, back.getValue().length);
    }

    private void close() {
        lane.cancel();
        desk.overlay().close();
    }
}
