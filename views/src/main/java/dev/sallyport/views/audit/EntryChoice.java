package dev.sallyport.views.audit;

import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.views.kit.Place;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import org.jspecify.annotations.Nullable;

/** Which entries are shown: of whom, and since when. */
final class EntryChoice {
    private static final String ANYONE = "Anyone";

    /** A stretch of time until now. */
    private enum Since {
        EVER("Any time", null),
        HOUR("Last hour", Duration.ofHours(1)),
        DAY("Last 24 hours", Duration.ofDays(1)),
        WEEK("Last 7 days", Duration.ofDays(7)),
        MONTH("Last 30 days", Duration.ofDays(30));

        private final String words;
        private final @Nullable Duration back;

        Since(String words, @Nullable Duration back) {
            this.words = words;
            this.back = back;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    private final ComboBox<Since> since = new ComboBox<>();
    private final ComboBox<String> who = new ComboBox<>();
    private final Clock clock;

    /** {@code changed} draws the entries again. */
    EntryChoice(Clock clock, Runnable changed) {
        this.clock = clock;
        since.setId("audit-since");
        since.setAccessibleText("Entries since");
        since.getItems().setAll(Since.values());
        since.setValue(Since.EVER);
        who.setId("audit-who");
        who.setAccessibleText("Entries of");
        who.getItems().setAll(ANYONE);
        who.setValue(ANYONE);
        since.valueProperty().subscribe((before, now) -> changed.run());
        who.valueProperty().subscribe((before, now) -> changed.run());
    }

    List<Node> nodes() {
        return List.of(since, who);
    }

    /** Whoever has an entry can be chosen. */
    void know(List<LedgerEntry> entries) {
        List<String> names = new ArrayList<>(List.of(ANYONE));
        entries.stream().map(LedgerEntry::who).distinct().sorted().forEach(names::add);
        if (!who.getItems().equals(names)) {
            String before = Objects.requireNonNullElse(who.getValue(), ANYONE);
            who.getItems().setAll(names);
            who.setValue(names.contains(before) ? before : ANYONE);
        }
    }

    /** A place that names an entry shows it whatever was chosen. */
    void follow(Place place) {
        if (!place.filter().isEmpty()) {
            since.setValue(Since.EVER);
            who.setValue(ANYONE);
        }
    }

    List<LedgerEntry> of(List<LedgerEntry> entries) {
        Duration back = since.getValue() == null ? null : since.getValue().back;
        Instant first = back == null ? Instant.MIN : clock.instant().minus(back);
        String whose = Objects.requireNonNullElse(who.getValue(), ANYONE);
        return entries.stream()
                .filter(entry -> !entry.time().isBefore(first))
                .filter(entry -> whose.equals(ANYONE) || entry.who().equals(whose))
                .toList();
    }
}
