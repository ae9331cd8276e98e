package dev.sallyport.views.kit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import javafx.collections.FXCollections;
import javafx.collections.ObservableMap;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;

/** Which columns are in sight: those that the reader chose, and of the others those that there is room for. */
final class ColumnChoice<T> {
    private final TableView<T> view;
    private final Map<TableColumn<T, ?>, Double> from = new LinkedHashMap<>();
    private ObservableMap<String, Boolean> chosen = FXCollections.observableHashMap();
    private boolean adapting;

    ColumnChoice(TableView<T> view) {
        this.view = view;
        view.widthProperty().subscribe(width -> adapt());
    }

    /** Shows the column only while the table is at least {@code width} pixels wide. */
    void from(TableColumn<T, ?> column, double width) {
        from.put(column, width);
        adapt();
    }

    /** Lets the reader choose among all columns, by title. */
    void keep(ObservableMap<String, Boolean> choices) {
        chosen = choices;
        view.setTableMenuButtonVisible(true);
        view.getColumns().forEach(column -> column.visibleProperty().subscribe((before, now) -> {
            if (!adapting) {
                chosen.put(column.getText(), now);
            }
        }));
        adapt();
    }

    private void adapt() {
        adapting = true;
        double width = view.getWidth();
        for (TableColumn<T, ?> column : view.getColumns()) {
            double least = Objects.requireNonNullElse(from.get(column), 0.0);
            boolean room = width == 0 ? Double.isFinite(least) : width >= least;
            column.setVisible(chosen.getOrDefault(column.getText(), room));
        }
        adapting = false;
    }
}
