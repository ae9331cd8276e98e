package dev.sallyport.views.firewall;

import dev.sallyport.core.firewall.LoggedRequest;
import dev.sallyport.core.firewall.RuleHits;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.TimeBucket;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.views.kit.ViewState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** What the page of the firewall shows. */
final class FirewallModel {
    /** How far back to look; the last one has no limit. */
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

    /**
     * A line of the list of rules.
     *
     * @param priority empty for the default action
     * @param hits requests that it matched
     * @param spark requests that it ended, oldest first
     */
    record RuleLine(String priority, String name, String kind, String subject, String action, long hits, List<Long> spark) {}

    /**
     * One answer, all of the same time window.
     *
     * @param by what {@code facet} counts
     * @param requests the latest, newest first
     */
    record Answer(
            Window window,
            RuleHits.By by,
            List<WebAcls.Summary> acls,
            WebAcls.Summary acl,
            List<RuleLine> rules,
            Map<String, Long> actions,
            List<TimeBucket> histogram,
            List<ValueCount> facet,
            List<LogRow> requests) {}

    final ObjectProperty<ViewState<Answer>> answer = new SimpleObjectProperty<>(new ViewState.Loading<>());
    final StringProperty line = new SimpleStringProperty("");
    final ObjectProperty<Window> window = new SimpleObjectProperty<>(Window.HOURS);
    final ObjectProperty<RuleHits.By> by = new SimpleObjectProperty<>(RuleHits.By.RULE);
    final ObjectProperty<Optional<String>> acl = new SimpleObjectProperty<>(Optional.empty());
    final StringProperty filter = new SimpleStringProperty("");
    final BooleanProperty live = new SimpleBooleanProperty(true);
    final ObjectProperty<Optional<LoggedRequest>> request = new SimpleObjectProperty<>(Optional.empty());
}
