package dev.sallyport.views.kit;

import atlantafx.base.theme.Styles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import javafx.collections.transformation.SortedList;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import org.jspecify.annotations.Nullable;

/**
 * A dense table: numbers right-aligned in one width, identifiers shortened in the middle. Ctrl+C copies the focused cell
 * whole, Ctrl+Shift+C the row as JSON; so does the menu of a row.
 *
 * @param <T> a row
 */
public final class Table<T> {
    private static final double WIDEST = 5000;

    /** A day and a time to the second. */
    private static final double WHOLE_TIME = 166;

    private final TableView<T> view = new TableView<>();
    private final ObservableList<T> rows = FXCollections.observableArrayList();
    private final FilteredList<T> shown = new FilteredList<>(rows);
    private final List<Function<T, String>> searched = new ArrayList<>();
    private final List<Consumer<@Nullable T>> choosers = new ArrayList<>();
    private final StringProperty words = new SimpleStringProperty("");
    private final NothingShown none = new NothingShown(words);
    private final ColumnLayout<T> layout = new ColumnLayout<>(view);
    private final RowDeeds<T> deeds = new RowDeeds<>(view, layout);
    private Function<T, Object> key = row -> row;
    private @Nullable Predicate<T> wanted;

    /** A table without columns; {@code name} is what screen readers call it. */
    public Table(String name) {
        view.setAccessibleText(name);
        view.getStyleClass().add(Styles.DENSE);
        view.setPlaceholder(none);
        none.say("Nothing to show");
        SortedList<T> sorted = new SortedList<>(shown);
        sorted.comparatorProperty().bind(view.comparatorProperty());
        view.setItems(sorted);
    }

    /** What a table's owner does when the reader wants another order. */
    @FunctionalInterface
    public interface Sorting {
        /**
         * Sorts.
         *
         * @param column as {@link #by} names it; null for the order in which the rows came
         */
        void by(@Nullable String column, boolean descending);
    }

    /**
     * Shows the rows of a list that may be too long to be held or sorted here: a press on the head of a column that
     * {@link #by} names asks its owner for the order.
     */
    public Table<T> over(ObservableList<T> items, Sorting sorting) {
        view.getColumns().forEach(column -> column.setSortable(column.getUserData() != null));
        view.setItems(items);
        view.setSortPolicy(ignored -> {
            TableColumn<T, ?> first = view.getSortOrder().stream().findFirst().orElse(null);
            sorting.by(
                    first == null ? null : RowDeeds.name(first),
                    first != null && first.getSortType() == TableColumn.SortType.DESCENDING);
            return true;
        });
        return this;
    }

    /** Names the last column for its owner: the field that it shows. */
    public Table<T> by(String column) {
        view.getColumns().getLast().setUserData(column);
        return this;
    }

    /** The last column is there for who chooses it. */
    public Table<T> optional() {
        return from(Double.POSITIVE_INFINITY);
    }

    /** Lets the reader choose columns, widths and the sort, which are kept under {@code named}; call it after the columns. */
    public Table<T> kept(Desk desk, String named) {
        return kept(desk.tables(), desk.activity(), named);
    }

    /** The same without a desk; {@code teller} says what was copied. */
    public Table<T> kept(TableChoices choices, Activity teller, String named) {
        deeds.tell(teller);
        layout.keep(choices, named);
        return this;
    }

    /** Of a table that is {@link #kept}: what is shown can be written to a file. Never for what was masked and revealed. */
    public Table<T> exportable(String name) {
        deeds.export(view, name);
        return this;
    }

    /** What else can be done with a row; gets the name of the column that was pointed at, "" for one without. */
    public Table<T> menu(BiFunction<T, String, List<Action>> more) {
        deeds.menu(more);
        return this;
    }

    /** How a row is copied, where it is not the record itself that is wanted. */
    public Table<T> copying(Consumer<T> row) {
        deeds.copying(row);
        return this;
    }

    /** The node to place. */
    public TableView<T> node() {
        return view;
    }

    /** What makes two rows the same thing, so that the selection outlives a refresh. */
    public Table<T> keyed(Function<T, Object> by) {
        key = by;
        return this;
    }

    /** Words. */
    public Table<T> text(String title, double width, Function<T, String> value) {
        return column(title, width, value, Comparator.naturalOrder(), value, row -> cell(value.apply(row)));
    }

    /** An identifier, path or ARN. */
    public Table<T> id(String title, double width, Function<T, String> value) {
        return column(title, width, value, Comparator.naturalOrder(), value, row -> {
            Label label = cell(value.apply(row));
            label.getStyleClass().addAll(Css.MONO, Css.MIDDLE_CELL);
            return label;
        });
    }

    /** A whole number; a negative one stands for what is not known. */
    public Table<T> number(String title, double width, ToLongFunction<T> value) {
        Function<T, String> text = row -> {
            long number = value.applyAsLong(row);
            return number < 0 ? "–" : Format.number(number);
        };
        searched.add(row -> Long.toString(value.applyAsLong(row)));
        column(title, width, value::applyAsLong, Comparator.naturalOrder(), text, row -> {
            Label label = cell(text.apply(row));
            label.getStyleClass().addAll(Css.MONO, Css.NUMBER_CELL);
            label.setMaxWidth(Double.MAX_VALUE);
            return label;
        });
        return figures().fixed();
    }

    /** The last column shows figures, whose head stands above them. */
    public Table<T> figures() {
        view.getColumns().getLast().getStyleClass().add(Css.NUMBER_CELL);
        return this;
    }

