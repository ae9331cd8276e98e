package dev.sallyport.views.kit;

import java.util.List;
import java.util.function.BiFunction;
import javafx.scene.Node;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.input.ContextMenuEvent;
import org.jspecify.annotations.Nullable;

/** The menu of a row, by the mouse or by the keyboard's own key. */
final class RowMenu {
    private RowMenu() {}

    /** {@code actions} gets the row and the column that was pointed at, or the focused one. */
    static <T> void install(TableView<T> view, BiFunction<T, TableColumn<T, ?>, List<Action>> actions) {
        ContextMenu menu = new ContextMenu();
        view.setOnContextMenuRequested(event -> {
            T row = view.getSelectionModel().getSelectedItem();
            TableColumn<T, ?> column = column(view, event);
            if (row != null && column != null) {
                menu.getItems().setAll(actions.apply(row, column).stream().map(RowMenu::item).toList());
                menu.show(view, event.getScreenX(), event.getScreenY());
                event.consume();
            }
        });
    }

    private static MenuItem item(Action action) {
        MenuItem item = new MenuItem(action.label());
        item.setId(action.id().replace('.', '-'));
        item.setMnemonicParsing(false);
        item.setDisable(!action.enabled().get());
        item.setOnAction(event -> action.fire());
        return item;
    }

    private static <T> @Nullable TableColumn<T, ?> column(TableView<T> view, ContextMenuEvent event) {
        if (event.isKeyboardTrigger()) {
            return view.getVisibleLeafColumn(Math.max(0, view.getFocusModel().getFocusedCell().getColumn()));
        }
        Node at = event.getPickResult().getIntersectedNode();
        for (Node node = at; node != null && !node.equals(view); node = node.getParent()) {
            if (node instanceof TableCell<?, ?> cell && !cell.isEmpty()) {
                return view.getVisibleLeafColumns().stream()
                        .filter(column -> column.equals(cell.getTableColumn()))
                        .findFirst()
                        .orElse(null);
            }
        }
        return null;
    }
}
