package dev.sallyport.views.log;

import dev.sallyport.core.log.LogExport;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.TimeBucket;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Choose;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.JsonView;
import dev.sallyport.views.kit.MasterDetail;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.StatePane;
import dev.sallyport.views.kit.Table;
import dev.sallyport.views.kit.TableChoices;
import dev.sallyport.views.kit.TimeChart;
import dev.sallyport.views.kit.Unmasking;
import dev.sallyport.views.log.LogModel.Answer;
import dev.sallyport.views.log.LogModel.Shown;
import java.io.File;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.geometry.Orientation;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** Logs from files and log groups: condition, histogram to brush, top values, all rows, and the record itself. */
public final class LogPage {
    private static final List<String> TONES =
            List.of(Css.ALLOWED, Css.COUNTED, Css.CHALLENGED, Css.BLOCKED, Css.UNKNOWN, Css.NEUTRAL);

    private final Desk desk;
    private final LogPresenter presenter;
    private final LogModel model;
    private final TableChoices columns;
    private final Page page;
    private final Map<LogKind, KindTable> tables = new EnumMap<>(LogKind.class);
    private final StackPane tableHolder = new StackPane();
    private final TimeChart chart = new TimeChart(TONES, "Records over time");
    private final Label range = new Label();
    private final ComboBox<LogKind> kinds = new ComboBox<>();
    private final SimpleBooleanProperty hasRows = new SimpleBooleanProperty();
    private final SimpleBooleanProperty hasRejected = new SimpleBooleanProperty();
    private final Action export = Action.of("log.export", Words.EXPORT, this::chooseExport)
            .on("Shortcut+E")
            .when(hasRows);
    private final RecordDetail record;
    private final FacetPane facets;
    private final MasterDetail split;
    private boolean severalDays;

    /** The table of a kind and what it shows. */
    private record KindTable(Table<LogRow> table, RowList rows) {}

    /** Nothing is read before a source is chosen; {@code columns} are those that the reader chose before. */
    public LogPage(Desk desk, LogSources sources, TableChoices columns) {
        this.desk = desk;
        this.columns = columns;
        presenter = new LogPresenter(desk, sources, () -> chooseGroups(sources));
        model = presenter.model();
        Unmasking unmasking = presenter.unmasking();
        facets = new FacetPane(presenter);
        record = new RecordDetail(desk);
        split = new MasterDetail(master(), 0.62, Orientation.VERTICAL);
        ScrollPane left = new ScrollPane(facets);
        left.setFitToWidth(true);
        left.getStyleClass().add("facet-scroll");
        BorderPane content = new BorderPane(split.node());
        content.setLeft(left);
        StatePane<Answer> state =
                new StatePane<Answer>(content, this::fill, presenter::ask, desk.activity()).follow(model.answer);
        TextField where = Fields.filter("log-where", Words.WHERE);
        where.getStyleClass().add("wide-field");
        where.textProperty().bindBidirectional(model.where);
        where.setOnAction(event -> presenter.search());
        where.addEventFilter(KeyEvent.KEY_PRESSED, event -> recall(where, event));
        Label objection = new Label();
        objection.textProperty().bind(model.objection);
        objection.getStyleClass().addAll(Css.DANGER, Css.SMALL);
        objection.setId("log-objection");
        objection.managedProperty().bind(model.objection.isNotEmpty());
        kinds();
        page = new Page(Words.TITLE)
                .answer(model.line)
                .secondary(Action.of("log.rejected", Words.REJECTED, presenter::showRejected).when(hasRejected))
                .secondary(unmasking.show(hasRows))
                .secondary(unmasking.hide())
                .secondary(Action.of("log.open", Words.OPEN, this::choose).on("Shortcut+O"))
                .primary(Action.of("log.groups", Words.CHOOSE_GROUPS, () -> chooseGroups(sources)).on("Shortcut+G"))
                .hidden(export)
                .hidden(Action.of("log.clear", Words.CLEAR, presenter::clear))
                .hidden(Action.of("log.close", "Close the record", this::closeRecord).on("Esc"))
                .filters(kinds, where, unmasking.told(), objection)
                .form(new FilterChips(presenter))
                .filterField(where)
                .body(state)
                .onShow(presenter::show)
                .onHide(unmasking::lock)
                .reads(presenter.question)
                .onRefresh(presenter::ask);
        page.onLock(unmasking::lock);
        unmasking.isOpen().subscribe(open -> {
            if (!open) {
                tables.values().forEach(shown -> shown.rows().forget());
            }
        });
        model.record.subscribe(this::showRecord);
        model.rejected.subscribe(this::showRejected);
        takeDroppedFiles(page.node());
    }

