package dev.sallyport.views.firewall;

import dev.sallyport.core.firewall.HitFilter;
import dev.sallyport.core.firewall.LoggedRequest;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.TimeBucket;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.views.kit.ViewState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** What the page of the firewall shows. */
final class FirewallModel {
    /** How far back to look, unless a span of time is chosen. */
    enum Window {
        QUARTER("15 minutes", Duration.ofMinutes(15)),
        HOUR("1 hour", Duration.ofHours(1)),
        HOURS("3 hours", Duration.ofHours(3)),
        DAY("24 hours", Duration.ofHours(24)),
        WEEK("7 days", Duration.ofDays(7));

        private final String word;
        private final Duration length;

        Window(String word, Duration length) {
            this.word = word;
            this.length = length;
        }

        Duration length() {
            return length;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** A span of time that the reader brushed or typed; {@code until} is exclusive. */
    record Span(Instant since, Instant until) {}

    /**
     * A line of the list of rules.
     *
     * @param priority empty for the default action
     * @param subject what it looks at, in words
     * @param capacity WCU, -1 where it is not known
     * @param overrides rules inside the group of which the web ACL makes something else
     * @param hits requests that it matched, -1 where that is not known
     * @param share of all requests, from 0 to 1, or -1
     * @param spark requests that it ended, oldest first
     */
    record RuleLine(
            String priority,
            String name,
            String kind,
            String subject,
            String action,
            long capacity,
            List<String> overrides,
            long hits,
            double share,
            List<Long> spark) {}

    /**
     * What was asked.
     *
     * @param span chosen instead of the window
     */
    record Asked(Window window, Optional<Span> span, List<HitFilter.Term> terms) {}

    /**
     * One answer, all of the same time and filter.
     *
     * @param facets the most frequent values of each field; fields that no source tells are missing
     * @param requests the latest, newest first; empty where no source tells single requests
     * @param source where the numbers come from, in a sentence
     * @param reach from when on the log was read, where it was too long to be read at once
     */
    record Answer(
            Asked asked,
            List<WebAcls.Named> acls,
            WebAcls.Summary acl,
            List<RuleLine> rules,
            Map<String, Long> actions,
            List<TimeBucket> histogram,
            Map<HitFilter.Field, List<ValueCount>> facets,
            Optional<List<LogRow>> requests,
            String source,
            Optional<Instant> reach) {
        long all() {
            return actions.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    final ObjectProperty<ViewState<Answer>> answer = new SimpleObjectProperty<>(new ViewState.Loading<>());
    final StringProperty line = new SimpleStringProperty("");
    final ObjectProperty<Window> window = new SimpleObjectProperty<>(Window.HOURS);
    final ObjectProperty<Optional<Span>> span = new SimpleObjectProperty<>(Optional.empty());
    final ObservableList<HitFilter.Term> terms = FXCollections.observableArrayList();
    final ObjectProperty<Optional<String>> acl = new SimpleObjectProperty<>(Optional.empty());
    final StringProperty filter = new SimpleStringProperty("");
    final BooleanProperty live = new SimpleBooleanProperty(true);
    final ObjectProperty<Optional<LoggedRequest>> request = new SimpleObjectProperty<>(Optional.empty());
}
