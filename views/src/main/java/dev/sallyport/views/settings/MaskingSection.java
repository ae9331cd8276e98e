package dev.sallyport.views.settings;

import dev.sallyport.core.account.Identity;
import dev.sallyport.core.masking.MaskingRules;
import dev.sallyport.core.masking.MaskingRules.Part;
import dev.sallyport.core.masking.RuleBook;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Table;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import javafx.collections.FXCollections;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** Whose values of logged requests are shown. */
final class MaskingSection {
    private final Desk desk;
    private final RuleBook rules;
    private final Callable<Identity> who;
    private final Background.Lane lane;
    private final Table<Line> table;
    private final ComboBox<Part> part = new ComboBox<>(FXCollections.observableArrayList(Part.values()));
    private final TextField name = Fields.text("masking-name", Words.NAME);
    private final VBox box;

    private record Line(Part part, String name) {}

    /** @param who is asked before a change, for the ledger */
    MaskingSection(Desk desk, RuleBook rules, Callable<Identity> who) {
        this.desk = desk;
        this.rules = rules;
        this.who = who;
        this.lane = desk.background().lane();
        Label line = new Label(Words.MASKING_LINE);
        line.setWrapText(true);
        line.setMinHeight(Region.USE_PREF_SIZE);
        line.getStyleClass().add(Css.MUTED);
        table = new Table<Line>(Words.MASKING)
                .keyed(each -> each)
                .text(Words.NAME_OF, 160, each -> word(each.part()))
                .id(Words.NAME, 360, Line::name)
                .none(Words.NO_NAMES);
        table.node().setId("masking");
        table.node().getStyleClass().add("keyring-table");
        part.setValue(Part.HEADER);
        part.setId("masking-part");
        part.setAccessibleText(Words.NAME_OF);
        part.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable Part value) {
                return value == null ? "" : word(value);
            }

            @Override
            public Part fromString(String text) {
                throw new UnsupportedOperationException();
            }
        });
        Action show = Action.of("masking.show", Words.SHOW_NAME, this::show).when(name.textProperty().isNotEmpty());
        name.setOnAction(event -> show.fire());
        FlowPane form = new FlowPane(Fields.named(Words.NAME_OF, part), Fields.named(Words.NAME, name));
        form.getStyleClass().add("keyring-form");
        FlowPane buttons = new FlowPane(
                Buttons.plain(show),
                Buttons.plain(Action.of("masking.mask", Words.MASK_NAME, this::mask)
                        .when(table.node().getSelectionModel().selectedItemProperty().isNotNull())));
        buttons.getStyleClass().add("keyring-form");
        box = new VBox(line, table.node(), form, buttons);
        box.getStyleClass().add(Css.STACKED);
    }

    VBox node() {
        return box;
    }

    /** Reads the rules. */
    void read() {
        fill(lane.load("Reading masking rules", rules::rules).quietly());
    }

    private void show() {
        Part of = part.getValue();
        String shown = name.getText();
        fill(lane.load("Changing masking rules", () -> rules.show(editor(), of, shown)));
        name.clear();
    }

    private void mask() {
        Line line = table.node().getSelectionModel().getSelectedItem();
        fill(lane.load("Changing masking rules", () -> rules.mask(editor(), line.part(), line.name())));
    }

    private RuleBook.Editor editor() throws Exception {
        Identity me = who.call();
        return new RuleBook.Editor(me.arn(), me.account());
    }

    private void fill(Background.Load<MaskingRules> load) {
        load.onSuccess(now -> table.rows(lines(now))).onError(desk.activity()::wrong).run();
    }

    /** Cookies and parameters first, which are few. */
    private static List<Line> lines(MaskingRules now) {
        return Arrays.stream(Part.values())
                .sorted((one, other) -> other.compareTo(one))
                .flatMap(of -> now.shown(of).stream().map(each -> new Line(of, each)))
                .toList();
    }

    private static String word(Part part) {
        return switch (part) {
            case HEADER -> "Header";
            case PARAMETER -> "Query parameter";
            case COOKIE -> "Cookie";
        };
    }
}