    /** The page. */
    public Page page() {
        return page;
    }

    LogModel model() {
        return model;
    }

    /** Opens files as if they were chosen. */
    public void open(List<java.nio.file.Path> files) {
        presenter.open(files);
    }

    /** Writes all rows of the answer as if {@code file} was chosen; its name tells the form. */
    public void export(java.nio.file.Path file) {
        presenter.export(file);
    }

    private Region master() {
        chart.onBrush(presenter::brush);
        chart.setId("log-chart");
        chart.getStyleClass().add("log-chart");
        VBox.setVgrow(tableHolder, Priority.ALWAYS);
        range.getStyleClass().addAll(Css.MUTED, Css.SMALL);
        range.setId("log-range");
        range.setMaxWidth(Double.MAX_VALUE);
        range.setMinWidth(0);
        HBox.setHgrow(range, Priority.ALWAYS);
        HBox foot = new HBox(range, Buttons.quiet(export));
        foot.getStyleClass().add("log-foot");
        VBox master = new VBox(chart, tableHolder, foot);
        master.getStyleClass().add("log-master");
        return master;
    }

    private void kinds() {
        kinds.setAccessibleText("Kind of log");
        kinds.setId("log-kind");
        kinds.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable LogKind kind) {
                return kind == null ? "" : Words.kind(kind);
            }

