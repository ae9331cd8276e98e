package dev.sallyport.views.decrypt;

import dev.sallyport.core.decrypt.Found;
import dev.sallyport.core.decrypt.Part;
import dev.sallyport.core.decrypt.RecordText;
import dev.sallyport.views.decrypt.DecryptModel.FieldRow;
import dev.sallyport.views.decrypt.DecryptModel.Outcome;
import dev.sallyport.views.decrypt.DecryptModel.Sealed;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Choose;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.StatePane;
import dev.sallyport.views.kit.Table;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.collections.MapChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Records with their ciphertexts masked, the fields beside them, and a reason before anything is read. */
public final class DecryptPage implements FieldsPane.Deeds {
    private final Desk desk;
    private final DecryptPresenter presenter;
    private final DecryptModel model;
    private final SecretClip clip;
    private final Page page;
    private final Table<Part> records;
    private final DocumentView document;
    private final FieldsPane fields;
    private final TextField search = Fields.filter("decrypt-search", Words.SEARCH);
    private final Label hits = new Label();
    private final Action find;

    /** {@code sources} are asked on worker threads. */
    public DecryptPage(Desk desk, DecryptSources sources) {
        this.desk = desk;
        presenter = new DecryptPresenter(desk, sources);
        model = presenter.model();
        clip = new SecretClip(desk);
        find = Action.of("decrypt.find", Words.READ, presenter::find)
                .when(model.source.isNotEmpty().and(model.key.isNotEmpty()));
        records = new Table<Part>(Words.RECORDS)
                .keyed(Part::start)
                .text("Record", 120, Part::title)
                .number("Fields", 72, part -> part.found().size())
                .between(72, 160)
                .onSelect(this::choose);
        records.node().setId("decrypt-records");
        fields = new FieldsPane(model, this);
        document = new DocumentView(fields::choose, offset -> revealOrAsk(Set.of(offset)));
        model.revealed.addListener((MapChangeListener<Long, Outcome>) change -> {
            document.reveal(change.getKey(), model.revealed.get(change.getKey()));
            if (model.revealed.isEmpty()) {
                forget();
            }
        });
        search.textProperty().subscribe(this::seek);
        SearchForm form = new SearchForm(model, find::fire);
        Panes panes = new Panes(records.node(), record(), fields.node(), form::arrange);
        StatePane<Sealed> found =
                new StatePane<Sealed>(panes, this::fill, presenter::find, desk.activity()).follow(model.document);
        VBox offers = new OfferPane(model, presenter::take, find::fire).node();
        var choosing = Bindings.createBooleanBinding(() -> model.searched.get().isEmpty(), model.searched);
        offers.visibleProperty().bind(choosing);
        found.visibleProperty().bind(choosing.not());
        StackPane content = new StackPane(found, offers, changed());
        content.setAlignment(Pos.TOP_LEFT);
        content.setMinHeight(0);
        page = new Page(Words.TITLE)
                .answer(model.line)
                .secondary(Action.of("decrypt.choose", Words.CHOOSE, presenter::choose).when(choosing.not()))
                .secondary(Action.of("decrypt.file", Words.FILE, this::chooseFile).when(choosing))
                .primary(find)
                .hidden(Action.of("decrypt.paste", Words.PASTE, this::paste))
                .hidden(Action.of("decrypt.copy", Words.COPY, this::copy))
                .form(form.node())
                .filterField(search)
                .body(content)
                .onShow(presenter::show)
                .onLock(presenter::lock)
                .onHide(presenter::hide)
                .onClose(clip::clear);
        takeDrops();
        page.node()
                .sceneProperty()
                .flatMap(Scene::windowProperty)
                .flatMap(Window::focusedProperty)
                .orElse(true)
                .subscribe(focused -> {
                    if (!focused) {
                        presenter.lock();
                    }
                });
    }

    /** The page. */
    public Page page() {
        return page;
    }

    DecryptModel model() {
        return model;
    }

    /** What was found is of another search than the form's; it lies over the content, which keeps its place. */
    private HBox changed() {
        Label text = new Label();
        text.setId("decrypt-changed");
        text.textProperty().bind(model.changed);
        HBox banner = new HBox(
                new FontIcon(Feather.ALERT_TRIANGLE),
                text,
                Buttons.quiet(new Action("decrypt.again", Words.FIND_AGAIN, null, find.enabled(), find.run())));
        banner.getStyleClass().addAll(Css.BANNER, Css.WARNING);
        banner.setMaxHeight(Region.USE_PREF_SIZE);
        banner.visibleProperty().bind(model.changed.isNotEmpty());
        return banner;
    }

