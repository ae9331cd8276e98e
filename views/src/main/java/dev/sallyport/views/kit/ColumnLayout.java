package dev.sallyport.views.kit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.animation.PauseTransition;
import javafx.beans.InvalidationListener;
import javafx.scene.control.ConstrainedColumnResizeBase;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableColumn.SortType;
import javafx.scene.control.TableView;
import javafx.util.Callback;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which columns are in sight, how wide they are and which one sorts: as the reader chose, and of the rest as there is
 * room. Widths follow the size of the letters.
 */
final class ColumnLayout<T> {
    private static final double NARROWEST = 36;

    /** At letters of 100 %, in pixels. */
    private record Width(double least, double preferred, double most) {}

    private final TableView<T> view;
    private final Map<TableColumn<T, ?>, Width> widths = new LinkedHashMap<>();
    private final Map<TableColumn<T, ?>, Double> from = new LinkedHashMap<>();
    private final PauseTransition later = new PauseTransition(Duration.millis(400));
    private TableChoices choices = TableChoices.unkept();
    private TableChoices.Choice chosen = TableChoices.Choice.NONE;
    private String name = "";
    private double letters = 1;
    private boolean adapting;

    ColumnLayout(TableView<T> view) {
        this.view = view;
        view.setColumnResizePolicy(new Policy());
        view.widthProperty().subscribe(width -> adapt());
        Letters.of(view).subscribe(size -> {
            letters = size;
            widths.keySet().forEach(this::size);
            adapt();
        });
        later.setOnFinished(event -> choices.keep(name, chosen));
    }

    /** How wide a column is, at letters of 100 %. */
    void width(TableColumn<T, ?> column, double least, double preferred, double most) {
        widths.put(column, new Width(least, preferred, most));
        size(column);
    }

    /** Another least width, and another most. */
    void between(TableColumn<T, ?> column, double least, double most) {
        width(column, least, of(column).preferred(), most);
    }

    /** A column that needs no more than it has, and would be cut with less. */
    void fixed(TableColumn<T, ?> column) {
        double width = of(column).preferred();
        width(column, width, width, width);
    }

    /** A column that needs at least so much. */
    void least(TableColumn<T, ?> column, double least) {
        Width before = of(column);
        width(column, least, before.preferred(), before.most());
    }

    /** Shows the column only while the table is at least {@code width} pixels wide. */
    void from(TableColumn<T, ?> column, double width) {
        from.put(column, width);
        adapt();
    }

    /** Takes up what the reader chose of the table {@code named}, and keeps what is chosen from now on. */
    void keep(TableChoices in, String named) {
        choices = in;
        name = named;
        chosen = in.of(named);
        view.setTableMenuButtonVisible(true);
        view.getColumns().forEach(column -> column.visibleProperty().subscribe((before, now) -> {
            if (!adapting) {
                changed(chosen.showing(column.getText(), now));
            }
        }));
        widths.keySet().forEach(this::size);
        adapt();
        sort();
        InvalidationListener sorting = ignored -> sorted();
        view.getSortOrder().addListener(sorting);
        view.getColumns().forEach(column -> column.sortTypeProperty().addListener(sorting));
    }

    /** Whether the reader may choose here. */
    boolean isKept() {
        return !name.isEmpty();
    }

    /** As the table was made. */
    void reset() {
        chosen = TableChoices.Choice.NONE;
        choices.keep(name, chosen);
        view.getSortOrder().clear();
        widths.keySet().forEach(this::size);
        adapt();
    }

    private void changed(TableChoices.Choice now) {
        chosen = now;
        choices.keep(name, chosen);
    }

    private void sort() {
        view.getColumns().stream()
                .filter(column -> column.getText().equals(chosen.sorted()) && column.isSortable())
                .findFirst()
                .ifPresent(column -> {
                    column.setSortType(chosen.descending() ? SortType.DESCENDING : SortType.ASCENDING);
                    view.getSortOrder().setAll(List.of(column));
                });
    }

    private void sorted() {
        @Nullable TableColumn<T, ?> first = view.getSortOrder().stream().findFirst().orElse(null);
        changed(chosen.sortedBy(
                first == null ? null : first.getText(), first != null && first.getSortType() == SortType.DESCENDING));
    }

    private Width of(TableColumn<T, ?> column) {
        return Objects.requireNonNull(widths.get(column));
    }

    private void size(TableColumn<T, ?> column) {
        Width width = of(column);
        Double drawn = chosen.widths().get(column.getText());
        if (drawn == null) {
            set(column, width.least() * letters, width.preferred() * letters, width.most() * letters);
        } else {
            set(column, Math.min(NARROWEST, drawn) * letters, drawn * letters, drawn * letters);
        }
    }

    private static void set(TableColumn<?, ?> column, double least, double preferred, double most) {
        // A bound beyond the other would move it.
        column.setMinWidth(0);
        column.setMaxWidth(most);
        column.setPrefWidth(preferred);
        column.setMinWidth(least);
    }

    private void adapt() {
        adapting = true;
        double width = view.getWidth() / letters;
        for (TableColumn<T, ?> column : view.getColumns()) {
            double least = Objects.requireNonNullElse(from.get(column), 0.0);
            boolean room = width == 0 ? Double.isFinite(least) : width >= least;
            column.setVisible(chosen.shown().getOrDefault(column.getText(), room));
        }
        adapting = false;
    }

    /** Columns fill the table, and each can be drawn wider or narrower, also one that needs no more than it has. */
    @SuppressWarnings("rawtypes") // as JavaFX declares what it asks
    private final class Policy extends ConstrainedColumnResizeBase
            implements Callback<TableView.ResizeFeatures, Boolean> {
        @Override
        public Boolean call(TableView.ResizeFeatures asked) {
            TableColumn<?, ?> drawn = asked.getColumn();
            if (drawn == null) {
                return TableView.CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS.call(asked);
            }
            TableColumn<T, ?> column = view.getVisibleLeafColumns().stream()
                    .filter(each -> each.equals(drawn))
                    .findFirst()
                    .orElseThrow();
            column.setMinWidth(NARROWEST * letters);
            column.setMaxWidth(Double.MAX_VALUE);
            boolean moved = TableView.CONSTRAINED_RESIZE_POLICY_SUBSEQUENT_COLUMNS.call(asked)
                    || TableView.CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS.call(asked);
            double width = column.getWidth();
            if (moved) {
                chosen = chosen.wide(column.getText(), Math.rint(width / letters));
                later.playFromStart();
            }
            set(column, Math.min(NARROWEST * letters, width), width, width);
            return moved;
        }
    }
}
