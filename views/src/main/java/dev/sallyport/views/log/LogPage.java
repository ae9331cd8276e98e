package dev.sallyport.views.log;

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
import dev.sallyport.views.kit.TimeChart;
import dev.sallyport.views.log.LogModel.Answer;
import java.io.File;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.geometry.Orientation;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** Logs from files and log groups: condition, histogram to brush, top values, rows by the page, and the record itself. */
public final class LogPage {
    private static final List<String> TONES =
            List.of(Css.ALLOWED, Css.COUNTED, Css.CHALLENGED, Css.BLOCKED, Css.UNKNOWN, Css.NEUTRAL);

    private final Desk desk;
    private final LogPresenter presenter;
    private final LogModel model;
    private final Page page;
    private final Map<LogKind, Table<LogRow>> tables = new EnumMap<>(LogKind.class);
    private final StackPane tableHolder = new StackPane();
    private final TimeChart chart = new TimeChart(TONES, "Records over time");
    private final Label range = new Label();
    private final ComboBox<LogKind> kinds = new ComboBox<>();
    private final SimpleBooleanProperty hasEarlier = new SimpleBooleanProperty();
    private final SimpleBooleanProperty hasLater = new SimpleBooleanProperty();
    private final SimpleBooleanProperty hasRejected = new SimpleBooleanProperty();
    private final JsonView record = new JsonView("Record");
    private final FacetPane facets;
    private final MasterDetail split;

    /** Nothing is read before a source is chosen. */
    public LogPage(Desk desk, LogSources sources) {
        this.desk = desk;
        presenter = new LogPresenter(desk, sources, () -> chooseGroups(sources));
        model = presenter.model();
        facets = new FacetPane(presenter);
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
        Label objection = new Label();
        objection.textProperty().bind(model.objection);
        objection.getStyleClass().addAll(Css.DANGER, Css.SMALL);
        objection.setId("log-objection");
        objection.managedProperty().bind(model.objection.isNotEmpty());
        kinds();
        page = new Page(Words.TITLE)
                .answer(model.line)
                .secondary(Action.of("log.rejected", Words.REJECTED, presenter::showRejected).when(hasRejected))
                .secondary(Action.of("log.open", Words.OPEN, this::choose).on("Shortcut+O"))
                .primary(Action.of("log.groups", Words.CHOOSE_GROUPS, () -> chooseGroups(sources)).on("Shortcut+G"))
                .hidden(Action.of("log.clear", Words.CLEAR, this::clear))
                .hidden(Action.of("log.close", "Close the record", this::closeRecord).on("Esc"))
                .filters(kinds, where, objection)
                .filterField(where)
                .body(state)
                .onShow(presenter::show)
                .onRefresh(presenter::ask);
        model.record.subscribe(this::showRecord);
        model.rejected.subscribe(this::showRejected);
        takeDroppedFiles(page.node());
    }

    /** The page. */
    public Page page() {
        return page;
    }

    /** Opens files as if they were chosen. */
    public void open(List<java.nio.file.Path> files) {
        presenter.open(files);
    }

    private Region master() {
        chart.onBrush(presenter::brush);
        chart.setId("log-chart");
        chart.getStyleClass().add("log-chart");
        VBox.setVgrow(tableHolder, Priority.ALWAYS);
        HBox pager = new HBox(
                range,
                Buttons.quiet(Action.of("log.earlier", Words.EARLIER, () -> presenter.turn(-1)).when(hasEarlier)),
                Buttons.quiet(Action.of("log.later", Words.LATER, () -> presenter.turn(1)).when(hasLater)));
        pager.getStyleClass().add("pager");
        range.getStyleClass().addAll(Css.MUTED, Css.SMALL);
        range.setId("log-range");
        StackPane plot = new StackPane(chart);
        plot.getStyleClass().add("log-plot");
        VBox master = new VBox(plot, tableHolder, pager);
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
        Table<LogRow> table = tables.computeIfAbsent(answer.kind(), this::table);
        tableHolder.getChildren().setAll(table.node());
        table.rows(answer.rows());
        if (answer.where().isBlank()) {
            table.none(Words.NO_RECORD);
        } else {
            long all = answer.report().records().getOrDefault(answer.kind(), 0L);
            table.none(
                    "Nothing fulfils “" + answer.where().strip() + "” in "
                            + Format.count(all, "record", "records"),
                    Action.of("log.clear", "Clear", this::clear));
        }
        chart.show(answer.histogram().stream().map(LogPage::bar).toList(), width(answer.histogram()));
        facets.show(answer);
        long last = answer.offset() + answer.rows().size();
        range.setText(
                answer.matched() == 0
                        ? Words.NO_MATCH
                        : "Rows " + Format.number(answer.offset() + 1) + " to " + Format.number(last) + " of "
                                + Format.number(answer.matched()));
        hasEarlier.set(answer.offset() > 0);
        hasLater.set(last < answer.matched());
        hasRejected.set(answer.report().rejected() > 0);
    }

    private Table<LogRow> table(LogKind kind) {
        Table<LogRow> table = LogColumns.of(kind);
        table.onSelect(row -> {
            if (row != null) {
                presenter.read(row);
            }
        });
        return table;
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

    private void clear() {
        model.where.set("");
        presenter.search();
    }

    private void closeRecord() {
        tables.values().forEach(table -> table.node().getSelectionModel().clearSelection());
        split.close();
    }

    private void showRecord(String text) {
        if (!text.isEmpty()) {
            record.show(text);
            split.openWhole(record.node());
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
