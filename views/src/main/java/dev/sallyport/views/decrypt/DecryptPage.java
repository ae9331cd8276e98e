package dev.sallyport.views.decrypt;

import atlantafx.base.controls.RingProgressIndicator;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.Sources;
import dev.sallyport.views.decrypt.DecryptModel.FieldRow;
import dev.sallyport.views.decrypt.DecryptModel.Outcome;
import dev.sallyport.views.decrypt.DecryptModel.Sealed;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Choose;
import dev.sallyport.views.kit.Copy;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Keys;
import dev.sallyport.views.kit.MasterDetail;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.StatePane;
import dev.sallyport.views.kit.Table;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.collections.MapChangeListener;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TextField;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** A document with its ciphertexts masked, the fields beside it, and a reason before anything is read. */
public final class DecryptPage {
    private final Desk desk;
    private final DecryptPresenter presenter;
    private final DecryptModel model;
    private final Page page;
    private final Label permission = new Label();
    private final Table<FieldRow> table;
    private final DocumentView document;
    private final Action find;

    /** {@code who} is asked when something is revealed, for the ledger. */
    public DecryptPage(Desk desk, Decrypter decrypter, Sources sources, Callable<Identity> who) {
        this.desk = desk;
        presenter = new DecryptPresenter(desk, decrypter, sources, who);
        model = presenter.model();
        table = new Table<FieldRow>(Words.FIELDS)
                .keyed(FieldRow::offset)
                .id("Field", 180, row -> row.path().isEmpty() ? "byte " + Format.number(row.offset()) : row.path())
                .node("Value", 190, row -> "", this::value);
        table.node().getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        document = new DocumentView(offset -> table.select(row -> row.offset() == offset));
        MasterDetail split = new MasterDetail(document, 0.56);
        split.openWhole(fields());
        model.revealed.addListener((MapChangeListener<Long, Outcome>) change -> {
            document.reveal(change.getKey(), model.revealed.get(change.getKey()));
            table.node().refresh();
        });
        BooleanBinding named = model.source.isNotEmpty().and(model.key.isNotEmpty());
        find = Action.of("decrypt.find", Words.READ, presenter::find).when(named);
        TextField source = searched("decrypt-source", Words.SOURCE, model.source);
        GridPane form = new GridPane();
        for (int share : new int[] {46, 30, 12, 12}) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(share);
            form.getColumnConstraints().add(column);
        }
        form.getStyleClass().add("form-grid");
        form.add(Fields.named(Words.SOURCE_NAME, source), 0, 0);
        form.add(Fields.named(Words.KEY_NAME, searched("decrypt-key", Words.KEY, model.key)), 1, 0);
        form.add(Fields.named(Words.PREFIX, searched("decrypt-prefix", Words.PREFIX, model.prefix)), 2, 0);
        form.add(Fields.named(Words.SUFFIX, searched("decrypt-suffix", Words.SUFFIX, model.suffix)), 3, 0);
        form.add(Fields.named(Words.REASON_NAME, field("decrypt-reason", Words.REASON, model.reason)), 0, 1, 4, 1);
        BorderPane content = new BorderPane(
                new StatePane<Sealed>(split.node(), this::fill, presenter::find, desk.activity())
                        .follow(model.document));
        content.setTop(changed());
        page = new Page(Words.TITLE)
                .answer(model.line)
                .secondary(Action.of("decrypt.file", Words.FILE, this::chooseFile))
                .primary(find)
                .hidden(Action.of("decrypt.copy", Words.COPY, this::copyValue))
                .form(form)
                .filterField(source)
                .body(content)
                .onShow(presenter::show)
                .onLock(presenter::lock)
                .onHide(presenter::hide);
    }

    /** The page. */
    public Page page() {
        return page;
    }

    /** What was found is of another search than the form's. */
    private HBox changed() {
        Label text = new Label();
        text.setId("decrypt-changed");
        text.textProperty().bind(model.changed);
        HBox banner = new HBox(
                new FontIcon(Feather.ALERT_TRIANGLE),
                text,
                Buttons.quiet(new Action("decrypt.again", Words.FIND_AGAIN, null, find.enabled(), find.run())));
        banner.getStyleClass().addAll(Css.BANNER, Css.WARNING);
        banner.visibleProperty().bind(model.changed.isNotEmpty());
        banner.managedProperty().bind(banner.visibleProperty());
        BorderPane.setMargin(banner, new Insets(0, 0, 12, 0));
        return banner;
    }

    private VBox fields() {
        Label title = new Label(Words.FIELDS);
        title.getStyleClass().add(Css.SECTION_TITLE);
        permission.setWrapText(true);
        permission.setMinHeight(Region.USE_PREF_SIZE);
        permission.setId("decrypt-permission");
        RingProgressIndicator ring = new RingProgressIndicator();
        ring.getStyleClass().add("countdown");
        ring.progressProperty().bind(model.secondsLeft.divide((double) DecryptPresenter.SECONDS));
        ring.setStringConverter(new javafx.util.StringConverter<>() {
            @Override
            public String toString(Double share) {
                return Long.toString(Math.round(share * DecryptPresenter.SECONDS));
            }

            @Override
            public Double fromString(String text) {
                return Double.valueOf(text);
            }
        });
        BooleanBinding open = model.secondsLeft.greaterThan(0);
        ring.visibleProperty().bind(open);
        ring.setAccessibleText("Seconds until masked");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        BooleanBinding possible = model.reason
                .isNotEmpty()
                .and(model.changed.isEmpty())
                .and(table.node().getSelectionModel().selectedItemProperty().isNotNull());
        HBox buttons = new HBox(
                Buttons.primary(Action.of("decrypt.reveal", Words.REVEAL, this::revealSelected).when(possible)),
                Buttons.plain(Action.of("decrypt.lock", Words.LOCK, presenter::lock).on(Keys.LOCK).when(open)),
                space,
                ring);
        buttons.getStyleClass().add(Css.ROW);
        Label recorded = new Label(Words.RECORDED);
        recorded.getStyleClass().addAll(Css.MUTED, Css.SMALL);
        recorded.setWrapText(true);
        VBox.setVgrow(table.node(), Priority.ALWAYS);
        VBox box = new VBox(title, permission, table.node(), buttons, recorded);
        box.getStyleClass().addAll(Css.PADDED, Css.STACKED_WIDE);
        return box;
    }

    private void fill(Sealed sealed) {
        document.show(sealed);
        table.rows(sealed.found().stream()
                .map(found -> new FieldRow(found.offset(), found.path(), found.member()))
                .toList());
        permission.setText(
                sealed.permission().granted()
                        ? "✓ You may decrypt with " + sealed.search().key()
                        : "✕ You may not decrypt: " + sealed.permission().reason());
        permission.getStyleClass().removeAll(Css.GOOD, Css.DANGER);
        permission.getStyleClass().add(sealed.permission().granted() ? Css.GOOD : Css.DANGER);
    }

    private Node value(FieldRow row) {
        Outcome outcome = model.revealed.get(row.offset());
        if (outcome == null) {
            Label masked = new Label(Words.MASK);
            masked.getStyleClass().add(Css.MUTED);
            return masked;
        }
        if (outcome.reason().isEmpty()) {
            Label value = new Label(outcome.value());
            value.getStyleClass().add(Css.MONO);
            if (!outcome.note().isEmpty()) {
                value.setGraphic(new FontIcon(Feather.INFO));
                value.setTooltip(new Tooltip(outcome.note()));
            }
            return value;
        }
        Label badge = Badge.of(Badge.sentence(outcome.status().word()), Css.DANGER);
        badge.setTooltip(new Tooltip(outcome.reason()));
        return badge;
    }

    private void revealSelected() {
        Set<Long> offsets = table.node().getSelectionModel().getSelectedItems().stream()
                .map(FieldRow::offset)
                .collect(Collectors.toSet());
        presenter.reveal(offsets);
    }

    private void copyValue() {
        FieldRow row = table.node().getSelectionModel().getSelectedItem();
        Outcome outcome = row == null ? null : model.revealed.get(row.offset());
        if (outcome == null) {
            desk.activity().wrong("Reveal the value first.");
            return;
        }
        Copy.text(outcome.value());
        desk.activity().done("Value copied. It stays on the clipboard until you replace it.");
    }

    private void chooseFile() {
        Choose.open(page.node(), Words.FILE).stream().findFirst().ifPresent(file -> model.source.set(file.toString()));
    }

    /** A field of the search: Enter looks for what it asks for. */
    private TextField searched(String id, String prompt, javafx.beans.property.StringProperty text) {
        TextField field = field(id, prompt, text);
        field.setOnAction(event -> find.fire());
        return field;
    }

    private static TextField field(String id, String prompt, javafx.beans.property.StringProperty text) {
        TextField field = Fields.text(id, prompt);
        field.textProperty().bindBidirectional(text);
        return field;
    }
}
