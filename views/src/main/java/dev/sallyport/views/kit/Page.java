package dev.sallyport.views.kit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javafx.beans.Observable;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextInputControl;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/**
 * A page: title, the one line that answers its question, actions, an optional row of filters, and a body. The shell
 * calls {@link #show}, {@link #hide} and {@link #refresh}.
 */
public final class Page {
    private final BorderPane root = new BorderPane();
    private final VBox top = new VBox();
    private final PageHead head;
    private final Label title;
    private final Label answer = new Label();
    private final List<Action> actions = new ArrayList<>();
    private Supplier<List<Action>> objects = List::of;
    private Consumer<Place> onShow = place -> {};
    private final List<Consumer<Place>> selectors = new ArrayList<>();
    private BooleanSupplier onLock = () -> false;
    private Runnable onClose = () -> {};
    private Runnable onHide = () -> {};
    private Runnable onRefresh = () -> {};
    private ObservableValue<@Nullable Instant> readAt = new ReadOnlyObjectWrapper<>();
    private @Nullable TextInputControl filter;

    /** An empty page. */
    public Page(String heading) {
        title = new Label(heading);
        title.getStyleClass().add(Css.PAGE_TITLE);
        title.setMinWidth(Region.USE_PREF_SIZE);
        answer.getStyleClass().add(Css.PAGE_ANSWER);
        answer.setWrapText(true);
        answer.setMinHeight(Region.USE_PREF_SIZE);
        head = new PageHead(title, answer);
        head.getStyleClass().add(Css.PAGE_HEAD);
        top.getChildren().add(head);
        root.setTop(top);
        root.getStyleClass().add(Css.PAGE);
        root.setAccessibleText(heading);
    }

    /** The line under the title. */
    public Page answer(ObservableValue<String> line) {
        answer.textProperty().bind(line);
        return this;
    }

    /** Buttons beside the title, left of the primary one, there only while they can be pressed. */
    public Page secondary(Action action) {
        actions.add(action);
        Button button = Buttons.plain(action);
        button.visibleProperty().bind(action.enabled());
        button.managedProperty().bind(action.enabled());
        head.add(button);
        return this;
    }

    /** The one primary button; call it after {@link #secondary}. */
    public Page primary(Action action) {
        actions.add(action);
        Button button = Buttons.primary(action);
        head.add(button);
        return this;
    }

    /** An action without a button: in the palette and on its key only. */
    public Page hidden(Action action) {
        actions.add(action);
        return this;
    }

    /** What the palette finds of this page from everywhere: an action that leads to each thing that it knows. */
    public Page finds(Supplier<List<Action>> things) {
        objects = things;
        return this;
    }

    /** See {@link #finds}. */
    public List<Action> objects() {
        return objects.get();
    }

    /** The row of filters under the title. */
    public Page filters(Node... nodes) {
        FlowPane row = new FlowPane(nodes);
        row.getStyleClass().add(Css.FILTER_ROW);
        // No field is wider than the page.
        row.setMinWidth(0);
        for (Node node : nodes) {
            if (node instanceof TextInputControl field) {
                field.maxWidthProperty().bind(Bindings.createDoubleBinding(
                        () -> row.getWidth() - row.getInsets().getLeft() - row.getInsets().getRight(),
                        row.widthProperty(),
                        row.insetsProperty()));
            }
        }
        top.getChildren().add(row);
        return this;
    }

    /** A form under the title, as wide as the page. */
    public Page form(Region form) {
        form.getStyleClass().add("page-form");
        top.getChildren().add(form);
        return this;
    }

    /** The field that {@code /} goes to. */
    public Page filterField(TextInputControl field) {
        filter = field;
        return this;
    }

    /** The rest of the page, which scrolls where the window is too small for it. */
    public Page body(Node body) {
        if (body instanceof ScrollPane scroll) {
            return body(scroll);
        }
        ScrollPane scroll = new ScrollPane(body);
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        return body(scroll);
    }

    private Page body(ScrollPane scroll) {
        scroll.getStyleClass().add(Css.PAGE_BODY);
        root.setCenter(scroll);
        return this;
    }

    /** What to do when the page comes into view. */
    public Page onShow(Consumer<Place> then) {
        onShow = then;
        return this;
    }

    /**
     * Lets a place that sets {@code name} select the row of that id and scroll to it, whether the page was visited
     * before or not; when the next answer does not have it, that is said.
     *
     * @param question fills the table
     * @param missing says in one sentence that there is no such row
     */
    public <T> Page selects(
            String name, Table<T> table, Function<T, String> id, Question<?> question, UnaryOperator<String> missing) {
        String[] wanted = {""};
        selectors.add(place -> {
            String named = place.filter().get(name);
            if (named != null) {
                wanted[0] = named;
                table.want(row -> id.apply(row).equals(named));
            }
        });
        question.onAnswer(() -> {
            if (table.isWanting()) {
                table.wantNothing();
                question.activity().wrong(missing.apply(wanted[0]));
            }
        });
        return this;
    }

    /**
     * What to hide on all pages at once when the reader locks the console.
     *
     * @param then hides, and tells whether there was anything open
     */
    public Page onLock(BooleanSupplier then) {
        onLock = then;
        return this;
    }

    /** What to stop when the page leaves the view. */
    public Page onHide(Runnable then) {
        onHide = then;
        return this;
    }

    /** What to undo outside of the window when it closes. */
    public Page onClose(Runnable then) {
        onClose = then;
        return this;
    }

    /** Reads everything again. */
    public Page onRefresh(Runnable then) {
        onRefresh = then;
        return this;
    }

    /** When what the page shows was read: of several answers the oldest counts. */
    public Page reads(Question<?>... questions) {
        List<ReadOnlyObjectProperty<@Nullable Instant>> times =
                Arrays.stream(questions).<ReadOnlyObjectProperty<@Nullable Instant>>map(Question::readAt).toList();
        readAt = Bindings.createObjectBinding(
                () -> times.stream()
                        .<@Nullable Instant>map(ObservableValue::getValue)
                        .filter(Objects::nonNull)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                times.toArray(Observable[]::new));
        return this;
    }

    /** When what the page shows was read; null where nothing was. */
    public ObservableValue<@Nullable Instant> readAt() {
        return readAt;
    }

    /** The node to place in the window. */
    public Region node() {
        return root;
    }

    /** The title. */
    public String title() {
        return title.getText();
    }

    /** What can be done here. */
    public List<Action> actions() {
        return List.copyOf(actions);
    }

    /** The page comes into view. */
    public void show(Place place) {
        onShow.accept(place);
        selectors.forEach(selector -> selector.accept(place));
    }

    /** Hides what is open; tells whether there was anything. */
    public boolean lock() {
        return onLock.getAsBoolean();
    }

    /** The window closes. */
    public void close() {
        onClose.run();
    }

    /** The page leaves the view. */
    public void hide() {
        onHide.run();
    }

    /** Reads everything again. */
    public void refresh() {
        onRefresh.run();
    }

    /** Puts the caret into the filter, if the page has one. */
    public boolean focusFilter() {
        if (filter == null) {
            return false;
        }
        filter.requestFocus();
        filter.selectAll();
        return true;
    }
}