    /** A time in UTC, to the second; the hover shows local time. */
    public Table<T> time(String title, double width, Function<T, @Nullable Instant> value) {
        Function<T, String> text = row -> {
            Instant at = value.apply(row);
            return at == null ? "–" : Format.utc(at);
        };
        Comparator<Instant> order = Comparator.nullsFirst(Comparator.naturalOrder());
        this.<Instant>column(title, Math.max(width, WHOLE_TIME), row -> Objects.requireNonNullElse(value.apply(row), Instant.MIN), order, text, row -> {
            Label label = cell(text.apply(row));
            label.getStyleClass().add(Css.MONO);
            Instant at = value.apply(row);
            if (at != null) {
                label.setTooltip(new javafx.scene.control.Tooltip(Format.bothClocks(at)));
            }
            return label;
        });
        return fixed();
    }

    /** Anything else, with the words that it shows: sorting, searching and copying use them. */
    public Table<T> node(String title, double width, Function<T, String> text, Function<T, Node> node) {
        column(title, width, text, Comparator.naturalOrder(), text, node);
        return fixed();
    }

    /** Shows the last column only while the table is at least {@code width} pixels wide. */
    public Table<T> from(double width) {
        layout.from(view.getColumns().getLast(), width);
        return this;
    }

    /** Never shows the last column narrower than this. */
    public Table<T> least(double width) {
        layout.least(view.getColumns().getLast(), width);
        return this;
    }

    /** Lets the last column be so narrow and so wide. */
    public Table<T> between(double least, double most) {
        layout.between(view.getColumns().getLast(), least, most);
        return this;
    }

    /** Keeps the last column as wide as it is: what it shows never needs more, and would be cut with less. */
    private Table<T> fixed() {
        layout.fixed(view.getColumns().getLast());
        return this;
    }

    private static Label cell(String text) {
        Label label = new Label(text);
        label.setMinWidth(0);
        return label;
    }

    private <V> Table<T> column(
            String title,
            double width,
            Function<T, V> value,
            Comparator<? super V> order,
            Function<T, String> text,
            Function<T, Node> node) {
        TableColumn<T, T> column = new TableColumn<>(title);
        layout.width(column, Math.min(width, 80), width, WIDEST);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setComparator(Comparator.comparing(value, order));
        column.setCellFactory(ignored -> new NodeCell<>(text, node));
        deeds.texts.put(column, text);
        searched.add(text);
        view.getColumns().add(column);
        return this;
    }

    /** What a row is found by as well, though no column shows it: AWS's own word, an id. */
    public Table<T> also(Function<T, String> hidden) {
        searched.add(hidden);
        return this;
    }

    /** Called with the selected row, or null when there is none. */
    public Table<T> onSelect(Consumer<@Nullable T> then) {
        choosers.add(then);
        view.getSelectionModel().selectedItemProperty().addListener((property, before, now) -> {
            // A row that the reader chose is wanted more than one that has not come yet.
            if (now != null && wanted != null && !wanted.test(now)) {
                wanted = null;
            }
            then.accept(now);
        });
        return this;
    }

    /** Replaces the rows and keeps the selection where the row is still there. */
    public void rows(List<T> now) {
        T selected = view.getSelectionModel().getSelectedItem();
        if (!rows.equals(now)) {
            rows.setAll(now);
            none.among(now.size());
            if (selected != null) {
                Object same = key.apply(selected);
                select(row -> key.apply(row).equals(same));
            }
        }
        seek();
    }

    /**
     * Selects the row that {@code row} accepts and scrolls to it: now, or when it comes. Until then no other row is
     * selected. A filter that hides the row is cleared.
     */
    public void want(Predicate<T> row) {
        wanted = row;
        T selected = view.getSelectionModel().getSelectedItem();
        if (selected != null && !row.test(selected)) {
            view.getSelectionModel().clearSelection();
        }
        seek();
    }

    /** Whether a row is wanted that has not come yet. */
    public boolean isWanting() {
        return wanted != null;
    }

    /** Waits no longer for the row that is wanted. */
    public void wantNothing() {
        wanted = null;
    }

    private void seek() {
        Predicate<T> sought = wanted;
        if (sought == null || rows.stream().noneMatch(sought)) {
            return;
        }
        if (shown.stream().noneMatch(sought)) {
            words.set("");
        }
        wanted = null;
        T selected = view.getSelectionModel().getSelectedItem();
        if (selected != null && sought.test(selected)) {
            choosers.forEach(chooser -> chooser.accept(selected));
        } else {
            select(sought);
        }
        view.scrollTo(view.getSelectionModel().getSelectedIndex());
    }

    /** Selects the first row that {@code wanted} accepts. */
    public void select(Predicate<T> accepted) {
        for (int i = 0; i < view.getItems().size(); i++) {
            if (accepted.test(view.getItems().get(i))) {
                view.getSelectionModel().select(i);
                return;
            }
        }
    }

    /**
     * Shows only the rows that contain these words in what some column shows, or in {@link #also}, whatever the case.
     *
     * @param counted names so many rows, as "403 requests"
     */
    public Table<T> filter(StringProperty by, LongFunction<String> counted) {
        none.counting(counted);
        words.bindBidirectional(by);
        words.subscribe(text -> {
            String sought = text.strip().toLowerCase(Locale.ROOT);
            shown.setPredicate(row -> sought.isEmpty()
                    || searched.stream().anyMatch(cell -> cell.apply(row).toLowerCase(Locale.ROOT).contains(sought)));
        });
        return this;
    }

    /** What to say while there are no rows, whatever the filter. */
    public Table<T> none(String sentence) {
        none.say(sentence);
        return this;
    }

    /** What to say while there are no rows, and what to do about it. */
    public Table<T> none(String sentence, Action action) {
        none.say(sentence, action);
        return this;
    }

    /** How many rows are shown. */
    public int size() {
        return shown.size();
    }
}
