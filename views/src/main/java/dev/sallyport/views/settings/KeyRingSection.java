package dev.sallyport.views.settings;

import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.KeyRings;
import dev.sallyport.core.decrypt.KeyRings.Entry;
import dev.sallyport.core.decrypt.KeyRings.Kept;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Choose;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javafx.collections.FXCollections;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The key rings that are kept: which keys are tried under which markers. The keys themselves stay where they are. */
final class KeyRingSection {
    private static final List<String> ALGORITHMS = List.of(KeyRing.OAEP_SHA256, "RSAES_OAEP_SHA_1");

    private final Desk desk;
    private final KeyRings rings;
    private final Background.Lane lane;
    private final Table<Line> table;
    private final TextField name = Fields.text("keyring-name", Words.RING_NAME);
    private final TextField prefix = Fields.text("keyring-prefix", Words.PREFIX);
    private final TextField suffix = Fields.text("keyring-suffix", Words.SUFFIX);
    private final TextField key = Fields.text("keyring-key", Words.KEY_PROMPT);
    private final ComboBox<String> algorithm = new ComboBox<>(FXCollections.observableArrayList(ALGORITHMS));
    private final VBox box;

    /** A line of the table: one key of one ring, or the trouble with a ring. */
    private record Line(String ring, String markers, String key, String algorithm) {}

    KeyRingSection(Desk desk, KeyRings rings) {
        this.desk = desk;
        this.rings = rings;
        this.lane = desk.background().lane();
        Label line = new Label(Words.RINGS_LINE);
        line.setWrapText(true);
        line.setMinHeight(Region.USE_PREF_SIZE);
        line.getStyleClass().add(Css.MUTED);
        table = new Table<Line>(Words.KEY_RINGS)
                .text("Key ring", 130, Line::ring)
                .id("Markers", 150, Line::markers)
                .id("Key", 260, Line::key)
                .text("Algorithm", 170, Line::algorithm)
                .none(Words.NO_RINGS);
        table.node().setId("keyrings");
        table.node().getStyleClass().add("keyring-table");
        algorithm.setValue(KeyRing.OAEP_SHA256);
        algorithm.setId("keyring-algorithm");
        algorithm.setAccessibleText(Words.ALGORITHM);
        FlowPane form = new FlowPane(
                Fields.named(Words.RING_NAME, name),
                Fields.named(Words.PREFIX, prefix),
                Fields.named(Words.SUFFIX, suffix),
                Fields.named(Words.KEY, key),
                Fields.named(Words.ALGORITHM, algorithm));
        form.getStyleClass().add("keyring-form");
        var named = name.textProperty().isNotEmpty()
                .and(prefix.textProperty().isNotEmpty())
                .and(suffix.textProperty().isNotEmpty())
                .and(key.textProperty().isNotEmpty());
        FlowPane buttons = new FlowPane(
                Buttons.plain(Action.of("keyring.add", Words.ADD_KEY, this::add).when(named)),
                Buttons.plain(Action.of("keyring.file", Words.ADD_FILE, this::addFile)),
                Buttons.plain(Action.of("keyring.remove", Words.REMOVE_RING, this::remove)
                        .when(table.node().getSelectionModel().selectedItemProperty().isNotNull())));
        buttons.getStyleClass().add("keyring-form");
        Label how = new Label(Words.ADD_HOW);
        how.getStyleClass().addAll(Css.MUTED, Css.SMALL);
        box = new VBox(line, table.node(), form, buttons, how);
        box.getStyleClass().add(Css.STACKED);
    }

    VBox node() {
        return box;
    }

    /** Reads what is kept. */
    void read() {
        changing("Reading key rings", () -> {});
    }

    private void changing(String what, Runnable change) {
        changing(what, change, () -> {});
    }

    /** @param then once it is done: what was refused stays in the form */
    private void changing(String what, Runnable change, Runnable then) {
        lane.load(what, () -> {
                    change.run();
                    return rings.list();
                })
                .onSuccess(kept -> {
                    table.rows(kept.stream().flatMap(KeyRingSection::lines).toList());
                    then.run();
                })
                .onError(desk.activity()::wrong)
                .run();
    }

    private static Stream<Line> lines(Kept ring) {
        return ring.trouble().isEmpty()
                ? ring.entries().stream()
                        .map(entry -> new Line(
                                ring.name(),
                                entry.prefix() + " … " + entry.suffix(),
                                entry.key().isEmpty() ? "no key here" : entry.key(),
                                entry.mgf1() == null ? entry.algorithm() : entry.algorithm() + ", MGF1 " + entry.mgf1()))
                : Stream.of(new Line(ring.name(), "", ring.trouble(), ""));
    }

    /** To the ring of that name, behind the keys that it has. */
    private void add() {
        String ring = name.getText().strip();
        String of = key.getText().strip();
        Entry entry = new Entry(
                prefix.getText(), suffix.getText(), of, of.endsWith(".pem"), algorithm.getValue(), null);
        changing("Keeping the key ring " + ring, () -> rings.add(ring, entry), key::clear);
    }

    private void addFile() {
        List<Path> files = Choose.open(box, Words.ADD_FILE);
        if (!files.isEmpty()) {
            changing("Keeping key rings", () -> files.forEach(rings::keep));
        }
    }

    private void remove() {
        Line line = table.node().getSelectionModel().getSelectedItem();
        Action now = Action.of(
                "keyring.remove.now",
                "Remove " + line.ring(),
                () -> changing("Removing " + line.ring(), () -> rings.forget(line.ring())));
        desk.overlay().confirm("Remove the key ring " + line.ring(), Words.REMOVE_MEANS, now, null);
    }
}