            @Override
            public LogKind fromString(String text) {
                throw new UnsupportedOperationException();
            }
        });
        kinds.setOnAction(event -> {
            LogKind chosen = kinds.getValue();
            if (chosen != null) {
                presenter.choose(chosen);
            }
        });
        kinds.managedProperty().bind(kinds.visibleProperty());
        kinds.setVisible(false);
    }

    private void fill(Answer answer) {
        if (!kinds.getItems().equals(answer.kinds())) {
            kinds.setItems(FXCollections.observableArrayList(answer.kinds()));
        }
        kinds.setVisible(answer.kinds().size() > 1);
        kinds.setValue(answer.kind());
        boolean days = !oneDay(answer);
        boolean sameDays = days == severalDays;
        severalDays = days;
        KindTable shown = tables.computeIfAbsent(answer.kind(), this::table);
        tableHolder.getChildren().setAll(shown.table().node());
        if (answer.where().isEmpty()) {
            shown.table().none(Words.NO_RECORD);
        } else {
            shown.table().none(
                    "Nothing fulfils “" + answer.where() + "” in " + Format.count(all(answer), "record", "records"),
                    Action.of("log.clear", "Clear", presenter::clear));
        }
        shown.rows().show(answer.rows(), answer.first());
        if (!sameDays) {
            shown.table().node().refresh();
        }
        chart.show(answer.histogram().stream().map(LogPage::bar).toList(), width(answer.histogram()));
        facets.show(answer);
        range.setText(range(answer));
        hasRejected.set(answer.report().rejected() > 0);
        hasRows.set(answer.rows().size() > 0);
    }

    private static long all(Answer answer) {
        return answer.report().records().getOrDefault(answer.kind(), 0L);
    }

    private static String range(Answer answer) {
        if (answer.rows().size() == 0) {
            return Words.NO_MATCH;
        }
        String records = answer.rows().size() == all(answer)
                ? Format.count(answer.rows().size(), "record", "records")
                : Format.number(answer.rows().size()) + " of " + Format.count(all(answer), "record", "records");
        return records + answer.span().map(span -> ", " + Words.span(span.since(), span.until())).orElse("");
    }

    private static boolean oneDay(Answer answer) {
        return answer.span()
                .map(span -> Format.utc(span.since()).regionMatches(0, Format.utc(span.until().minusMillis(1)), 0, 10))
                .orElse(true);
    }

    private KindTable table(LogKind kind) {
        Table<LogRow> table = new LogColumns(() -> !severalDays).of(kind);
        RowList rows = new RowList(
                presenter.rows(), table.node()::refresh, error -> desk.activity().wrong(error.message()));
        table.over(rows, presenter::sort)
                .kept(columns, desk.activity(), "log." + kind.view())
                .copying(presenter::copy)
                .menu(this::menu)
                .onSelect(row -> {
                    if (row != null) {
                        presenter.read(row);
                    }
                });
        return new KindTable(table, rows);
    }

    private List<Action> menu(LogRow row, String field) {
        Object value = row.values().get(field);
        if (field.isEmpty() || row.values().isEmpty() || value instanceof List<?>) {
            return List.of();
        }
        String what = field + " " + Format.middle(Words.value(value), 40);
        return List.of(
                Action.of("log.keep", Words.KEEP + what, () -> presenter.narrow(field, value, false)),
                Action.of("log.leave-out", Words.LEAVE_OUT + what, () -> presenter.narrow(field, value, true)));
    }

    private static Duration width(List<TimeBucket> buckets) {
        return buckets.isEmpty() ? Duration.ofMinutes(1) : buckets.getFirst().width();
    }

    private static TimeChart.Bar bar(TimeBucket bucket) {
        Map<String, Long> counts = new HashMap<>();
        bucket.outcomes().forEach((outcome, count) -> counts.merge(tone(outcome), count, Long::sum));
        return new TimeChart.Bar(bucket.start(), counts);
    }

    /** Web ACL actions keep their colours; edge results and log levels have none, except for errors. */
    static String tone(String outcome) {
        return switch (outcome) {
            case "ALLOW" -> Css.ALLOWED;
            case "BLOCK", "Error", "LimitExceeded", "CapacityExceeded", "ERROR", "FATAL" -> Css.BLOCKED;
            case "COUNT", "WARN" -> Css.COUNTED;
            case "CAPTCHA", "CHALLENGE" -> Css.CHALLENGED;
            case "-" -> Css.UNKNOWN;
            default -> Css.NEUTRAL;
        };
    }

    private void chooseGroups(LogSources sources) {
        new GroupDialog(desk, sources.groups(), presenter::read).show();
    }

    private void choose() {
        presenter.open(Choose.open(page.node(), Words.OPEN));
    }

    private void chooseExport() {
        String name = tables.keySet().stream()
                .filter(kind -> kind == kinds.getValue())
                .findFirst()
                .map(LogKind::view)
                .orElse("records");
        Choose.save(page.node(), Words.EXPORT, name + LogExport.CSV.suffix()).ifPresent(presenter::export);
    }

    private void recall(TextField where, KeyEvent event) {
        if (event.getCode() == KeyCode.UP || event.getCode() == KeyCode.DOWN) {
            presenter.recall(event.getCode() == KeyCode.UP ? 1 : -1);
            where.end();
            event.consume();
        }
    }

    private void closeRecord() {
        tables.values().forEach(shown -> shown.table().node().getSelectionModel().clearSelection());
        model.record.set(Optional.empty());
    }

    private void showRecord(Optional<Shown> shown) {
        if (shown.isPresent()) {
            record.show(shown.get());
            split.openWhole(record.node());
        } else {
            split.close();
        }
    }

    private void showRejected(String text) {
        if (text.isEmpty()) {
            return;
        }
        JsonView lines = new JsonView(Words.REJECTED);
        lines.show(text);
        Label title = new Label("Lines that did not parse");
        title.getStyleClass().add(Css.SECTION_TITLE);
        HBox row = new HBox(Buttons.plain(Action.of("log.rejected.close", "Close", desk.overlay()::close)));
        row.getStyleClass().addAll(Css.ROW, "dialog-buttons");
        VBox box = new VBox(title, lines.node(), row);
        box.getStyleClass().addAll(Css.DIALOG, Css.STACKED_WIDE, "wide-dialog");
        desk.overlay().open(box, lines.node());
        model.rejected.set("");
    }

    private void takeDroppedFiles(Region target) {
        target.setOnDragOver(event -> {
            if (event.getDragboard().hasFiles()) {
                event.acceptTransferModes(TransferMode.COPY);
                event.consume();
            }
        });
        target.setOnDragDropped(event -> {
            if (event.getDragboard().hasFiles()) {
                presenter.open(event.getDragboard().getFiles().stream().map(File::toPath).toList());
                event.setDropCompleted(true);
                event.consume();
            }
        });
    }
}
