package dev.sallyport.views.settings;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.KnownAccounts;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.decrypt.KeyRings;
import dev.sallyport.core.log.KeptLogs;
import dev.sallyport.core.masking.RuleBook;
import dev.sallyport.views.kit.Appearance;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.KeyValues;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.beans.property.SimpleStringProperty;
import javafx.collections.FXCollections;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;

/** Appearance, accounts, storage, and what the console is made of. */
public final class SettingsPage {
    private final Desk desk;
    private final Home home;
    private final AccountsSection accounts;
    private final Label used = new Label(Words.COUNTING);
    private final Supplier<String> confinement;
    private final Label confined = new Label(Words.LOOKING);
    private final KeptLogsRow kept;
    private final Page page;

    /**
     * Makes the page.
     *
     * @param appearance is changed at once
     * @param version the console's own
     * @param who is asked before the masking rules are changed, for the ledger
     * @param confinement tells in a sentence what keeps edge functions inside their processes; it may take a moment
     */
    public SettingsPage(
            Desk desk,
            Home home,
            Appearance appearance,
            String version,
            Callable<Identity> who,
            Supplier<String> confinement) {
        this.desk = desk;
        this.home = home;
        this.confinement = confinement;
        this.kept = new KeptLogsRow(desk, new KeptLogs(home), this::count);
        this.accounts = new AccountsSection(desk, KnownAccounts.of(home));
        KeyRingSection keyRings = new KeyRingSection(desk, new KeyRings(home));
        MaskingSection masking =
                new MaskingSection(desk, new RuleBook(home, new Ledger(home, desk.activity().clock())), who);
        VBox body = new VBox(
                section(Words.APPEARANCE, appearance(appearance)),
                section(Words.ACCOUNTS, accounts.node()),
                section(Words.STORAGE, storage()),
                section(Words.KEY_RINGS, keyRings.node()),
                section(Words.MASKING, masking.node()),
                section(Words.FUNCTIONS, functions()),
                section(Words.ABOUT, about(version)));
        body.getStyleClass().add("settings-body");
        ScrollPane scroll = new ScrollPane(body);
        scroll.setFitToWidth(true);
        page = new Page(Words.TITLE)
                .answer(new SimpleStringProperty(Words.ANSWER))
                .body(scroll)
                .onShow(place -> {
                    measure();
                    keyRings.read();
                    masking.read();
                })
                .onRefresh(() -> {
                    measure();
                    keyRings.read();
                    masking.read();
                });
    }

    /** The page. */
    public Page page() {
        return page;
    }

    private static Node section(String title, Node content) {
        Label heading = new Label(title);
        heading.getStyleClass().add(Css.SECTION_TITLE);
        VBox box = new VBox(heading, content);
        box.getStyleClass().add("settings-section");
        return box;
    }

    private Node appearance(Appearance appearance) {
        ComboBox<Appearance.Theme> theme =
                new ComboBox<>(FXCollections.observableArrayList(Appearance.Theme.values()));
        theme.setId("settings-theme");
        theme.setAccessibleText(Words.THEME);
        theme.valueProperty().bindBidirectional(appearance.theme());
        ComboBox<Integer> scale = new ComboBox<>(FXCollections.observableArrayList(Appearance.SCALES));
        scale.setId("settings-scale");
        scale.setAccessibleText(Words.SIZE);
        scale.setConverter(new StringConverter<>() {
            @Override
            public String toString(Integer value) {
                return value + " %";
            }

            @Override
            public Integer fromString(String text) {
                return Integer.valueOf(text.replace(" %", ""));
            }
        });
        scale.setValue(appearance.scale().get());
        scale.valueProperty().subscribe(value -> appearance.scale().set(value));
        return new KeyValues(desk.activity())
                .node(Words.THEME, theme)
                .node(Words.SIZE, scale)
                .node();
    }

    private Node storage() {
        Label line = new Label(Words.STORAGE_LINE);
        line.setWrapText(true);
        line.getStyleClass().add(Css.MUTED);
        Region values = new KeyValues(desk.activity())
                .id(Words.FOLDER, home.root().toString())
                .node(Words.USED, used)
                .node(Words.KEPT, kept.node())
                .node();
        VBox box = new VBox(line, values);
        box.getStyleClass().add(Css.STACKED);
        return box;
    }

    private Node functions() {
        Label line = new Label(Words.FUNCTIONS_LINE);
        line.getStyleClass().add(Css.MUTED);
        for (Label each : List.of(line, confined)) {
            each.setWrapText(true);
            each.setMinHeight(Region.USE_PREF_SIZE);
        }
        VBox box = new VBox(line, confined);
        box.getStyleClass().add(Css.STACKED);
        return box;
    }

    private Node about(String version) {
        Region values = new KeyValues(desk.activity())
                .text(Words.VERSION, "Sallyport " + version)
                .text(
                        Words.RUNTIME,
                        "Java " + System.getProperty("java.version") + ", JavaFX " + System.getProperty("javafx.version")
                                + ", " + System.getProperty("os.name"))
                .node();
        Table<Licence> table = new Table<Licence>(Words.LICENCES)
                .text("Work", 180, Licence::work)
                .text("Used for", 240, Licence::use)
                .text("Terms", 240, Licence::terms);
        table.rows(Licence.ALL);
        table.node().getStyleClass().add("licence-table");
        VBox box = new VBox(values, table.node());
        box.getStyleClass().add(Css.STACKED_WIDE);
        return box;
    }

    private void measure() {
        accounts.load();
        count();
        kept.measure();
        desk.background()
                .load("Looking at what shuts in edge functions", confinement::get)
                .onSuccess(confined::setText)
                .onError(error -> confined.setText(error.message()))
                .run();
    }

    private void count() {
        desk.background()
                .load("Measuring the folder", () -> size(home.root()))
                .onSuccess(bytes -> used.setText(Format.bytes(bytes)))
                .onError(error -> used.setText(error.message()))
                .run();
    }

    private static long size(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            // A file that vanishes while we count weighs nothing.
            return files.map(Path::toFile).filter(java.io.File::isFile).mapToLong(java.io.File::length).sum();
        }
    }
}
