package dev.sallyport.views.log;

import dev.sallyport.core.log.LoadReport;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.TimeBucket;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.views.kit.ViewState;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** What the page of logs shows. */
final class LogModel {
    /**
     * One answer: everything under the same condition.
     *
     * @param where the condition
     * @param offset of the first row
     */
    record Answer(
            String where,
            LogKind kind,
            List<LogKind> kinds,
            LoadReport report,
            List<String> fields,
            long matched,
            long offset,
            List<LogRow> rows,
            List<TimeBucket> histogram,
            List<ValueCount> facet) {}

    final ObjectProperty<ViewState<Answer>> answer = new SimpleObjectProperty<>(new ViewState.Loading<>());
    final ObservableList<String> sources = FXCollections.observableArrayList();
    final StringProperty line = new SimpleStringProperty("");
    final StringProperty where = new SimpleStringProperty("");
    final StringProperty objection = new SimpleStringProperty("");
    final StringProperty facetField = new SimpleStringProperty("");
    final StringProperty record = new SimpleStringProperty("");
    final StringProperty rejected = new SimpleStringProperty("");
}
