package dev.sallyport.views.shell;

import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Keys;
import dev.sallyport.views.kit.Overlay;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Finds any action by a few of its letters. */
final class Palette {
    private final Overlay overlay;
    private final List<Action> actions;
    private final TextField field = new TextField();
    private final ListView<Action> found = new ListView<>();

    Palette(Overlay overlay, List<Action> actions) {
        this.overlay = overlay;
        this.actions = actions.stream()
                .filter(action -> !action.id().equals("shell.palette"))
                .toList();
    }

    void open() {
        field.setId("palette-field");
        field.setPromptText("Go to a page, a stack, a distribution, or do something");
        field.setAccessibleText("Go to a page, a stack, a distribution, or do something");
        found.setId("palette-list");
        found.setAccessibleText("Actions found");
        found.setPlaceholder(new Label("No action has these letters"));
        found.setFocusTraversable(false);
        found.setCellFactory(view -> new ActionCell());
        found.setOnMouseClicked(event -> fire());
        field.textProperty().subscribe(this::search);
        field.addEventFilter(KeyEvent.KEY_PRESSED, this::steer);
        VBox box = new VBox(field, found);
        box.getStyleClass().addAll(Css.DIALOG, Css.PALETTE);
        VBox place = new VBox(box);
        place.getStyleClass().add("palette-place");
        place.setPickOnBounds(false);
        overlay.open(place, field, Pos.TOP_CENTER);
    }

    private void search(String words) {
        String wanted = words.strip().toLowerCase(Locale.ROOT);
        found.getItems()
                .setAll(actions.stream()
                        .filter(action -> action.enabled().get() && score(action.label(), wanted) >= 0)
                        .sorted(Comparator.comparingInt(action -> score(action.label(), wanted)))
                        .toList());
        found.getSelectionModel().selectFirst();
    }

    /** How far the letters of {@code wanted} lie apart in {@code label}: less is better, -1 when one is missing. */
    static int score(String label, String wanted) {
        String text = label.toLowerCase(Locale.ROOT);
        int whole = text.indexOf(wanted);
        if (whole >= 0) {
            return whole;
        }
        int at = -1;
        int apart = 100;
        for (int i = 0; i < wanted.length(); i++) {
            int next = text.indexOf(wanted.charAt(i), at + 1);
            if (next < 0) {
                return -1;
            }
            apart += next - at - 1;
            at = next;
        }
        return apart;
    }

    private void steer(KeyEvent event) {
        KeyCode code = event.getCode();
        if (code == KeyCode.DOWN || code == KeyCode.UP) {
            int step = code == KeyCode.DOWN ? 1 : -1;
            int last = found.getItems().size() - 1;
            found.getSelectionModel()
                    .select(Math.clamp(found.getSelectionModel().getSelectedIndex() + step, 0, Math.max(0, last)));
            found.scrollTo(found.getSelectionModel().getSelectedIndex());
            event.consume();
        } else if (code == KeyCode.ENTER) {
            fire();
            event.consume();
        }
    }

    private void fire() {
        Action action = found.getSelectionModel().getSelectedItem();
        if (action != null) {
            overlay.close();
            action.fire();
        }
    }

    private static final class ActionCell extends ListCell<Action> {
        @Override
        protected void updateItem(@Nullable Action action, boolean empty) {
            super.updateItem(action, empty);
            if (empty || action == null) {
                setGraphic(null);
                return;
            }
            Label label = new Label(action.label());
            Region space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            HBox row = new HBox(label, space);
            row.getStyleClass().add(Css.ROW);
            String shortcut = action.shortcut();
            if (shortcut != null) {
                Label keys = new Label(Keys.shown(shortcut));
                keys.getStyleClass().add(Css.KEY_CAP);
                row.getChildren().add(keys);
            }
            setGraphic(row);
            setAccessibleText(action.label());
        }
    }
}
