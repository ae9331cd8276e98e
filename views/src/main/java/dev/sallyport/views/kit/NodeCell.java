package dev.sallyport.views.kit;

import java.util.function.Function;
import javafx.beans.InvalidationListener;
import javafx.beans.WeakInvalidationListener;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TablePosition;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;

/** A cell that shows a node; text that does not fit shows whole on hover. */
final class NodeCell<T> extends TableCell<T, T> {
    private final Function<T, String> text;
    private final Function<T, Node> node;
    private static final PseudoClass POINTED = PseudoClass.getPseudoClass("pointed");

    private final InvalidationListener moved = ignored -> point();
    private @Nullable Object shown;

    NodeCell(Function<T, String> text, Function<T, Node> node) {
        this.text = text;
        this.node = node;
        tableViewProperty().subscribe(view -> {
            if (view != null) {
                view.getFocusModel().focusedCellProperty().addListener(new WeakInvalidationListener(moved));
            }
        });
        indexProperty().addListener(moved);
    }

    /** Whether Ctrl+C copies this one. */
    private void point() {
        TablePosition<?, ?> at = getTableView() == null ? null : getTableView().getFocusModel().getFocusedCell();
        pseudoClassStateChanged(
                POINTED, at != null && !isEmpty() && at.getRow() == getIndex() && getTableColumn().equals(at.getTableColumn()));
    }

    @Override
    protected void updateItem(@Nullable T row, boolean empty) {
        super.updateItem(row, empty);
        point();
        if (empty || row == null) {
            shown = null;
            setGraphic(null);
        } else if (!row.equals(shown)) {
            shown = row;
            Node graphic = node.apply(row);
            if (graphic instanceof Label label && label.getTooltip() == null && label.getText().length() > 12) {
                label.setTooltip(new Tooltip(text.apply(row)));
            }
            setGraphic(graphic);
            setAccessibleText(text.apply(row));
        }
    }
}
