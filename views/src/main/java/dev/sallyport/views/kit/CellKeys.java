package dev.sallyport.views.kit;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;

/** Moves from cell to cell in the row that has the focus, and copies the one that is pointed at, or the row. */
final class CellKeys {
    private static final KeyCombination COPY_CELL = new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination COPY_ROW =
            new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN);
    private static final KeyCombination LEFT = new KeyCodeCombination(KeyCode.LEFT);
    private static final KeyCombination RIGHT = new KeyCodeCombination(KeyCode.RIGHT);

    private CellKeys() {}

    static <T> void install(TableView<T> view, BiConsumer<T, TableColumn<T, ?>> copyCell, Consumer<T> copyRow) {
        view.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getTarget().equals(view) && (LEFT.match(event) || RIGHT.match(event))) {
                move(view, LEFT.match(event) ? -1 : 1);
                event.consume();
            }
        });
        view.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            T row = view.getSelectionModel().getSelectedItem();
            if (row == null) {
                return;
            }
            if (COPY_ROW.match(event)) {
                copyRow.accept(row);
                event.consume();
            } else if (COPY_CELL.match(event)) {
                copyCell.accept(row, view.getVisibleLeafColumn(Math.max(0, at(view))));
                event.consume();
            }
        });
    }

    private static <T> int at(TableView<T> view) {
        return view.getFocusModel().getFocusedCell().getColumn();
    }

    private static <T> void move(TableView<T> view, int step) {
        int row = view.getFocusModel().getFocusedIndex();
        int last = view.getVisibleLeafColumns().size() - 1;
        if (row >= 0 && last >= 0) {
            TableColumn<T, ?> column = view.getVisibleLeafColumn(Math.clamp((long) Math.max(0, at(view)) + step, 0, last));
            view.getFocusModel().focus(row, column);
            view.scrollToColumn(column);
        }
    }
}
