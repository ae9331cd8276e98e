package dev.sallyport.views.log;

import dev.sallyport.core.firewall.LoggedRequest;
import dev.sallyport.core.log.LoadReport;
import dev.sallyport.core.log.LoadedSource;
import dev.sallyport.core.log.LogBrowser;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.LogSequence;
import dev.sallyport.core.log.TimeBucket;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.views.kit.ViewState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * @param where what the reader asked for, in the words on the page; empty for all
     * @param sources what each brought
     * @param rows all that fulfil the condition, in the reader's order
     * @param first of them, already read
     * @param span from the first to the last of them
     * @param facets the most frequent values by field, each without the condition on its own field
     */
    record Answer(
            String where,
            LogKind kind,
            List<LogKind> kinds,
            LoadReport report,
            List<LoadedSource> sources,
            List<String> fields,
            LogSequence rows,
            List<LogRow> first,
            Optional<LogBrowser.Span> span,
            List<TimeBucket> histogram,
            Map<String, List<ValueCount>> facets) {}

    /**
     * A part of the condition that was pressed, not typed.
     *
     * @param words as it stands on the page
     * @param condition in SQL
     * @param field that it is on; empty for a span of time
     */
    record Chip(String words, String condition, String field) {}

    /**
     * A record that is open.
     *
     * @param request why it ended as it did, of a web ACL's record that can be explained
     * @param line as it was logged; empty when its source is gone
     */
    record Shown(LogKind kind, LogRow row, Optional<LoggedRequest> request, String line) {}

    final ObjectProperty<ViewState<Answer>> answer = new SimpleObjectProperty<>(new ViewState.Loading<>());
    final ObservableList<Chip> chips = FXCollections.observableArrayList();
    final StringProperty line = new SimpleStringProperty("");
    final StringProperty where = new SimpleStringProperty("");
    final StringProperty objection = new SimpleStringProperty("");
    final StringProperty facetField = new SimpleStringProperty("");
    final ObjectProperty<Optional<Shown>> record = new SimpleObjectProperty<>(Optional.empty());
    final StringProperty rejected = new SimpleStringProperty("");
}
