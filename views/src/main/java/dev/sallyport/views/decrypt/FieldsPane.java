package dev.sallyport.views.decrypt;

import dev.sallyport.core.decrypt.Found;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.Part;
import dev.sallyport.core.decrypt.Permission;
import dev.sallyport.core.decrypt.RingKey;
import dev.sallyport.views.decrypt.DecryptModel.FieldRow;
import dev.sallyport.views.decrypt.DecryptModel.Outcome;
import dev.sallyport.views.decrypt.DecryptModel.Sealed;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Keys;
import dev.sallyport.views.kit.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.collections.MapChangeListener;
import javafx.event.ActionEvent;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/** The fields of the record in view with their keys and whether they may be opened; the reason; what is revealed. */
final class FieldsPane {
    private static final KeyCombination COPY = new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN);

    private final DecryptModel model;
    private final Runnable copy;
    private final Map<Long, Found> found = new HashMap<>();
    private final Table<FieldRow> table;
    private final Label path = new Label();
    /** No label: JavaFX never lets go of the last text that a label had to break into lines. */
    private final Text told = new Text();
    private final TextField reason = Fields.text("decrypt-reason", Words.REASON);
    private final VBox box;
    private List<FieldRow> shown = List.of();
    private KeyRing ring = new KeyRing(Map.of());

    /** What can be done with fields. */
    interface Deeds {
        /** Reveals what is selected. */
        void revealChosen();

        /** Reveals the record in view. */
        void revealRecord();

        /** Reveals the whole document. */
        void revealAll();

        /** Tells which key the fields are sealed for. */
        void tellKeys();

        /** Copies the value of the selected field. */
        void copy();

        /** Masks everything. */
        void lock();
    }

    FieldsPane(DecryptModel model, Deeds deeds) {
        this.model = model;
        this.copy = deeds::copy;
        table = new Table<FieldRow>(Words.FIELDS)
                .keyed(FieldRow::offset)
                .id("Field", 120, FieldRow::shortPath)
                .id("Key", 96, FieldRow::key)
                .node("May I?", 124, this::stateWord, this::stateBadge)
                .node("State", 110, this::outcomeWord, this::outcomeBadge)
                .menu((row, column) -> List.of(
                        Action.of("decrypt.copy.value", "Copy the value", deeds::copy),
                        Action.of("decrypt.reveal.chosen", Words.REVEAL, this::revealOrAsk)));
        table.node().setId("decrypt-fields");
        table.node().getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        model.current.bind(table.node().getSelectionModel().selectedItemProperty());
        model.current.subscribe(row -> tell());
        table.node().getSelectionModel().getSelectedItems().addListener((ListChangeListener<FieldRow>) change -> {
            model.chosen.setAll(table.node().getSelectionModel().getSelectedItems());
            tell();
        });
        table.node().addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        model.revealed.addListener((MapChangeListener<Long, Outcome>) change -> again());
        model.answers.addListener((MapChangeListener<RingKey, Permission>) change -> again());
        reason.textProperty().bindBidirectional(model.reason);
        reason.promptTextProperty().bind(model.reasonPrompt);
        reason.setOnAction(event -> deeds.revealChosen());
        Action revealChosen = Action.of("decrypt.reveal", Words.REVEAL, deeds::revealChosen)
                .when(model.mayReveal.and(Bindings.isNotEmpty(model.chosen)));
        Action revealRecord = Action.of("decrypt.record", Words.REVEAL_RECORD, deeds::revealRecord)
                .when(model.mayReveal.and(model.record.isNotNull()));
        Action revealAll = Action.of("decrypt.all", Words.REVEAL_ALL, deeds::revealAll).when(model.mayReveal);
        BooleanBinding open = model.secondsLeft.greaterThan(0);
        FlowPane buttons = new FlowPane(
                Buttons.primary(revealChosen),
                Buttons.plain(revealRecord),
                Buttons.plain(revealAll),
                Buttons.plain(Action.of("decrypt.lock", Words.LOCK, deeds::lock).on(Keys.LOCK).when(open)));
        buttons.getStyleClass().add("reveal-buttons");
        VBox.setVgrow(table.node(), Priority.ALWAYS);
        box = new VBox(
                head(deeds),
                table.node(),
                detail(),
                Fields.named(Words.REASON_NAME, reason),
                buttons,
                small("decrypt-hint", model.hint));
        box.getStyleClass().addAll(Css.PADDED, "fields-pane");
    }

    VBox node() {
        return box;
    }

    /** Shows the fields of another record. */
    void show(Sealed sealed, Part part) {
        ring = sealed.ring();
        found.clear();
        part.found().forEach(each -> found.put(each.offset(), each));
        List<FieldRow> rows = part.found().stream()
                .map(each -> new FieldRow(each.offset(), each.path(), each.member(), keys(each, sealed)))
                .toList();
        if (!rows.equals(shown)) {
            table.node().getSelectionModel().clearSelection();
        }
        shown = rows;
        table.rows(rows);
        tell();
    }

    /** Selects the field at {@code offset}. */
    void choose(long offset) {
        table.node().getSelectionModel().clearSelection();
        table.select(row -> row.offset() == offset);
    }

    /** Lets the reader say why. */
    void askReason() {
        reason.requestFocus();
    }

    private void revealOrAsk() {
        if (model.reason.get().isBlank()) {
            askReason();
        } else {
            reason.fireEvent(new ActionEvent());
        }
    }

    /** Enter reveals what is selected; Ctrl+C copies its value once it is revealed. */
    private void pressed(KeyEvent event) {
        if (event.getCode() == KeyCode.ENTER) {
            revealOrAsk();
            event.consume();
        } else if (COPY.match(event) && model.currentOutcome().filter(Outcome::isOpen).isPresent()) {
            copy.run();
            event.consume();
        }
    }

    private static String keys(Found each, Sealed sealed) {
        return sealed.ring().of(each).stream().map(RingKey::name).collect(Collectors.joining(", "));
    }

    private void again() {
        table.node().refresh();
        tell();
    }

    private HBox head(Deeds deeds) {
        Label title = new Label(Words.FIELDS);
        title.getStyleClass().add(Css.SECTION_TITLE);
        Button keys = Buttons.quiet(Action.of("decrypt.which", Words.WHICH_KEY, deeds::tellKeys));
        HBox first = new HBox(title, keys);
        first.getStyleClass().add(Css.ROW);
        VBox words = new VBox(first, small("decrypt-identity", model.identity));
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox head = new HBox(words, new Countdown(model.secondsLeft));
        head.getStyleClass().add(Css.ROW);
        return head;
    }

    private ScrollPane detail() {
        path.getStyleClass().addAll(Css.MONO, Css.MUTED);
        told.setId("decrypt-told");
        told.getStyleClass().add("told");
        VBox both = new VBox(path, new TextFlow(told));
        both.getStyleClass().add(Css.STACKED_TIGHT);
        ScrollPane scroll = new ScrollPane(both);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("field-detail");
        scroll.setAccessibleText(Words.CHOSEN);
        return scroll;
    }

    private static Label small(String id, ObservableValue<String> text) {
        Label label = new Label();
        label.setId(id);
        label.textProperty().bind(text);
        label.getStyleClass().addAll(Css.MUTED, Css.SMALL);
        return label;
    }

    /** The whole of the selected field: its value, or why there is none. */
    private void tell() {
        FieldRow row = model.current.get();
        told.getStyleClass().removeAll(Css.MONO, Css.DANGER);
        if (row == null || !found.containsKey(row.offset())) {
            path.setText("");
            told.setText("");
            return;
        }
        path.setText(row.place());
        Outcome outcome = model.revealed.get(row.offset());
        if (outcome == null) {
            told.setText(state(row).reason());
        } else if (outcome.isOpen()) {
            told.setText(outcome.note().isEmpty() ? outcome.value() : outcome.value() + "\n\n" + outcome.note());
            told.getStyleClass().add(Css.MONO);
        } else {
            told.setText(Badge.sentence(outcome.status().word()) + ". " + outcome.reason());
            told.getStyleClass().add(Css.DANGER);
        }
    }

    private FieldState state(FieldRow row) {
        Found each = found.get(row.offset());
        return each == null
                ? new FieldState(Permission.Answer.UNKNOWN, "", "")
                : FieldState.of(each, ring, model.answers);
    }

    private String stateWord(FieldRow row) {
        return state(row).word();
    }

    private Node stateBadge(FieldRow row) {
        FieldState state = state(row);
        Label badge = Badge.of(Badge.sentence(state.word()), switch (state.answer()) {
            case YES -> Css.ALLOWED;
            case NO -> Css.BLOCKED;
            case UNKNOWN -> Css.UNKNOWN;
        });
        if (!state.reason().isEmpty()) {
            badge.setTooltip(new Tooltip(state.reason()));
        }
        return badge;
    }

    private String outcomeWord(FieldRow row) {
        Outcome outcome = model.revealed.get(row.offset());
        return outcome == null ? Words.MASKED : outcome.isOpen() ? Words.OPEN : Badge.sentence(outcome.status().word());
    }

    /** Never the value itself: that stands in its place in the record, and whole below. */
    private Node outcomeBadge(FieldRow row) {
        Outcome outcome = model.revealed.get(row.offset());
        if (outcome == null) {
            Label masked = new Label(Words.MASKED);
            masked.getStyleClass().add(Css.MUTED);
            return masked;
        }
        Label badge = Badge.of(outcomeWord(row), outcome.isOpen() ? Css.COUNTED : Css.DANGER);
        if (!outcome.isOpen()) {
            badge.setTooltip(new Tooltip(outcome.reason()));
        }
        return badge;
    }
}
