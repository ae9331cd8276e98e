package dev.sallyport.views.shell;

import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Keys;
import dev.sallyport.views.kit.Overlay;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** Every key, and what it does here. */
final class KeySheet {
    private KeySheet() {}

    static void open(Overlay overlay, List<Action> actions) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (Action action : actions) {
            String shortcut = action.shortcut();
            if (shortcut != null) {
                keys.put(Keys.shown(shortcut), action.label());
            }
        }
        keys.put(Keys.shown("Shortcut+C"), "Copy the focused cell");
        keys.put(Keys.shown("Shortcut+Shift+C"), "Copy the row as JSON");
        GridPane[] columns = {new GridPane(), new GridPane()};
        int half = (keys.size() + 1) / 2;
        int index = 0;
        for (Map.Entry<String, String> entry : keys.entrySet()) {
            Label cap = new Label(entry.getKey());
            cap.getStyleClass().add(Css.KEY_CAP);
            columns[index / half].addRow(index % half, new HBox(cap), new Label(entry.getValue()));
            index++;
        }
        HBox grid = new HBox(columns);
        grid.getStyleClass().add("key-columns");
        for (GridPane column : columns) {
            column.getStyleClass().add("key-values");
        }
        Label title = new Label("Keys");
        title.getStyleClass().add(Css.SECTION_TITLE);
        Button close = Buttons.plain(Action.of("keys.close", "Close", overlay::close));
        close.setCancelButton(true);
        HBox row = new HBox(close);
        row.getStyleClass().addAll(Css.ROW, "dialog-buttons");
        VBox box = new VBox(title, grid, row);
        box.getStyleClass().addAll(Css.DIALOG, Css.STACKED_WIDE, "key-sheet");
        Node first = close;
        overlay.open(box, first);
    }
}
