package dev.sallyport.views.log;

import dev.sallyport.core.log.ValueCount;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.log.LogModel.Answer;
import java.util.List;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** What is open, and the most frequent values of a field; a click on a value narrows the condition. */
final class FacetPane extends VBox {
    private final LogPresenter presenter;
    private final ComboBox<String> field = new ComboBox<>();
    private final VBox values = new VBox();
    private boolean filling;

    FacetPane(LogPresenter presenter) {
        this.presenter = presenter;
        getStyleClass().add("facets");
        field.setAccessibleText("Field whose values are counted");
        field.setId("log-facet");
        field.setMaxWidth(Double.MAX_VALUE);
        field.valueProperty().subscribe(chosen -> {
            if (!filling && chosen != null) {
                presenter.facet(chosen);
            }
        });
        values.getStyleClass().add(Css.STACKED_TIGHT);
        VBox sources = new VBox();
        sources.getStyleClass().add(Css.STACKED_TIGHT);
        Runnable show = () -> sources.getChildren()
                .setAll(presenter.model().sources.stream().map(FacetPane::source).toList());
        presenter.model().sources.addListener((ListChangeListener<String>) change -> show.run());
        show.run();
        getChildren().addAll(title(Words.SOURCES), sources, title(Words.TOP), field, values);
    }

    void show(Answer answer) {
        filling = true;
        if (!field.getItems().equals(answer.fields())) {
            field.setItems(FXCollections.observableArrayList(answer.fields()));
        }
        field.setValue(presenter.model().facetField.get());
        filling = false;
        long most = answer.facet().stream().mapToLong(ValueCount::count).max().orElse(1);
        List<Region> lines = answer.facet().stream().map(each -> value(each, most)).toList();
        values.getChildren().setAll(lines);
    }

    private Region value(ValueCount each, long most) {
        String text = each.value() == null ? "none" : each.value().toString();
        Label name = new Label(text.isEmpty() ? "empty" : text);
        name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        name.setTooltip(new Tooltip(text));
        name.setMinWidth(0);
        name.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(name, Priority.ALWAYS);
        Label count = new Label(Format.number(each.count()));
        count.getStyleClass().addAll(Css.MONO, Css.MUTED);
        count.setMinWidth(USE_PREF_SIZE);
        HBox words = new HBox(name, count);
        words.getStyleClass().add(Css.ROW);
        Region bar = new Region();
        bar.getStyleClass().addAll(Css.CHART_BAR, "facet-bar");
        VBox line = new VBox(words, bar);
        line.getStyleClass().add("facet-value");
        bar.maxWidthProperty().bind(line.widthProperty().multiply((double) each.count() / most));
        line.setAccessibleText(text + ", " + Format.number(each.count()));
        line.setOnMouseClicked(event -> presenter.narrow(each.value()));
        return line;
    }

    private static Label source(String name) {
        Label label = new Label(name);
        label.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        label.setTooltip(new Tooltip(name));
        label.getStyleClass().addAll(Css.MONO);
        return label;
    }

    private static Label title(String text) {
        Label label = new Label(text);
        label.getStyleClass().add(Css.STRONG);
        return label;
    }
}
