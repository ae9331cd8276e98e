package dev.sallyport.views.log;

import dev.sallyport.core.log.ValueCount;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.log.LogModel.Answer;
import java.util.List;
import javafx.collections.FXCollections;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** What is open, and the most frequent values of fields: a press on one keeps its records, on "not" the others. */
final class FacetPane extends VBox {
    private final LogPresenter presenter;
    private final ComboBox<String> field = new ComboBox<>();
    private final VBox first = new VBox();
    private final VBox beside = new VBox();
    private final SourceList sources;
    private boolean filling;

    FacetPane(LogPresenter presenter) {
        this.presenter = presenter;
        this.sources = new SourceList(presenter);
        getStyleClass().add("facets");
        field.setAccessibleText("Field whose values are counted");
        field.setId("log-facet");
        field.setMaxWidth(Double.MAX_VALUE);
        field.valueProperty().subscribe(chosen -> {
            if (!filling && chosen != null) {
                presenter.facet(chosen);
            }
        });
        first.getStyleClass().add(Css.STACKED_TIGHT);
        beside.getStyleClass().add(Css.STACKED_TIGHT);
        getChildren().addAll(title(Words.SOURCES), sources, title(Words.TOP), field, first, beside);
    }

    void show(Answer answer) {
        sources.show(answer.sources());
        filling = true;
        if (!field.getItems().equals(answer.fields())) {
            field.setItems(FXCollections.observableArrayList(answer.fields()));
        }
        field.setValue(presenter.model().facetField.get());
        filling = false;
        first.getChildren().clear();
        beside.getChildren().clear();
        answer.facets().forEach((name, values) -> {
            if (first.getChildren().isEmpty()) {
                first.getChildren().setAll(lines(name, values));
            } else if (!values.isEmpty()) {
                Label title = new Label(name);
                title.getStyleClass().addAll(Css.SMALL, Css.MUTED);
                beside.getChildren().add(title);
                beside.getChildren().addAll(lines(name, values));
            }
        });
    }

    private List<Node> lines(String name, List<ValueCount> values) {
        long most = values.stream().mapToLong(ValueCount::count).max().orElse(1);
        return values.stream().<Node>map(each -> line(name, each, most)).toList();
    }

    private Region line(String of, ValueCount each, long most) {
        Object value = each.value();
        String text = Words.value(value);
        boolean rule = of.equals("terminatingRuleId");
        Label name = new Label(rule ? Words.rule(text) : text);
        // Rules and words differ at their end or not at all; paths and addresses at both.
        name.setTextOverrun(rule ? OverrunStyle.ELLIPSIS : OverrunStyle.CENTER_ELLIPSIS);
        name.setMinWidth(0);
        name.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(name, Priority.ALWAYS);
        Label count = new Label(Format.number(each.count()));
        count.getStyleClass().addAll(Css.MONO, Css.MUTED);
        count.setMinWidth(USE_PREF_SIZE);
        HBox words = new HBox(name, count);
        words.getStyleClass().add(Css.ROW);
        Button with = new Button(null, words);
        with.getStyleClass().add("facet-button");
        with.setMaxWidth(Double.MAX_VALUE);
        words.prefWidthProperty().bind(with.widthProperty().subtract(16));
        with.setTooltip(new Tooltip(of + ": " + text));
        with.setAccessibleText(text + ", " + Format.count(each.count(), "record", "records"));
        with.setOnAction(event -> presenter.narrow(of, value, false));
        HBox.setHgrow(with, Priority.ALWAYS);
        Region bar = new Region();
        bar.getStyleClass().addAll(Css.CHART_BAR, "facet-bar");
        VBox line = new VBox(new HBox(with, without(of, value, text)), bar);
        bar.maxWidthProperty().bind(line.widthProperty().multiply((double) each.count() / Math.max(1, most)));
        return line;
    }

    private Button without(String of, @Nullable Object value, String text) {
        Button without = new Button(Words.NOT);
        without.getStyleClass().addAll("facet-not", Css.SMALL);
        without.setAccessibleText(Words.LEAVE_OUT + of + " " + text);
        without.setMinWidth(USE_PREF_SIZE);
        without.setOnAction(event -> presenter.narrow(of, value, true));
        return without;
    }

    private static Label title(String text) {
        Label label = new Label(text);
        label.getStyleClass().add(Css.STRONG);
        return label;
    }
}