    /** Draws what is masked first, since what is drawn anew would be remembered anew. */
    private void forget() {
        page.node().applyCss();
        page.node().layout();
        LaidOut.forget();
    }

    private VBox record() {
        hits.getStyleClass().addAll(Css.MUTED, Css.SMALL);
        hits.setMinWidth(Region.USE_PREF_SIZE);
        HBox.setHgrow(search, Priority.ALWAYS);
        HBox seeking = new HBox(search, hits);
        seeking.getStyleClass().addAll(Css.ROW, "record-search");
        VBox.setVgrow(document, Priority.ALWAYS);
        return new VBox(seeking, document);
    }

    private void fill(Sealed sealed) {
        records.rows(sealed.parts().sealed());
        Part first = sealed.parts().sealed().getFirst();
        if (records.node().getSelectionModel().getSelectedItem() == null) {
            records.select(first::equals);
        } else {
            // Equal records may be under other keys than before.
            choose(records.node().getSelectionModel().getSelectedItem());
        }
    }

    private void choose(@Nullable Part part) {
        Sealed sealed = model.sealed().orElse(null);
        if (part != null && sealed != null) {
            model.record.set(part);
            fields.show(sealed, part);
            document.show(RecordText.of(sealed.document(), part));
            seek(search.getText());
        }
    }

    private void seek(String words) {
        int count = document.seek(words.strip(), model.revealed);
        hits.setText(words.isBlank() ? "" : Format.count(count, "place", "places"));
    }

    @Override
    public void revealChosen() {
        revealOrAsk(model.chosen.stream().map(FieldRow::offset).collect(Collectors.toSet()));
    }

    @Override
    public void revealRecord() {
        Part part = model.record.get();
        if (part != null) {
            revealOrAsk(offsets(part.found()));
        }
    }

    @Override
    public void revealAll() {
        model.sealed().ifPresent(sealed -> revealOrAsk(offsets(sealed.found())));
    }

    private static Set<Long> offsets(List<Found> found) {
        return found.stream().map(Found::offset).collect(Collectors.toSet());
    }

    /** One at once; of several it is said before what they cost. */
    private void revealOrAsk(Set<Long> offsets) {
        if (model.reason.get().isBlank()) {
            fields.askReason();
        } else if (offsets.size() < 2) {
            presenter.reveal(offsets);
        } else {
            String what = "Reveal " + Format.number(offsets.size()) + " fields";
            String cost = model.cost(model.at(offsets));
            desk.overlay().confirm(
                    what,
                    "This makes " + cost + ". The ledger has it, with your reason, before anything is shown.",
                    Action.of("decrypt.batch", what, () -> presenter.reveal(offsets)),
                    null);
        }
    }

    @Override
    public void lock() {
        presenter.lock();
    }

    @Override
    public void copy() {
        model.currentOutcome()
                .filter(Outcome::isOpen)
                .ifPresentOrElse(
                        outcome -> clip.copy(outcome.value()), () -> desk.activity().wrong("Reveal the value first."));
    }

    @Override
    public void tellKeys() {
        model.sealed().ifPresent(sealed -> KeyReport.open(desk.overlay(), sealed));
    }

    private void paste() {
        String text = Clipboard.getSystemClipboard().getString();
        if (text == null || text.isBlank()) {
            desk.activity().wrong("There is no text on the clipboard.");
        } else {
            presenter.paste(text);
        }
    }

    private void takeDrops() {
        Node node = page.node();
        node.setOnDragOver(event -> {
            if (event.getDragboard().hasFiles()) {
                event.acceptTransferModes(TransferMode.COPY);
            }
            event.consume();
        });
        node.setOnDragDropped(event -> {
            event.getDragboard().getFiles().stream().findFirst().ifPresent(file -> model.source.set(file.getPath()));
            event.setDropCompleted(event.getDragboard().hasFiles());
            event.consume();
        });
    }

    private void chooseFile() {
        Choose.open(page.node(), Words.FILE).stream().findFirst().ifPresent(file -> model.source.set(file.toString()));
    }
}
