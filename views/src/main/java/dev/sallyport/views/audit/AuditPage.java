package dev.sallyport.views.audit;

import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.audit.LedgerState;
import dev.sallyport.views.audit.AuditModel.Checked;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Ages;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Choose;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.KeyValues;
import dev.sallyport.views.kit.MasterDetail;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.StatePane;
import dev.sallyport.views.kit.Table;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** The ledger: whether it verifies, its entries, and one of them whole. */
public final class AuditPage {
    private final Desk desk;
    private final AuditModel model;
    private final Page page;
    private final HBox verdict = new HBox();
    private final Table<LedgerEntry> table = new Table<LedgerEntry>("Entries")
            .keyed(LedgerEntry::sequence)
            .number("No.", 72, LedgerEntry::sequence)
            .from(620)
            .time("Time (UTC)", 164, LedgerEntry::time)
            .text("Action", 140, LedgerEntry::action)
            .least(108)
            .from(500)
            .id("Subject", 220, LedgerEntry::subject)
            .least(120)
            .text("Reason", 220, LedgerEntry::reason)
            .from(720)
            .id("Who", 220, LedgerEntry::who)
            .from(880)
            .node("Outcome", 140, AuditPage::outcome, entry -> Badge.of(outcome(entry), tone(entry)))
            .least(100)
            .also(LedgerEntry::outcome);
    private final MasterDetail split;
    private final EntryChoice choice;
    private final Label verified;
    private List<LedgerEntry> entries = List.of();

    /** Shows {@code ledger}. */
    public AuditPage(Desk desk, Ledger ledger) {
        this.desk = desk;
        AuditPresenter presenter = new AuditPresenter(desk, ledger);
        model = presenter.model();
        TextField filter = Fields.filter("audit-filter", Words.FILTER);
        filter.textProperty().bindBidirectional(model.filter);
        table.filter(model.filter, rows -> Format.count(rows, "entry", "entries"));
        table.kept(desk, "audit");
        choice = new EntryChoice(desk.activity().clock(), this::draw);
        verified = Ages.ago(presenter.question().readAt(), desk.activity(), ago -> "Verified " + ago);
        verified.setMinWidth(Region.USE_PREF_SIZE);
        verified.setId("audit-verified");
        split = new MasterDetail(table.node(), 0.62);
        table.onSelect(this::open);
        BorderPane content = new BorderPane(split.node());
        VBox told = new VBox(verdict);
        told.getStyleClass().add(Css.STATE_BANNER);
        content.setTop(told);
        Action export = Action.of("audit.export", Words.EXPORT, () -> Choose.save(content, Words.EXPORT, "ledger.jsonl")
                .ifPresent(presenter::export));
        page = new Page(Words.TITLE)
                .answer(model.answer)
                .secondary(Action.of("audit.verify", Words.VERIFY, presenter::refresh))
                .primary(export)
                .hidden(Action.of("audit.close", "Close the detail", () -> table.node()
                                .getSelectionModel()
                                .clearSelection())
                        .on("Esc"))
                .filters(Stream.concat(Stream.of(filter), choice.nodes().stream()).toArray(Node[]::new))
                .filterField(filter)
                .body(new StatePane<Checked>(content, this::fill, presenter::refresh, desk.activity())
                        .follow(model.ledger))
                .selects(
                        "entry",
                        table,
                        entry -> Long.toString(entry.sequence()),
                        presenter.question(),
                        Words.MISSING::formatted)
                .onShow(place -> {
                    choice.follow(place);
                    presenter.show(place);
                })
                .onHide(presenter::hide)
                .reads(presenter.question())
                .onRefresh(presenter::refresh);
    }

    /** The page. */
    public Page page() {
        return page;
    }

    AuditModel model() {
        return model;
    }

    private void fill(Checked checked) {
        LedgerState state = checked.state();
        String verdictText = state.intact()
                ? "Intact. " + Words.CHAIN + " Head " + Format.middle(state.head(), 24)
                : state.problem();
        String mends = state.mends().stream()
                .map(mend -> " Entry %d mended it: %s.".formatted(mend.sequence(), mend.why()))
                .collect(Collectors.joining());
        String kept = state.anchors().stream()
                .filter(anchor -> Boolean.TRUE.equals(anchor.holds()))
                .map(anchor -> " " + anchor.said())
                .collect(Collectors.joining());
        Label text = new Label(verdictText + kept + mends);
        String unknown = state.anchors().stream()
                .filter(anchor -> anchor.holds() == null)
                .map(anchor -> anchor.said() + " ")
                .collect(Collectors.joining());
        text.setTooltip(new Tooltip(unknown + LedgerState.UNKNOWN));
        text.setWrapText(true);
        text.setId("audit-verdict");
        HBox.setHgrow(text, Priority.ALWAYS);
        text.setMaxWidth(Double.MAX_VALUE);
        verdict.getChildren().setAll(new FontIcon(clean(state) ? Feather.CHECK : Feather.ALERT_TRIANGLE), text, verified);
        verdict.getStyleClass().setAll(Css.BANNER, clean(state) ? Css.GOOD : state.intact() ? Css.WARNING : Css.DANGER);
        entries = checked.entries();
        choice.know(entries);
        draw();
    }

    private void draw() {
        List<LedgerEntry> chosen = choice.of(entries);
        table.none(entries.isEmpty() ? Words.NONE : Words.NONE_CHOSEN);
        table.rows(chosen);
    }

    private static boolean clean(LedgerState state) {
        return state.intact() && state.mends().isEmpty();
    }

    private void open(@Nullable LedgerEntry entry) {
        if (entry == null) {
            split.close();
            return;
        }
        Label title = new Label("Entry " + Format.number(entry.sequence()));
        title.getStyleClass().add(Css.SECTION_TITLE);
        KeyValues values = new KeyValues(desk.activity())
                .time("Time", entry.time())
                .text("Action", entry.action())
                .whole("Subject", entry.subject())
                .text("Reason", entry.reason())
                .node("Outcome", Badge.of(outcome(entry), tone(entry)))
                .whole("Who", entry.who())
                .id("Account", entry.account());
        entry.details().forEach((name, value) -> values.whole(Badge.sentence(name), value));
        values.whole("Previous", entry.previous()).whole("Hash", entry.hash());
        VBox box = new VBox(title, values.node());
        box.getStyleClass().addAll(Css.PADDED, Css.STACKED_WIDE);
        split.open(box);
    }

    private static String outcome(LedgerEntry entry) {
        return Badge.sentence(entry.outcome());
    }

    private static String tone(LedgerEntry entry) {
        String outcome = entry.outcome();
        return outcome.contains("refused") || outcome.contains("denied") || outcome.contains("failed")
                ? Css.DANGER
                : Css.NEUTRAL;
    }
}
