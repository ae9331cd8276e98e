package dev.sallyport.views.kit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import org.jspecify.annotations.Nullable;

/** What can be done with a row of a table, by keys and by its menu. */
final class RowDeeds<T> {
    /** What each column shows, in words. */
    final Map<TableColumn<T, ?>, Function<T, String>> texts = new HashMap<>();

    private final ColumnLayout<T> layout;
    private Consumer<T> copyRow = Copy::json;
    private BiFunction<T, String, List<Action>> menu = (row, column) -> List.of();
    private List<Action> exports = List.of();
    private @Nullable Activity activity;

    RowDeeds(TableView<T> view, ColumnLayout<T> layout) {
        this.layout = layout;
        CellKeys.install(view, this::copyCell, this::copyRow);
        RowMenu.install(view, this::actions);
    }

    void menu(BiFunction<T, String, List<Action>> more) {
        menu = more;
    }

    void copying(Consumer<T> row) {
        copyRow = row;
    }

    /** Says there what was copied. */
    void tell(Activity in) {
        activity = in;
    }

    void export(TableView<T> view, String name) {
        Activity teller = Objects.requireNonNull(activity);
        exports = List.of(
                Action.of("table.export", "Export the rows in view", () -> TableExport.ask(view, texts, teller, name)));
    }

    /** By what its owner calls a column; null for one without a name. */
    static @Nullable String name(TableColumn<?, ?> column) {
        return column.getUserData() instanceof String name ? name : null;
    }

    private List<Action> actions(T row, TableColumn<T, ?> column) {
        List<Action> all = new ArrayList<>();
        all.add(Action.of("table.copy.cell", "Copy the cell", () -> copyCell(row, column)));
        all.add(Action.of("table.copy.row", "Copy the row", () -> copyRow(row)));
        all.addAll(menu.apply(row, Objects.requireNonNullElse(name(column), "")));
        all.addAll(exports);
        if (layout.isKept()) {
            all.add(Action.of("table.reset", "Reset columns, widths and sort", layout::reset));
        }
        return all;
    }

    private void copyCell(T row, TableColumn<T, ?> column) {
        Function<T, String> text = texts.get(column);
        Copy.text(text == null ? "" : text.apply(row));
        told(column.getText() + " copied.");
    }

    private void copyRow(T row) {
        copyRow.accept(row);
        told("Row copied.");
    }

    private void told(String sentence) {
        if (activity != null) {
            activity.done(sentence);
        }
    }
}
